"""What officers and the help desk can do with a visit, one claim each."""

import pytest
from fee_house import CODE, MINUTE, FeeDay, detail, reason, tend, told
from msgspec.structs import replace
from queue_house import (
    ONE,
    POST,
    QUEUE,
    TWO,
    day_fixture,  # noqa: F401
)

from hub.dossier import ACCEPTED, PAPERS_NEEDED
from hub.engine import commands as c
from hub.engine import events as e
from hub.engine.decide import Engine
from hub.engine.state import State


def test_next_of_one_service_passes_over_the_older_of_another(day: FeeDay) -> None:
    day.take("land")
    day.take("civil")
    assert told(day.do(c.CallNext(counter=TWO, service="civil"))) == ["Called C001"]
    assert reason(day.ask(c.CallNext(counter=ONE, service="civil"))) == "unknown_service"


def test_calling_out_of_turn_is_a_permission(day: FeeDay) -> None:
    day.take()
    second = day.take()
    strict = Engine(replace(QUEUE, counters=tuple(replace(each, may_pick=False) for each in QUEUE.counters)))
    key = c.CallNumber(counter=ONE, number=second)
    assert reason(strict.decide(day.state, key, day.now)) == "not_permitted"
    (called,) = day.do(key)
    assert isinstance(called, e.Called)
    assert (called.number, called.rule) == (second, "picked")


def test_nobody_is_picked_past_who_was_passed_as_often_as_promised(day: FeeDay) -> None:
    first, *others = [day.take() for _ in range(4)]
    for number in others[:2]:
        day.do(c.CallNumber(counter=ONE, number=number))
    refused = day.ask(c.CallNumber(counter=ONE, number=others[2]))
    assert (reason(refused), first in detail(refused)) == ("must_wait", True)
    (_, called) = day.do(c.CallNext(counter=ONE))
    assert isinstance(called, e.Called)
    assert (called.number, called.rule) == (first, "bound")


def test_a_number_at_another_counter_can_not_be_called_and_the_refusal_says_where(day: FeeDay) -> None:
    number = day.take()
    day.call(ONE)
    assert detail(day.ask(c.CallNumber(counter=TWO, number=number))) == f"{number} is being served at counter {ONE}"


def test_the_last_recall_says_so_and_one_more_is_a_no_show(day: FeeDay) -> None:
    number = day.take()
    day.call()
    last = [fact.last for _ in range(2) for fact in day.do(c.Recall(counter=ONE)) if isinstance(fact, e.Recalled)]
    assert last == [False, True]
    assert day.do(c.Recall(counter=ONE)) == (e.NoShow(at_ms=day.now, number=number, counter=ONE, by="recalls"),)


@pytest.mark.parametrize(("state", "result"), [(ACCEPTED, 1), (PAPERS_NEEDED, 2)])
def test_next_without_a_result_takes_what_the_one_stop_system_said(day: FeeDay, state: int, result: int) -> None:
    day.take()
    day.take()
    day.serve()
    day.do(c.ReportDossier(code=CODE, state=state, counter=ONE))
    finished = day.do(c.CallNext(counter=ONE))[0]
    assert isinstance(finished, e.Finished)
    assert (finished.result, finished.inferred) == (result, True)


def test_without_a_dossier_the_result_is_the_counters_usual_one_and_marked_as_inferred(day: FeeDay) -> None:
    day.take()
    day.serve()
    (finished,) = day.do(c.Finish(counter=ONE))
    assert isinstance(finished, e.Finished)
    assert (finished.result, finished.inferred) == (5, True)


def test_parked_number_takes_its_turn_back_when_the_timer_ends(day: FeeDay) -> None:
    first, second = day.take(), day.take()
    day.call()
    day.do(c.Park(counter=ONE, reason="papers"))
    assert tend(day, 1) == []
    assert tend(day, 1) == [f"Unparked {first}"]
    assert [day.call(), day.call()] == [first, second]


def test_a_parked_number_that_the_help_desk_has_voided_does_not_come_back(day: FeeDay) -> None:
    number = day.take()
    day.call()
    day.do(c.Park(counter=ONE))
    day.do(c.VoidNumber(number=number, reason="left"))
    assert reason(day.ask(c.Unpark(counter=ONE, number=number))) == "unknown_number"


def test_parked_number_comes_back_at_once_to_a_free_counter(day: FeeDay) -> None:
    number = day.take()
    day.serve()
    day.do(c.Park(counter=ONE, minutes=0))
    assert told(day.do(c.Unpark(counter=ONE))) == [f"Unparked {number}", f"Called {number}"]


def test_number_parked_for_one_counter_is_no_other_counters(day: FeeDay) -> None:
    number = day.take()
    day.serve()
    day.do(c.Park(counter=ONE, mine=True))
    assert reason(day.ask(c.Unpark(counter=TWO, number=number))) == "not_permitted"
    tend(day, 3)
    assert day.call(TWO) == ""
    assert day.call(ONE) == number


