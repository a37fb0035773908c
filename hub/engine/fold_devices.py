"""Which devices somebody looked for last, and what came of it."""

from collections.abc import Callable
from typing import Any

from hub.engine import events as e
from hub.engine.day import Search, State


def _asked(state: State, event: e.IdentifyAsked) -> None:
    state.searches.append(Search(device=event.device, request=event.request, asked_ms=event.at_ms))


def _identified(state: State, event: e.Identified) -> None:
    # One that was asked long ago, or before the day changed, is not kept any more.
    for each in state.searches:
        if (each.device, each.asked_ms, each.outcome) == (event.device, event.asked_ms, ""):
            each.outcome, each.reason = event.outcome, event.reason
            return


FOLDS: dict[type[e.Fact], Callable[[State, Any], None]] = {e.IdentifyAsked: _asked, e.Identified: _identified}
