"""Somebody in front of the screen: knows a page when it is there, touches what is on it. Only pixels count."""

import pygame

from devicekit.touch.page import Page
from devicekit.touch.virtual import Glass
from kiosk_rating.render import Renderer


class Onlooker:
    """Looks at one glass, of a known size."""

    def __init__(self, glass: Glass, width: int, height: int) -> None:
        self.glass = glass
        self._paper = pygame.Surface((width, height), depth=32)
        self._renderer = Renderer(dict)

    def sees(self, page: Page) -> bool:
        """Whether every button of the page is on the glass, at its place, at rest."""
        if self.glass.frame is None or not (page.buttons or page.actions):
            return False
        targets, shown = self._renderer.draw(self._paper, page, ""), self.glass.picture()
        return all(_pixels(shown, box) == _pixels(self._paper, box) for box in targets.values())

    def touch(self, page: Page, target: str) -> None:
        """Tap a button of the page in its middle. Raises KeyError when it has no such button."""
        self.glass.tap(*self.where(page, target))

    def where(self, page: Page, target: str) -> tuple[int, int]:
        """The middle of a button of the page. Raises KeyError when it has no such button."""
        box = self._renderer.draw(self._paper, page, "")[target]
        return box.x + box.w // 2, box.y + box.h // 2


def _pixels(picture: pygame.Surface, box: tuple[int, int, int, int]) -> bytes:
    return pygame.image.tobytes(picture.subsurface(box), "RGB")
