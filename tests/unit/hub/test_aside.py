"""A counter that serves several people at a time, one claim each."""

from pathlib import Path

import pytest
from calendar_house import CALENDAR
from fee_house import CODE, FeeDay, detail, reason, told
from msgspec.structs import replace
from queue_house import ONE, POST, QUEUE, TWO
from web_house import Asking, Web

from hub.dossier import ACCEPTED, TO_PAY
from hub.engine import commands as c
from hub.engine import events as e
from hub.engine.carry import close_day
from hub.engine.state import State, apply
from hub.picture import verbs_now
from hub.plan import Plan


def serving(most: int) -> Plan:
    return replace(QUEUE, counters=tuple(replace(each, parallel=most) for each in QUEUE.counters))


@pytest.fixture
def day() -> FeeDay:
    return FeeDay(serving(2))


def at(day: FeeDay, counter: str = ONE) -> tuple[str, tuple[str, ...]]:
    desk = day.state.desks[counter]
    return desk.ticket, desk.bench


def both(day: FeeDay, counter: str = ONE) -> tuple[str, str]:
    """One is aside there, another at hand."""
    first = day.serve(counter)
    day.do(c.Hold(counter=counter))
    return first, day.serve(counter)


def test_a_counter_serves_one_at_a_time_unless_the_settings_say_more() -> None:
    day = FeeDay(serving(1))
    day.take()
    day.serve()
    refused = day.ask(c.Hold(counter=ONE))
    assert (reason(refused), "parallel" in detail(refused)) == ("not_permitted", True)


def test_who_is_put_aside_stays_at_the_counter_while_the_next_is_called(day: FeeDay) -> None:
    first, second = day.take(), day.take()
    assert both(day) == (first, second)
    assert at(day) == (second, (first,))
    assert (day.state.tickets[first].state, day.state.tickets[first].counter) == ("held", ONE)
    assert day.call(TWO) == ""


@pytest.mark.parametrize("most", [2, 3, 4])
def test_never_more_than_the_settings_say(most: int) -> None:
    day = FeeDay(serving(most))
    for _ in range(most + 1):
        day.take()
    for _ in range(most - 1):
        day.serve()
        day.do(c.Hold(counter=ONE))
    day.serve()
    refused = day.ask(c.Hold(counter=ONE))
    assert (reason(refused), "A001" in detail(refused)) == ("bench_full", True)
    assert len(day.state.desks[ONE].people) == most


def test_the_keys_are_about_the_one_at_hand(day: FeeDay) -> None:
    _ = day.take(), day.take()
    first, second = both(day)
    assert told(day.do(c.Finish(counter=ONE))) == [f"Finished {second}"]
    assert at(day) == ("", (first,))
    assert reason(day.ask(c.Finish(counter=ONE))) == "wrong_state"


def test_switch_exchanges_the_two_and_without_a_number_means_the_only_one_aside(day: FeeDay) -> None:
    _ = day.take(), day.take()
    first, second = both(day)
    assert told(day.do(c.Switch(counter=ONE))) == [f"Held {second}", f"Switched {first}"]
    assert at(day) == (first, (second,))
    assert day.do(c.Switch(counter=ONE, number=first)) == ()
    day.do(c.Finish(counter=ONE))
    assert told(day.do(c.Switch(counter=ONE, number=second))) == [f"Switched {second}"]
    assert (day.state.counter_state(ONE), at(day)) == ("serving", (second, ()))


def test_of_several_aside_the_officer_says_which() -> None:
    day = FeeDay(serving(3))
    first, second, _ = day.take(), day.take(), day.take()
    both(day)
    day.do(c.Hold(counter=ONE))
    day.serve()
    refused = day.ask(c.Switch(counter=ONE))
    assert (reason(refused), f"{first}, {second}" in detail(refused)) == ("unknown_number", True)


def test_the_keys_that_are_shown_are_those_for_somebody_aside(day: FeeDay) -> None:
    counter = day.plan.counters[0]
    _ = day.take(), day.take()
    day.serve()
    assert {"hold", "switch"} & set(verbs_now(counter, day.state)) == {"hold"}
    day.do(c.Hold(counter=ONE))
    assert {"switch", "pause", "close"} & set(verbs_now(counter, day.state)) == {"switch"}
    day.serve()
    assert {"hold", "switch"} & set(verbs_now(counter, day.state)) == {"switch"}


def test_only_who_is_aside_here_can_be_gone_on_with(day: FeeDay) -> None:
    _ = day.take(), day.take()
    first, _ = both(day)
    refused = day.ask(c.Switch(counter=ONE, number="A999"))
    assert (reason(refused), first in detail(refused)) == ("unknown_number", True)
    assert reason(day.ask(c.Switch(counter=TWO, number=first))) == "unknown_number"
    assert "is being served at counter" in detail(day.ask(c.CallNumber(counter=TWO, number=first)))
    assert reason(day.ask(c.VoidNumber(number=first, reason="left"))) == "wrong_state"


