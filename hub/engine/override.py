"""The help desk gives a number past hours, quota or capacity: a permission, with a reason that the fact keeps.

Never past an evacuation, nor on a day that is closed: nobody would be there to serve them.
"""

from hub.engine import commands as c
from hub.engine.commands import Reason, Refusal
from hub.engine.day import State
from hub.engine.rules import Rules

PASSABLE: frozenset[Reason] = frozenset({"outside_hours", "quota_used", "capacity_used"})


def past(rules: Rules, state: State, take: c.Take, refused: Refusal) -> str | Refusal:
    """The limit that the number is given past, or why it is not given."""
    if not take.override or refused.reason not in PASSABLE:
        return refused
    if not rules.desk.may_override:
        return Refusal("not_permitted", f"{refused.detail}; numbers past that: [desk] may_override in site.toml")
    if state.hours.closed is not None:
        return Refusal("day_closed", f"day {state.day} is closed; nobody is there to serve a new number")
    return refused.reason
