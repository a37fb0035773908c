"""Draws on a surface that is handed in: words that fit, cards with round corners, marks, pictures; edges smoothed."""

from functools import lru_cache
from itertools import pairwise
from typing import Literal

import pygame

from devicekit.touch.box import Box
from devicekit.touch.page import Mark, Tone
from devicekit.touch.setting import Lines, line_height
from devicekit.touch.typeface import Colour, Typeface, Weight

Align = Literal["left", "middle", "right"]

# The state's own pages are navy, white and a little gold. Every pair of words and ground below has a contrast of at
# least 4.5 to 1, most of 7 to 1 (WCAG 2.2, 1.4.3 and 1.4.6); a test counts them.
WHITE: Colour = (255, 255, 255)
GROUND: Colour = (240, 243, 248)
NAVY: Colour = (13, 46, 92)
GOLD: Colour = (214, 164, 55)
INK: Colour = (21, 31, 48)
GREY: Colour = (74, 85, 104)
EDGE: Colour = (193, 203, 217)
PALE: Colour = (222, 231, 243)
TONES: dict[Tone, Colour] = {
    "plain": WHITE,
    "primary": NAVY,
    "best": (15, 98, 58),
    "good": (20, 84, 143),
    "middle": (71, 85, 105),
    "poor": (150, 66, 10),
    "worst": (143, 29, 33),
}
SMOOTH = 4


