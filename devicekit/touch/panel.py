"""A touch screen at work: draws the page that it is given, lights what is held, says what was pressed."""

from collections.abc import Callable

import pygame

from devicekit.clock import Clock
from devicekit.touch.page import Page
from devicekit.touch.press import Pressing, Targets, touched, turned
from devicekit.touch.screen import Screen

Draw = Callable[[pygame.Surface, Page, str], Targets]
"""(surface, page, id of the target that a finger holds) -> where its targets are."""


class Panel:
    """One screen. All calls come from one thread."""

    def __init__(self, screen: Screen, draw: Draw, clock: Clock) -> None:
        self._screen, self._draw, self._clock = screen, draw, clock
        self._surface: pygame.Surface | None = None
        self._page: Page | None = None
        self._targets: Targets = {}
        self._pressing = Pressing()

    @property
    def size(self) -> tuple[int, int]:
        return self._surface.get_size() if self._surface is not None else (0, 0)

    @property
    def held(self) -> str:
        """The target that a finger is on, "" for none."""
        return self._pressing.held

    def open(self) -> None:
        """Take the screen. Raises DriverError."""
        self._surface = self._screen.open()
        self._redraw()

    def show(self, page: Page) -> None:
        """Show a page; the same page again costs nothing."""
        if page != self._page:
            self._page = page
            self._pressing = turned(self._pressing, page.name)
            self._redraw()

    def pressed(self) -> list[tuple[str, str]]:
        """What was pressed since the last call, in order: the name of the page, the id of the target."""
        found = []
        for touch in self._screen.touches():
            held = self._pressing.held
            self._pressing, target = touched(self._pressing, touch, self._targets, self._clock.monotonic())
            if target:
                found.append((self._pressing.page, target))
            if self._pressing.held != held:
                self._redraw()
        return found

    def close(self) -> None:
        self._surface = None
        self._screen.close()

    def _redraw(self) -> None:
        if self._surface is not None and self._page is not None:
            self._targets = self._draw(self._surface, self._page, self._pressing.held)
            self._screen.show()
