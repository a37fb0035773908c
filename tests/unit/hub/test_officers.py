"""Officers, photos and votes at the hub: what a site may say, what is served to whom, what the log shows."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import get_type_hints

import httpx
import pytest
from hub_house import PLAN
from msgspec.structs import replace
from PIL import Image
from test_site_settings import GOOD
from web_house import Web, reason

from devicekit import codec
from devicekit.clock import SystemClock
from devicekit.errors import SettingsError
from devicekit.messages import Answer, CounterSet, RatingSet, SetState
from devicekit.settings import loads
from hub.engine import commands as c
from hub.engine import events as e
from hub.engine.decide import Engine
from hub.engine.rating import ASK_TTL_MS, SLACK_MS, Visit, visit_of
from hub.engine.state import State, apply
from hub.floor import Floor
from hub.ledger import Request
from hub.photos import MOST_BYTES, read_photo, url_of
from hub.plan import AgencyPlan, DevicePlan, OfficerPlan, RatingPlan
from hub.service import Service
from hub.settings import SiteFile, plan_of
from hub.store import Store
from hub.web import WebServer

ANH = OfficerPlan(id="anh", name="Nguyễn Thị Ánh", position="Chuyên viên", kind="public_employee", photo="/p")
RATED = replace(
    PLAN,
    officers=(ANH,),
    counters=(replace(PLAN.counters[0], officer="anh"), *PLAN.counters[1:]),
    agencies=(AgencyPlan(id="agriculture", name="Sở Nông nghiệp và Môi trường"),),
    rating=RatingPlan(levels=5, seconds=30, tags=("wait",), questions="tt01-2018"),
    devices=(
        *PLAN.devices,
        DevicePlan(id="rating-1", kind="rating", counter="counter-1"),
        DevicePlan(id="rating-hall", kind="rating"),
    ),
)
SITE = (
    GOOD
    + """
[[officer]]
id = "anh"
name = "Nguyễn Thị Ánh"

[[agency]]
id = "justice"
name = "Sở Tư pháp"
"""
)


def picture(kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (30, 40), (1, 2, 3)).save(out, kind)
    return out.getvalue()


# Settings


def problems(text: str) -> str:
    with pytest.raises(SettingsError) as raised:
        loads(text, "site.toml", SiteFile, "en")
    return str(raised.value)


def test_a_counter_has_its_officer_and_the_plan_knows_both() -> None:
    text = SITE.replace('number = "1"', 'number = "1"\nofficer = "anh"')
    plan = plan_of(loads(text, "site.toml", SiteFile))
    assert plan.counters[0].officer == "anh"
    assert plan.officers == (OfficerPlan(id="anh", name="Nguyễn Thị Ánh"),)
    assert plan.agencies == (AgencyPlan(id="justice", name="Sở Tư pháp"),)


def test_an_officer_whom_nobody_described_is_said_with_the_nearest() -> None:
    text = SITE.replace('number = "1"', 'number = "1"\nofficer = "an"')
    assert 'no officer "an" among the [[officer]] tables. Known: anh. Did you mean "anh"?' in problems(text)


@pytest.mark.parametrize("table", ["officer", "agency"])
def test_the_same_id_twice_is_said_with_both_lines(table: str) -> None:
    same = {"officer": "anh", "agency": "justice"}[table]
    text = f'{SITE}\n[[{table}]]\nid = "{same}"\nname = "x"\n'
    found = problems(text)
    assert f'id "{same}" is used on line' in found
    assert found.count("site.toml:") == 1


def test_two_rating_screens_at_one_counter_are_one_too_many() -> None:
    screens = "".join(f'\n[[device]]\nid = "rating-{n}"\nkind = "rating"\ncounter = "counter-1"\n' for n in (1, 2))
    assert '"counter-1"' in problems(SITE + screens)


def test_a_rating_screen_and_a_display_stand_at_one_counter() -> None:
    site = loads(SITE + '\n[[device]]\nid = "rating-1"\nkind = "rating"\ncounter = "counter-1"\n', "s", SiteFile)
    assert site.device[-1].id == "rating-1"


# Photos


def test_the_path_of_a_photo_changes_with_the_picture(tmp_path: Path) -> None:
    file = tmp_path / "anh.png"
    file.write_bytes(picture())
    before = url_of("anh", str(file))
    file.write_bytes(picture("JPEG"))
    assert before != url_of("anh", str(file))
    assert before.startswith("/api/v1/officers/anh/photo?v=")


def test_a_photo_that_can_not_be_read_does_not_keep_the_centre_closed(tmp_path: Path) -> None:
    assert url_of("anh", str(tmp_path / "none.jpg")) == "/api/v1/officers/anh/photo"
    assert url_of("anh", None) == ""


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"<svg>", b"\xff\xd8\xff" + bytes(MOST_BYTES)])
def test_what_is_no_photo_or_too_large_is_not_read(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x").write_bytes(data)
    assert isinstance(read_photo(tmp_path / "x"), str)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[httpx.Client, Path]]:
    """A hub with a token, and the file of one officer's photo."""
    web, file = Web(tmp_path, "s3cret"), tmp_path / "anh.png"
    server = WebServer(web.service, web.store, "127.0.0.1:0", "s3cret", {"anh": file})
    server.start()
    client = httpx.Client(base_url=server.url, timeout=10, verify=False)
    yield client, file
    client.close()
    server.stop()
    web.close()


