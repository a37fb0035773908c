"""The look-up over real sockets: for programs by the API, for people by a page that needs no script and no token."""

import asyncio
import contextlib
import io
import logging
import re
import threading
from collections.abc import Callable
from datetime import date, timedelta

import httpx
import msgspec
import pytest
from lookup_house import (
    READY,
    VI,
    Hub,
    Shape,
    hub_fixture,  # noqa: F401
    hub_log_fixture,  # noqa: F401
    onestop_fixture,  # noqa: F401
    reason,
)
from onestop_end import CODE, OnestopEnd, code_of

from devicekit.clock import SystemClock
from devicekit.text_files import load_texts
from hub.dossier import Dossier
from hub.dossier_words import DossierNow
from hub.live import Live
from hub.lookup import AT_ONCE
from hub.lookup_limit import CLIENT, OVERALL
from hub.web_app import build_app

# What comes back


def test_the_api_tells_a_dossier_in_both_languages(hub: Hub) -> None:
    now = msgspec.json.decode(hub.api(CODE).content, type=DossierNow)
    assert (now.code, now.state, now.kept) == (CODE, 9, False)
    assert now.state_words.vi == "Đã có kết quả, chờ trả"
    assert now.next[1].en == "Bring the receipt and ID card; for another person: authorisation"
    assert now.accepted is not None and now.accepted.vi == "8 giờ 05 phút ngày 21/09/2022"
    assert now.as_of_ms is not None and abs(now.as_of_ms - SystemClock().wall() * 1000) < 60_000


def test_the_page_tells_a_dossier_vietnamese_first(hub: Hub) -> None:
    response = hub.page(CODE)
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert f"<title>{CODE}: Đã có kết quả, chờ trả</title>" in response.text
    text = Shape(response.text).text
    for words in (CODE, VI.get("dossier.state.9"), VI.get("kiosk.collect.bring"), "8 giờ 05 phút ngày 21/09/2022"):
        assert words in text
    assert text.index("Đã có kết quả, chờ trả") < text.index("Result ready, not yet collected")
    assert "{{" not in response.text


def test_the_form_leads_to_the_page_of_the_code(hub: Hub) -> None:
    form = Shape(hub.page().text)
    assert form.one("form") == {"action": "/dossiers/", "method": "get"}
    sent = hub.client.get("/dossiers/", params={str(form.one("input")["name"]): f" {CODE.lower()} "})
    assert (sent.status_code, sent.headers["location"]) == (303, f"/dossiers/{CODE}")
    assert hub.client.get("/dossiers").headers["location"] == "/dossiers/"


def test_a_scanned_link_in_the_form_is_a_code_too(hub: Hub) -> None:
    link = f"https://dichvucong.example.vn/tra-cuu?x=1&ma={CODE}"
    assert hub.client.get("/dossiers/", params={"code": link}).headers["location"] == f"/dossiers/{CODE}"


def test_a_code_in_small_letters_is_the_same_code(hub: Hub) -> None:
    assert hub.api(f"%20{CODE.lower()}%20").json()["code"] == CODE
    assert hub.page(CODE.lower()).headers["location"] == f"/dossiers/{CODE}"


@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("000.00.5.H48-220921-0099", "unit"),
        ("000.00.53.H48-220931-0099", "day"),
        ("000.00.53.H48-220921-99", "sequence"),
        ("A012", "whole"),
    ],
)
def test_a_bad_code_says_which_part_and_keeps_what_was_typed(hub: Hub, code: str, part: str) -> None:
    for response in (hub.client.get("/dossiers/", params={"code": code}), hub.page(code)):
        shape = Shape(response.text)
        assert response.status_code == 400
        assert VI.get("kiosk.lookup.bad", part=VI.get(f"lookup.part.{part}")) in shape.text
        field = shape.one("input")
        assert (field["value"], field["aria-invalid"]) == (code, "true")
        assert str(field["aria-describedby"]).split()[0] == "error"
    answer = hub.api(code)
    assert reason(answer) == (400, "bad_request")
    assert load_texts("en").get(f"lookup.part.{part}") in answer.json()["detail"]


def test_a_code_of_tomorrow_is_none(hub: Hub) -> None:
    tomorrow = date.fromisoformat(hub.service.view.day) + timedelta(days=1)
    assert hub.page(f"H34.12-{tomorrow:%y%m%d}-0001").status_code == 400
    assert hub.page(f"H34.12-{tomorrow - timedelta(days=1):%y%m%d}-0001").status_code == 404


def test_what_the_onestop_system_does_not_know_is_not_found(hub: Hub) -> None:
    page = hub.page(code_of(1))
    assert page.status_code == 404
    assert VI.get("kiosk.lookup.none", code=code_of(1)) in Shape(page.text).text
    assert Shape(page.text).one("input")["value"] == code_of(1)
    assert reason(hub.api(code_of(1))) == (404, "unknown_dossier")


