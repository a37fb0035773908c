"""A counter with a screen: the counter's own decisions, and after each of them what the screen shows. Pure."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from counter_display.logic import CounterLogic
from counter_display.sheet import Sheet
from counter_display.sheets import Quiet, Sheets
from counter_display.state import State
from devicekit.messages import Part
from devicekit.steps import Health, SetTimer, StepRefused, TimerDue

GLANCE, SCREEN = "glance", "screen"
# A screen that is off or unplugged is asked for again.
SCREEN_S = 5.0
# A moment reached exactly may be reached a little early, by rounding.
SOON_S = 0.001


class ShowSheet(NamedTuple):
    """Show this sheet."""

    sheet: Sheet


class OpenScreen(NamedTuple):
    """Try to take the screen again; ScreenOpen or ScreenFailed follows."""


class ScreenOpen(NamedTuple):
    """The screen is ours."""


class ScreenFailed(NamedTuple):
    """The screen can't be had now."""

    reason: str


class Screened(NamedTuple):
    """The counter, and what its screen shows."""

    counter: State
    quiet: Quiet = Quiet()
    sheet: Sheet | None = None


class ScreenLogic:
    """One counter with a screen, whatever else it has."""

    def __init__(self, counter: CounterLogic, sheets: Sheets) -> None:
        self._counter, self._sheets = counter, sheets

    def start(self) -> Screened:
        return Screened(self._counter.start())

    def step(self, state: Screened, event: object, now: float) -> tuple[Screened, Sequence[Any]]:
        counter, effects = self._counter.step(state.counter, event, now)
        quiet = self._sheets.quiet(state.quiet, counter, now)
        sheet = self._sheets.of(counter, quiet, now)
        shown = [ShowSheet(sheet)] if sheet != state.sheet else []
        wake = SetTimer(GLANCE, max(SOON_S, self._sheets.next_change(counter, quiet, now) - now))
        return Screened(counter, quiet, sheet), [*effects, *_of_screen(event), *shown, wake]


def _of_screen(event: object) -> list[Any]:
    """What follows for the screen itself; what a full disk refused happened all the same."""
    event = event.event if isinstance(event, StepRefused) else event
    if isinstance(event, ScreenOpen):
        return [Health("screen", Part(state="ok"))]
    if isinstance(event, ScreenFailed):
        failed = Part(state="failed", code="no_screen", detail=event.reason)
        return [Health("screen", failed), SetTimer(SCREEN, SCREEN_S)]
    return [OpenScreen()] if event == TimerDue(SCREEN) else []
