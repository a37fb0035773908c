"""Officers who log in with a number and a PIN, or are put at a counter by the settings."""

from fee_house import FEES, MINUTE, FeeDay
from msgspec.structs import replace

from hub.engine import clerk
from hub.engine import commands as c
from hub.engine.officer_commands import Outcome
from hub.engine.officers import MOST_WAIT_MS, refused_by
from hub.engine.state import State, apply
from hub.plan import DeskPlan, OfficerPlan

ONE, TWO, THREE = "counter-1", "counter-2", "counter-3"
LOCK_MS = 15 * MINUTE
OFFICERS = (OfficerPlan(id="lan", name="Lan", number="7"), OfficerPlan(id="binh", name="Bình", number="12"))
PLACED = replace(
    FEES, officers=OFFICERS, counters=(replace(FEES.counters[0], officer="lan"), *FEES.counters[1:]),
)  # fmt: skip
LOGIN = replace(FEES, officers=OFFICERS, desk=DeskPlan(login=True, lock_ms=LOCK_MS))


def enter(day: FeeDay, officer: str, counter: str = ONE, outcome: Outcome = "right") -> str:
    """What the counter is told."""
    decision = day.ask(c.SignIn(counter=counter, officer=officer, outcome=outcome, pressed_ms=day.now))
    if isinstance(decision, c.Refusal):
        return decision.reason
    no = refused_by(decision)
    return no.reason if no is not None else "accepted"


def no_to(day: FeeDay, officer: str, counter: str = ONE, outcome: Outcome = "right") -> c.Refusal:
    """What it is told by which it is refused."""
    decision = day.ask(c.SignIn(counter=counter, officer=officer, outcome=outcome, pressed_ms=day.now))
    no = decision if isinstance(decision, c.Refusal) else refused_by(decision)
    assert no is not None
    return no


def next_day(day: FeeDay, name: str) -> None:
    """The hub's new day, with what it takes over."""
    before, day.state = day.state, State(name)
    for fact in clerk.begin_day(before, name, day.now):
        apply(day.state, fact)
        day.log.append(fact)


def miss(day: FeeDay, officer: str = "binh", counter: str = ONE, times: int = 1) -> list[str]:
    """Wrong PINs, each when the counter takes one again."""
    said = []
    for _ in range(times):
        said.append(enter(day, officer, counter, "wrong"))
        day.now += MOST_WAIT_MS
    return said


def sat(day: FeeDay) -> dict[str, str]:
    return {counter: officer for counter, officer in day.state.logins.at.items() if officer}
