"""What the end of a day, and appointments from an earlier one, do to the day's tickets."""

from collections.abc import Callable
from typing import Any

from hub.engine import events as e
from hub.engine.day import State, Ticket
from hub.engine.lines import advance, enter, leave


def _carried(state: State, event: e.CarriedOver) -> None:
    ticket = state.tickets[event.number]
    advance(ticket, "carry")
    leave(state, ticket)
    if event.slip:
        state.papers.of[event.slip] = event.number


def _held(state: State, event: e.AppointmentHeld) -> None:
    state.presses[event.press] = event.number
    state.tickets[event.number] = Ticket(
        number=event.number,
        press=event.press,
        service=event.service,
        asked=event.service,
        priority=event.priority,
        rank=event.rank or ("priority" if event.priority else ""),
        kiosk="",
        arrived_ms=event.arrived_ms,
        since_ms=event.arrived_ms,
        order=len(state.tickets),
        state="carried",
        earlier=True,
    )


def _due(state: State, event: e.AppointmentDue) -> None:
    ticket = state.tickets[event.number]
    advance(ticket, "due")
    enter(state, ticket, ticket.service)


FOLDS: dict[type[e.Fact], Callable[[State, Any], None]] = {
    e.CarriedOver: _carried,
    e.AppointmentHeld: _held,
    e.AppointmentDue: _due,
}
