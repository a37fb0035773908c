"""Sent to an officer by name: they are called where that officer sits, and follow when the officer is moved."""

import pytest
from fee_house import MINUTE, FeeDay, detail, reason, tend
from msgspec.structs import replace
from queue_house import QUEUE

from hub.engine import clerk
from hub.engine import commands as c
from hub.engine import events as e
from hub.engine.decide import Engine
from hub.engine.state import apply
from hub.plan import OfficerPlan, Plan

ONE, TWO, THREE = "counter-1", "counter-2", "counter-3"


def seated(**where: str) -> Plan:
    """Who sits at which counter; lan and minh are known, wherever they are."""
    counters = tuple(replace(each, officer=where.get(each.id.replace("-", "_"), "")) for each in QUEUE.counters)
    officers = (OfficerPlan(id="lan", name="Lan"), OfficerPlan(id="minh", name="Minh"))
    return replace(QUEUE, counters=counters, officers=officers)


@pytest.fixture
def day() -> FeeDay:
    return FeeDay(seated(counter_2="lan"))


def sent(day: FeeDay, *, back: bool = False) -> str:
    number = day.take()
    day.serve(ONE)
    day.do(c.Transfer(counter=ONE, to_officer="lan", back=back))
    return number


def test_only_the_counter_of_that_officer_calls_them_and_before_all_others(day: FeeDay) -> None:
    number = sent(day)
    older = day.do(c.Take(press="h", service="land", booked_ms=day.now))[0].number
    assert day.call(THREE) == ""
    assert [day.call(TWO), day.call(TWO)] == [number, older]


def test_who_was_sent_follows_the_officer_to_another_counter(day: FeeDay) -> None:
    number = sent(day)
    day.engine = Engine(seated(counter_3="lan"))
    assert day.call(TWO) == ""
    assert day.call(THREE) == number


def test_whichever_counter_of_the_officer_is_free_calls() -> None:
    day = FeeDay(seated(counter_2="lan", counter_3="lan"))
    first, second = sent(day), sent(day)
    assert [day.call(THREE), day.call(TWO)] == [first, second]


def test_done_there_they_come_back_where_that_was_promised(day: FeeDay) -> None:
    number = sent(day, back=True)
    day.serve(TWO)
    day.do(c.Finish(counter=TWO))
    assert day.call(ONE) == number


@pytest.mark.parametrize(
    ("officer", "why", "todo"),
    [
        ("nobody", "unknown_officer", "at counters: lan"),
        ("minh", "officer_away", "set officer of a [[counter]] in site.toml, or transfer to a service or a counter"),
    ],
)
def test_nobody_is_sent_to_an_officer_who_sits_nowhere(day: FeeDay, officer: str, why: str, todo: str) -> None:
    day.take()
    day.serve(ONE)
    refused = day.ask(c.Transfer(counter=ONE, to_officer=officer))
    assert (reason(refused), todo in detail(refused)) == (why, True)


def test_nobody_is_sent_to_an_officer_whose_counter_is_closed_or_who_sits_here(day: FeeDay) -> None:
    day.take()
    day.serve(ONE)
    day.do(c.CloseCounter(counter=TWO))
    assert reason(day.ask(c.Transfer(counter=ONE, to_officer="lan"))) == "officer_away"
    day.engine = Engine(seated(counter_1="lan"))
    assert reason(day.ask(c.Transfer(counter=ONE, to_officer="lan"))) == "wrong_state"
    assert reason(day.ask(c.Transfer(counter=ONE, to_officer="lan", service="civil"))) == "unknown_service"


def test_when_the_officer_has_closed_the_last_counter_they_are_anybodys() -> None:
    day = FeeDay(seated(counter_2="lan", counter_3="lan"))
    number = sent(day)
    day.do(c.CloseCounter(counter=TWO))
    assert day.call(ONE) == ""
    day.do(c.CloseCounter(counter=THREE))
    assert day.call(ONE) == number


def test_a_long_pause_of_the_officer_lets_them_go(day: FeeDay) -> None:
    number = sent(day)
    day.do(c.Pause(counter=TWO, reason=1))
    assert tend(day, 3) == ["CounterReleased"]
    assert day.call(ONE) == number


def test_an_officer_whom_the_settings_put_at_a_closed_counter_keeps_nobody(day: FeeDay) -> None:
    number = sent(day)
    day.do(c.CloseCounter(counter=THREE))
    moved = seated(counter_3="lan")
    day.engine = Engine(moved)
    assert day.call(ONE) == ""
    facts = clerk.due(moved, day.state, day.now)
    assert [type(fact) for fact in facts] == [e.PolicySet, e.CounterReleased]
    for fact in facts:
        apply(day.state, fact)
    assert clerk.due(moved, day.state, day.now) == ()
    assert day.call(ONE) == number


def test_an_officer_who_left_the_settings_leaves_nobody_behind(day: FeeDay) -> None:
    number = sent(day)
    day.now += MINUTE
    day.engine = Engine(seated())
    # Where nobody logs in, that is an alarm about the settings (orphaned_tickets), and no fact of an officer who went.
    assert [type(fact) for fact in clerk.due(seated(), day.state, day.now)] == [e.PolicySet]
    assert day.call(THREE) == number
