"""What the hall is shown of a counter: what the hub set last, or for a moment still the call before it. Pure.

Who is called looks up when the voice says the number, a second or two after it is there. A call that another replaces
in that time would be seen by nobody, so it stands for a moment; the next number waits no longer than that, and of
several only the latest is shown. Everything else is shown at once: who has come to the counter needs no number.
"""

from typing import NamedTuple

from counter_display.brightness import Row
from counter_display.night import Night
from devicekit.messages import CounterSet

LEAST_S = 2.0


class Manner(NamedTuple):
    """How the hall is shown its numbers: each call for `least_s` at least; `night`: nothing but numbers.

    `hours`: how bright. Not `seen`: no display, no screen and no lamp of the counter shows anything.
    """

    least_s: float = LEAST_S
    night: Night | None = None
    hours: tuple[Row, ...] = ()
    seen: bool = True


USUAL = Manner()


class Hall(NamedTuple):
    """What is shown, and since when its number looks like that."""

    shown: CounterSet | None = None
    since: float = 0.0


def followed(hall: Hall, newest: CounterSet | None, now: float, least_s: float) -> Hall:
    """The hall after the hub set `newest`, or as time goes by."""
    if newest is None or newest is hall.shown or (_stands(hall, newest) and now < hall.since + least_s):
        return hall
    before = hall.shown
    same = before is not None and (before.number, before.blinking) == (newest.number, newest.blinking)
    return Hall(newest, hall.since if same else now)


def until(hall: Hall, newest: CounterSet | None, least_s: float) -> float | None:
    """When the hall follows by itself; None when it has."""
    return None if newest is hall.shown else hall.since + least_s


def _stands(hall: Hall, newest: CounterSet) -> bool:
    """Whether a call is followed by another, or by nobody. Undone, it goes at once when somebody was there before."""
    shown = hall.shown
    if shown is None or shown.state != "called" or newest.evacuate:
        return False
    return newest.state in ("called", "free") and newest.number != shown.number
