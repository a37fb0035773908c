"""What the engine decides, one claim each."""

import pytest
from hub_house import DAY, LAND, PLAN
from msgspec.structs import replace

from hub.engine import commands as c
from hub.engine import events as e
from hub.engine.decide import STALE_KEY_MS, STALE_PRESS_MS, Decision, Engine
from hub.engine.lifecycle import LIFECYCLE
from hub.engine.state import State, apply
from hub.plan import Plan, SeriesPlan, reserve_of


class Day:
    """An engine and its state; time is a number that the test sets."""

    def __init__(self, plan: Plan = PLAN) -> None:
        self.engine = Engine(plan)
        self.state = State(DAY)
        self.now = 1_000_000
        self.presses = 0

    def do(self, command: c.Asking) -> Decision:
        decision = self.engine.decide(self.state, command, self.now)
        if not isinstance(decision, c.Refusal):
            for event in decision:
                apply(self.state, event)
        return decision

    def take(self, service: str = "land", priority: bool = False) -> str:
        self.presses += 1
        self.now += 1000
        taken = self.do(c.Take(press=f"p{self.presses}", service=service, priority=priority, kiosk="kiosk-1"))
        assert not isinstance(taken, c.Refusal)
        return taken[-1].number

    def call(self, counter: str = "counter-1") -> str:
        called = self.do(c.CallNext(counter=counter))
        assert not isinstance(called, c.Refusal)
        return called[-1].number

    def reserve(self, press: str, number: str, arrived_ms: int | None = None, day: str = DAY) -> Decision:
        at = self.now if arrived_ms is None else arrived_ms
        return self.do(
            c.TakeReserve(press=press, service="land", number=number, kiosk="kiosk-1", arrived_ms=at, day=day)
        )


@pytest.fixture
def day() -> Day:
    return Day()


def reason(decision: Decision) -> str:
    return decision.reason if isinstance(decision, c.Refusal) else "accepted"


def names(decision: Decision) -> list[str]:
    assert not isinstance(decision, c.Refusal)
    return [f"{type(event).__name__} {event.number}" for event in decision]


def test_each_service_has_a_series_of_its_own(day: Day) -> None:
    assert [day.take(), day.take("civil"), day.take(), day.take("civil")] == ["A001", "C001", "A002", "C002"]


def test_same_press_is_the_same_ticket(day: Day) -> None:
    day.take()
    assert day.do(c.Take(press="p1", service="land")) == ()
    assert day.take() == "A002"


def test_a_press_can_not_be_used_for_another_service(day: Day) -> None:
    day.take()
    assert reason(day.do(c.Take(press="p1", service="civil"))) == "press_reused"


def test_ticket_says_how_many_wait_before(day: Day) -> None:
    day.take()
    day.take()
    taken = day.do(c.Take(press="x", service="land"))
    assert not isinstance(taken, c.Refusal)
    assert isinstance(taken[0], e.TicketTaken)
    assert taken[0].ahead == 2


def test_used_up_series_is_refused_and_names_its_last_number() -> None:
    day = Day(replace(PLAN, services=(replace(LAND, last=2),)))
    day.take()
    day.take()
    refused = day.do(c.Take(press="x", service="land"))
    assert isinstance(refused, c.Refusal)
    assert refused.reason == "used_up"
    assert "A002" in refused.detail


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (c.Take(press="x", service="tax"), "unknown_service"),
        (c.CallNext(counter="counter-9"), "unknown_counter"),
        (c.CallNext(counter="counter-1"), "nobody_waiting"),
        (c.Recall(counter="counter-1"), "wrong_state"),
        (c.Start(counter="counter-1"), "wrong_state"),
        (c.Finish(counter="counter-1"), "wrong_state"),
        (c.MissedCall(counter="counter-1"), "wrong_state"),
        (c.OpenCounter(counter="counter-9"), "unknown_counter"),
        (c.CloseService(service="tax"), "unknown_service"),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, str) else value,
)
def test_refused_in_an_empty_hall(day: Day, command: c.Asking, expected: str) -> None:
    assert reason(day.do(command)) == expected


def test_next_finishes_the_previous_and_calls_in_one_decision(day: Day) -> None:
    day.take()
    day.take()
    assert day.call() == "A001"
    day.do(c.Start(counter="counter-1"))
    assert names(day.do(c.CallNext(counter="counter-1"))) == ["Finished A001", "Called A002"]


def test_next_with_nobody_waiting_finishes_who_is_served(day: Day) -> None:
    day.take()
    day.call()
    day.do(c.Start(counter="counter-1"))
    assert names(day.do(c.CallNext(counter="counter-1"))) == ["Finished A001"]
    assert day.state.counter_state("counter-1") == "free"


