"""Draws the sheets of a counter's screen onto a surface.

One layout for 800x480 to 1920x1080 and beyond: all sizes are for 1920x1080 and grow with the screen. Words are made
smaller before they are cut, and they are never cut. What stands still all day moves by some pixels each minute.
"""

from collections.abc import Callable
from functools import lru_cache

import pygame

from counter_display.brightness import FULL
from counter_display.sheet import Note, Sheet
from devicekit.touch.box import Box
from devicekit.touch.page import Words
from devicekit.touch.pen import EDGE, GOLD, GREY, GROUND, INK, NAVY, PALE, TONES, WHITE, Align, Pen
from devicekit.touch.typeface import Colour, Typeface, Weight

WIDTH, HEIGHT = 1920, 1080
# Smaller than that nobody reads it from the other side of a counter, on seven inches of 800x480.
SMALLEST = 13
BLACK: Colour = (0, 0, 0)
DIM: Colour = (128, 140, 158)
# Where a page stands in each of eight minutes, in parts of SHIFT.
SHIFT = 6
_SHIFTS = ((0, 0), (1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1))
SHIFTS = len(_SHIFTS)
# Rows of pixels that are dimmed at once.
STRIP = 32
# Multiples of these two fill a square evenly, whatever the number of places.
_EVENLY = (0.754877, 0.569840)
_BARS: tuple[Colour, ...] = (
    (255, 255, 255), (255, 255, 0), (0, 255, 255), (0, 255, 0), (255, 0, 255), (255, 0, 0), (0, 0, 255), (0, 0, 0),
)  # fmt: skip


Inked = Callable[[str, int, Colour], pygame.Surface]


class SheetRenderer:
    """Draws sheets; keeps what is dear to draw. Not thread-safe."""

    def __init__(self) -> None:
        self._typeface = Typeface()
        # A number in both halves of its blink: megabytes each.
        self._inked = lru_cache(2)(self._ink)

    def draw(self, surface: pygame.Surface, sheet: Sheet) -> None:
        """Draw a sheet on all of the surface."""
        drawing = _Drawing(surface, self._typeface, self._inked, sheet)
        match sheet.form:
            case "number" | "words":
                drawing.page()
            case "rest":
                drawing.rest()
            case "test":
                drawing.test()
            case "dark":
                surface.fill(BLACK)
        if sheet.percent < FULL:
            _veil(surface, sheet.percent)

    def _ink(self, text: str, size: int, colour: Colour) -> pygame.Surface:
        """A line without the empty margins of its face."""
        picture = self._typeface.drawn(text, "heavy", size, colour)
        return picture.subsurface(picture.get_bounding_rect()).copy()


def _veil(surface: pygame.Surface, percent: int) -> None:
    """Leave everything so much of its light: words and ground lose the same share."""
    width, height = surface.get_size()
    # Strip by strip: a fill that multiplies takes 25 ms of a large screen, pictures 0.6 ms, and one of all of it 8 MB.
    strip = pygame.Surface((width, STRIP), depth=32)
    strip.fill((round(255 * percent / FULL),) * 3)
    for y in range(0, height, STRIP):
        surface.blit(strip, (0, y), None, pygame.BLEND_RGB_MULT)