@pytest.mark.parametrize("key", [c.CloseCounter(counter=ONE), c.Pause(counter=ONE, reason=1)])
def test_a_counter_with_somebody_aside_neither_closes_nor_pauses(day: FeeDay, key: c.Asking) -> None:
    first = day.take()
    day.serve()
    day.do(c.Hold(counter=ONE))
    assert day.state.counter_state(ONE) == "free"
    refused = day.ask(key)
    assert (reason(refused), first in detail(refused)) == ("wrong_state", True)
    day.do(c.Switch(counter=ONE))
    day.do(c.Finish(counter=ONE))
    day.do(key)


def test_undo_takes_back_hold_and_switch(day: FeeDay) -> None:
    _ = day.take(), day.take()
    first, second = both(day)
    day.do(c.Switch(counter=ONE))
    undone = day.do(c.Undo(counter=ONE))
    assert {fact.verb for fact in undone if isinstance(fact, e.Undone)} == {"switch"}
    assert at(day) == (second, (first,))
    day.do(c.Finish(counter=ONE))
    day.do(c.Undo(counter=ONE))
    assert at(day) == (second, (first,))
    assert day.state.tickets[second].state == "serving"


def test_undo_of_a_move_leaves_who_was_put_aside_there_meanwhile(day: FeeDay) -> None:
    _ = day.take(), day.take()
    day.serve(ONE)
    other = day.serve(TWO)
    day.do(c.Hold(counter=TWO))
    day.do(c.Move(counter=ONE, to_counter=TWO))
    reserve = c.TakeReserve(
        press=day.state.tickets[other].press,
        service="land",
        number="A901",
        kiosk="kiosk-1",
        arrived_ms=day.now,
        day=day.state.day,
    )
    day.do(reserve)
    assert at(day, TWO)[1] == ("A901",)
    day.do(c.Undo(counter=ONE))
    assert at(day, TWO) == ("", ("A901",))


def test_who_is_aside_is_paid_and_sent_to_pay_by_what_the_one_stop_system_says(day: FeeDay) -> None:
    _ = day.take(), day.take()
    first = day.serve()
    day.do(c.ReportDossier(code=CODE, state=ACCEPTED, counter=ONE))
    day.do(c.Hold(counter=ONE))
    second = day.serve()
    (reported, sent) = day.do(c.ReportDossier(code=CODE, state=TO_PAY, counter=ONE))
    assert (reported.number, sent.number, type(sent)) == (first, first, e.SentToFee)
    assert at(day) == (second, ())
    assert day.serve(POST) == first
    day.do(c.Hold(counter=POST))
    assert told(day.do(c.PayFee(code=CODE))) == [f"Finished {first}", f"FeePaid {first}"]
    assert at(day, POST) == ("", ())
    day.do(c.Finish(counter=ONE))
    assert day.call(ONE) == first


def test_each_visit_ends_with_the_result_of_its_own_dossier(day: FeeDay) -> None:
    _ = day.take(), day.take()
    first = day.serve()
    day.do(c.ReportDossier(code=CODE, state=ACCEPTED, counter=ONE))
    day.do(c.Hold(counter=ONE))
    day.serve()
    (second,) = day.do(c.Finish(counter=ONE))
    day.do(c.Switch(counter=ONE))
    (finished,) = day.do(c.Finish(counter=ONE))
    assert isinstance(second, e.Finished) and isinstance(finished, e.Finished)
    assert (second.result, finished.number, finished.result) == (5, first, 1)


def test_the_end_of_the_day_lists_who_is_aside(day: FeeDay) -> None:
    _ = day.take(), day.take()
    first, second = both(day)
    (closed,) = close_day(day.plan, CALENDAR, day.state, day.now, "person")
    assert isinstance(closed, e.DayClosed)
    assert set(closed.at_counters) == {first, second}


def test_officers_ask_for_it_by_the_api_and_the_story_tells_it(tmp_path: Path) -> None:
    web = Web(tmp_path, plan=serving(2))
    ask = Asking(web)
    try:
        ask("tickets/batch", service="land", count=2)
        for path, number in (("next", "A001"), ("hold", "A001"), ("next", "A002"), ("switch", "A001")):
            response = ask(f"counters/{ONE}/{path}")
            assert (response.status_code, response.json()["number"]) == (200, number)
        assert ask(f"counters/{ONE}/switch", number="A099").json()["reason"] == "unknown_number"
        assert ask(f"counters/{ONE}/close").status_code == 409
        assert [web.client.get(f"/api/v1/tickets/{n}").json()["state"] for n in ("A001", "A002")] == ["serving", "held"]
        seen = next(each for each in web.client.get("/api/v1/state").json()["counters"] if each["id"] == ONE)
        assert (seen["ticket"], seen["aside"]) == ("A001", ["A002"])
        story = web.client.get("/api/v1/tickets/A001/trace").json()
        assert [line.partition(": ")[2] for line in story["en"][-2:]] == [
            "counter 1 puts A001 aside to serve another",
            "counter 1 goes on with A001",
        ]
        assert story["vi"][-1].endswith("Quầy số 1 tiếp tục phục vụ số A001")
    finally:
        web.close()


def test_a_day_with_people_aside_is_replayed_the_same(day: FeeDay) -> None:
    _ = day.take(), day.take()
    both(day)
    day.do(c.Switch(counter=ONE))
    day.do(c.Undo(counter=ONE))
    again = State(day.state.day)
    for fact in day.log:
        apply(again, fact)
    assert (again.tickets, again.desks) == (day.state.tickets, day.state.desks)
