"""What the facts of the appointment book do to it; it is a part of the day, and each day begins with what is open."""

from collections.abc import Callable
from typing import Any

from hub.engine import events as e
from hub.engine.day import Booking, State


def _booked(state: State, event: e.AppointmentBooked) -> None:
    state.bookings[event.code] = Booking(event.code, event.service, event.day, event.due_ms)


def _cancelled(state: State, event: e.AppointmentCancelled) -> None:
    state.bookings[event.code] = state.bookings[event.code]._replace(state="cancelled")


def _kept(state: State, event: e.AppointmentKept) -> None:
    kept = state.bookings[event.code]._replace(state="kept", number=event.number, late=event.late)
    state.bookings[event.code] = kept


def _missed(state: State, event: e.AppointmentMissed) -> None:
    state.bookings[event.code] = state.bookings[event.code]._replace(state="missed")


FOLDS: dict[type[e.Fact], Callable[[State, Any], None]] = {
    e.AppointmentBooked: _booked,
    e.AppointmentCancelled: _cancelled,
    e.AppointmentKept: _kept,
    e.AppointmentMissed: _missed,
}
