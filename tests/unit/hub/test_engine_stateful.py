"""Any sequence of commands, against invariants written as sentences; the auditor keeps books of its own."""

from collections import Counter

from hub_house import DAY
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from msgspec.structs import replace
from queue_house import QUEUE

from hub.engine import commands as c
from hub.engine import events as e
from hub.engine.day import BOOKED, LATER, Key, officer_line
from hub.engine.decide import Engine
from hub.engine.orphans import known_lines
from hub.engine.state import Desk, State, apply
from hub.plan import DevicePlan, SeriesPlan, ServicePlan, number_of, reserve_of

# The counters of one officer.
HERS = ("counter-2", "counter-3")
PLAN = replace(
    QUEUE,
    counters=tuple(
        replace(each, parallel=1 if each.id == "counter-3" else 2, officer="lan" if each.id in HERS else "")
        for each in QUEUE.counters
    ),
)
SERVICES = st.sampled_from([service.id for service in PLAN.services])
COUNTERS = st.sampled_from([counter.id for counter in PLAN.counters])
KEYS = [
    *[c.CallNext] * 4, c.Recall, c.Start, c.Finish, c.MissedCall, c.NextOrRecall, c.FinishOrNoShow, c.SendToFee,
    c.Park, c.Unpark, c.Requeue, c.Resume, c.Undo, c.Hold, c.Hold, c.Switch,
]  # fmt: skip
# Which of the numbers that are out, counted from the newest.
PICKS = st.integers(0, 20)
CODES = st.integers(1, 5).map(lambda n: f"000.00.01.H34-261118-000{n}")
BOOKINGS = st.sampled_from([0, 0, 0, -60, -5, 5, 60])
RANKS = st.sampled_from(["", "", "priority", "urgent"])
OFTEN = st.sampled_from([True, True, True, False])
# Few presses and few numbers, so that they meet.
PRESSES = st.integers(0, 11).map(lambda n: f"p{n}")


