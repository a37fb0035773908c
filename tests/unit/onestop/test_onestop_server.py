"""The virtual one-stop system over real sockets: the interface by its contract, the desk, its page."""

import json
import re
import socket
import time
from pathlib import Path

import pytest
import requests
from conftest import wait_until
from onestop_house import (
    BIRTH,
    LAND,
    SITE,
    Up,
    calm_fixture,  # noqa: F401
    events,
    key_of,
    record,
    running,
    send,
    up_fixture,  # noqa: F401
)

from devicekit.text_files import load_texts
from hub.web_guard import MAX_BODY
from motcua.demo.wait import listening
from motcua.onestop.errors import OnestopError
from motcua.onestop.page_files import page_files
from motcua.onestop.records import KINDS
from motcua.onestop.server import OnestopServer

ROOT = Path(__file__).resolve().parents[3]


# The interface


def test_officers_are_those_of_the_centre_each_with_a_picture(calm: Up) -> None:
    officers = calm[1].get("/api/v1/officers").json()["officers"]
    assert [(o["id"], o["name"], o["kind"]) for o in officers] == [(o.id, o.name, o.kind) for o in SITE.officer]
    photos = [calm[1].get(officer["photo"]) for officer in officers]
    assert all(photo.content.startswith(b"\x89PNG") and len(photo.content) < 2 * 1024 * 1024 for photo in photos)
    assert {photo.headers["content-type"] for photo in photos} == {"image/png"}
    assert len({photo.content for photo in photos}) == len(photos)


def test_the_catalogue_has_what_the_interface_says(calm: Up) -> None:
    (first, *_) = calm[1].get("/api/v1/catalogue").json()["procedures"]
    assert {key: first[key] for key in ("code", "agency", "fee", "fee_after")} == {
        "code": LAND,
        "agency": "Sở Nông nghiệp và Môi trường",
        "fee": 100_000,
        "fee_after": "return",
    }


def test_a_dossier_has_every_key_of_the_interface_and_an_applicant_to_be_dropped(up: Up) -> None:
    server, client = up
    code = server.desk.accept("counter-1", LAND)
    dossier = client.get(f"/api/v1/dossiers/{code}").json()
    page = (ROOT / "docs/reference/onestop.md").read_text(encoding="utf-8")
    keys = re.findall(r"`([a-z_]+)`", page.partition("**Dossier**")[2].partition("\n\n")[0])
    assert set(dossier) == {*keys, "applicant"}
    assert dossier["state"] == 2
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00", dossier["accepted_at"])
    assert client.get("/api/v1/dossiers/H34.12-261125-9999").status_code == 404


def test_the_feed_goes_on_from_every_cursor_and_refuses_those_of_another_run(up: Up) -> None:
    server, client = up
    codes = [server.desk.accept("counter-1", LAND, f"A{n:03}") for n in range(1, 6)]
    cursor, first = events(client, most=2)
    end, rest = events(client, cursor)
    seen = [event["dossier"]["code"] for event in first + rest]  # type: ignore[index]
    assert seen == codes
    assert events(client, end) == (end, [])
    server.stop()
    server.start()
    assert client.get("/api/v1/events", params={"after": end}).status_code == 410
    assert events(client)[1] == []


@pytest.mark.parametrize("most", ["0", "-1", "x", "1e3", "٣"])
def test_a_page_of_no_size_is_refused(calm: Up, most: str) -> None:
    assert calm[1].get("/api/v1/events", params={"most": most}).status_code == 400


def test_with_its_folder_a_restarted_system_knows_the_old_cursor_and_keys(tmp_path: Path) -> None:
    with running(tmp_path) as (server, client):
        server.desk.accept("counter-1", LAND)
        cursor, _ = events(client)
        assert send(client, record()).status_code == 201
    with running(tmp_path) as (server, client):
        code = server.desk.accept("counter-1", BIRTH)
        assert [event["dossier"]["code"] for event in events(client, cursor)[1]] == [code]  # type: ignore[index]
        assert send(client, record()).status_code == 200
        assert [(kept.key, kept.times) for kept in server.received] == [(key_of(record()), 2)]


def test_a_record_is_on_disk_before_its_answer(tmp_path: Path) -> None:
    with running(tmp_path) as (_, client):
        for seq in range(1, 4):
            assert send(client, record(seq)).status_code == 201
            lines = (tmp_path / "records.jsonl").read_text().splitlines()
            assert json.loads(lines[-1])["record"] == record(seq)