class _Drawing:
    """One sheet on one surface."""

    def __init__(self, surface: pygame.Surface, typeface: Typeface, inked: Inked, sheet: Sheet) -> None:
        self._pen, self._inked, self._sheet = Pen(surface, typeface), inked, sheet
        width, height = surface.get_size()
        self._scale = min(width / WIDTH, height / HEIGHT)

    def px(self, pixels: float) -> int:
        return max(1, round(pixels * self._scale))

    # A page

    def page(self) -> None:
        sheet, pen, px = self._sheet, self._pen, self.px
        if sheet.tone == "alarm":
            pen.fill(pen.whole, TONES["worst"])
            self._said(sheet.title, self._moved().shrunk(px(90)), px(120), WHITE, WHITE)
            return
        pen.fill(pen.whole, GROUND)
        area = self._moved()
        head = area.top(px(190))
        pen.fill(Box(0, 0, pen.whole.w, head.bottom), NAVY)
        pen.fill(Box(0, head.bottom, pen.whole.w, px(8)), GOLD)
        self._head(head.shrunk(px(40), px(12)))
        body = area.below(head.h + px(8))
        foot = body.foot(px(150))
        self._foot(foot.shrunk(px(40), px(16)))
        body = body.above(foot.h)
        if sheet.mark.text:
            self._mark(body.top(px(76)))
            body = body.below(px(76))
        self._body(body.shrunk(px(40), px(20)))

    def _moved(self) -> Box:
        """All of the screen, a little to one side."""
        room = self.px(SHIFT)
        x, y = _SHIFTS[self._sheet.step % SHIFTS]
        inside = self._pen.whole.shrunk(room)
        return Box(inside.x + x * room, inside.y + y * room, inside.w, inside.h)

    def _head(self, inside: Box) -> None:
        """The counter at the left, what it is there for at the right."""
        sheet, px = self._sheet, self.px
        place = self._fit(sheet.place.text, inside.left(inside.w // 2).top(px(104)), px(92), "heavy")
        taken = self._width(sheet.place, place, px(36))
        self._two(sheet.place, inside.left(taken), place, px(36), WHITE, "heavy", "left")
        rest = inside.beside(taken + px(60))
        self._two(sheet.service, rest, px(58), px(34), WHITE, "bold", "right")

    def _width(self, words: Words, size: int, english: int) -> int:
        return max(
            self._pen.width(words.text, "heavy", size),
            self._pen.width(words.english, "regular", max(SMALLEST, english)),
        )

    def _two(
        self, words: Words, box: Box, size: int, english: int, colour: Colour, weight: Weight, align: Align
    ) -> None:
        """Vietnamese, and English smaller under it."""
        half = box.h * 64 // 100 if words.english else box.h
        self._pen.words(words.text, box.top(half), size, SMALLEST, colour, weight, align)
        self._pen.words(words.english, box.below(half), max(SMALLEST, english), SMALLEST, colour, align=align)

    def _body(self, body: Box) -> None:
        sheet, px = self._sheet, self.px
        if sheet.form == "words":
            self._said(sheet.title, body, px(140), NAVY, GREY)
            return
        title = body.top(px(150))
        self._two(sheet.title, title, px(76), px(40), NAVY if sheet.lit else GREY, "bold", "middle")
        rest = body.below(title.h + px(16)).above(px(12))
        self._large(sheet.number, rest, NAVY if sheet.lit else EDGE)

    def _said(self, words: Words, body: Box, largest: int, colour: Colour, english: Colour) -> None:
        """Words in the middle, as large as they fit, their English under them."""
        pen, px = self._pen, self.px
        below = min(body.h // 3, largest * 2 // 3) if words.english else 0
        lines = pen.fitted(words.text, body.above(below + px(20)), largest, SMALLEST, "bold")
        block = body.inset(body.w, lines.height + px(20) + below)
        pen.words(words.text, block.top(lines.height), lines.size, lines.size, colour, "bold", "middle")
        pen.words(words.english, block.foot(below), largest * 4 // 10, SMALLEST, english, align="middle")

    def _large(self, text: str, box: Box, colour: Colour) -> None:
        """One line as large as its ink has room for: a face's own lines leave a third of it empty."""
        picture = self._inked(text, self._fit(text, box, box.h * 3 // 2, "heavy", ink=True), colour)
        self._pen.picture(picture, box.inset(*picture.get_size()))

    def _fit(self, text: str, box: Box, largest: int, weight: Weight, ink: bool = False) -> int:
        """The size at which one line fills the box, reckoned: each size that is tried is a face to load."""
        # Capital letters and digits are 0.72 ems high, a line 1.32.
        high = box.h * 100 // (76 if ink else 132)
        most = max(SMALLEST, min(largest, high))
        wide = self._pen.width(text, weight, 100)
        return max(SMALLEST, min(most, box.w * 98 // max(1, wide)))

    def _mark(self, strip: Box) -> None:
        pen, px, mark = self._pen, self.px, self._sheet.mark
        pen.fill(Box(0, strip.y, pen.whole.w, strip.h), GOLD)
        inside = strip.shrunk(px(40), px(4))
        half = inside.w * 55 // 100
        pen.words(mark.text, inside.left(half), px(42), SMALLEST, INK, "bold")
        pen.words(mark.english, inside.beside(half), px(34), SMALLEST, INK, align="right")

    def _foot(self, inside: Box) -> None:
        """Who sits there, or what is said to them, and the clock."""
        sheet, pen, px = self._sheet, self._pen, self.px
        clock = px(420) if sheet.time else 0
        if sheet.time:
            right = inside.beside(inside.w - clock)
            pen.words(sheet.time, right.top(right.h * 64 // 100), px(66), SMALLEST, NAVY, "heavy", "right")
            pen.words(sheet.day.text, right.below(right.h * 64 // 100), px(32), SMALLEST, GREY, align="right")
        left = inside.left(inside.w - clock - px(40))
        if sheet.note is not None:
            self._note(sheet.note, left)
        else:
            pen.words(sheet.officer, left, px(52), SMALLEST, NAVY, "bold")

    def _note(self, note: Note, box: Box) -> None:
        good = note.good
        self._pen.card(box, PALE if good else TONES["poor"], self.px(14), NAVY if good else None, self.px(4))
        inside = box.shrunk(self.px(28), self.px(6))
        colour = NAVY if good else WHITE
        size = self.px(54 if note.words.english else 76)
        self._two(note.words, inside, size, self.px(30), colour, "bold", "left")

    # Nobody is served

    def rest(self) -> None:
        """Clock, counter and what is said of it on black, at another place each time."""
        sheet, pen, px = self._sheet, self._pen, self.px
        pen.fill(pen.whole, BLACK)
        lines: list[tuple[str, int, Weight, Colour]] = [
            (sheet.place.text, 84, "heavy", DIM),
            (sheet.time, 190, "heavy", WHITE),
            (sheet.day.text, 48, "regular", DIM),
            (sheet.title.text, 60, "bold", WHITE),
            (sheet.title.english, 36, "regular", DIM),
            (sheet.service.text, 44, "regular", DIM),
        ]
        block = Box(0, 0, px(1100), sum(px(size * 1.4) for text, size, *_ in lines if text))
        across, down = (sheet.step * each % 1.0 for each in _EVENLY)
        x = px(30) + round(across * (pen.whole.w - block.w - 2 * px(30)))
        y = px(30) + round(down * (pen.whole.h - block.h - 2 * px(30)))
        for text, size, weight, colour in lines:
            if text:
                pen.words(text, Box(x, y, block.w, px(size * 1.4)), px(size), SMALLEST, colour, weight, "middle")
                y += px(size * 1.4)

    # Identify

    def test(self) -> None:
        """Bars of all colours, a line along each edge, and which screen it is."""
        pen, px, whole = self._pen, self.px, self._pen.whole
        for i, colour in enumerate(_BARS):
            left, right = whole.w * i // len(_BARS), whole.w * (i + 1) // len(_BARS)
            pen.fill(Box(left, 0, right - left, whole.h), colour)
        line = max(2, px(6))
        for colour, edge in ((WHITE, whole), (TONES["worst"], whole.shrunk(line))):
            pygame.draw.rect(pen.surface, colour, edge, line)
        card = whole.inset(whole.w * 6 // 10, whole.h * 4 // 10)
        pen.card(card, WHITE, px(24), NAVY, px(6))
        self._said(Words(self._sheet.title.text, f"{whole.w} x {whole.h}"), card.shrunk(px(40)), px(150), NAVY, GREY)
