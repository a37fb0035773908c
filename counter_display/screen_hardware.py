"""A counter's screen beside whatever else it has; drawn in the loop's own thread, as SDL demands."""

import pygame

from counter_display.agent import CounterHardware
from counter_display.screen_logic import OpenScreen, ScreenFailed, ScreenOpen, ShowSheet
from counter_display.screen_render import SheetRenderer
from counter_display.sheet import Sheet
from devicekit.errors import DriverError
from devicekit.link import Inbox
from devicekit.touch.screen import Screen

# Nobody touches it. It is asked only whether something was drawn over it.
POLL_S = 0.25


class ScreenHardware:
    """The counter's own hardware, and its screen."""

    def __init__(self, counter: CounterHardware, screen: Screen) -> None:
        self._counter, self._screen = counter, screen
        self._renderer = SheetRenderer()
        self._surface: pygame.Surface | None = None
        self._sheet: Sheet | None = None
        self._inbox: Inbox | None = None

    @property
    def poll_s(self) -> float:
        return POLL_S

    def start(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._counter.start(inbox)
        self._open(inbox)

    def perform(self, effect: object) -> None:
        if isinstance(effect, ShowSheet):
            self._sheet = effect.sheet
            self._draw()
        elif isinstance(effect, OpenScreen) and self._inbox is not None:
            self._open(self._inbox)
        else:
            self._counter.perform(effect)

    def poll(self) -> None:
        self._screen.touches()

    def stop(self) -> None:
        self._counter.stop()
        self._inbox, self._surface = None, None
        self._screen.close()

    def _open(self, inbox: Inbox) -> None:
        try:
            self._surface = self._screen.open()
        except DriverError as error:
            inbox.put(ScreenFailed(str(error)[:200]))
        else:
            self._draw()
            inbox.put(ScreenOpen())

    def _draw(self) -> None:
        if self._surface is not None and self._sheet is not None:
            self._renderer.draw(self._surface, self._sheet)
            self._screen.show()
