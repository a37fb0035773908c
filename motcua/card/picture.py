"""The officer's card drawn: A4 across, to be printed, laminated and laid beside the keypad."""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from counter_display.keypad import MARKS, PadKey
from motcua.card.content import Card, Notes, Row, Section, Words

DPI = 200
MM = DPI / 25.4
SIZE_MM = (297, 210)
WIDTH, HEIGHT = (round(side * MM) for side in SIZE_MM)
MARGIN, GUTTER, TOP = 70, 50, 190
# The pad and the hints; the sequences; what digits mean.
COLUMNS = ((MARGIN, 640), (760, 730), (1540, WIDTH - MARGIN - 1540))
WHITE = (255, 255, 255)
INK, GREY, PALE, LINE, MARK = (20, 24, 32), (95, 102, 115), (238, 241, 246), (170, 178, 190), (0, 74, 140)
CAP, CAPS, ROW = 46, 330, 58
ONE_COLUMN = 7
# As it lies before the officer: key, column, row, columns wide, rows tall. None: NumLock.
PAD: tuple[tuple[PadKey | None, int, int, int, int], ...] = (
    (None, 0, 0, 1, 1), ("slash", 1, 0, 1, 1), ("star", 2, 0, 1, 1), ("minus", 3, 0, 1, 1),
    ("7", 0, 1, 1, 1), ("8", 1, 1, 1, 1), ("9", 2, 1, 1, 1), ("plus", 3, 1, 1, 2),
    ("4", 0, 2, 1, 1), ("5", 1, 2, 1, 1), ("6", 2, 2, 1, 1),
    ("1", 0, 3, 1, 1), ("2", 1, 3, 1, 1), ("3", 2, 3, 1, 1), ("enter", 3, 3, 1, 2),
    ("0", 0, 4, 2, 1), ("dot", 2, 4, 1, 1),
)  # fmt: skip
KEY = 152


