"""The engine alone: pure decisions a second, and what a call costs in a full hall against an empty one."""

from time import process_time

from hub.engine import commands as c
from hub.engine.commands import Refusal
from hub.engine.decide import Engine
from hub.engine.state import State, apply
from hub.plan import CounterPlan, Plan, ServicePlan
from motcua.bench.figures import Figures

DAY = "2026-11-25"
FULL, EMPTY = 50_000, 10
SERVICES = 5
# A hall of that size needs more numbers than a letter and three digits have; the engine does not mind.
PLAN = Plan(
    site="bench",
    services=tuple(
        ServicePlan(id=f"s{i}", name=f"s{i}", prefix="ACHLU"[i], last=99_999, digits=5) for i in range(SERVICES)
    ),
    counters=tuple(
        CounterPlan(id=f"c{i}", number=str(i), services=tuple(f"s{(i + k) % SERVICES}" for k in range(3)))
        for i in range(SERVICES)
    ),
)


class Hall:
    """An engine and its day."""

    def __init__(self) -> None:
        self.engine, self.state, self.now, self.presses = Engine(PLAN), State(DAY), 1_795_000_000_000, 0
        self.deciding_s = 0.0

    def do(self, command: c.Asking) -> None:
        """Decide and fold; a refusal changes nothing."""
        self.now += 7
        begun = process_time()
        decision = self.engine.decide(self.state, command, self.now)
        self.deciding_s += process_time() - begun
        if not isinstance(decision, Refusal):
            for fact in decision:
                apply(self.state, fact)

    def take(self) -> None:
        """One more comes; every fourth has priority."""
        self.presses += 1
        n = self.presses
        self.do(c.Take(press=f"p{n}", service=f"s{n % SERVICES}", priority=n % 4 == 0))

    def call(self, i: int) -> None:
        """A counter calls, and one more comes: the hall stays as full as it is."""
        self.do(c.CallNext(counter=f"c{i % SERVICES}"))
        self.take()


def filled(people: int) -> Hall:
    """A hall with so many waiting."""
    hall = Hall()
    for _ in range(people):
        hall.take()
    return hall


def engine_figures(calls: int) -> Figures:
    """Decisions a second, and the ratio full : empty, in processor time.

    Both halls take turns in one run, so that they meet the same machine.
    """
    full, empty = filled(FULL), filled(EMPTY)
    full.deciding_s = empty.deciding_s = 0.0
    spent = {id(full): 0.0, id(empty): 0.0}
    step = 200
    for start in range(0, calls, step):
        for hall in (full, empty):
            begun = process_time()
            for i in range(start, start + step):
                hall.call(i)
            spent[id(hall)] += process_time() - begun
    turns = -(-calls // step) * step
    return {
        "decisions_per_s": {
            f"waiting_{FULL}": round(2 * turns / full.deciding_s),
            f"waiting_{EMPTY}": round(2 * turns / empty.deciding_s),
        },
        "call_us": {
            f"waiting_{FULL}": round(1e6 * spent[id(full)] / turns, 1),
            f"waiting_{EMPTY}": round(1e6 * spent[id(empty)] / turns, 1),
            "ratio": round(spent[id(full)] / spent[id(empty)], 2),
        },
    }