class Pen:
    """One surface to draw on."""

    def __init__(self, surface: pygame.Surface, typeface: Typeface) -> None:
        self.surface, self._typeface = surface, typeface

    @property
    def whole(self) -> Box:
        return Box(0, 0, *self.surface.get_size())

    def fill(self, box: Box, colour: Colour) -> None:
        self.surface.fill(colour, box)

    def card(self, box: Box, colour: Colour, radius: int, edge: Colour | None = None, line: int = 2) -> None:
        """A filled box with round corners, with an edge line of its own colour if wanted."""
        if edge is not None:
            self._round(box, edge, radius)
            box, radius = box.shrunk(line), max(1, radius - line)
        self._round(box, colour, radius)

    def words(
        self,
        text: str,
        box: Box,
        largest: int,
        smallest: int,
        colour: Colour = INK,
        weight: Weight = "regular",
        align: Align = "left",
        middle: bool = True,
    ) -> int:
        """Set words into a box, at the middle of its height or at its top; pixels that they are high."""
        if not text or box.w <= 0 or box.h <= 0:
            return 0
        lines = self.fitted(text, box, largest, smallest, weight)
        y = box.y + ((box.h - lines.height) // 2 if middle else 0)
        for each in lines.lines:
            self._line(each, Box(box.x, y, box.w, line_height(lines.size)), lines.size, colour, weight, align)
            y += line_height(lines.size)
        return lines.height

    def fitted(self, text: str, box: Box, largest: int, smallest: int, weight: Weight = "regular") -> Lines:
        """How words() would set them."""
        return self._typeface.fitted(text, weight, box.w, box.h, largest, smallest)

    def width(self, text: str, weight: Weight, size: int) -> int:
        """How wide a line is."""
        return self._typeface.width(text, weight, size)

    def picture(self, picture: pygame.Surface, box: Box) -> None:
        """A picture of exactly the size of the box."""
        self.surface.blit(picture, (box.x, box.y))

    def mark(self, mark: Mark, box: Box, colour: Colour, ground: Colour) -> None:
        """One of the marks, as large as fits; drawn in `colour` on `ground`."""
        size = min(box.w, box.h)
        if mark and size > 4:
            place = box.inset(size, size)
            self.surface.blit(_mark(mark, size, colour, ground), (place.x, place.y))

    def silhouette(self, box: Box) -> None:
        """A person without a face, where there is no photo."""
        self.fill(box, PALE)
        self.surface.blit(_silhouette(box.w, box.h), (box.x, box.y))

    def _line(self, text: str, box: Box, size: int, colour: Colour, weight: Weight, align: Align) -> None:
        picture = self._typeface.line(text, weight, size, colour)
        spare = box.w - picture.get_width()
        x = box.x + {"left": 0, "middle": spare // 2, "right": spare}[align]
        self.surface.blit(picture, (x, box.y + (box.h - picture.get_height()) // 2))

    def _round(self, box: Box, colour: Colour, radius: int) -> None:
        radius = min(radius, box.w // 2, box.h // 2)
        if radius < 2:
            self.fill(box, colour)
            return
        self.fill(box.shrunk(radius, 0), colour)
        self.fill(box.shrunk(0, radius), colour)
        disc = _disc(radius, colour)
        for x, left in ((box.x, 0), (box.right - radius, radius)):
            for y, top in ((box.y, 0), (box.bottom - radius, radius)):
                self.surface.blit(disc, (x, y), (left, top, radius, radius))


@lru_cache(64)
def _disc(radius: int, colour: Colour) -> pygame.Surface:
    large = pygame.Surface((2 * radius * SMOOTH,) * 2, pygame.SRCALPHA)
    large.fill((*colour, 0))
    pygame.draw.circle(large, colour, (radius * SMOOTH, radius * SMOOTH), radius * SMOOTH)
    return pygame.transform.smoothscale(large, (2 * radius, 2 * radius))


@lru_cache(32)
def _mark(mark: Mark, size: int, colour: Colour, ground: Colour) -> pygame.Surface:
    edge = size * SMOOTH
    large = pygame.Surface((edge, edge), pygame.SRCALPHA)
    large.fill((*ground, 0))
    if mark in _MOUTHS:
        _face(large, edge, colour, _MOUTHS[mark])
    else:
        _sign(large, edge, colour, mark)
    return pygame.transform.smoothscale(large, (size, size))


# How far the corners of the mouth are above (+) or below (-) its middle, in parts of the face.
_MOUTHS: dict[Mark, float] = {"best": 0.15, "good": 0.08, "middle": 0.0, "poor": -0.08, "worst": -0.14}


def _face(large: pygame.Surface, edge: int, colour: Colour, bend: float) -> None:
    line = max(SMOOTH, round(edge * 0.055))
    pygame.draw.circle(large, colour, (edge // 2, edge // 2), edge // 2, line)
    for x in (0.345, 0.655):
        pygame.draw.circle(large, colour, (round(edge * x), round(edge * 0.39)), round(edge * 0.055))
    steps = 48
    middle = 0.655 + bend / 2
    for step in range(steps + 1):
        along = 2 * step / steps - 1
        y = middle - bend * along * along
        pygame.draw.circle(large, colour, (round(edge * (0.5 + 0.235 * along)), round(edge * y)), line * 0.55)


def _sign(large: pygame.Surface, edge: int, colour: Colour, mark: Mark) -> None:
    line = max(SMOOTH, round(edge * 0.09))
    if mark in ("box", "tick"):
        rim = pygame.Rect(0, 0, edge, edge).inflate(-edge // 8, -edge // 8)
        pygame.draw.rect(large, colour, rim, 0 if mark == "tick" else line * 2 // 3, border_radius=edge // 7)
    if mark == "done":
        pygame.draw.circle(large, colour, (edge // 2, edge // 2), edge // 2)
    if mark in ("tick", "done"):
        _stroke(large, WHITE, edge, line, ((0.29, 0.52), (0.44, 0.67), (0.72, 0.35)))
    elif mark == "back":
        _stroke(large, colour, edge, line, ((0.62, 0.2), (0.34, 0.5), (0.62, 0.8)))
    elif mark == "building":
        _stroke(large, colour, edge, line, ((0.08, 0.36), (0.5, 0.1), (0.92, 0.36), (0.08, 0.36)))
        for x in (0.22, 0.5, 0.78):
            _stroke(large, colour, edge, line, ((x, 0.46), (x, 0.74)))
        _stroke(large, colour, edge, line, ((0.08, 0.88), (0.92, 0.88)))


def _stroke(
    large: pygame.Surface, colour: Colour, edge: int, line: int, points: tuple[tuple[float, float], ...]
) -> None:
    """A line with round ends and corners, through points given in parts of the mark."""
    ends = [(edge * x, edge * y) for x, y in points]
    for start, end in pairwise(ends):
        pygame.draw.line(large, colour, start, end, line)
    for point in ends:
        pygame.draw.circle(large, colour, point, line / 2)


@lru_cache(4)
def _silhouette(w: int, h: int) -> pygame.Surface:
    wide, high = w * SMOOTH, h * SMOOTH
    large = pygame.Surface((wide, high), pygame.SRCALPHA)
    large.fill((*PALE, 0))
    colour = (150, 167, 190)
    pygame.draw.circle(large, colour, (wide // 2, round(high * 0.38)), round(wide * 0.21))
    shoulders = pygame.Rect(0, 0, round(wide * 0.78), round(high * 0.8))
    shoulders.midtop = (wide // 2, round(high * 0.64))
    pygame.draw.ellipse(large, colour, shoulders)
    return pygame.transform.smoothscale(large, (w, h))
