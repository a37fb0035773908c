"""What papers leave to be known of: for whom each is, what became of it, how many that say the same are out."""

from collections.abc import Callable
from typing import Any

from hub.engine import events as e
from hub.engine.day import State

# Not a byte of it is on paper, for certain.
_NOT_OUT = ("failed", "refused", "expired")


def _asked(state: State, event: e.WhyAsked | e.DayReported) -> None:
    state.papers.copies[event.slip] = state.papers.copies.get(event.slip, 0) + 1
    state.papers.of[event.slip] = event.number
    state.papers.reported = state.papers.reported or (isinstance(event, e.DayReported) and event.closed)


def _printed(state: State, event: e.SlipPrinted) -> None:
    state.papers.outcomes[event.slip] = "printed"


def _missed(state: State, event: e.SlipMissed) -> None:
    state.papers.outcomes[event.slip] = event.outcome
    if event.outcome in _NOT_OUT and state.papers.copies.get(event.slip, 0):
        state.papers.copies[event.slip] -= 1


FOLDS: dict[type[e.Fact], Callable[[State, Any], None]] = {
    e.WhyAsked: _asked,
    e.DayReported: _asked,
    e.SlipPrinted: _printed,
    e.SlipMissed: _missed,
}
