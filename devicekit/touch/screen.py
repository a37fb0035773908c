"""What a program needs of its screen, and where it finds one by name: `screen.pygame`, `screen.socket`, yours."""

from typing import Protocol

import pygame

from devicekit.drivers import find
from devicekit.touch.press import Touch
from devicekit.touch.settings import ScreenTable


class Screen(Protocol):
    """A surface that people see and touch. All calls come from one thread."""

    def open(self) -> pygame.Surface:
        """Take the screen; its surface may have another size than was asked for. Raises DriverError."""

    def show(self) -> None:
        """What was drawn on the surface is seen from now on."""

    def touches(self) -> list[Touch]:
        """What happened on the glass since the last call; never waits."""

    def close(self) -> None:
        """Let the screen go. Idempotent."""


def open_screen(table: ScreenTable) -> Screen:
    """The driver of these settings; nothing is opened yet. Raises DriverError listing the known ones."""
    screen: Screen = find("screen", table.driver)(table)
    return screen
