"""What a day's facts say of its hours; a part of the engine's state, folded beside it from the same facts."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable
from typing import Any, NamedTuple

from msgspec import Struct

from hub.calendar.model import Part
from hub.engine import events as e
from hub.engine.fact import Fact
from hub.engine.hours_events import (
    AppointmentHeld,
    Bell,
    BellRung,
    CarriedOver,
    DayClosed,
    Evacuation,
    OfferChanged,
    Why,
)


class Offer(NamedTuple):
    """Whether a service gives numbers now; fields as in OfferChanged."""

    open: bool = True
    why: Why = ""
    part: Part | None = None
    again_ms: int | None = None
    late: bool = False


OPEN = Offer()


class Appointment(NamedTuple):
    """A place that was promised for a later day; fields as in CarriedOver, with the number of that day."""

    number: str
    press: str
    service: str
    day: str
    due_ms: int
    arrived_ms: int
    priority: bool
    rank: str


class HoursState(Struct, kw_only=True):
    """The hours of one day."""

    given: defaultdict[str, list[int]]
    """When each service gave its numbers."""
    offers: dict[str, Offer]
    rung: set[tuple[Bell, Part]]
    appointments: dict[str, Appointment]
    """By the number that they have on their day, which is another day than this or has not come yet."""
    closed: DayClosed | None = None
    evacuating_ms: int | None = None
    """Since when everybody is asked to leave."""
    evacuation_said_ms: int | None = None

    @classmethod
    def fresh(cls) -> "HoursState":
        return cls(given=defaultdict(list), offers={}, rung=set(), appointments={})

    def offer(self, service: str) -> Offer:
        return self.offers.get(service, OPEN)

    def count(self, service: str, since_ms: int = 0) -> int:
        """Numbers given, of the day or since a time."""
        times = self.given.get(service, [])
        return len(times) - bisect_left(times, since_ms)


def apply(hours: HoursState, fact: Fact) -> None:
    """Fold one fact; those that say nothing of hours change nothing."""
    fold = _FOLDS.get(type(fact))
    if fold is not None:
        fold(hours, fact)


def _given(hours: HoursState, fact: e.TicketTaken | e.ReserveTaken) -> None:
    # A reserve number in place of the hub's own is the same person; one to try with is nobody.
    if not fact.test if isinstance(fact, e.TicketTaken) else not fact.in_place_of:
        hours.given[fact.service].append(fact.at_ms)


def _offered(hours: HoursState, fact: OfferChanged) -> None:
    hours.offers[fact.service] = Offer(fact.open, fact.why, fact.part, fact.again_ms, fact.late)


def _rung(hours: HoursState, fact: BellRung) -> None:
    hours.rung.add((fact.bell, fact.part))


def _promised(hours: HoursState, fact: CarriedOver | AppointmentHeld) -> None:
    number = fact.next_number if isinstance(fact, CarriedOver) else fact.number
    hours.appointments[number] = Appointment(
        number, fact.press, fact.service, fact.day, fact.due_ms, fact.arrived_ms, fact.priority, fact.rank
    )


def _voided(hours: HoursState, fact: e.NumberVoided) -> None:
    hours.appointments.pop(fact.number, None)


def _closed(hours: HoursState, fact: DayClosed) -> None:
    hours.closed = fact


def _evacuated(hours: HoursState, fact: Evacuation) -> None:
    since_ms = fact.at_ms if hours.evacuating_ms is None else hours.evacuating_ms
    hours.evacuating_ms = since_ms if fact.on else None
    hours.evacuation_said_ms = fact.at_ms if fact.on else None


_FOLDS: dict[type[Fact], Callable[[HoursState, Any], None]] = {
    e.TicketTaken: _given,
    e.ReserveTaken: _given,
    OfferChanged: _offered,
    BellRung: _rung,
    CarriedOver: _promised,
    AppointmentHeld: _promised,
    e.NumberVoided: _voided,
    DayClosed: _closed,
    Evacuation: _evacuated,
}
