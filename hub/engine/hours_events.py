"""The facts of a day's hours: what was offered when, what the hall was told, how the day ended. Rules as in events."""

from typing import Literal

from devicekit.message_fields import ClosedWhy
from hub.calendar.model import Part
from hub.engine.fact import Fact

Why = ClosedWhy
"""Why a service gives no numbers: its hours have not begun, have ended, or are none today; its numbers of the day or
session are given; what is waiting fills the time that is left; the building is being left; the hall is full (in no
fact: that comes and goes with each call)."""

Bell = Literal["open", "closing_soon", "ticket_closed", "lunch", "resume", "closed"]


ClosedBy = Literal["calendar", "person", "restart"]
"""At its hour, on somebody's word, or later because the hub was away at that hour."""


class OfferChanged(Fact, frozen=True, kw_only=True):
    """A service gives numbers now, or does not and why; `again_ms`: when next; `late`: who comes now may not be served
    before closing time."""

    service: str
    open: bool
    why: Why = ""
    part: Part | None = None
    again_ms: int | None = None
    late: bool = False


class BellRung(Fact, frozen=True, kw_only=True):
    """An hour of the day was reached and the hall told, unless it was long past (`spoken`)."""

    bell: Bell
    part: Part
    again_ms: int | None = None
    minutes: int = 0
    spoken: bool = True


class CarriedOver(Fact, frozen=True, kw_only=True):
    """Who could not be served today has an appointment: at `due_ms` of `day`, with the number `next_number`."""

    press: str
    service: str
    next_number: str
    day: str
    due_ms: int
    arrived_ms: int
    priority: bool = False
    rank: str = ""
    slip: str = ""


class AppointmentHeld(Fact, frozen=True, kw_only=True):
    """A day began, and this number of an earlier day has an appointment on it or on a later one."""

    press: str
    service: str
    day: str
    due_ms: int
    arrived_ms: int
    priority: bool = False
    rank: str = ""


class AppointmentDue(Fact, frozen=True, kw_only=True):
    """Its time has come: it waits, and is before everybody of today by when it arrived."""


class DayClosed(Fact, frozen=True, kw_only=True):
    """The day is over: who was carried over, who is still at a counter or set aside, who has a fee to pay."""

    by: ClosedBy = "calendar"
    carried: tuple[str, ...] = ()
    at_counters: tuple[str, ...] = ()
    parked: tuple[str, ...] = ()
    open_fees: tuple[str, ...] = ()


class Evacuation(Fact, frozen=True, kw_only=True):
    """Everybody is asked to leave the building, or (`on` False) that is over; said again and again while it lasts."""

    on: bool = True


HoursEvent = OfferChanged | BellRung | CarriedOver | AppointmentHeld | AppointmentDue | DayClosed | Evacuation