def test_a_screen_without_a_token_gets_the_photo_and_nothing_else(served: tuple[httpx.Client, Path]) -> None:
    client, file = served
    file.write_bytes(picture())
    answer = client.get("/api/v1/officers/anh/photo?v=x")
    assert (answer.status_code, answer.headers["content-type"], answer.content) == (200, "image/png", picture())
    for path in ("state", "events", "officers/anh", "officers/anh/photo/..", "officers/../events"):
        assert client.get(f"/api/v1/{path}").status_code in (401, 404), path
    assert reason(client.get("/api/v1/events")) == (401, "unauthorized")


def test_a_photo_that_is_gone_huge_or_of_nobody_is_not_found(served: tuple[httpx.Client, Path]) -> None:
    client, file = served
    assert reason(client.get("/api/v1/officers/anh/photo")) == (404, "no_photo")
    file.write_bytes(picture() + bytes(MOST_BYTES))
    assert reason(client.get("/api/v1/officers/anh/photo")) == (404, "no_photo")
    assert reason(client.get("/api/v1/officers/binh/photo")) == (404, "unknown_officer")


# Votes


class Day:
    def __init__(self) -> None:
        self.engine, self.state, self.now = Engine(RATED), State("2026-11-23"), 1_000_000

    def do(self, command: c.Asking) -> tuple[e.EngineEvent, ...] | c.Refusal:
        found = self.engine.decide(self.state, command, self.now)
        for event in () if isinstance(found, c.Refusal) else found:
            apply(self.state, event)
        return found

    def served(self) -> str:
        for command in (
            c.Take(press="p", service="land"),
            c.CallNext(counter="counter-1"),
            c.Finish(counter="counter-1"),
        ):
            assert not isinstance(self.do(command), c.Refusal)
        return "20261123.A001.counter-1"

    def rate(self, visit: str, late_ms: int = 0, level: int | None = 5, day: str = "2026-11-23") -> str:
        vote = c.Rate(visit=visit, level=level, levels=5, tags=(), voted_ms=self.now + late_ms, day=day)
        found = self.do(vote)
        return found.reason if isinstance(found, c.Refusal) else type(found[0]).__name__


def test_a_visit_has_one_vote_in_its_time() -> None:
    day = Day()
    visit = day.served()
    latest = ASK_TTL_MS + SLACK_MS + 30_000
    assert day.rate(visit, latest + 1) == "too_old"
    assert day.rate(visit, latest) == "Rated"
    assert day.rate(visit) == "rated_already"


def test_silence_is_no_vote_and_may_come_late() -> None:
    day = Day()
    assert day.rate(day.served(), 10**7, level=None) == "Rated"


def test_a_vote_of_yesterday_counts_if_it_was_given_yesterday() -> None:
    day = Day()
    assert day.rate("20261122.A001.counter-1", day="2026-11-22") == "RatedOfPastDay"
    assert day.rate("20261122.A002.counter-1", day="2026-11-23") == "too_old"


@pytest.mark.parametrize(
    "text", ["", "x", "20261123", "20261123.A001", "20261123..c", "2026-1123.A001.c", "²0261123.A.c"]
)
def test_what_is_no_visit_is_none(text: str) -> None:
    assert visit_of(text) is None


def test_the_name_of_a_visit_can_be_read_back() -> None:
    visit = Visit("2026-11-23", "A001", "counter-1")
    assert visit_of(visit.id) == visit


def test_an_agencys_vote_counts_once_however_often_it_comes() -> None:
    day = Day()
    vote = c.RateAgency(
        vote="s:1", agency="agriculture", questions="tt01-2018", answers={"q1": 2}, dossier="", voted_ms=5
    )
    assert len(tuple(day.do(vote))) == 1  # type: ignore[arg-type]
    assert day.do(vote) == ()