def test_next_with_nobody_waiting_keeps_who_is_on_the_way(day: Day) -> None:
    day.take()
    day.call()
    assert reason(day.do(c.CallNext(counter="counter-1"))) == "nobody_waiting"
    assert day.state.counter_state("counter-1") == "called"


def test_small_box_key_recalls_while_called_and_else_calls_next(day: Day) -> None:
    day.take()
    day.take()
    key = c.NextOrRecall(counter="counter-1")
    assert names(day.do(key)) == ["Called A001"]
    assert names(day.do(key)) == ["Recalled A001"]
    day.do(c.Start(counter="counter-1"))
    assert names(day.do(key)) == ["Finished A001", "Called A002"]


def test_small_box_key_is_noshow_while_called_and_finish_while_serving(day: Day) -> None:
    day.take()
    day.take()
    day.call()
    assert names(day.do(c.FinishOrNoShow(counter="counter-1"))) == ["NoShow A001"]
    day.call()
    day.do(c.Start(counter="counter-1"))
    finished = day.do(c.FinishOrNoShow(counter="counter-1", result=3))
    assert finished == (e.Finished(at_ms=day.now, number="A002", counter="counter-1", result=3),)


def test_two_counters_never_get_the_same_ticket(day: Day) -> None:
    day.take()
    day.take()
    assert [day.call("counter-1"), day.call("counter-2")] == ["A001", "A002"]


def test_oldest_of_all_services_of_a_counter_is_called(day: Day) -> None:
    day.take("civil")
    day.take("land")
    assert [day.call("counter-2"), day.call("counter-2")] == ["C001", "A001"]


def test_priority_and_normal_interleave(day: Day) -> None:
    normal = [day.take() for _ in range(6)]
    priority = [day.take(priority=True) for _ in range(2)]
    called = [day.call() for _ in range(8)]
    assert called == [*normal[:2], priority[0], *normal[2:4], priority[1], *normal[4:]]


def test_priority_who_came_first_does_not_wait_for_the_interleaving(day: Day) -> None:
    first, second = day.take(priority=True), day.take(priority=True)
    day.take()
    assert [day.call(), day.call()] == [first, second]


def test_closed_service_takes_no_tickets_until_it_opens(day: Day) -> None:
    day.do(c.CloseService(service="land"))
    assert reason(day.do(c.Take(press="x", service="land"))) == "service_closed"
    day.do(c.OpenService(service="land"))
    assert day.take() == "A001"


def test_closed_counter_calls_nobody(day: Day) -> None:
    day.take()
    day.do(c.CloseCounter(counter="counter-1"))
    assert day.state.counter_state("counter-1") == "closed"
    assert reason(day.do(c.CallNext(counter="counter-1"))) == "counter_closed"


def test_counter_with_a_ticket_can_not_close(day: Day) -> None:
    day.take()
    day.call()
    assert reason(day.do(c.CloseCounter(counter="counter-1"))) == "wrong_state"


def test_press_older_than_its_paper_would_live_is_refused(day: Day) -> None:
    old = c.Take(press="x", service="land", pressed_ms=day.now - STALE_PRESS_MS - 1)
    assert reason(day.do(old)) == "too_old"


def test_key_pressed_while_the_hub_was_away_calls_nobody_later(day: Day) -> None:
    day.take()
    assert reason(day.do(c.CallNext(counter="counter-1", pressed_ms=day.now - STALE_KEY_MS - 1))) == "too_old"


def test_reserve_ticket_is_merged_by_its_time(day: Day) -> None:
    day.take()
    between = day.now + 500
    day.take()
    day.now += 60_000
    assert names(day.reserve("offline", "A901", between)) == ["ReserveTaken A901"]
    assert [day.call(), day.call(), day.call()] == ["A001", "A901", "A002"]


def test_reserve_number_takes_the_place_of_the_hubs_own_in_the_queue(day: Day) -> None:
    day.take()
    day.take()
    day.now += 60_000
    assert names(day.reserve("p1", "A901")) == ["NumberVoided A001", "ReserveTaken A901"]
    assert [day.call(), day.call()] == ["A901", "A002"]


def test_reserve_number_takes_the_place_of_the_hubs_own_at_the_counter(day: Day) -> None:
    day.take()
    day.call()
    day.reserve("p1", "A901")
    ticket = day.state.desk_ticket("counter-1")
    assert ticket is not None
    assert (ticket.number, ticket.state) == ("A901", "called")
    assert names(day.do(c.Start(counter="counter-1"))) == ["Started A901"]


