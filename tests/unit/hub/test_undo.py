"""Undo of the last verb of a counter, one claim each."""

from fee_house import FeeDay, detail, reason, told
from queue_house import (
    ONE,
    POST,
    TWO,
    day_fixture,  # noqa: F401
)

from hub.engine import commands as c
from hub.engine.state import State, apply


def test_undo_of_next_brings_back_the_visit_before_and_returns_who_was_called(day: FeeDay) -> None:
    first, second, third = (day.take() for _ in range(3))
    day.serve()
    before = (day.state.waiting["land"].calls, list(day.state.recent), dict(day.state.finished))
    day.do(c.CallNext(counter=ONE))
    day.now += 3_000
    assert told(day.do(c.Undo(counter=ONE))) == [f"Undone {first}", f"Undone {second}"]
    ticket = day.state.desk_ticket(ONE)
    assert ticket is not None
    assert (ticket.number, ticket.state) == (first, "serving")
    assert (day.state.waiting["land"].calls, list(day.state.recent), dict(day.state.finished)) == before
    assert [day.call(TWO), day.call(ONE)] == [second, third]


def test_undo_comes_too_late(day: FeeDay) -> None:
    day.take()
    day.call()
    day.now += 10_001
    assert reason(day.ask(c.Undo(counter=ONE))) == "undo_late"


def test_undo_works_once(day: FeeDay) -> None:
    day.take()
    day.call()
    day.do(c.Undo(counter=ONE))
    assert reason(day.ask(c.Undo(counter=ONE))) == "nothing_to_undo"


def test_a_printed_slip_can_not_be_unsaid(day: FeeDay) -> None:
    day.take()
    day.serve()
    day.do(c.SendToFee(counter=ONE))
    refused = day.ask(c.Undo(counter=ONE))
    assert (reason(refused), "slip" in detail(refused)) == ("undo_sent", True)


def test_where_no_printer_is_nothing_was_printed(day: FeeDay) -> None:
    number = day.take()
    day.serve(TWO)
    day.do(c.SendToFee(counter=TWO))
    assert told(day.do(c.Undo(counter=TWO))) == [f"Undone {number}"]


def test_undo_brings_nobody_back_to_a_counter_to_which_somebody_else_was_moved(day: FeeDay) -> None:
    first, second = day.take(), day.take()
    day.serve()
    day.do(c.Park(counter=ONE))
    assert day.serve(TWO) == second
    day.do(c.Move(counter=TWO, to_counter=ONE))
    refused = day.ask(c.Undo(counter=ONE))
    assert (reason(refused), f"{second} is at the counter" in detail(refused)) == ("undo_sent", True)
    assert day.state.tickets[first].state == "parked"


def test_a_payment_can_not_be_unsaid(day: FeeDay) -> None:
    day.take()
    day.serve()
    day.do(c.SendToFee(counter=ONE))
    day.serve(POST)
    day.do(c.Finish(counter=POST))
    assert "fee was paid" in detail(day.ask(c.Undo(counter=POST)))


def test_a_vote_can_not_be_unsaid(day: FeeDay) -> None:
    number = day.take()
    day.serve()
    day.do(c.Finish(counter=ONE))
    visit = f"{day.state.day.replace('-', '')}.{number}.{ONE}"
    day.do(c.Rate(visit=visit, level=3, levels=3, tags=(), voted_ms=day.now, day=day.state.day))
    assert "rated" in detail(day.ask(c.Undo(counter=ONE)))


def test_who_was_called_elsewhere_since_stays_there(day: FeeDay) -> None:
    number = day.take()
    day.call(ONE)
    day.do(c.Requeue(counter=ONE))
    assert day.call(TWO) == number
    assert reason(day.ask(c.Undo(counter=ONE))) == "undo_sent"
    assert day.state.tickets[number].counter == TWO


def test_a_day_with_undo_is_replayed_the_same(day: FeeDay) -> None:
    day.take()
    day.take()
    day.serve()
    day.do(c.CallNext(counter=ONE))
    day.do(c.Undo(counter=ONE))
    day.do(c.Park(counter=ONE))
    day.do(c.Undo(counter=ONE))
    again = State(day.state.day)
    for fact in day.log:
        apply(again, fact)
    assert again.tickets == day.state.tickets
    assert again.desks == day.state.desks