def test_while_it_is_away_what_was_kept_is_told_with_its_age(hub: Hub, onestop: OnestopEnd) -> None:
    onestop.away = True
    hub.keep(Dossier(code=CODE, state=4, due_ms=1_663_722_300_000, updated_ms=1_663_722_300_000))
    now = msgspec.json.decode(hub.api(CODE).content, type=DossierNow)
    assert (now.state, now.kept, now.overdue, now.as_of_ms) == (4, True, False, 1_663_722_300_000)
    text = Shape(hub.page(CODE).text).text
    assert VI.get("lookup.kept") in text
    assert "Cập nhật lúc 8 giờ 05 phút ngày 21/09/2022" in text


def test_while_it_is_away_and_nothing_was_kept_people_are_asked_to_come_again(hub: Hub, onestop: OnestopEnd) -> None:
    onestop.away = True
    assert reason(hub.api(CODE)) == (503, "onestop_away")
    page = hub.page(CODE)
    assert (page.status_code, page.headers["retry-after"]) == (503, "10")
    assert VI.get("lookup.down") in Shape(page.text).text


def test_phones_that_hammer_the_page_do_not_hammer_the_province(hub: Hub, onestop: OnestopEnd) -> None:
    def phone() -> None:
        with httpx.Client(base_url=hub.server.url, timeout=20, verify=False) as client:
            for n in (0, 1, 2, 3, 4, 5):
                client.get(f"/dossiers/{code_of(n)}")

    phones = [threading.Thread(target=phone) for _ in range(8)]
    for each in phones:
        each.start()
    for each in phones:
        each.join()
    assert sorted(onestop.asked) == [code_of(n) for n in range(6)]
    assert onestop.most_at_once <= AT_ONCE


# What people bring


STRANGE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onfocus='alert(1)",
    "{{SITE}}{{=web.title}}",
    "&lt;b&gt;",
    "%3Cscript%3E",
    "../../etc/passwd",
    "a/b/c",
    "//evil.example/",
    "\x00\x1b[31m",
    "H34.12-240101-0001\r\nSet-Cookie: a=b",
    "H34.12-٢٤٠١٠١-0001",
    "\u202eabc",
    "x" * 8000,
    "-" * 300,
    "😀",
]


@pytest.mark.parametrize("typed", STRANGE)
def test_whatever_is_typed_stays_text_in_the_field_and_nothing_else(hub: Hub, typed: str) -> None:
    plain = Shape(hub.page().text)
    response = hub.client.get("/dossiers/", params={"code": typed})
    assert response.status_code == 303 if typed.startswith("H34.12-2") and typed[7].isascii() else 400
    if response.status_code == 303:
        assert response.headers["location"] == "/dossiers/H34.12-240101-0001"
        assert "set-cookie" not in response.headers
        return
    shape = Shape(response.text)
    shown = "".join(each for each in typed[:300] if each.isprintable()).strip()
    assert shape.one("input")["value"] == shown
    added = [tag for tag, _ in shape.elements if tag not in ("p", "small")]
    assert added == [tag for tag, _ in plain.elements if tag not in ("p", "small")]


def test_what_the_onestop_system_brings_stays_text(hub: Hub, onestop: OnestopEnd) -> None:
    onestop.known[CODE] = Dossier(code=CODE, state=4, agency="<script>alert(1)</script>{{SITE}}")
    page = hub.page(CODE).text
    assert "<script" not in page
    assert "Đang giải quyết tại &lt;script&gt;alert(1)&lt;/script&gt;{{SITE}}" in page


@pytest.mark.parametrize(
    "path",
    [
        "%3Cscript%3Ealert(1)%3C/script%3E",
        "%00",
        "%00H34",
        "a/b",
        "%2e%2e%2f%2e%2e%2fhub.db",
        "%ff%fe",
        "x" * 5000,
        "page.css/",
    ],
)
def test_whatever_is_in_the_path_is_answered_by_the_page(hub: Hub, path: str) -> None:
    response = hub.page(path)
    assert response.status_code in (200, 400)
    assert "<script" not in response.text
    assert "<form" in response.text


@pytest.mark.parametrize("path", ["%3Cscript%3E", "%00", "a", "x" * 5000, "%ff"])
def test_whatever_is_in_the_path_is_a_bad_request_of_the_api(hub: Hub, path: str) -> None:
    assert reason(hub.api(path)) == (400, "bad_request")


# The door


def test_with_a_token_the_page_is_for_anybody_and_the_api_is_not(hub: Hub) -> None:
    for path in ("/dossiers/", f"/dossiers/{CODE}", "/dossiers/page.css"):
        assert hub.client.get(path).status_code == 200
    assert reason(hub.client.get(f"/api/v1/dossiers/{CODE}")) == (401, "unauthorized")


