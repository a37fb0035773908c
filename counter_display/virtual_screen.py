"""Somebody in front of a counter's screen: knows a sheet when it is there. Only pixels count."""

import pygame

from counter_display.screen_render import SHIFTS, SheetRenderer
from counter_display.sheet import Sheet
from devicekit.touch.virtual import Glass

# The clock at the foot of a page is nobody's business.
LOOKED_AT = 0.8


class Passer:
    """Looks at one glass."""

    def __init__(self, glass: Glass) -> None:
        self.glass = glass
        self._renderer = SheetRenderer()

    def sees(self, sheet: Sheet) -> bool:
        """Whether that sheet is on the glass, wherever it stands this minute."""
        if self.glass.frame is None:
            return False
        shown = self.glass.picture()
        paper = pygame.Surface(shown.get_size(), depth=32)
        return any(self._same(shown, paper, sheet._replace(step=step)) for step in range(SHIFTS))

    def _same(self, shown: pygame.Surface, paper: pygame.Surface, sheet: Sheet) -> bool:
        self._renderer.draw(paper, sheet)
        return _pixels(shown) == _pixels(paper)


def _pixels(picture: pygame.Surface) -> bytes:
    width, height = picture.get_size()
    return pygame.image.tobytes(picture.subsurface((0, 0, width, int(height * LOOKED_AT))), "RGB")
