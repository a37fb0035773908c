"""The facts of a number: given, void, for another service, printed again. Rules as in events."""

from typing import Literal

from hub.engine.fact import Fact

Series = Literal["", "priority", "booked"]
"""Which series of a service a number is of."""


Override = Literal["leader", "far", "sent_here", "our_mistake", "other"]
"""Why the help desk gave a number past a limit: told by who is in charge, came from far away, another office sent them
here, a mistake of the centre's. Nothing of it is about the person."""


class TicketTaken(Fact, frozen=True, kw_only=True):
    """The hub gave a number of a running series; `n` is the number without prefix, `ahead` what the ticket says.

    `series`: "" the service's own, else that for priority or appointments; `rank` the priority class; `booked_ms` the
    appointment, `since_ms` the time that the place goes by when it is not now. `override`: why it was given past the
    limit `past` (outside_hours, quota_used, capacity_used).
    """

    press: str
    service: str
    n: int
    ahead: int
    priority: bool = False
    kiosk: str = ""
    origin: str = "kiosk"
    series: Series = ""
    rank: str = ""
    booked_ms: int = 0
    since_ms: int = 0
    test: bool = False
    override: Override | Literal[""] = ""
    past: str = ""


class ReserveTaken(Fact, frozen=True, kw_only=True):
    """A number that the hub did not give: of a kiosk's reserve, or `by_hand` in a power cut.

    `in_place_of` is the hub's own number for that press, if any.
    """

    press: str
    service: str
    kiosk: str
    arrived_ms: int
    priority: bool = False
    in_place_of: str = ""
    rank: str = ""
    by_hand: bool = False


class ReserveOfPastDay(Fact, frozen=True, kw_only=True):
    """A kiosk's reserve ticket of an earlier day came in only now: history, nobody waits with it."""

    press: str
    service: str
    kiosk: str
    arrived_ms: int
    day: str
    priority: bool = False


class NumberVoided(Fact, frozen=True, kw_only=True):
    """A number that nobody holds (any more), and why."""

    reason: str
    replaced_by: str = ""


class MarkedBack(Fact, frozen=True, kw_only=True):
    """Missed the call and is here after all: called after `after_calls` others."""

    after_calls: int


class ServiceChanged(Fact, frozen=True, kw_only=True):
    """Wrongly chosen: waits for another service, with the same number and time."""

    service: str


class ReprintAsked(Fact, frozen=True, kw_only=True):
    """A lost slip comes out once more, marked as the `n`-th copy; the rest is what it says."""

    press: str
    kiosk: str
    n: int
    service: str
    arrived_ms: int
    priority: bool = False
    booked_ms: int = 0


class HelpAsked(Fact, frozen=True, kw_only=True):
    """Somebody at a kiosk needs a person."""

    kiosk: str


class HelpAnswered(Fact, frozen=True, kw_only=True):
    """A person goes to that kiosk."""

    kiosk: str
