"""The verbs all the way: asked over HTTP, kept in the store, told in both languages, shown on the floor."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hub_house import DAY, PLAN
from msgspec.structs import replace
from queue_house import QUEUE
from test_trace import House
from web_house import (
    Asking,
    Web,
    reason,
    web_fixture,  # noqa: F401
)

from devicekit.messages import CounterSet
from devicekit.orders import Announce, PrintTicket
from hub.api_commands import COUNTER_VERBS, DESK_VERBS
from hub.engine import commands as c
from hub.engine import events as e
from hub.engine.state import State, apply
from hub.floor import Floor
from hub.picture import Picture
from hub.trace import trace


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    yield house
    house.service.close()


def test_officers_work_through_a_visit_by_the_api_alone(web: Web) -> None:
    ask = Asking(web)
    assert ask("tickets/batch", service="land", count=3).json()["numbers"] == ["A001", "A002", "A003"]
    for path, body, number in [
        ("counters/counter-1/next", {"service": "land"}, "A001"),
        ("counters/counter-1/recall", {"last": True}, "A001"),
        ("counters/counter-1/undo", {}, "A001"),
        ("counters/counter-1/start", {"seat": True}, "A001"),
        ("counters/counter-1/park", {"minutes": 5, "reason": "papers", "mine": True}, "A001"),
        ("counters/counter-1/unpark", {"number": "A001"}, "A001"),
        ("counters/counter-1/transfer", {"counter": "counter-2", "back": True}, "A001"),
        ("counters/counter-2/next", {}, "A001"),
        ("counters/counter-2/move", {"counter": "counter-3"}, "A001"),
        ("counters/counter-3/finish", {"result": 1}, "A001"),
        ("counters/counter-1/next", {}, "A001"),
        ("counters/counter-1/requeue", {}, "A001"),
        ("counters/counter-2/pause", {"reason": 1}, ""),
        ("counters/counter-2/resume", {}, ""),
        ("counters/counter-2/close", {}, ""),
        ("counters/counter-2/open", {}, ""),
        ("tickets/A002/service", {"service": "civil"}, "A002"),
        ("tickets/a003/void", {"reason": "left"}, "A003"),
        ("tickets/A002/reprint", {"kiosk": "kiosk-1"}, "A002"),
    ]:
        response = ask(path, **body)
        assert (response.status_code, response.json().get("number")) == (200, number), (path, response.text)
    assert web.client.get("/api/v1/tickets/A001/why").json()["why"]["rule"] == "back"
    assert web.client.get("/api/v1/tickets/A002").json()["service"] == "civil"


def test_a_verb_that_does_not_fit_is_refused_with_its_reason(web: Web) -> None:
    ask = Asking(web)
    assert reason(ask("counters/counter-1/undo")) == (409, "nothing_to_undo")
    assert reason(ask("counters/counter-1/call", number="A001")) == (403, "not_permitted")
    assert reason(ask("tickets/A009/void", reason="left")) == (404, "unknown_number")
    assert reason(ask("tickets/ABC/void", reason="left")) == (400, "bad_request")
    assert reason(ask("tickets", service="land", priority_class="vip")) == (404, "unknown_class")
    assert reason(ask("counters/counter-1/pause", reason=9))[0] == 400


def test_every_verb_has_its_address_in_the_document(web: Web) -> None:
    paths = web.client.get("/openapi.json").json()["paths"]
    assert {f"/api/v1/counters/{{id}}/{verb}" for verb in COUNTER_VERBS} <= paths.keys()
    assert {f"/api/v1/tickets/{{number}}/{verb}" for verb in DESK_VERBS} <= paths.keys()


def test_the_story_has_a_sentence_for_every_verb_in_both_languages(house: House) -> None:
    house.ask("kiosk-1", c.Take(press="p1", service="land", kiosk="kiosk-1"))
    one, two = "counter-1", "counter-2"
    for command in (
        c.CallNext(counter=one),
        c.Recall(counter=one, last=True),
        c.Undo(counter=one),
        c.Start(counter=one, seat=True),
        c.Park(counter=one, minutes=5),
        c.Unpark(counter=one),
        c.Requeue(counter=one),
        c.CallNext(counter=one),
        c.Transfer(counter=one, to_counter=two, back=True),
        c.CallNext(counter=two),
        c.Finish(counter=two),
        c.CallNext(counter=one),
        c.MissedCall(counter=one),
        c.MarkBack(number="A001"),
        c.ChangeService(number="A001", service="civil"),
        c.Reprint(number="A001", kiosk="kiosk-2"),
        c.CallNext(counter=two),
        c.Move(counter=two, to_counter="counter-3"),
    ):
        house.ask("web", command)
    for language in ("vi", "en"):
        told = trace("A001", house.path, PLAN, language)
        assert not [line for line in told if any(type_.__name__ in line for type_ in e.EngineEvent.__args__)], told
    story = " ".join(trace("A001", house.path, PLAN, "vi"))
    for words in ("mời lần cuối", "tại chỗ ngồi", "lấy lại số A001", "chuyển số A001 sang Quầy số 2", "hoàn tác"):
        assert words in story


def test_what_was_set_aside_for_a_time_waits_again_without_anybody_asking(house: House) -> None:
    house.ask("kiosk-1", c.Take(press="p1", service="land", kiosk="kiosk-1"))
    house.ask("web", c.CallNext(counter="counter-1"))
    house.ask("web", c.Park(counter="counter-1", minutes=1))
    assert house.service.view.counters[0].parked == ("A001",)
    house.clock.turn(61.0)
    house.service.pump()
    assert (house.service.view.counters[0].parked, house.service.view.services[0].waiting) == ((), 1)


# The floor


def facts_of(*facts: e.EngineEvent) -> State:
    state = State(DAY)
    for fact in facts:
        apply(state, fact)
    return state


def test_a_paused_counter_shows_its_pause_at_once() -> None:
    fact = e.CounterPaused(at_ms=1, counter="counter-1", reason=1)
    floor, state = Floor(PLAN), facts_of(fact)
    assert floor.urgent(state, [fact]) == {"counter-1"}
    shown = floor.set_for("counter-1", state)
    assert isinstance(shown, CounterSet)
    assert shown.state == "paused"
    assert Picture(PLAN).of(state, 0, 0).counters[0].paused == 1


def test_the_last_recall_is_spoken_as_the_last() -> None:
    floor = Floor(QUEUE)
    said = list(floor.orders(DAY, [e.Recalled(at_ms=1, number="A001", counter="counter-1", n=3, last=True)]))
    assert [order.body for order in said] == [Announce(phrase="recall_last", number="A001", counter="1")]


def test_a_moved_visit_changes_both_displays() -> None:
    fact = e.Moved(at_ms=1, number="A001", counter="counter-1", to_counter="counter-2")
    taken = e.TicketTaken(at_ms=0, number="A001", press="p", service="land", n=1, ahead=0)
    state = facts_of(taken, e.Called(at_ms=1, number="A001", counter="counter-1"), fact)
    assert Floor(PLAN).urgent(state, [fact]) == {"counter-1", "counter-2"}


def test_a_lost_slip_comes_out_of_the_kiosk_that_was_named() -> None:
    asked = e.ReprintAsked(at_ms=9, number="A001", press="p", kiosk="kiosk-2", n=2, service="land", arrived_ms=5)
    (order,) = Floor(PLAN).orders(DAY, [asked])
    assert order.device == "kiosk-2"
    assert isinstance(order.body, PrintTicket)
    assert (order.body.number, order.body.reprint, order.body.issued_hub_ms, order.body.ahead) == ("A001", 2, 5, None)


def test_a_test_number_is_printed_as_one() -> None:
    taken = e.TicketTaken(at_ms=1, number="A001", press="p", service="land", n=1, ahead=0, kiosk="kiosk-1", test=True)
    (order,) = Floor(PLAN).orders(DAY, [taken, e.NumberVoided(at_ms=1, number="A001", reason="test")])
    assert isinstance(order.body, PrintTicket)
    assert order.body.test


def test_an_older_fact_of_a_call_is_still_read() -> None:
    older = replace(e.Called(at_ms=1, number="A001", counter="counter-1"), rule="")
    taken = e.TicketTaken(at_ms=0, number="A001", press="p", service="land", n=1, ahead=0, priority=True)
    assert facts_of(taken, older).counter_state("counter-1") == "called"
