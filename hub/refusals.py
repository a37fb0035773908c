"""The last presses at kiosks that got no number, for the help desk: in memory alone, and of nobody in particular.

A box of buttons has only a lamp to say no, and whoever was refused there comes to the help desk. Of the answer's detail
nothing is kept but numbers of today: an appointment's code is its holder's.
"""

import re
from itertools import takewhile
from typing import NamedTuple

from msgspec.structs import replace

from devicekit.messages import Answer, AppointmentShown, EventBody, TicketIssued, TicketWanted
from hub.engine.day import State
from hub.view import RefusedView

# More than who stands at the desk, and comes from a kiosk within sight.
MOST = 8
LIVES_MS = 10 * 60_000
# The reasons whose detail begins with the numbers that the person holds.
_HOLDS = frozenset({"already_has_ticket", "already_checked_in"})

Pressed = TicketWanted | TicketIssued | AppointmentShown


class Refused(NamedTuple):
    """A press, when its refusal was decided, and what is seen of it."""

    press: str
    decided_ms: int
    seen: RefusedView


Refusals = tuple[Refused, ...]
"""The newest first."""


def with_press(
    known: Refusals, kiosk: str, body: EventBody, pressed_ms: int, answer: Answer, state: State, now_ms: int
) -> Refusals:
    """With a press that was refused; one that is sent again, because the kiosk did not hear the answer, is the same."""
    if not isinstance(body, Pressed) or any(each.press == body.press for each in known):
        return known
    seen = _seen(kiosk, body, pressed_ms, answer, state)
    return still((Refused(body.press, now_ms, seen), *known), now_ms)


def still(known: Refusals, now_ms: int) -> Refusals:
    """Those whom somebody at the desk may still ask about."""
    return tuple(each for each in known[:MOST] if now_ms - each.decided_ms < LIVES_MS)


def _seen(kiosk: str, body: Pressed, pressed_ms: int, answer: Answer, state: State) -> RefusedView:
    seen = RefusedView(at_ms=pressed_ms, kiosk=kiosk, asked="ticket", service="", reason=answer.reason)
    match body:
        case TicketWanted():
            return replace(seen, service=body.service, numbers=_held(answer, state))
        case TicketIssued():
            return replace(seen, asked="reserve", service=body.service, numbers=(body.number,))
        case AppointmentShown():
            seen = replace(seen, asked="appointment", numbers=_held(answer, state))
            booking = state.bookings.get(body.code)
            return seen if booking is None else replace(seen, service=booking.service, day=booking.day)


def _held(answer: Answer, state: State) -> tuple[str, ...]:
    """The numbers that the person holds: the first words of the detail, as far as they are numbers of today."""
    if answer.reason not in _HOLDS:
        return ()
    return tuple(takewhile(state.tickets.__contains__, re.findall(r"\w+", answer.detail)))