class EngineDay(RuleBasedStateMachine):
    """One day of a hall, command by command."""

    def __init__(self) -> None:
        super().__init__()
        self.engine = Engine(PLAN)
        self.state = State(DAY)
        self.log: list[e.EngineEvent] = []
        self.now = 1_795_000_000_000
        self.paper: dict[str, str] = {}
        """What each press holds, as the citizen sees it."""
        self.calls: list[tuple[str, Key]] = []
        self.gone: set[str] = set()
        """The numbers that the help desk has voided."""

    def do(self, command: c.Asking) -> tuple[e.EngineEvent, ...] | c.Refusal:
        before = len(self.log)
        decision = self.engine.decide(self.state, command, self.now)
        assert len(self.log) == before
        if not isinstance(decision, c.Refusal):
            for event in decision:
                self.note_call(event)
                apply(self.state, event)
                self.log.append(event)
        return decision

    def note_call(self, event: e.EngineEvent) -> None:
        """The auditor's own list of the calls out of each line that everybody waits in."""
        ticket = self.state.tickets.get(event.number)
        if isinstance(event, e.Called):
            assert ticket is not None
            self.nobody_is_passed_too_often(event)
            if not ticket.line.startswith("@"):
                self.calls.append((ticket.line, ticket.key))
        elif isinstance(event, e.Undone) and ticket is not None:
            was_called = event.state == "waiting" and ticket.state in ("called", "serving")
            if was_called and not ticket.came_from.startswith("@"):
                self.calls.remove((ticket.came_from, ticket.key))

    def nobody_is_passed_too_often(self, call: e.Called) -> None:
        """Before a call: nobody of that line, older and passed as often as the promise allows, is passed once more."""
        called = self.state.tickets[call.number]
        if called.line.startswith("@") or call.rule == "back":
            return
        for ticket in self.state.tickets.values():
            if ticket.line != called.line or ticket.state != "waiting" or ticket.queue in (BOOKED, LATER):
                continue
            if ticket.key < called.key:
                assert self.passed(ticket.line, ticket.key) < PLAN.policy.bound, (ticket.number, call)

    def passed(self, line: str, key: Key) -> int:
        """From the log alone: the calls out of a line of a later place."""
        return len([1 for at, place in self.calls if at == line and place > key])

    def picked(self, pick: int) -> str:
        numbers = [*reversed(self.state.tickets), "A999"]
        return numbers[pick % len(numbers)]

    @rule(seconds=st.integers(0, 90))
    def time_passes(self, seconds: int) -> None:
        self.now += seconds * 1000

    @rule(people=st.lists(st.tuples(SERVICES, RANKS), min_size=2, max_size=6))
    def people_come(self, people: list[tuple[str, str]]) -> None:
        for service, rank in people:
            self.now += 1000
            press = f"new-{len(self.paper)}"
            if not isinstance(self.do(c.Take(press=press, service=service, rank=rank)), c.Refusal):
                self.paper[press] = self.state.presses[press]

    @rule(counter=COUNTERS, picks=st.lists(PICKS, min_size=2, max_size=5))
    def an_officer_picks(self, counter: str, picks: list[int]) -> None:
        for pick in picks:
            waiting = [t.number for t in self.state.tickets.values() if t.state == "waiting"] or ["A999"]
            self.do(c.CallNumber(counter=counter, number=waiting[-1 - pick % len(waiting)]))

    @rule()
    def what_ends_by_itself_has_ended(self) -> None:
        self.do(c.Tend())
        assert self.do(c.Tend()) == (), "what has ended ends once"

    @rule(press=PRESSES, service=SERVICES, rank=RANKS, booked=BOOKINGS)
    def take(self, press: str, service: str, rank: str, booked: int) -> None:
        at = self.now + booked * 60_000 if booked else 0
        command = c.Take(press=press, service=service, rank=rank, booked_ms=at, kiosk="kiosk-1")
        decision = self.do(command)
        if not isinstance(decision, c.Refusal):
            self.paper[press] = self.state.presses[press]
            assert self.do(command) == (), "repeating a request changes nothing"

    @rule(
        press=PRESSES,
        service=st.sampled_from(PLAN.services),
        kiosk=st.sampled_from(PLAN.devices[:2]),
        n=st.integers(0, 9),
        ago=st.integers(0, 900),
    )
    def take_reserve(self, press: str, service: ServicePlan, kiosk: DevicePlan, n: int, ago: int) -> None:
        number = number_of(service, reserve_of(kiosk, service)[0] + n)
        command = c.TakeReserve(
            press=press,
            service=service.id,
            number=number,
            kiosk=kiosk.id,
            arrived_ms=self.now - ago * 1000,
            day=DAY,
        )
        decision = self.do(command)
        if not isinstance(decision, c.Refusal):
            self.paper[press] = number
            assert self.do(command) == (), "repeating a request changes nothing"

    @rule(press=PRESSES, service=SERVICES, n=st.integers(1, 6), ago=st.integers(0, 3000))
    def written_by_hand(self, press: str, service: str, n: int, ago: int) -> None:
        number = number_of(next(each for each in PLAN.services if each.id == service), n)
        command = c.TakeByHand(
            press=f"hand-{press}", service=service, number=number, arrived_ms=self.now - ago * 1000, day=DAY
        )
        if not isinstance(self.do(command), c.Refusal):
            self.paper[command.press] = number
            assert self.do(command) == (), "repeating a request changes nothing"

    @rule(press=PRESSES, service=SERVICES, count=st.integers(1, 3))
    def take_several(self, press: str, service: str, count: int) -> None:
        command = c.TakeSeveral(press=f"group-{press}", service=service, count=count)
        decision = self.do(command)
        if not isinstance(decision, c.Refusal) and decision:
            assert len(decision) == count
            for taken in decision:
                assert isinstance(taken, e.TicketTaken)
                self.paper[taken.press] = taken.number

    @rule(counter=COUNTERS, keys=st.lists(st.sampled_from(KEYS), min_size=2, max_size=10))
    def press_keys(self, counter: str, keys: list[type[c.AtCounter]]) -> None:
        for key in keys:
            self.now += 1000
            self.do(key(counter=counter))  # type: ignore[arg-type]

    @rule(counter=COUNTERS, key=st.sampled_from(KEYS))
    def press_key(self, counter: str, key: type[c.AtCounter]) -> None:
        self.do(key(counter=counter))  # type: ignore[arg-type]

    @rule(counter=COUNTERS, seconds=st.integers(0, 15))
    def undo(self, counter: str, seconds: int) -> None:
        self.now += seconds * 1000
        self.do(c.Undo(counter=counter))

    @rule(key=st.sampled_from([c.Requeue, c.Requeue, c.Park, c.MissedCall]), minutes=st.sampled_from([0, 0, 5]))
    def one_undoes_what_another_may_have_gone_on_with(self, key: type[c.AtCounter], minutes: int) -> None:
        for counter in ("counter-1", "counter-2"):
            self.do(c.OpenCounter(counter=counter))
            self.do(c.Resume(counter=counter))
        self.now += minutes * 60_000
        self.do(c.CallNext(counter="counter-1", service="land"))
        self.do(key(counter="counter-1"))  # type: ignore[arg-type]
        self.do(c.CallNext(counter="counter-2", service="land"))
        self.do(c.Undo(counter="counter-1"))

    @rule(counter=COUNTERS, pick=PICKS, service=SERVICES)
    def call_out_of_turn(self, counter: str, pick: int, service: str) -> None:
        self.do(c.CallNumber(counter=counter, number=self.picked(pick)))
        self.do(c.CallNext(counter=counter, service=service))

    @rule(
        counter=COUNTERS,
        minutes=st.sampled_from([None, 0, 1]),
        mine=st.booleans(),
        reason=st.sampled_from(["", "paper"]),
    )
    def park(self, counter: str, minutes: int | None, mine: bool, reason: str) -> None:
        self.do(c.Park(counter=counter, minutes=minutes, mine=mine, reason=reason))

    @rule(counter=COUNTERS, back=st.sampled_from([None, True, False]), pays=st.booleans())
    def send_to_pay(self, counter: str, back: bool | None, pays: bool) -> None:
        self.do(c.SendToFee(counter=counter, back=back))
        if pays:
            self.do(c.CallNext(counter="counter-4"))
            self.do(c.Finish(counter="counter-4"))

    @rule(counter=COUNTERS, pick=PICKS)
    def take_back(self, counter: str, pick: int) -> None:
        parked = [*self.state.parked, self.picked(pick)]
        self.do(c.Unpark(counter=counter, number=parked[pick % len(parked)]))

    @rule(counter=COUNTERS, service=SERVICES, to=COUNTERS, to_service=st.booleans(), back=st.booleans())
    def send_elsewhere(self, counter: str, service: str, to: str, to_service: bool, back: bool) -> None:
        where = {"service": service} if to_service else {"to_counter": to}
        self.do(c.Transfer(counter=counter, back=back, **where))  # type: ignore[arg-type]

    @rule(counter=COUNTERS, back=st.booleans())
    def send_to_an_officer(self, counter: str, back: bool) -> None:
        self.do(c.Transfer(counter=counter, to_officer="lan", back=back))

    @rule(counter=COUNTERS, pick=PICKS)
    def serve_several(self, counter: str, pick: int) -> None:
        self.do(c.Hold(counter=counter))
        self.do(c.CallNext(counter=counter))
        self.do(c.Switch(counter=counter, number=self.picked(pick)))

    @rule(counter=COUNTERS, to=COUNTERS)
    def move(self, counter: str, to: str) -> None:
        self.do(c.Move(counter=counter, to_counter=to))

    @rule(counter=COUNTERS, reason=st.sampled_from([0, 1, 6, 7]), seconds=st.integers(0, 300), again=OFTEN)
    def pause(self, counter: str, reason: int, seconds: int, again: bool) -> None:
        self.do(c.Pause(counter=counter, reason=reason))
        if seconds > 150:
            self.now += seconds * 1000
            self.do(c.Tend())
        if again:
            self.do(c.Resume(counter=counter))

    @rule(pick=PICKS, service=SERVICES)
    def help_desk(self, pick: int, service: str) -> None:
        number = self.picked(pick)
        self.do(c.ChangeService(number=number, service=service))
        self.do(c.Reprint(number=number, kiosk="kiosk-2"))

    @rule(pick=PICKS)
    def is_back(self, pick: int) -> None:
        missed = [t.number for t in self.state.tickets.values() if t.state == "noshow"] or [self.picked(pick)]
        self.do(c.MarkBack(number=missed[pick % len(missed)]))

    @rule(pick=PICKS)
    def void(self, pick: int) -> None:
        number = self.picked(pick)
        if not isinstance(self.do(c.VoidNumber(number=number, reason="left")), c.Refusal):
            self.gone.add(number)

    @rule(
        code=CODES, counter=COUNTERS, state=st.sampled_from([0, 2, 5, 6, 9]), back=st.sampled_from([None, True, False])
    )
    def one_stop_says(self, code: str, counter: str, state: int, back: bool | None) -> None:
        self.do(c.ReportDossier(code=code, state=state, counter=counter, fee_back=back))

    @rule(code=CODES)
    def fee_is_paid(self, code: str) -> None:
        self.do(c.PayFee(code=code))
        assert self.do(c.PayFee(code=code)) == () or code not in self.state.paid

    @rule(counter=COUNTERS, opens=OFTEN)
    def door(self, counter: str, opens: bool) -> None:
        self.do(c.CloseCounter(counter=counter))
        if opens:
            self.do(c.OpenCounter(counter=counter))

    @invariant()
    def no_number_is_given_twice(self) -> None:
        given = Counter(f.number for f in self.log if isinstance(f, (e.TicketTaken, e.ReserveTaken)))
        assert not [number for number, times in given.items() if times > 1]

    @invariant()
    def every_running_series_has_no_gap(self) -> None:
        """A number that is left out was given already: by hand, or by a reserve."""
        for service in PLAN.services:
            series: list[tuple[ServicePlan | SeriesPlan, str]] = [(service, "")]
            series += [(service.priority, "priority")] if service.priority is not None else []
            for each, which in series:
                taken = [f for f in self.log if isinstance(f, e.TicketTaken)]
                given = [f.n for f in taken if (f.service, f.series) == (service.id, which)]
                assert given == sorted(set(given))
                for n in set(range(each.first, max(given, default=0))) - set(given):
                    assert self.state.tickets[number_of(each, n)].reserve

    @invariant()
    def every_paper_is_a_ticket_that_waits_or_is_held_or_is_over(self) -> None:
        for press, number in self.paper.items():
            ticket = self.state.tickets[number]
            assert (ticket.press, self.state.presses[press]) == (press, number)
            assert ticket.state != "voided" or number in self.gone, "nobody is lost"

    @invariant()
    def a_voided_number_was_voided_by_somebody_or_is_replaced_by_one_that_lives(self) -> None:
        voided = {f.number: f.replaced_by for f in self.log if isinstance(f, e.NumberVoided)}
        assert {t.number for t in self.state.tickets.values() if t.state == "voided"} == set(voided)
        assert all(new in self.state.tickets or old in self.gone for old, new in voided.items())

    @invariant()
    def a_ticket_is_at_one_counter_at_most_and_a_counter_has_one(self) -> None:
        at_desks = [desk.ticket for desk in self.state.desks.values() if desk.ticket]
        served = [t.number for t in self.state.tickets.values() if t.state in ("called", "serving")]
        assert sorted(at_desks) == sorted(served)

    @invariant()
    def who_is_aside_is_at_one_counter_and_no_counter_has_more_than_it_may(self) -> None:
        aside = [number for desk in self.state.desks.values() for number in desk.bench]
        assert sorted(aside) == sorted(t.number for t in self.state.tickets.values() if t.state == "held")
        for counter in PLAN.counters:
            desk = self.state.desks.get(counter.id, Desk())
            assert len(desk.people) <= counter.parallel
            assert all(self.state.tickets[number].counter == counter.id for number in desk.bench)

    @invariant()
    def who_waits_stands_in_one_line_that_some_counter_calls(self) -> None:
        lines = known_lines(PLAN)
        for ticket in self.state.tickets.values():
            if ticket.state == "waiting":
                assert ticket.line in lines
                assert ticket.leg != "back" or ticket.line.startswith("@")
                whose = HERS if ticket.line == officer_line("lan") else (ticket.line[1:],)
                assert not ticket.line.startswith("@") or any(map(self.state.takes_back, whose))
            else:
                assert ticket.line == "" or ticket.state == "voided"

    @invariant()
    def who_is_set_aside_has_a_counter_that_may_take_him_back_or_a_timer_that_will(self) -> None:
        parked = {t.number: t.parked for t in self.state.tickets.values() if t.state == "parked"}
        assert parked.keys() == self.state.parked.keys()
        running = {timer.id for timer in self.state.timers if timer.kind == "park"}
        for number, at in parked.items():
            assert at is not None
            assert not at.until_ms or number in running
            assert not at.mine or self.state.takes_back(at.counter)

    @invariant()
    def a_counter_that_is_closed_or_pauses_has_nobody(self) -> None:
        for desk in self.state.desks.values():
            assert not desk.people or (desk.open and not desk.paused)

    @invariant()
    def the_counts_are_the_people(self) -> None:
        for name in known_lines(PLAN):
            people = [t for t in self.state.tickets.values() if t.line == name and t.state == "waiting"]
            assert self.state.waiting_in((name,)) == len(people)
            line = self.state.waiting[name]
            assert line.called == sorted(line.called)
            assert line.called == sorted(place for at, place in self.calls if at == name)
            assert line.calls == len(line.called)
            assert all(t.queue in line.queues for t in people)
            for queue, heap in line.queues.items():
                waiting = [t for t in people if t.queue == queue]
                assert line.counts[queue] == len(waiting)
                first = min(waiting, key=lambda t: t.place, default=None)
                assert (heap[0].number if heap else None) == (first.number if first else None)

    @invariant()
    def a_replay_of_the_log_is_the_state(self) -> None:
        again = State(DAY)
        for event in self.log:
            apply(again, event)
        assert again.tickets == self.state.tickets
        assert again.presses == self.state.presses
        assert again.next_n == self.state.next_n
        assert (again.dossiers, again.paid) == (self.state.dossiers, self.state.paid)
        idle = Desk()
        for id_ in again.desks.keys() | self.state.desks.keys():
            assert again.desks.get(id_, idle) == self.state.desks.get(id_, idle)
        assert (again.parked, sorted(again.timers)) == (self.state.parked, sorted(self.state.timers))
        assert {k: line for k, line in again.waiting.items() if line.queues} == {
            k: line for k, line in self.state.waiting.items() if line.queues
        }
        assert again.finished == self.state.finished
        assert (again.visits, again.times) == (self.state.visits, self.state.times)
        assert list(again.recent) == list(self.state.recent)


TestEngineDay = EngineDay.TestCase
TestEngineDay.settings = settings(
    max_examples=100, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