def draw(card: Card) -> Image.Image:
    """The whole card."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen = Pen(ImageDraw.Draw(picture))
    pen.text((MARGIN, 44), card.title.vi, 64, "ExtraBold", MARK)
    pen.text((MARGIN, 122), f"{card.title.en}{'  ·  ' if card.place else ''}{card.place}", 30, "Medium", GREY)
    (left, width), y = COLUMNS[0], TOP
    pen.pad(left, y, card.alone)
    y += 5 * KEY + 30
    for hint in card.hints:
        y = pen.hint(left, y, width, hint)
    if card.services.lines:
        pen.services(left, y, width, card.services)
    (left, width), y = COLUMNS[1], TOP
    for section in card.sections:
        y = pen.section(left, y, width, section)
    (left, width), y = COLUMNS[2], TOP
    for notes in card.notes:
        y = pen.notes(left, y, width, notes)
    return picture


class Pen:
    """Draws the parts; each gives the y below itself."""

    def __init__(self, on: ImageDraw.ImageDraw) -> None:
        self._on = on

    def text(self, at: tuple[float, float], text: str, size: int, weight: str, ink: tuple[int, int, int]) -> None:
        self._on.text(at, text, font=face(weight, size), fill=ink)

    def pad(self, left: int, top: int, alone: Iterable[Row]) -> None:
        """The keypad, with what each key does by itself."""
        by_key = {row.way.keys[0]: row.words for row in alone}
        for key, column, row, wide, tall in PAD:
            x, y = left + column * KEY, top + row * KEY
            box = (x, y, x + wide * KEY - 10, y + tall * KEY - 10)
            self._on.rounded_rectangle(box, 16, fill=PALE if key in by_key else "white", outline=LINE, width=3)
            if key is None:
                self.text((x + 14, y + 10), "Num", 28, "Medium", LINE)
                continue
            self.text((x + 14, y if key != "enter" else y + 8), MARKS[key], 34 if key == "enter" else 46, "Bold", INK)
            if key in by_key:
                bottom, words = y + tall * KEY - 10, by_key[key]
                y = self._lines(x + 14, y + 54, words.vi, 25, "Bold", MARK, wide * KEY - 30)
                # A key has room for one language; the other where it fits as well.
                if y + 26 < bottom and len(_wrapped(words.en, 17, "Medium", wide * KEY - 30)) == 1:
                    self.text((x + 14, y - 2), words.en, 17, "Medium", GREY)

    def hint(self, x: int, y: int, width: int, hint: Words) -> int:
        y = self._lines(x, y, hint.vi, 25, "Bold", INK, width)
        return self._lines(x, y, hint.en, 20, "Medium", GREY, width) + 10

    def section(self, x: int, y: int, width: int, section: Section) -> int:
        y = self._title(x, y, width, section.title)
        for row in section.rows:
            self._caps(x, y + 2, row)
            self.text((x + CAPS, y - 9), row.words.vi, 29, "Bold", INK)
            self.text((x + CAPS, y + 25), row.words.en, 20, "Medium", GREY)
            y += ROW
        return y + 20

    def notes(self, x: int, y: int, width: int, notes: Notes) -> int:
        """A line each; the English stands behind where there is room, else below."""
        y = self._title(x, y, width, notes.title)
        for line in notes.lines:
            (what, _, vi), (_, _, en) = line.vi.partition(" "), line.en.partition(" ")
            self.text((x, y - 3), what, 26, "ExtraBold", MARK)
            begin = x + max(40, round(face("ExtraBold", 26).getlength(what)) + 14)
            self.text((begin, y - 3), vi, 25, "Bold", INK)
            after = begin + face("Bold", 25).getlength(vi) + 14
            if after + face("Medium", 18).getlength(en) > x + width:
                after, y = begin, y + 28
            self.text((after, y + 5), en, 18, "Medium", GREY)
            y += 34
        return y + 20

    def services(self, x: int, y: int, width: int, notes: Notes) -> None:
        """The services by their places, in two columns when they are many; a long name is cut."""
        y = self._title(x, y, width, notes.title)
        columns = 1 if len(notes.lines) <= ONE_COLUMN else 2
        rows, room = -(-len(notes.lines) // columns), width // columns - 12
        for n, line in enumerate(notes.lines):
            left, top = x + n // rows * (width // columns), y + n % rows * min(36, (HEIGHT - 40 - y) // rows)
            what, _, name = line.vi.partition(" ")
            self.text((left, top - 3), what, 25, "ExtraBold", MARK)
            self.text((left + 44, top - 3), _cut(name, 25, "Bold", room - 44), 25, "Bold", INK)

    def _lines(self, x: int, y: int, text: str, size: int, weight: str, ink: tuple[int, int, int], width: float) -> int:
        for line in _wrapped(text, size, weight, width):
            self.text((x, y), line, size, weight, ink)
            y += size + 6
        return y

    def _title(self, x: int, y: int, width: int, title: Words) -> int:
        self.text((x, y), title.vi, 32, "ExtraBold", MARK)
        after = x + face("ExtraBold", 32).getlength(title.vi) + 14
        self.text((after, y + 10), title.en, 22, "Medium", GREY)
        self._on.line((x, y + 46, x + width, y + 46), fill=LINE, width=2)
        return y + 58

    def _caps(self, x: int, y: int, row: Row) -> None:
        """The keys of a sequence as they look; digits, which are an example, are white."""
        marks: list[tuple[str, tuple[int, int, int]]] = [(digit, WHITE) for digit in row.way.example]
        for mark, fill in [*marks, *((MARKS[key], PALE) for key in row.way.keys)]:
            size = 24 if len(mark) > 1 else 28
            width = max(CAP - 4, round(face("Bold", size).getlength(mark)) + 18)
            self._on.rounded_rectangle((x, y, x + width, y + CAP - 4), 8, fill=fill, outline=LINE, width=2)
            middle = (x + width / 2, y + CAP / 2 - 2)
            self._on.text(middle, mark, font=face("Bold", size), fill=INK, anchor="mm")
            x += width + 6


@cache
def face(weight: str, size: int) -> ImageFont.FreeTypeFont:
    """The shipped typeface."""
    data = files("devicekit").joinpath("fonts", f"OpenSans-{weight}.ttf").read_bytes()
    return ImageFont.truetype(BytesIO(data), size)


def _wrapped(text: str, size: int, weight: str, width: float) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and face(weight, size).getlength(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return [line for line in lines if line]


def _cut(text: str, size: int, weight: str, width: float) -> str:
    while text and face(weight, size).getlength(text) > width:
        text = text.removesuffix("…")[:-1].rstrip() + "…"
    return text
