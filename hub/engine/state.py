"""The state of one day, folded from its facts: `apply` is the only thing that ever changes it.

A day's log may name services and counters that the settings no longer have (changed at noon), so folding never asks the
settings: what is unknown is made on the spot.
"""

from collections.abc import Callable
from typing import Any

from hub.engine import (
    deeds,
    fold_bookings,
    fold_counters,
    fold_devices,
    fold_hours,
    fold_officers,
    fold_papers,
    fold_tickets,
    hours_state,
)
from hub.engine import events as e
from hub.engine.day import Desk, Line, State, Ticket, back_line

__all__ = ["Desk", "Line", "State", "Ticket", "apply", "back_line"]

# What is not here changes nothing that is asked of a day.
_FOLDS: dict[type[e.Fact], Callable[[State, Any], None]] = {
    **fold_tickets.FOLDS,
    **fold_counters.FOLDS,
    **fold_hours.FOLDS,
    **fold_bookings.FOLDS,
    **fold_papers.FOLDS,
    **fold_officers.FOLDS,
    **fold_devices.FOLDS,
    e.Undone: deeds.undo,
}


def apply(state: State, event: e.EngineEvent) -> None:
    """Fold one fact into the state. Raises KeyError when the fact does not fit the state: the log is damaged."""
    hours_state.apply(state.hours, event)
    fold = _FOLDS.get(type(event))
    if fold is None:
        return
    was = deeds.before(state, event)
    fold(state, event)
    if was is not None:
        deeds.keep(state, event, was)
    if state.timers:
        fold_counters.forget_timers(state)
