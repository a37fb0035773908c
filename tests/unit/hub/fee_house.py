"""The small centre with a Post Office counter, printers and rating screens, and a day of its engine."""

from hub_house import DAY, PLAN
from msgspec.structs import replace

from devicekit.orders import PrintSlip, SlipKind
from hub.engine import commands as c
from hub.engine import events as e
from hub.engine.decide import Decision, Engine
from hub.engine.state import State, apply
from hub.plan import CounterPlan, DevicePlan, FeePlan, Plan, ServicePlan

POST = ServicePlan(id="post", name="Nộp phí, lệ phí", first=9001, last=9899, digits=4)
FEES = replace(
    PLAN,
    services=(*PLAN.services, POST),
    counters=(*PLAN.counters, CounterPlan(id="counter-4", number="4", services=("post",))),
    devices=(
        *PLAN.devices,
        DevicePlan(id="counter-4", kind="counter", counter="counter-4"),
        DevicePlan(id="printer-1", kind="printer", counter="counter-1"),
        DevicePlan(id="rating-1", kind="rating", counter="counter-1"),
        DevicePlan(id="rating-4", kind="rating", counter="counter-4"),
        DevicePlan(id="announcer-1", kind="announcer"),
    ),
    fee=FeePlan(service="post", back=True),
)
MINUTE = 60_000
CODE = "000.00.01.H34-261118-0001"


def slip(kind: SlipKind = "accepted", code: str = CODE, name: str = "s-1") -> PrintSlip:
    return PrintSlip(slip=name, kind=kind, dossier=code, procedure="Đăng ký biến động đất đai")


class FeeDay:
    """An engine and its state; `log` is all that became fact."""

    def __init__(self, plan: Plan = FEES) -> None:
        self.plan = plan
        self.engine = Engine(plan)
        self.state = State(DAY)
        self.now = 1_795_000_000_000
        self.presses = 0
        self.log: list[e.EngineEvent] = []

    def ask(self, command: c.Asking) -> Decision:
        decision = self.engine.decide(self.state, command, self.now)
        if not isinstance(decision, c.Refusal):
            for event in decision:
                apply(self.state, event)
                self.log.append(event)
        return decision

    def do(self, command: c.Asking) -> tuple[e.EngineEvent, ...]:
        decision = self.ask(command)
        assert not isinstance(decision, c.Refusal), decision
        return decision

    def take(self, service: str = "land", priority: bool = False) -> str:
        self.presses += 1
        self.now += 1000
        press = f"p{self.presses}"
        self.do(c.Take(press=press, service=service, priority=priority, kiosk="kiosk-1"))
        return self.state.presses[press]

    def call(self, counter: str = "counter-1") -> str:
        """Who is called by the key `next`, "" for nobody."""
        decision = self.ask(c.CallNext(counter=counter))
        if isinstance(decision, c.Refusal):
            assert decision.reason == "nobody_waiting"
            return ""
        return decision[-1].number if isinstance(decision[-1], e.Called) else ""

    def serve(self, counter: str = "counter-1") -> str:
        number = self.call(counter)
        self.do(c.Start(counter=counter))
        return number


def reason(decision: Decision) -> str:
    return decision.reason if isinstance(decision, c.Refusal) else "accepted"


def detail(decision: Decision) -> str:
    assert isinstance(decision, c.Refusal)
    return decision.detail


def told(facts: tuple[e.EngineEvent, ...]) -> list[str]:
    return [f"{type(fact).__name__} {fact.number}".rstrip() for fact in facts]


def tend(day: FeeDay, minutes: float) -> list[str]:
    day.now += round(minutes * MINUTE)
    return told(day.do(c.Tend()))
