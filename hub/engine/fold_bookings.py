"""What the facts of the appointment book do to it; it is a part of the day, and each day begins with what is open."""

from collections.abc import Callable
from typing import Any

from hub.engine import events as e
from hub.engine.day import Booking, State


def _put(state: State, booking: Booking) -> None:
    """Into the book, and its counts: whether one more has a place is asked without reading the book."""
    _count(state, state.bookings.get(booking.code), -1)
    state.bookings[booking.code] = booking
    _count(state, booking, 1)


def _count(state: State, booking: Booking | None, by: int) -> None:
    if booking is None:
        return
    state.open_bookings += by if booking.state == "open" else 0
    if booking.takes_place:
        left = state.booked.pop(booking.hour, 0) + by
        if left:
            state.booked[booking.hour] = left


def _booked(state: State, event: e.AppointmentBooked) -> None:
    _put(state, Booking(event.code, event.service, event.day, event.due_ms))


def _cancelled(state: State, event: e.AppointmentCancelled) -> None:
    _put(state, state.bookings[event.code]._replace(state="cancelled"))


def _kept(state: State, event: e.AppointmentKept) -> None:
    _put(state, state.bookings[event.code]._replace(state="kept", number=event.number, late=event.late))


def _missed(state: State, event: e.AppointmentMissed) -> None:
    _put(state, state.bookings[event.code]._replace(state="missed"))


FOLDS: dict[type[e.Fact], Callable[[State, Any], None]] = {
    e.AppointmentBooked: _booked,
    e.AppointmentCancelled: _cancelled,
    e.AppointmentKept: _kept,
    e.AppointmentMissed: _missed,
}
