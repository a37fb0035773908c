"""Any sequence of commands, against invariants written as sentences; the auditor keeps books of its own."""

from collections import Counter

from fee_house import FEES as PLAN
from hub_house import DAY
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from hub.engine import commands as c
from hub.engine import events as e
from hub.engine.decide import Engine
from hub.engine.orphans import known_lines
from hub.engine.state import State, apply, back_line
from hub.plan import DevicePlan, ServicePlan, number_of, reserve_of

SERVICES = st.sampled_from([service.id for service in PLAN.services])
COUNTERS = st.sampled_from([counter.id for counter in PLAN.counters])
KEYS = [
    c.CallNext, c.Recall, c.Start, c.Finish, c.MissedCall, c.NextOrRecall, c.FinishOrNoShow, c.SendToFee
]  # fmt: skip
CODES = st.integers(1, 5).map(lambda n: f"000.00.01.H34-261118-000{n}")
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

    def do(self, command: c.Asking) -> tuple[e.EngineEvent, ...] | c.Refusal:
        before = len(self.log)
        decision = self.engine.decide(self.state, command, self.now)
        assert len(self.log) == before
        if not isinstance(decision, c.Refusal):
            for event in decision:
                apply(self.state, event)
                self.log.append(event)
        return decision

    @rule(seconds=st.integers(0, 600))
    def time_passes(self, seconds: int) -> None:
        self.now += seconds * 1000

    @rule(press=PRESSES, service=SERVICES, priority=st.booleans())
    def take(self, press: str, service: str, priority: bool) -> None:
        command = c.Take(press=press, service=service, priority=priority, kiosk="kiosk-1")
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

    @rule(
        counter=COUNTERS,
        key=st.sampled_from(KEYS),
    )
    def press_key(self, counter: str, key: type[c.AtCounter]) -> None:
        self.do(key(counter=counter))  # type: ignore[arg-type]

    @rule(
        code=CODES, counter=COUNTERS, state=st.sampled_from([0, 2, 5, 6, 9]), back=st.sampled_from([None, True, False])
    )
    def one_stop_says(self, code: str, counter: str, state: int, back: bool | None) -> None:
        self.do(c.ReportDossier(code=code, state=state, counter=counter, fee_back=back))

    @rule(code=CODES)
    def fee_is_paid(self, code: str) -> None:
        self.do(c.PayFee(code=code))
        assert self.do(c.PayFee(code=code)) == () or code not in self.state.paid

    @rule(counter=COUNTERS, opens=st.booleans())
    def door(self, counter: str, opens: bool) -> None:
        self.do(c.OpenCounter(counter=counter) if opens else c.CloseCounter(counter=counter))

    @invariant()
    def no_number_is_given_twice(self) -> None:
        given = Counter(f.number for f in self.log if isinstance(f, (e.TicketTaken, e.ReserveTaken)))
        assert not [number for number, times in given.items() if times > 1]

    @invariant()
    def every_running_series_has_no_gap(self) -> None:
        for service in PLAN.services:
            series = [f.n for f in self.log if isinstance(f, e.TicketTaken) and f.service == service.id]
            assert series == list(range(service.first, service.first + len(series)))

    @invariant()
    def every_paper_is_a_ticket_that_waits_or_is_served_or_is_over(self) -> None:
        for press, number in self.paper.items():
            ticket = self.state.tickets[number]
            assert (ticket.press, self.state.presses[press]) == (press, number)
            assert ticket.state != "voided", "nobody is lost"

    @invariant()
    def a_voided_number_is_replaced_by_one_that_lives(self) -> None:
        voided = {f.number: f.replaced_by for f in self.log if isinstance(f, e.NumberVoided)}
        assert {t.number for t in self.state.tickets.values() if t.state == "voided"} == set(voided)
        assert all(new in self.state.tickets for new in voided.values())

    @invariant()
    def a_ticket_is_at_one_counter_at_most_and_a_counter_has_one(self) -> None:
        at_desks = [desk.ticket for desk in self.state.desks.values() if desk.ticket]
        served = [t.number for t in self.state.tickets.values() if t.state in ("called", "serving")]
        assert sorted(at_desks) == sorted(served)

    @invariant()
    def who_waits_stands_in_one_line_that_some_counter_calls(self) -> None:
        lines = known_lines(PLAN)
        for ticket in self.state.tickets.values():
            if ticket.state == "waiting":
                assert ticket.line in lines
                assert ticket.leg != "back" or ticket.line == back_line(ticket.back_to)
                assert not ticket.line.startswith("@") or self.state.desks[ticket.line[1:]].open

    @invariant()
    def the_counts_are_the_people(self) -> None:
        for name in known_lines(PLAN):
            people = [t for t in self.state.tickets.values() if t.line == name and t.state == "waiting"]
            assert self.state.waiting_in((name,)) == len(people)
            line = self.state.waiting[name]
            for heap, priority in ((line.normal, False), (line.priority, True)):
                waiting = [t for t in people if t.priority == priority]
                first = min(waiting, key=lambda t: (t.arrived_ms, t.order), default=None)
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
        assert {k: d for k, d in again.desks.items() if d.ticket} == {
            k: d for k, d in self.state.desks.items() if d.ticket
        }
        assert list(again.recent) == list(self.state.recent)


TestEngineDay = EngineDay.TestCase
TestEngineDay.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
