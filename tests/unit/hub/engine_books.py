"""The books of one day of a hall: what every command must leave as it was, as sentences; a machine plays the day."""

from collections import Counter

from hub_house import DAY
from hypothesis.stateful import RuleBasedStateMachine, invariant
from msgspec.structs import replace
from queue_house import QUEUE

from hub.engine import commands as c
from hub.engine import events as e
from hub.engine.day import BOOKED, LATER, Key, officer_line
from hub.engine.decide import Engine
from hub.engine.orphans import known_lines
from hub.engine.state import Desk, State, apply
from hub.plan import SeriesPlan, ServicePlan, number_of

# The counters of one officer.
HERS = ("counter-2", "counter-3")
PLAN = replace(
    QUEUE,
    counters=tuple(
        replace(each, parallel=1 if each.id == "counter-3" else 2, officer="lan" if each.id in HERS else "")
        for each in QUEUE.counters
    ),
)


class EngineBooks(RuleBasedStateMachine):
    """An engine, its log, and what must hold after every command."""

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
