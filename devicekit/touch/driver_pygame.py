"""A screen by SDL: kmsdrm or a window system on a Pi, whatever SDL_VIDEODRIVER says elsewhere.

Works with pygame 2.6 and pygame-ce alike. One touch comes twice from SDL, as a finger and as a mouse made from it, with
`touch` set: those are dropped here, so that a real mouse still works. Finger positions are parts of the screen, 0 to 1.
"""

from collections.abc import Iterable, Iterator

import pygame

from devicekit.errors import DriverError
from devicekit.touch.press import Touch
from devicekit.touch.settings import ScreenTable

MOUSE = -1
_FINGERS = {pygame.FINGERDOWN: "down", pygame.FINGERMOTION: "move", pygame.FINGERUP: "up"}


class PygameScreen:
    """The machine's own display."""

    def __init__(self, table: ScreenTable) -> None:
        self._table = table
        self._surface: pygame.Surface | None = None

    def open(self) -> pygame.Surface:
        table = self._table
        try:
            pygame.display.init()
            flags = pygame.FULLSCREEN if table.fullscreen else 0
            self._surface = pygame.display.set_mode((table.width, table.height), flags)
        except pygame.error as error:
            raise DriverError(
                f"no screen ({error}); is it plugged in, is the user in groups video, render and input, does another "
                "program hold it, is SDL_VIDEODRIVER right?"
            ) from error
        pygame.mouse.set_visible(not table.fullscreen)
        return self._surface

    def show(self) -> None:
        pygame.display.flip()

    def touches(self) -> list[Touch]:
        if self._surface is None:
            return []
        events = pygame.event.get()
        if any(event.type == pygame.VIDEOEXPOSE for event in events):
            # Something else was drawn over it, or the panel was off.
            self.show()
        return list(touches_of(events, self._surface.get_size()))

    def close(self) -> None:
        if self._surface is not None:
            self._surface = None
            pygame.display.quit()


def touches_of(events: Iterable[pygame.event.Event], size: tuple[int, int]) -> Iterator[Touch]:
    """The touches among SDL's events, each once, in pixels."""
    width, height = size
    for event in events:
        if event.type in _FINGERS:
            kind = _FINGERS[event.type]
            yield Touch(kind, event.finger_id, event.x * width, event.y * height)  # type: ignore[arg-type]
        elif getattr(event, "touch", False):
            continue
        elif event.type == pygame.MOUSEMOTION and event.buttons[0]:
            yield Touch("move", MOUSE, *event.pos)
        elif event.type in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP) and event.button == 1:
            yield Touch("down" if event.type == pygame.MOUSEBUTTONDOWN else "up", MOUSE, *event.pos)
