"""Any sequence of commands, against invariants written as sentences; the auditor keeps books of its own."""

from engine_books import PLAN, EngineBooks
from hub_house import DAY
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule

from hub.engine import commands as c
from hub.engine import events as e
from hub.plan import DevicePlan, ServicePlan, number_of, reserve_of

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


class EngineDay(EngineBooks):
    """One day of a hall, command by command."""

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


TestEngineDay = EngineDay.TestCase
TestEngineDay.settings = settings(
    max_examples=100, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