def test_reserve_number_of_a_no_show_goes_back_to_its_place(day: Day) -> None:
    day.take()
    day.take()
    day.call()
    day.do(c.MissedCall(counter="counter-1"))
    day.reserve("p1", "A901")
    assert [day.call(), day.call()] == ["A901", "A002"]


def test_number_voided_in_the_middle_of_the_queue_is_never_called(day: Day) -> None:
    for _ in range(4):
        day.take()
    day.reserve("p2", "A901")
    day.reserve("p3", "A902")
    assert [day.call() for _ in range(4)] == ["A001", "A901", "A902", "A004"]


def test_voided_number_is_never_given_again(day: Day) -> None:
    day.take()
    day.reserve("p1", "A901")
    assert day.take() == "A002"


def test_same_press_after_the_reserve_keeps_the_reserve_number(day: Day) -> None:
    day.reserve("offline", "A901")
    assert day.do(c.Take(press="offline", service="land")) == ()
    assert day.reserve("offline", "A901") == ()


def test_reserve_number_of_another_press_is_refused(day: Day) -> None:
    day.reserve("one", "A901")
    assert reason(day.reserve("two", "A901")) == "number_taken"


def test_kiosk_can_not_give_a_number_of_the_running_series(day: Day) -> None:
    assert reason(day.reserve("x", "A005")) == "not_reserve"


def test_kiosk_can_not_give_a_number_of_another_series_although_its_digits_are_those_of_its_reserve() -> None:
    urgent = SeriesPlan(prefix="U", first=900, last=999)
    day = Day(replace(PLAN, services=(replace(LAND, priority=urgent),)))
    assert reason(day.reserve("x", "U905")) == "not_reserve"
    assert names(day.reserve("x", "A905")) == ["ReserveTaken A905"]


def test_nobody_waits_since_a_time_that_is_to_come(day: Day) -> None:
    """A kiosk's clock may be wrong; who came later would be called before."""
    day.reserve("x", "A901", arrived_ms=day.now + 3_600_000)
    assert day.state.tickets["A901"].arrived_ms == day.now
    day.take()
    assert [day.call(), day.call()] == ["A901", "A001"]


def test_reserve_number_of_a_press_whose_number_the_help_desk_has_voided_is_somebody_new(day: Day) -> None:
    day.take()
    day.do(c.VoidNumber(number="A001", reason="left"))
    assert names(day.reserve("p1", "A901")) == ["ReserveTaken A901"]
    assert day.call() == "A901"


def test_press_has_one_reserve_number(day: Day) -> None:
    day.reserve("x", "A901")
    assert reason(day.reserve("x", "A902")) == "press_reused"


def test_reserve_ticket_of_yesterday_is_history_and_nobody_waits_with_it(day: Day) -> None:
    assert names(day.reserve("x", "A901", day="2026-11-17")) == ["ReserveOfPastDay A901"]
    assert reason(day.do(c.CallNext(counter="counter-1"))) == "nobody_waiting"
    assert names(day.reserve("y", "A901")) == ["ReserveTaken A901"]


def test_after_a_restore_every_series_leaves_out_what_may_be_on_paper(day: Day) -> None:
    """Also one of which the backup knew no number."""
    day.take()
    apply(day.state, e.StoreRestored(at_ms=day.now, skip=20, until_ms=day.now))
    assert [day.take("land"), day.take("civil")] == ["A022", "C021"]


def test_number_that_is_out_already_is_left_out(day: Day) -> None:
    # The settings moved the running series over what was a reserve in the morning.
    day.reserve("x", "A901")
    moved = Day(replace(PLAN, services=(replace(LAND, first=900, last=999),)))
    moved.state = day.state
    assert [moved.take(), moved.take()] == ["A900", "A902"]


def test_reserve_without_a_letter_stays_under_its_services_digit() -> None:
    kiosk = PLAN.devices[0]
    assert reserve_of(kiosk, replace(LAND, prefix="", first=2001, last=2899, digits=4)) == (2901, 2949)
    assert reserve_of(kiosk, LAND) == (901, 949)


def test_paper_is_noted_on_the_ticket(day: Day) -> None:
    number = day.take()
    day.do(c.NotePrintMissed(kiosk="kiosk-1", press="p1", number=number, outcome="failed", reason="paper_out"))
    assert day.state.tickets[number].paper == "failed"
    day.do(c.NotePrinted(kiosk="kiosk-1", press="p1", number=number, confirmed=True))
    assert day.state.tickets[number].paper == "printed"


def test_every_state_of_the_table_but_the_last_ones_leads_on() -> None:
    dead_ends = set(LIFECYCLE.values()) - {state for state, _ in LIFECYCLE}
    assert dead_ends == {"voided"}
