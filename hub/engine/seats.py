"""Which officer is at a counter: who is logged in there, else who is put there by the settings.

Whoever logged out there, or anybody's logging in there, ends for that day what the settings say of the counter; they
say nothing of an officer who is logged in elsewhere. (With [desk] login they name nobody: settings.plan_of.)
"""

from hub.engine.day import State
from hub.plan import CounterPlan, Plan


def officer_at(counter: CounterPlan, state: State) -> str:
    """Who is there, "" for nobody."""
    there = state.logins.at.get(counter.id)
    if there is not None:
        return there
    return "" if state.logins.where(counter.officer) else counter.officer


def seats_of(plan: Plan, state: State, officer: str) -> list[str]:
    """The counters where somebody is."""
    return [each.id for each in plan.counters if officer_at(each, state) == officer]
