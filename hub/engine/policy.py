"""Who is called next. Everything that is policy is here and nowhere else.

Who comes back to a counter after paying goes before everybody: the visit is half done, and they were promised not to
wait twice.

Theory: per counter the oldest normal and the oldest priority ticket of its services are compared. Strict priority lets
a full bench of priority citizens stop everybody else, so they interleave: a priority ticket goes first when it is the
older one, when nobody normal waits, or when NORMAL_RUN normal tickets have passed since this counter's last priority.
"""

from collections.abc import Iterable
from typing import NamedTuple

NORMAL_RUN = 2


class Head(NamedTuple):
    """The ticket at the front of one queue; ordered by arrival."""

    arrived_ms: int
    order: int
    number: str


def choose(back: Iterable[Head], normal: Iterable[Head], priority: Iterable[Head], normal_run: int) -> Head | None:
    """The ticket to call, or None.

    `back`: who paid and comes back to this counter; `normal_run`: normal tickets called here since the last priority.
    """
    first_back = min(back, default=None)
    if first_back is not None:
        return first_back
    first_normal = min(normal, default=None)
    first_priority = min(priority, default=None)
    if first_normal is None or first_priority is None:
        return first_normal or first_priority
    if normal_run >= NORMAL_RUN or first_priority < first_normal:
        return first_priority
    return first_normal


def ahead(normal_waiting: int, priority_waiting: int, priority: bool) -> int:
    """How many people of its service are before a new ticket, one counter assumed: what its paper says."""
    if not priority:
        return normal_waiting + priority_waiting
    return priority_waiting + min(normal_waiting, NORMAL_RUN * (priority_waiting + 1))
