"""Draws the pages of a rating screen onto a surface, and says where their targets are.

One layout for 800x480 to 1280x800 and beyond: all sizes are for 1024x600 and grow with the screen. Words are made
smaller before they are cut, and they are never cut.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache

import pygame

from devicekit.touch.box import Box
from devicekit.touch.page import Button, Page, Words
from devicekit.touch.pen import EDGE, GOLD, GREY, GROUND, INK, NAVY, PALE, TONES, WHITE, Align, Pen
from devicekit.touch.typeface import Colour, Typeface

Pictures = Mapping[str, pygame.Surface]
WIDTH, HEIGHT = 1024, 600
# An action is no wider.
ACTION = 330
# Smaller than that nobody reads it at arm's length on a seven-inch panel of 800x480.
SMALLEST = 14


class Renderer:
    """Draws pages; keeps what is dear to draw. Not thread-safe."""

    def __init__(self, pictures: Callable[[], Pictures]) -> None:
        """`pictures`: what is there now, by name."""
        self._pictures = pictures
        self._typeface = Typeface()

    def draw(self, surface: pygame.Surface, page: Page, held: str) -> dict[str, Box]:
        """Draw a page, with the target that a finger holds lit up; where each target is."""
        return _Sheet(surface, self._typeface, self._pictures(), held).draw(page)


class _Sheet:
    """One page on one surface."""

    def __init__(self, surface: pygame.Surface, typeface: Typeface, pictures: Pictures, held: str) -> None:
        self._pen = Pen(surface, typeface)
        self._pictures, self._held = pictures, held
        width, height = surface.get_size()
        self._scale = min(width / WIDTH, height / HEIGHT)
        self._targets: dict[str, Box] = {}

    def px(self, pixels: float) -> int:
        return max(1, round(pixels * self._scale))

    def draw(self, page: Page) -> dict[str, Box]:
        self._pen.fill(self._pen.whole, GROUND)
        body = self._frame(page)
        match page.form:
            case "ask":
                self._ask(page, body)
            case "message":
                self._message(page, body)
            case "choices":
                self._grid(page, body, columns=2)
            case "list":
                self._grid(page, body, columns=1 if len(page.buttons) <= 3 else 2)
            case "question":
                self._grid(page, body, columns=max(1, len(page.buttons)))
        return self._targets

    # What every page has

    def _frame(self, page: Page) -> Box:
        pen, px = self._pen, self.px
        head = pen.whole.top(px(74))
        pen.fill(head, NAVY)
        pen.fill(Box(0, head.bottom, head.w, px(5)), GOLD)
        inside = head.shrunk(px(32), px(8))
        corner = self._corner(page.corner, inside)
        pen.words(page.place.text, inside.left(inside.w - corner), px(26), SMALLEST, WHITE, "bold")
        body = pen.whole.below(head.h + px(5)).shrunk(px(32), 0)
        beside = len(page.actions) == 1
        foot = body.foot(px(74 if page.note.text and not beside else 24))
        rest = body.above(foot.h)
        if page.actions:
            line = rest.foot(px(66))
            self._actions(page.actions, line)
            rest = rest.above(px(66 + 18))
        if beside:
            self._beside(page.note, page.actions[0], line)
        else:
            self._two(page.note, foot.above(px(10)).below(px(12)), px(18), GREY, "middle")
        return rest.below(px(22))

    def _corner(self, words: Words, inside: Box) -> int:
        """The counter's number at the right; how much room it took."""
        if not words.text:
            return 0
        room = inside.beside(inside.w * 64 // 100)
        lines = self._pen.fitted(words.text, room, self.px(28), SMALLEST, "heavy")
        wide = max(self._pen.width(line, "heavy", lines.size) for line in lines.lines)
        self._pen.words(words.text, room, self.px(28), SMALLEST, WHITE, "heavy", "right")
        return wide + self.px(28)

    def _actions(self, actions: tuple[Button, ...], foot: Box) -> None:
        """Side by side: what goes back at the left, what goes on at the right."""
        wide = min(self.px(ACTION), (foot.w - self.px(20) * (len(actions) - 1)) // len(actions))
        right = foot.right - wide
        for button in reversed(actions):
            x = foot.x if button.mark == "back" else right
            self._button(button, Box(x, foot.y, wide, foot.h), self.px(24))
            right -= wide + self.px(20)

    def _beside(self, note: Words, button: Button, line: Box) -> None:
        """What is said for a moment has its place beside the one action: nothing else on the page moves for it."""
        taken = self.px(ACTION + 24)
        room = line.beside(taken) if button.mark == "back" else line.left(line.w - taken)
        self._two(note, room.shrunk(0, self.px(4)), self.px(20), NAVY, "left")

    def _heading(self, page: Page, body: Box) -> Box:
        """The line above, the title and its English; what is left below."""
        px, pen = self.px, self._pen
        if page.progress is not None:
            body = self._progress(page.progress, body)
        if page.over.text:
            line = body.top(px(34))
            told = line.w * 3 // 4 if page.tally.text else line.w
            pen.words(page.over.text, line.left(told), px(25), SMALLEST, NAVY, "bold")
            pen.words(page.tally.text, line.beside(told), px(22), SMALLEST, GREY, "bold", "right")
            body = body.below(px(42))
        title = body.top(px(100))
        largest = px(36)
        lines = pen.fitted(page.title.text, title.top(px(50)), largest, largest * 4 // 5, "bold")
        if lines.size < largest * 4 // 5:
            lines = pen.fitted(page.title.text, title, largest, SMALLEST, "bold")
        pen.words(page.title.text, title, lines.size, lines.size, INK, "bold", middle=False)
        body = body.below(lines.height)
        if page.title.english:
            pen.words(page.title.english, body.top(px(28)), px(19), SMALLEST - 1, GREY)
            body = body.below(px(30))
        return body.below(px(16))

    def _progress(self, progress: tuple[int, int], body: Box) -> Box:
        done, count = progress
        for i, step in enumerate(body.top(self.px(8)).columns(count, self.px(10))):
            self._pen.card(step, NAVY if i < done else EDGE, self.px(4))
        return body.below(self.px(26))

    # Forms

    def _ask(self, page: Page, body: Box) -> None:
        """Who it is about at the left, the question and its levels at the right."""
        if page.person is not None:
            self._person(page, body.left(self.px(250)))
            body = body.beside(self.px(250 + 30))
        if not page.buttons:
            self._quiet(page, body)
            return
        rest = self._heading(page, body)
        cells = rest.columns(len(page.buttons), self.px(16))
        self._levels(page.buttons, [cell.top(self.px(280)) for cell in cells])

    def _quiet(self, page: Page, body: Box) -> None:
        """Nobody is asked now: the same card, at rest."""
        self._pen.card(body, WHITE, self.px(16), EDGE)
        self._said(page, body.shrunk(self.px(40)), 0)

    def _person(self, page: Page, card: Box) -> None:
        person = page.person
        if person is None:
            return
        pen, px = self._pen, self.px
        pen.card(card, WHITE, px(16), EDGE)
        inside = card.shrunk(px(18))
        words = px(132)
        high = min(inside.h - words, inside.w * 4 // 3)
        photo = inside.top(high).inset(high * 3 // 4, high)
        picture = self._pictures.get(person.photo)
        if picture is None:
            pen.silhouette(photo)
        else:
            pen.picture(_scaled(picture, photo.w, photo.h), photo)
        below = inside.below(high + px(12))
        name = below.top(below.h * 6 // 11)
        pen.words(person.name, name, px(27), SMALLEST, NAVY, "bold", "middle")
        pen.words(person.position, below.below(name.h + px(4)), px(19), SMALLEST, GREY, align="middle")

    def _levels(self, buttons: tuple[Button, ...], cells: list[Box]) -> None:
        """The levels, all with words of the same size."""
        px, pen = self.px, self._pen
        mark = min(px(104), cells[0].w * 6 // 10, cells[0].h * 4 // 10)
        rooms = [Box(c.x + px(10), c.y + mark + px(24), c.w - 2 * px(10), c.h - mark - px(34)) for c in cells]
        texts = [room.top(room.h * 7 // 11) for room in rooms]
        size = min(pen.fitted(b.words.text, t, px(28), 12, "bold").size for b, t in zip(buttons, texts, strict=True))
        for button, cell, room, text in zip(buttons, cells, rooms, texts, strict=True):
            ground = self._ground(button, cell, px(18))
            top = Box(cell.x, cell.y + px(18), cell.w, mark)
            pen.mark(button.mark, top.inset(mark, mark), WHITE, ground)
            pen.words(button.words.text, text, size, size, WHITE, "bold", "middle")
            pen.words(button.words.english, room.below(text.h), px(17), 11, WHITE, align="middle")

    def _message(self, page: Page, body: Box) -> None:
        """One thing said, in the middle."""
        px, pen = self.px, self._pen
        pen.card(body, WHITE, px(16), EDGE)
        self._said(page, body.shrunk(px(60), px(30)), px(120) if page.mark else 0)

    def _said(self, page: Page, inside: Box, mark: int) -> None:
        """The mark, the words and their English, together in the middle."""
        px, pen = self.px, self._pen
        above = mark + px(28) if mark else 0
        below = px(12 + 40) if page.title.english else 0
        title = pen.fitted(page.title.text, inside.above(above + below), px(46), SMALLEST, "bold")
        block = inside.inset(inside.w, above + title.height + below)
        if mark:
            pen.mark(page.mark, block.top(mark), TONES["best"], WHITE)
        words = block.below(above).top(title.height)
        pen.words(page.title.text, words, title.size, title.size, NAVY, "bold", "middle")
        pen.words(page.title.english, block.foot(px(40)), px(24), SMALLEST, GREY, align="middle")

    def _grid(self, page: Page, body: Box, columns: int) -> None:
        """Cards to touch, line by line, all with words of the same size."""
        px, pen = self.px, self._pen
        rest = self._heading(page, body)
        question = page.form == "question"
        cells = rest.grid(len(page.buttons), columns, px(14), px(200 if question else 104))
        align: Align = "middle" if question else "left"
        largest = px(32 if question else 25)
        texts = [self._inside(b, cell) for b, cell in zip(page.buttons, cells, strict=True)]
        sizes = [
            pen.fitted(b.words.text, t.top(self._share(b, t)), largest, SMALLEST, "bold").size
            for b, t in zip(page.buttons, texts, strict=True)
        ]
        for button, cell in zip(page.buttons, cells, strict=True):
            self._button(button, cell, min(sizes), align)

    # Buttons

    def _button(self, button: Button, cell: Box, largest: int, align: Align = "middle") -> None:
        px, pen = self.px, self._pen
        ground = self._ground(button, cell, px(14))
        light = ground in (WHITE, PALE)
        text = self._inside(button, cell)
        colour = NAVY if light else WHITE
        if button.mark:
            size = min(px(40), cell.h * 5 // 10)
            pen.mark(button.mark, Box(cell.x + px(20), cell.y, size, cell.h).inset(size, size), colour, ground)
        lines = pen.fitted(button.words.text, text.top(self._share(button, text)), largest, SMALLEST, "bold")
        size = min(largest, lines.size)
        below = px(26) if button.words.english else 0
        together = text.inset(text.w, min(text.h, lines.height + below))
        pen.words(button.words.text, together.above(below), size, min(size, SMALLEST), colour, "bold", align)
        english = GREY if light else WHITE
        pen.words(button.words.english, together.foot(below), px(17), 12, english, align=align)

    def _inside(self, button: Button, cell: Box) -> Box:
        """Where a button's words are."""
        inside = cell.shrunk(self.px(20), self.px(7))
        return inside.beside(min(self.px(40), cell.h * 5 // 10) + self.px(16)) if button.mark else inside

    def _share(self, button: Button, inside: Box) -> int:
        """How much of the height is for the Vietnamese words."""
        return inside.h - min(self.px(26), inside.h * 4 // 10) if button.words.english else inside.h

    def _ground(self, button: Button, cell: Box, radius: int) -> Colour:
        """Draw an empty button, and remember where it is; its colour."""
        self._targets[button.id] = cell
        ground = PALE if button.chosen else TONES[button.tone]
        edge = NAVY if button.chosen else EDGE if button.tone == "plain" else ground
        if button.id == self._held:
            ground = PALE if button.tone == "plain" else _darker(ground)
            edge = GOLD
        thick = self.px(5 if button.id == self._held else 3 if button.chosen else 2)
        self._pen.card(cell, ground, radius, edge, thick)
        return ground

    def _two(self, words: Words, box: Box, size: int, colour: Colour, align: Align) -> None:
        """Vietnamese, and English under it."""
        half = box.h * 6 // 11 if words.english else box.h
        self._pen.words(words.text, box.top(half), size, SMALLEST, colour, "bold", align)
        self._pen.words(words.english, box.below(half), size - self.px(2), SMALLEST - 2, colour, align=align)


def _darker(colour: Colour) -> Colour:
    red, green, blue = (part * 7 // 10 for part in colour)
    return red, green, blue


@lru_cache(4)
def _scaled(picture: pygame.Surface, width: int, height: int) -> pygame.Surface:
    return pygame.transform.smoothscale(picture, (width, height))