def test_who_is_parked_for_a_counter_that_closes_is_anybodys(day: FeeDay) -> None:
    number = day.take()
    day.serve()
    day.do(c.Park(counter=ONE, mine=True))
    day.do(c.CloseCounter(counter=ONE))
    tend(day, 3)
    assert day.call(TWO) == number


def test_a_long_pause_lets_go_of_who_is_parked_and_who_waits_for_that_counter_alone(day: FeeDay) -> None:
    number = day.take()
    day.serve()
    day.do(c.Park(counter=ONE, minutes=1, mine=True))
    day.do(c.Pause(counter=ONE, reason=1))
    assert tend(day, 2) == [f"Unparked {number}"]
    assert day.call(TWO) == ""
    assert tend(day, 1) == ["CounterReleased"]
    assert day.call(TWO) == number


def test_a_counter_on_pause_calls_nobody_until_it_resumes(day: FeeDay) -> None:
    number = day.take()
    day.do(c.Pause(counter=ONE, reason=2))
    assert day.state.counter_state(ONE) == "paused"
    assert reason(day.ask(c.CallNext(counter=ONE))) == "counter_paused"
    day.do(c.Resume(counter=ONE))
    assert day.call() == number


def test_a_counter_with_somebody_can_not_pause(day: FeeDay) -> None:
    day.take()
    day.call()
    assert reason(day.ask(c.Pause(counter=ONE, reason=1))) == "wrong_state"


def test_a_transfer_keeps_the_time(day: FeeDay) -> None:
    first = day.take("land")
    other = day.take("civil")
    day.call()
    day.do(c.Transfer(counter=ONE, service="civil"))
    assert [day.call("counter-3"), day.call("counter-3")] == [first, other]


def test_who_was_sent_to_another_counter_and_back_is_called_next_here(day: FeeDay) -> None:
    number, waiting = day.take(), day.take()
    day.serve(ONE)
    day.do(c.Transfer(counter=ONE, to_counter=TWO, back=True))
    assert day.serve(TWO) == number
    assert told(day.do(c.Finish(counter=TWO))) == [f"Finished {number}", f"SentBack {number}"]
    assert [day.call(ONE), day.call(ONE)] == [number, waiting]


def test_who_comes_back_to_a_closed_counter_waits_for_the_first_service_and_not_again_for_the_other(
    day: FeeDay,
) -> None:
    number = day.take("land")
    day.do(c.CallNext(counter=ONE))
    day.do(c.Transfer(counter=ONE, service="civil", back=True))
    day.do(c.CloseCounter(counter=ONE))
    day.do(c.CallNext(counter=TWO, service="civil"))
    day.do(c.Finish(counter=TWO))
    assert (day.state.tickets[number].line, day.state.tickets[number].service) == ("land", "land")


def test_the_promise_to_come_back_survives_the_fee_counter(day: FeeDay) -> None:
    number = day.take()
    day.serve(ONE)
    day.do(c.Transfer(counter=ONE, to_counter=TWO, back=True))
    day.serve(TWO)
    day.do(c.SendToFee(counter=TWO, back=False))
    day.serve(POST)
    day.do(c.Finish(counter=POST))
    assert day.call(ONE) == number


def test_nobody_is_transferred_to_a_closed_counter(day: FeeDay) -> None:
    day.take()
    day.call()
    day.do(c.CloseCounter(counter=TWO))
    assert reason(day.ask(c.Transfer(counter=ONE, to_counter=TWO))) == "counter_closed"


def test_a_visit_moves_to_a_free_counter_as_it_is(day: FeeDay) -> None:
    number = day.take()
    day.serve(ONE)
    day.do(c.Move(counter=ONE, to_counter=TWO))
    assert (day.state.counter_state(ONE), day.state.counter_state(TWO)) == ("free", "serving")
    assert told(day.do(c.Finish(counter=TWO))) == [f"Finished {number}"]


def test_a_visit_never_moves_onto_another(day: FeeDay) -> None:
    day.take()
    day.take()
    day.call(ONE)
    day.call(TWO)
    assert reason(day.ask(c.Move(counter=ONE, to_counter=TWO))) == "counter_busy"


def test_who_is_returned_to_the_queue_keeps_the_place(day: FeeDay) -> None:
    first, second = day.take(), day.take()
    day.call()
    day.do(c.Requeue(counter=ONE))
    assert [day.call(TWO), day.call(TWO)] == [first, second]


def test_who_missed_the_call_is_called_after_as_many_others_as_was_said(day: FeeDay) -> None:
    first, *others = [day.take() for _ in range(4)]
    day.call()
    day.do(c.MissedCall(counter=ONE))
    day.do(c.MarkBack(number=first))
    assert day.do(c.MarkBack(number=first)) == ()
    assert [day.call() for _ in range(4)] == [*others[:2], first, others[2]]


def test_who_comes_back_too_late_needs_a_new_number(day: FeeDay) -> None:
    number = day.take()
    day.call()
    day.do(c.MissedCall(counter=ONE))
    day.now += 11 * MINUTE
    assert reason(day.ask(c.MarkBack(number=number))) == "too_late"