def test_each_screen_is_told_what_it_needs_and_no_more() -> None:
    floor, state = Floor(RATED), State("2026-11-23")
    counter, hall = floor.set_for("rating-1", state), floor.set_for("rating-hall", state)
    assert isinstance(counter, RatingSet) and isinstance(hall, RatingSet)
    assert (counter.mode, counter.officer, counter.kind, counter.levels) == (
        "counter",
        "Nguyễn Thị Ánh",
        "public_employee",
        5,
    )
    assert (counter.agencies, counter.counter) == ((), "1")
    assert (hall.mode, hall.officer, len(hall.agencies)) == ("agency", "", 1)


def test_a_counters_sign_names_counter_officer_and_what_it_is_there_for() -> None:
    services = tuple(replace(each, name_en="Some") for each in RATED.services)
    long = (replace(RATED.counters[0], services=tuple(f"s{n}" for n in range(20))), *RATED.counters[1:])
    many = tuple(replace(RATED.services[0], id=f"s{n}", name=f"Lĩnh vực số {n}") for n in range(20))
    body = Floor(replace(RATED, services=services)).set_for("counter-1", State("2026-11-23"))
    assert isinstance(body, CounterSet)
    names = [each.name for each in services if each.id in RATED.counters[0].services]
    assert (body.place, body.officer, body.service_en) == ("1", "Nguyễn Thị Ánh", "Some")
    assert body.service == " \N{MIDDLE DOT} ".join(names)
    body = Floor(replace(RATED, counters=long, services=(*services, *many))).set_for("counter-1", State("2026-11-23"))
    assert isinstance(body, CounterSet)
    # As many whole names as a field of the contract holds.
    assert body.service.startswith("Lĩnh vực số 0 ") and 180 < len(body.service) <= 200


def test_a_changed_officer_is_told_to_every_screen_that_names_officers() -> None:
    floor, changed = Floor(RATED), replace(ANH, name="Trần Văn Bình")
    assert floor.adopt([changed]) >= {"rating-1", "counter-1"}
    body = floor.set_for("counter-1", State("2026-11-23"))
    assert isinstance(body, CounterSet)
    assert body.officer == "Trần Văn Bình"


def test_the_largest_centre_still_fits_into_a_message() -> None:
    largest = get_type_hints(SiteFile, include_extras=True)["agency"].__metadata__[0].max_length
    agencies = tuple(AgencyPlan(id=f"{n:032}", name="Ậ" * 80) for n in range(largest))
    officers = (replace(ANH, name="Ậ" * 80, position="Ậ" * 80),)
    body = Floor(replace(RATED, name="Ậ" * 200, agencies=agencies, officers=officers)).set_for("rating-hall", State(""))
    assert isinstance(body, RatingSet)
    payload = codec.encode(SetState(epoch=1, seq=1, hub_ms=1, body=body))
    assert codec.decode("set", payload) == SetState(epoch=1, seq=1, hub_ms=1, body=body)


def test_only_a_counter_with_a_screen_asks() -> None:
    floor = Floor(RATED)
    asked = [
        order
        for number in (1, 2)
        for order in floor.orders("2026-11-23", [e.Finished(at_ms=1, number="A001", counter=f"counter-{number}")])
    ]
    assert [(order.device, order.ttl_ms) for order in asked] == [("rating-1", ASK_TTL_MS)]


def test_who_reads_the_log_over_the_api_learns_that_there_was_a_rating_and_not_which(tmp_path: Path) -> None:
    service = Service(RATED, Store(tmp_path / "hub.db", RATED.site), SystemClock(), Floor(RATED).orders)
    service.open()
    asked: list[Answer | None] = []
    now = service.now_ms()
    day = service.day_of(now)
    visit = Visit(day, "A001", "counter-1").id
    for n, command in enumerate(
        (
            c.Take(press="p", service="land"),
            c.CallNext(counter="counter-1"),
            c.Finish(counter="counter-1"),
            c.Rate(visit=visit, level=1, levels=5, tags=("wait",), voted_ms=now, day=day),
            c.RateAgency(
                vote="s:1", agency="agriculture", questions="tt01-2018", answers={"q1": 0}, dossier="", voted_ms=now
            ),
        )
    ):
        service.submit(Request.of("rating-1", f"s.{n}", command), asked.append)
        service.pump()
    assert all(answer is not None and answer.outcome == "accepted" for answer in asked), asked
    server = WebServer(service, tmp_path / "hub.db", "127.0.0.1:0")
    server.start()
    page = httpx.get(f"{server.url}/api/v1/events", verify=False).json()
    server.stop()
    service.close()
    facts = {entry["kind"]: entry["fact"] for entry in page["entries"]}
    assert facts["Rated"]["rated"] is True and facts["AgencyRated"]["rated"] is True
    for kind in ("Rated", "AgencyRated"):
        assert not {"level", "tags", "answers"} & set(facts[kind])
    assert "wait" not in json.dumps(facts)
