"""Ratings on the whole floor: asked after the visit, given by touch, in the log once, and never seen one by one."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace
from sim_floor import PLAN, SimFloor
from sim_rating import SimRating

from devicekit import codec
from devicekit.messages import AgencyRated, Event, Rated
from devicekit.text_files import load_texts
from devicekit.topics import Topic, parse
from hub.engine import events as e
from hub.history import ticket_log
from hub.plan import AgencyPlan, DevicePlan, OfficerPlan, RatingPlan
from hub.trace import story

RATED = replace(
    PLAN,
    name="Trung tâm Phục vụ hành chính công",
    counters=(replace(PLAN.counters[0], officer="anh"), *PLAN.counters[1:]),
    officers=(OfficerPlan(id="anh", name="Nguyễn Thị Ánh", photo="/api/v1/officers/anh/photo"),),
    agencies=(AgencyPlan(id="agriculture", name="Sở Nông nghiệp và Môi trường"),),
    rating=RatingPlan(seconds=45, tags=("wait", "other"), questions="tt01-2018"),
    devices=(
        *PLAN.devices,
        DevicePlan(id="rating-1", kind="rating", counter="counter-1"),
        DevicePlan(id="rating-hall", kind="rating"),
    ),
)


@pytest.fixture
def floor(tmp_path: Path):
    floor = SimFloor(tmp_path, RATED)
    floor.start()
    yield floor
    floor.stop()


def serve(floor: SimFloor, number: str = "A001") -> SimRating:
    """One visit at counter 1, until the question is there."""
    floor.kiosk.press("land")
    floor.turn(1)
    floor.press_until("counter-1", "next", lambda c: c.shows() == number)
    floor.press_until("counter-1", "start", lambda c: c.agent.state.shown.state == "serving")
    floor.press_until("counter-1", "finish", lambda c: c.agent.state.shown.state == "free")
    screen = floor.raters["rating-1"]
    turn_until(floor, lambda: screen.page.name.startswith("ask:"))
    return screen


def turn_until(floor: SimFloor, claim: Callable[[], object], seconds: float = 20) -> None:
    for _ in range(int(seconds / 0.05)):
        if claim():
            return
        floor.turn(0.05)
    raise AssertionError("it never happened")


def ratings(floor: SimFloor) -> list[e.EngineEvent]:
    assert floor.hub is not None
    facts = floor.hub.service.ledger._store.facts_of(floor.hub.service.view.day)
    return [fact for fact in facts if isinstance(fact, e.Rated | e.AgencyRated)]


def say(floor: SimFloor, body: Rated | AgencyRated, device: str, number: int) -> None:
    """An event on the wire that no program of ours would send."""
    agent = floor.raters[device].agent
    assert agent is not None
    now = int(floor.clock.monotonic() * 1000)
    event = Event(id=f"forged.{number}", boot=agent._boot, happened_ms=now, sent_ms=now, body=body)
    agent._link.publish(Topic(RATED.site, "rating", device, "evt"), codec.encode(event))
    floor.pump()


def answers(floor: SimFloor, device: str, event_id: str) -> list[tuple[str, str]]:
    found = []
    for topic, payload in floor.broker.history:
        if parse(topic)[2:] == (device, "ack"):
            acks = msgspec.json.decode(payload)["answers"]
            found += [(a["outcome"], a["reason"]) for a in acks if a["id"] == event_id]
    return found


def test_a_visit_is_rated_by_touch_and_in_the_log_once(floor: SimFloor) -> None:
    screen = serve(floor)
    assert "A001" in screen.page.over.text
    screen.touch("level:3")
    floor.turn(1)
    (fact,) = ratings(floor)
    assert isinstance(fact, e.Rated)
    assert (fact.number, fact.counter, fact.officer, fact.level, fact.levels) == ("A001", "counter-1", "anh", 3, 3)
    assert screen.page.name == "thanks"
    floor.turn(5)
    assert screen.page.name == "idle"
    assert "rating-1" not in [pending.device for pending in floor.hub.service.ledger.pending.values()]


def test_who_touches_nothing_is_in_the_log_as_not_rated(floor: SimFloor) -> None:
    screen = serve(floor)
    floor.turn(47, step=0.2)
    (fact,) = ratings(floor)
    assert isinstance(fact, e.Rated) and fact.level is None
    assert screen.page.name == "idle"


def test_the_lowest_level_gives_its_reasons(floor: SimFloor) -> None:
    screen = serve(floor)
    screen.touch("level:1")
    floor.turn(0.5)
    screen.touch("tag:wait")
    floor.turn(0.5)
    screen.touch("send")
    floor.turn(1)
    (fact,) = ratings(floor)
    assert isinstance(fact, e.Rated)
    assert (fact.level, fact.tags) == (1, ("wait",))


def test_a_vote_given_while_the_hub_is_away_arrives_later_once(floor: SimFloor) -> None:
    screen = serve(floor)
    floor.kill_hub()
    floor.turn(1)
    screen.touch("level:2")
    floor.turn(120, step=0.5)
    assert screen.page.name == "idle"
    floor.start_hub()
    floor.turn(30, step=0.2)
    (fact,) = ratings(floor)
    assert isinstance(fact, e.Rated) and fact.level == 2


def test_a_vote_survives_the_power_cut_of_its_screen_while_the_hub_is_away(floor: SimFloor) -> None:
    screen = serve(floor)
    floor.kill_hub()
    screen.touch("level:3")
    floor.turn(0.2)
    screen.kill()
    screen.start()
    floor.turn(20, step=0.5)
    floor.start_hub()
    floor.turn(30, step=0.2)
    assert [fact.level for fact in ratings(floor) if isinstance(fact, e.Rated)] == [3]


def test_a_screen_that_lost_its_power_asks_again_while_there_is_time(floor: SimFloor) -> None:
    screen = serve(floor)
    screen.kill()
    screen.start()
    turn_until(floor, lambda: screen.page.name.startswith("ask:"))
    screen.touch("level:3")
    floor.turn(1)
    assert len(ratings(floor)) == 1


@pytest.mark.parametrize("copies", [2, 3])
def test_every_message_doubled_is_still_one_rating(floor: SimFloor, copies: int) -> None:
    floor.broker.fault = lambda topic, payload: copies
    serve(floor).touch("level:3")
    floor.turn(3)
    assert len(ratings(floor)) == 1


def test_a_second_vote_for_one_visit_is_refused(floor: SimFloor) -> None:
    screen = serve(floor)
    visit = screen.page.name.removeprefix("ask:")
    screen.touch("level:3")
    floor.turn(1)
    say(floor, Rated(visit=visit, level=1), "rating-1", 1)
    assert answers(floor, "rating-1", "forged.1") == [("refused", "rated_already")]
    assert len(ratings(floor)) == 1


def test_a_vote_after_the_time_is_refused(floor: SimFloor) -> None:
    screen = serve(floor)
    visit = screen.page.name.removeprefix("ask:")
    screen.kill()
    floor.turn(120, step=0.5)
    screen.start()
    floor.turn(1)
    assert screen.page.name == "idle"
    say(floor, Rated(visit=visit, level=3), "rating-1", 1)
    assert answers(floor, "rating-1", "forged.1") == [("refused", "too_old")]
    assert ratings(floor) == []


@pytest.mark.parametrize(
    ("visit", "reason"),
    [
        ("20261123.A777.counter-1", "unknown_visit"),
        ("20301231.A001.counter-1", "unknown_visit"),
        ("nonsense", "unknown_visit"),
        ("20261123.A001.counter-2", "not_allowed"),
    ],
)
def test_a_vote_about_a_visit_that_was_not_is_refused(floor: SimFloor, visit: str, reason: str) -> None:
    say(floor, Rated(visit=visit, level=3), "rating-1", 1)
    assert answers(floor, "rating-1", "forged.1") == [("refused", reason)]


def test_the_next_visit_is_asked_about_when_the_officer_goes_on(floor: SimFloor) -> None:
    floor.kiosk.press("land")
    floor.turn(2)
    floor.kiosk.press("land")
    floor.turn(2)
    screen = floor.raters["rating-1"]
    floor.press_until("counter-1", "next", lambda c: c.shows() == "A001")
    floor.press_until("counter-1", "start", lambda c: c.agent.state.shown.state == "serving")
    floor.press_until("counter-1", "next", lambda c: c.shows() == "A002")
    assert "A001" in screen.page.over.text
    floor.press_until("counter-1", "start", lambda c: c.agent.state.shown.state == "serving")
    floor.press_until("counter-1", "finish", lambda c: c.agent.state.shown.state == "free")
    turn_until(floor, lambda: "A002" in screen.page.over.text)
    screen.touch("level:3")
    floor.turn(1)
    found = {fact.number: fact.level for fact in ratings(floor) if isinstance(fact, e.Rated)}
    assert found == {"A001": None, "A002": 3}


def test_an_agency_is_rated_in_the_hall_once(floor: SimFloor) -> None:
    screen = floor.raters["rating-hall"]
    for target in ("agency:agriculture", "yes", "points:2", "points:1", "points:0", "points:2"):
        screen.touch(target)
        floor.turn(0.5)
    floor.turn(1)
    (fact,) = ratings(floor)
    assert isinstance(fact, e.AgencyRated)
    assert (fact.agency, fact.questions) == ("agriculture", "tt01-2018")
    assert fact.answers == {"q1": 2, "q3": 1, "q4": 0, "q7": 2}
    assert fact.number == ""


def test_a_scanned_dossier_is_in_the_log_with_its_vote_and_with_no_other(floor: SimFloor) -> None:
    screen = floor.raters["rating-hall"]
    floor.turn(1)
    assert screen.agent.parts.now["scanner"].state == "ok"
    screen.scan("https://dichvucong.example.vn/tra-cuu?ma=000.00.53.H48-220921-0099")
    for _ in range(2):
        floor.turn(1)
        for target in ("agency:agriculture", "yes", "points:2", "points:1", "points:0", "points:2"):
            screen.touch(target)
            floor.turn(0.5)
        floor.turn(5)
    assert [fact.dossier for fact in ratings(floor)] == ["000.00.53.H48-220921-0099", ""]


def test_an_id_card_before_the_scanner_goes_nowhere(floor: SimFloor) -> None:
    screen = floor.raters["rating-hall"]
    floor.turn(1)
    screen.scan("062090000018||Nguyễn Văn Mẫu|03091990|Nam|Thôn 1|17122021")
    floor.turn(1)
    assert "thẻ căn cước" in screen.page.note.text
    sent = b"".join(payload for _, payload in floor.broker.history)
    assert b"062090000018" not in sent and "Mẫu".encode() not in sent


def test_a_screen_whose_scanner_is_pulled_out_says_so_and_works(floor: SimFloor) -> None:
    screen = floor.raters["rating-hall"]
    floor.turn(1)
    screen.port.unplug()
    floor.turn(1)
    assert screen.agent.parts.now["scanner"].code == "no_scanner"
    assert screen.page.title.text == "Mời chọn cơ quan"
    for target in ("agency:agriculture", "yes", "points:2", "points:1", "points:0", "points:2"):
        screen.touch(target)
        floor.turn(0.5)
    assert len(ratings(floor)) == 1
    screen.port.plug()
    turn_until(floor, lambda: screen.agent.parts.now["scanner"].state == "ok")


def test_a_double_tap_answers_one_question(floor: SimFloor) -> None:
    screen = floor.raters["rating-hall"]
    screen.touch("agency:agriculture")
    floor.turn(0.5)
    page = screen.page
    screen.eyes.touch(page, "yes")
    screen.eyes.touch(page, "yes")
    floor.turn(1)
    assert screen.page.name == "question:0"


@pytest.mark.parametrize(
    ("device", "agency", "reason"),
    [("rating-hall", "none-such", "unknown_agency"), ("rating-1", "agriculture", "not_allowed")],
)
def test_a_vote_about_an_agency_must_be_of_one_that_is_known_and_from_the_hall(
    floor: SimFloor, device: str, agency: str, reason: str
) -> None:
    say(floor, AgencyRated(vote="v1", agency=agency, questions="tt01-2018", answers=()), device, 1)
    assert answers(floor, device, "forged.1") == [("refused", reason)]


def test_the_story_says_that_a_rating_was_given_and_not_which(floor: SimFloor, tmp_path: Path) -> None:
    stories = []
    for number, level in (("A001", "level:3"), ("A002", "level:2")):
        serve(floor, number).touch(level)
        floor.turn(6)
        texts = [story(ticket_log(tmp_path / "hub.db", number), RATED, load_texts(each)) for each in ("vi", "en")]
        lines = [line.partition("  #")[2].partition("  ")[2].replace(number, "N") for text in texts for line in text]
        stories.append([line for line in lines if "rating-1" in line])
    assert stories[0] == stories[1]
    assert any("đã có đánh giá" in line for line in stories[0])


def test_nothing_that_the_hub_shows_or_sends_back_says_what_was_thought(floor: SimFloor) -> None:
    screen = serve(floor)
    screen.touch("level:1")
    floor.turn(0.5)
    screen.touch("tag:wait")
    floor.turn(0.5)
    screen.touch("send")
    floor.turn(6)
    view = msgspec.json.encode(floor.hub.service.view).decode()
    assert "rated" not in view.lower() and "level" not in view
    sent = [payload for topic, payload in floor.broker.history if parse(topic).channel in ("set", "ack")]
    assert not [payload for payload in sent if b'"level"' in payload or b"guide" in payload]


def test_a_missing_photo_is_in_status_and_the_screen_works(floor: SimFloor) -> None:
    screen = floor.raters["rating-1"]
    floor.turn(1)
    assert screen.agent.parts.now["photo"].code == "unreachable"
    assert screen.shown.officer == "Nguyễn Thị Ánh"
    serve(floor).touch("level:3")
    floor.turn(1)
    assert len(ratings(floor)) == 1


def test_a_vote_of_yesterday_that_comes_today_is_kept_under_yesterday(floor: SimFloor, tmp_path: Path) -> None:
    screen = serve(floor)
    floor.kill_hub()
    screen.touch("level:3")
    floor.turn(0.5)
    floor.clock.turn(17 * 3600)
    floor.start_hub()
    floor.turn(60, step=0.5)
    assert ratings(floor) == []
    rows = ticket_log(tmp_path / "hub.db", "A001", "2026-11-23").rows
    (fact,) = [row.event for row in rows if isinstance(row.event, e.Rated)]
    assert isinstance(fact, e.RatedOfPastDay) and fact.level == 3
