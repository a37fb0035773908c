"""What a counter did alone, afterwards: how its conflicts end, and what its undo says."""

import pytest
from fee_house import FEES, FeeDay
from queue_house import ONE, QUEUE, TWO
from test_alone import AWAY_MS, call, finish, odd

from hub.engine import commands as c
from hub.engine import events as e
from hub.engine.counter_events import Unsaid
from hub.plan import Plan


def waited_for(plan: Plan, count: int) -> FeeDay:
    made = FeeDay(plan)
    for _ in range(count):
        made.take("land")
    return made


@pytest.fixture
def day() -> FeeDay:
    return waited_for(QUEUE, 4)


@pytest.fixture
def at_end(day: FeeDay) -> FeeDay:
    """Three conflicts of counter 1 about numbers that never go on: unknown, gone, and of yesterday."""
    day.serve(ONE)
    day.do(c.Finish(counter=ONE))
    found = [odd(each)[0] for each in (call(day, "99"), call(day, "1"), call(day, "2", on="2020-01-01"))]
    assert found == ["unknown", "over", "past_day"]
    return day


def test_a_conflict_about_a_number_that_never_goes_on_is_over_once_the_counter_does(at_end: FeeDay) -> None:
    at_end.call(TWO)
    assert len(at_end.state.open_conflicts()) == 3, "another counter has not sorted it out"
    at_end.call(ONE)
    assert at_end.state.open_conflicts() == ()


def test_a_counter_that_closes_leaves_no_conflict_that_nobody_can_end(at_end: FeeDay) -> None:
    at_end.do(c.CloseCounter(counter=ONE))
    assert at_end.state.open_conflicts() == ()


def test_what_else_the_counter_did_alone_hides_no_conflict(at_end: FeeDay) -> None:
    call(at_end, "2")
    assert len(at_end.state.open_conflicts()) == 3


def test_a_conflict_about_somebody_who_waits_stays_when_the_counter_goes_on(day: FeeDay) -> None:
    assert odd(finish(day, "A002")) == ("waiting", "")
    day.call(ONE)
    assert len(day.state.open_conflicts()) == 1


def unsaid(day: FeeDay) -> tuple[Unsaid, ...]:
    """What the undo of counter 1 does not take back."""
    return tuple(what for fact in day.do(c.Undo(counter=ONE)) if isinstance(fact, e.Undone) for what in fact.unsaid)


@pytest.fixture
def loud() -> FeeDay:
    """A day whose calls are heard, and whose visits are asked about."""
    return waited_for(FEES, 2)


def test_undo_of_a_call_that_no_voice_called_speaks_of_no_voice(loud: FeeDay) -> None:
    call(loud, "1")
    assert unsaid(loud) == ()
    loud.call(ONE)
    assert unsaid(loud) == ("voice",), "what the hub called itself was heard"


def test_undo_of_a_finish_that_no_screen_asked_about_speaks_of_no_screen(loud: FeeDay) -> None:
    number = loud.serve(ONE)
    loud.now += AWAY_MS
    finish(loud, number, ago_ms=1000)
    assert unsaid(loud) == ()
    loud.do(c.Finish(counter=ONE))
    assert unsaid(loud) == ("asked",)