def test_the_page_may_send_its_form_to_itself_and_load_nothing_but_its_style(hub: Hub) -> None:
    for path in ("", CODE, "A012"):
        policy = hub.page(path).headers["content-security-policy"]
        assert "form-action 'self'" in policy
        assert "default-src 'none'" in policy
        assert "script" not in policy
        assert "<script" not in hub.page(path).text
    for path in ("/", "/dossiersx", "/api/v1/state"):
        assert "form-action 'none'" in hub.client.get(path).headers["content-security-policy"]


def test_codes_are_in_no_log_that_anybody_keeps(hub: Hub, onestop: OnestopEnd, hub_log: io.StringIO) -> None:
    def ask(*codes: str) -> None:
        for code in codes:
            hub.page(code)
            hub.api(code)
            hub.client.get("/dossiers/", params={"code": code})

    logging.getLogger("motcua.hub").info("the log is written")
    ask(CODE, code_of(1), "000.00.53.H48-220931-0077", "H48 <220921>")
    onestop.away = True
    ask(code_of(2))
    for _ in range(OVERALL.burst):
        hub.page(code_of(3))
    assert hub.page(code_of(3)).status_code == 429
    assert "the log is written" in hub_log.getvalue()
    assert not re.search(r"H48|H34|2209|2401", hub_log.getvalue())


def test_who_looks_for_a_fault_finds_the_code_one_level_below(
    hub: Hub, onestop: OnestopEnd, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "hub.lookup")
    onestop.away = True
    hub.page(CODE)
    (record,) = [each for each in caplog.records if each.name == "hub.lookup"]
    assert record.levelno == logging.DEBUG
    assert CODE in record.getMessage()


def test_a_stop_waits_for_a_question_on_its_way_and_no_longer(
    hub: Hub, onestop: OnestopEnd, wait_until: Callable[..., None]
) -> None:
    onestop.open.clear()

    def ask() -> None:
        with contextlib.suppress(httpx.HTTPError):
            hub.page(CODE)

    threads = [threading.Thread(target=ask), threading.Thread(target=hub.server.stop)]
    threads[0].start()
    wait_until(lambda: onestop.asked, "the question")
    threads[1].start()
    onestop.open.set()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()


# How often


def test_too_many_look_ups_are_refused_and_say_how_long_to_wait(hub: Hub) -> None:
    answers = [hub.api(code_of(n % 3)).status_code for n in range(OVERALL.burst)]
    assert set(answers) == {404}
    refused = next(answer for answer in (hub.api(CODE) for _ in range(200)) if answer.status_code != 200)
    assert reason(refused) == (429, "too_many_lookups")
    assert int(refused.headers["retry-after"]) >= 1
    page = next(page for page in (hub.page(CODE) for _ in range(200)) if page.status_code != 200)
    assert (page.status_code, page.headers["retry-after"]) == (429, "1")
    assert VI.get("api.too_many_lookups") in Shape(page.text).text
    # What asks nobody is not counted.
    assert hub.page().status_code == 200
    assert hub.page("A012").status_code == 400


def test_each_client_has_its_own_limit(hub: Hub) -> None:
    app = build_app(hub.service, hub.store, Live(hub.service.view), find=OnestopEnd(READY).find)

    async def ask(address: str, times: int) -> list[int]:
        transport = httpx.ASGITransport(app, client=(address, 50_000))
        async with httpx.AsyncClient(transport=transport, base_url="http://hub") as client:
            return [(await client.get(f"/dossiers/{CODE}")).status_code for _ in range(times)]

    async def all_of_them() -> None:
        assert (await ask("2001:db8::1", CLIENT.burst + 1))[-2:] == [200, 429]
        assert await ask("2001:db8::2", 1) == [429]
        assert await ask("2001:db8:0:1::1", 1) == [200]

    asyncio.run(all_of_them())


# For everybody


@pytest.mark.parametrize("path", ["", CODE, code_of(1), "A012"])
def test_the_page_is_made_for_small_screens_and_for_those_who_hear_it(hub: Hub, path: str) -> None:
    shape = Shape(hub.page(path).text)
    assert shape.one("html")["lang"] == "vi"
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in [
        each for _, each in shape.elements
    ]
    assert [tag for tag, _ in shape.elements if re.fullmatch(r"h\d", tag)][:1] == ["h1"]
    ids = [str(each["id"]) for _, each in shape.elements if "id" in each]
    assert len(ids) == len(set(ids))
    assert shape.one("label")["for"] == shape.one("input")["id"]
    assert set(str(shape.one("input")["aria-describedby"]).split()) <= set(ids)
    assert all(each.get("lang") == "en" for tag, each in shape.elements if tag == "small")
    assert shape.one("title") == {}