def test_the_same_key_is_kept_once_and_with_another_body_refused(up: Up) -> None:
    server, client = up
    key = key_of(record())
    assert [send(client, record()).status_code for _ in range(3)] == [201, 200, 200]
    assert send(client, record(counter="counter-2"), key).status_code == 409
    assert [(kept.record, kept.times) for kept in server.received] == [(record(), 3)]
    assert [refused.status for refused in server.system.refused] == [409]


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"content-type": "text/plain"}, None, 415),
        ({"content-type": ""}, None, 415),
        ({"idempotency-key": ""}, None, 400),
        ({"idempotency-key": "kontum-2-abc"}, None, 422),
        ({}, b"{", 400),
        ({}, b"[]", 400),
        ({}, b'{"site": "kontum"}', 422),
        ({}, b" " * (MAX_BODY + 1), 413),
        ({"origin": "http://elsewhere.example"}, None, 403),
        ({"host": "elsewhere.example"}, None, 403),
        ({"content-type": "application/json; charset=utf-8"}, None, 201),
    ],
    ids=["text", "no-type", "no-key", "key", "json", "list", "keys", "large", "origin", "host", "right"],
)
def test_the_door_is_strict(up: Up, headers: dict[str, str], body: bytes | None, status: int) -> None:
    server, client = up
    right = {"content-type": "application/json", "idempotency-key": key_of(record())}
    given = client.post("/api/v1/records", content=body or json.dumps(record()), headers={**right, **headers})
    assert given.status_code == status, given.text
    assert len(server.received) == (status == 201)


def test_two_idempotency_keys_are_none(up: Up) -> None:
    key = key_of(record())
    headers = [("content-type", "application/json"), ("idempotency-key", key), ("idempotency-key", key)]
    assert up[1].post("/api/v1/records", content=json.dumps(record()), headers=headers).status_code == 400


@pytest.mark.parametrize("path", ["/api/v1/records", "/api/v1/nothing", "/api/v2/events"])
def test_a_wrong_path_or_method_is_told_so(calm: Up, path: str) -> None:
    given = calm[1].get(path)
    assert given.status_code in (404, 405)
    assert given.json()["detail"] == path


def test_with_a_token_nobody_gets_in_without_it() -> None:
    with running(token="s3cret") as (server, client):
        code = server.desk.accept("counter-1", LAND)
        paths = ["officers", "officers/anh/photo.png", "catalogue", f"dossiers/{code}", "events"]
        for headers, status in (
            ({}, 401),
            ({"authorization": "Bearer nó"}, 401),
            ({"authorization": "Bearer s3cret"}, 200),
        ):
            raw = {name: value.encode() for name, value in headers.items()}
            asked = [f"/api/v1/{path}" for path in paths] + ["/desk/view", "/desk/faults"]
            assert {client.get(path, headers=raw).status_code for path in asked} == {status}
        assert send(client, record()).status_code == 401
        assert client.post("/desk/faults", json={"fail": 1}).status_code == 401
        assert client.get("/").status_code == 200
        assert server.received == []


# The desk by JSON


def test_the_desk_by_json_does_what_the_officer_does(up: Up) -> None:
    client = up[1]

    def act(name: str, **body: object) -> str:
        given = client.post(f"/desk/{name}", json=body)
        assert given.status_code == 200, given.text
        return str(given.json()["code"])

    code = act("supplement", counter="counter-1", procedure=LAND, ticket="A001", items=["Bản sao"])
    assert act("accept", code=code) == act("to_pay", code=code) == act("paid", code=code) == code
    assert act("state", code=code, state=10) == code
    act("refuse", counter="counter-2", procedure=BIRTH, reason="Thiếu thẩm quyền")
    act("register", counter="counter-2", procedure=BIRTH)
    act("accept", counter="counter-2", procedure=BIRTH)
    told = [(event["kind"], event["dossier"]["state"]) for event in events(client)[1]]  # type: ignore[index]
    states = [1, 5, 2, 6, 4, 10, 1, 3, 1, 2]
    assert told == [("fee_paid" if state == 4 else "dossier", state) for state in states]
    view = client.get("/desk/view").json()
    assert [dossier["state"] for dossier in view["dossiers"]] == [2, 1, 3, 10]


@pytest.mark.parametrize(
    ("name", "body", "status", "says"),
    [
        ("accept", {"counter": "counter-9", "procedure": LAND}, 422, "counter-1, counter-2, counter-3"),
        ("accept", {"counter": "counter-1"}, 422, LAND),
        ("paid", {"code": "H34.12-261125-9999"}, 422, "H34.12-261125-9999"),
        ("supplement", {"counter": "counter-1", "procedure": LAND}, 422, "giấy tờ"),
        ("refuse", {"counter": "counter-1", "procedure": LAND, "reason": " "}, 422, "lý do"),
        ("accept", {"counter": "counter-1", "procedure": LAND, "flood": 1}, 400, "flood"),
        ("supplement", {"items": ["x" * 201]}, 400, "items"),
        ("event", [], 400, "object"),
    ],
    ids=["counter", "procedure", "dossier", "items", "reason", "key", "long", "event"],
)
def test_the_desk_says_what_is_wrong_and_sends_nothing(up: Up, name: str, body: object, status: int, says: str) -> None:
    before = events(up[1])
    given = up[1].post(f"/desk/{name}", json=body)
    assert given.status_code == status
    assert says in given.json()["detail"]
    assert events(up[1]) == before