# The help desk


def test_another_service_keeps_number_and_time(day: FeeDay) -> None:
    first, other = day.take("land"), day.take("civil")
    day.do(c.ChangeService(number=first, service="civil"))
    assert [day.call("counter-3"), day.call("counter-3")] == [first, other]
    assert day.call(ONE) == ""


def test_a_lost_slip_is_printed_as_a_numbered_copy(day: FeeDay) -> None:
    number = day.take()
    copies = [
        fact.n
        for _ in range(2)
        for fact in day.do(c.Reprint(number=number, kiosk="kiosk-2"))
        if isinstance(fact, e.ReprintAsked)
    ]
    assert copies == [1, 2]
    assert reason(day.ask(c.Reprint(number=number, kiosk="kiosk-9"))) == "unknown_kiosk"


def test_a_voided_number_is_never_called(day: FeeDay) -> None:
    first, second = day.take(), day.take()
    day.do(c.VoidNumber(number=first, reason="left"))
    assert day.call() == second
    assert reason(day.ask(c.VoidNumber(number=second, reason="left"))) == "wrong_state"


def test_a_group_gets_numbers_in_a_row_and_the_same_order_twice_gets_none(day: FeeDay) -> None:
    order = c.TakeSeveral(press="group", service="land", count=3)
    assert told(day.do(order)) == ["TicketTaken A001", "TicketTaken A002", "TicketTaken A003"]
    assert day.do(order) == ()
    assert day.take() == "A004"


def test_each_paper_of_a_group_says_how_many_are_before_it(day: FeeDay) -> None:
    day.take()
    facts = day.do(c.TakeSeveral(press="group", service="land", count=3))
    assert [fact.ahead for fact in facts if isinstance(fact, e.TicketTaken)] == [1, 2, 3]


@pytest.mark.parametrize(("count", "outcome"), [(0, "not_permitted"), (20, "accepted"), (21, "not_permitted")])
def test_a_group_is_not_larger_than_a_hand_would_mean(day: FeeDay, count: int, outcome: str) -> None:
    assert reason(day.ask(c.TakeSeveral(press="group", service="land", count=count))) == outcome


def test_priority_has_a_series_of_its_own_where_that_is_set(day: FeeDay) -> None:
    assert [day.take(), day.take(priority=True), day.take()] == ["A001", "U001", "A002"]
    assert day.take("civil", priority=True) == "C001"


def test_a_number_written_by_hand_waits_by_its_time_and_is_never_given_again(day: FeeDay) -> None:
    first = day.take()
    written = c.TakeByHand(press="h1", service="land", number="A002", arrived_ms=day.now - MINUTE, day=day.state.day)
    day.do(written)
    assert day.do(written) == ()
    assert day.take() == "A003"
    assert [day.call(), day.call()] == ["A002", first]
    clash = replace(written, press="h2")
    assert (reason(day.ask(clash)), "A004" in detail(day.ask(clash))) == ("number_taken", True)
    assert reason(day.ask(replace(written, number="A009"))) == "press_reused"


def test_a_number_written_by_hand_waits_since_no_time_that_is_to_come(day: FeeDay) -> None:
    soon = day.now + 60 * MINUTE
    day.do(c.TakeByHand(press="h1", service="land", number="A002", arrived_ms=soon, day=day.state.day))
    assert day.state.tickets["A002"].arrived_ms == day.now


def test_nobody_waits_with_a_test_number(day: FeeDay) -> None:
    facts = day.do(c.Take(press="t", service="land", test=True))
    assert told(facts) == ["TicketTaken A001", "NumberVoided A001"]
    assert day.call() == ""


def test_an_appointment_is_called_at_its_time_before_who_waits(day: FeeDay) -> None:
    booked = day.do(c.Take(press="b", service="land", booked_ms=day.now + 30 * MINUTE))[0].number
    first, second = day.take(), day.take()
    assert day.call() == first
    day.now += 21 * MINUTE
    assert [day.call(), day.call()] == [booked, second]


def test_who_comes_late_for_an_appointment_waits_like_everybody(day: FeeDay) -> None:
    first = day.take()
    day.now += 1000
    late = day.do(c.Take(press="b", service="land", booked_ms=day.now - 16 * MINUTE))[0].number
    assert [day.call(), day.call()] == [first, late]


def test_a_gate_that_is_shut_gives_no_numbers_but_test_numbers(day: FeeDay) -> None:
    def shut(_state: State, service: object, _take: c.Take, _now_ms: int) -> c.Refusal | None:
        return c.Refusal("service_closed", f"{service} opens at 7:30")

    engine = Engine(QUEUE, shut)
    assert reason(engine.decide(day.state, c.Take(press="x", service="land"), day.now)) == "service_closed"
    assert reason(engine.decide(day.state, c.Take(press="x", service="land", test=True), day.now)) == "accepted"
