"""The facts of the appointment book: who comes when is known by a code alone. Rules as in events."""

from hub.engine.fact import Fact


class AppointmentBooked(Fact, frozen=True, kw_only=True):
    """A place at `due_ms` of `day` is promised to whoever brings `code`; `again`: said again as a day begins."""

    code: str
    service: str
    day: str
    due_ms: int
    again: bool = False


class AppointmentCancelled(Fact, frozen=True, kw_only=True):
    """Nobody comes with that code."""

    code: str


class AppointmentKept(Fact, frozen=True, kw_only=True):
    """Its holder is here and has this number; `late`: so late that it is one like everybody's."""

    code: str
    late: bool = False


class AppointmentMissed(Fact, frozen=True, kw_only=True):
    """The day ended and nobody had come."""

    code: str


BookingEvent = AppointmentBooked | AppointmentCancelled | AppointmentKept | AppointmentMissed