def test_bad_input_for_the_hub_can_be_written_by_hand(up: Up) -> None:
    wrong = {"id": "x" * 99, "kind": "dossier", "counter": "counter-99", "dossier": {"code": "?", "state": 77}}
    assert up[1].post("/desk/event", json=wrong).json() == {"id": "x" * 99}
    ((event,),) = events(up[1])[1:]
    assert {key: event[key] for key in wrong} == wrong


def test_what_was_received_can_be_asked_for(up: Up) -> None:
    send(up[1], record())
    send(up[1], record())
    (kept,) = up[1].get("/desk/received").json()
    assert (kept["body"], kept["times"]) == (record(), 2)


# The page


def test_the_page_shows_texts_of_both_languages_and_needs_nobody_else(calm: Up) -> None:
    page = calm[1].get("/")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
    assert "{{" not in page.text
    assert f"{load_texts('vi').get('onestop.title')} <small" in page.text
    assert load_texts("en").get("onestop.supplement") in page.text
    for path in ("/page.css", "/page.js"):
        assert calm[1].get(path).status_code == 200
    for content, _ in page_files().values():
        assert not re.search(rb"https?://|<script>|style=|onclick", content)


def test_every_text_of_the_page_is_used() -> None:
    source = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "motcua").rglob("*") if path.suffix in (".py", ".html")
    )
    known = load_texts("vi").keys()
    keys = {key for key in known if key.startswith("onestop.")}
    built = {key for key in keys if key.startswith(("onestop.err.", "onestop.hint."))}
    assert not [key for key in sorted(keys - built) if f"{key}}}}}" not in source]
    quoted = set(re.findall(r"""["']([a-z_]+)["']""", source))
    assert not [key for key in sorted(built) if key.rpartition(".")[2] not in quoted]


def test_the_page_has_a_word_for_every_state_and_kind() -> None:
    page = page_files()[""][0].decode()
    words = {*(f"state.{n}" for n in range(1, 11)), *(f"kind.{kind}" for kind in KINDS)}
    assert words <= set(re.findall(r'data-word="([a-z0-9_.]+)"', page))


def test_the_page_is_told_when_there_is_nothing_new(up: Up) -> None:
    server, client = up
    version = client.get("/desk/view").json()["version"]
    assert client.get("/desk/view", params={"have": version}).status_code == 204
    for change in (
        lambda: server.desk.accept("counter-1", LAND),
        lambda: send(client, record()),
        lambda: send(client, record()),
        lambda: client.post("/desk/faults", json={"repeat": 0.1}),
    ):
        change()
        given = client.get("/desk/view", params={"have": version})
        assert given.status_code == 200
        version = given.json()["version"]


def test_the_page_shows_visits_newest_first_with_their_records_in_order(up: Up) -> None:
    for seq, (visit, kind) in enumerate([("A001", "ticket"), ("A002", "ticket"), ("A001", "called")], 1):
        send(up[1], record(seq, visit=f"20261125.{visit}", kind=kind))
    view = up[1].get("/desk/view").json()
    assert [(v["visit"], [r["kind"] for r in v["records"]]) for v in view["visits"]] == [
        ("20261125.A001", ["ticket", "called"]),
        ("20261125.A002", ["ticket"]),
    ]
    assert "applicant" not in json.dumps(view)


# Start and stop


def test_start_and_stop_are_idempotent_and_the_port_stays() -> None:
    server = OnestopServer(SITE)
    server.start()
    url = server.url
    server.start()
    server.stop()
    server.stop()
    server.start()
    assert server.url == url
    server.stop()


def test_a_port_in_use_is_named_with_what_to_do(calm: Up) -> None:
    port = int(calm[0].url.rpartition(":")[2])
    with pytest.raises(OnestopError, match=f"--port {port + 1}"):
        OnestopServer(SITE, port).start()


def test_the_end_leaves_no_connection_waiting(up: Up) -> None:
    server, _ = up
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as idle:
        began = time.monotonic()
        server.stop()
        assert time.monotonic() - began < 5
        assert idle.recv(1) == b""


def test_only_one_that_gives_way_leaves_its_port_when_it_is_asked(calm: Up) -> None:
    assert calm[1].post("/desk/leave", json={}).status_code == 404
    server, port = OnestopServer(SITE, gives_way=True), 0
    server.start()
    try:
        assert requests.post(f"{server.url}/desk/leave", json={}, timeout=10).status_code == 200
        port = int(server.url.rpartition(":")[2])
        wait_until(lambda: not listening(port), "the port to be free")
    finally:
        server.stop()
