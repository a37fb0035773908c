"""Document to dots: every letter is drawn here, so that a printer needs to know nothing of Vietnamese.

Nothing is dithered: scattered dots cost as many bytes as solid ink, print pale, and often spell commands that cheap
printers execute even in the middle of a picture (escpos.py).
"""

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from PIL import Image, ImageDraw

from printer.document import Align, Badge, BigText, Cut, Document, Fact, Qr, Rule, Space, Text, Weight
from printer.head import Head
from printer.qr import qr_rows
from printer.sheet import CutMark, Feed, Sheet, Strip
from printer.words import printable, wrap

# Room for the two marks above a capital (Ấ, Ỗ) and the one below (Ợ).
LINE_HEIGHT = 1.3
# Between the label and the value of a Fact, in ems.
WORD_GAP = 0.3
# The em of Open Sans for one unit of the height of its capitals.
EM_OF_CAPITAL = 1 / 0.714
SMALLEST = 8


class Ink(NamedTuple):
    """A drawn line: dots (1 is black) and how far their upper edge is below the top of the line."""

    image: Image.Image
    top: int


class Fonts(Protocol):
    """Where letters come from; faces are loaded outside and handed in."""

    def width(self, text: str, weight: Weight, pixels: int) -> float: ...

    def ink(self, text: str, weight: Weight, pixels: int) -> Ink: ...


class Piece(NamedTuple):
    """A box across the paper, `height` rows tall; its ink, if it has any, begins `top` rows below its upper edge."""

    height: int
    image: Image.Image | None = None
    top: int = 0
    align: Align = "center"


def rasterize(document: Document, head: Head, fonts: Fonts) -> Sheet:
    """Draw a document for one head; the strips are never wider than it."""
    sheet: list[Feed | Strip | CutMark] = []
    above = 0  # rows from the lower edge of the last ink to where the next box begins
    for element in document:
        if isinstance(element, Cut):
            sheet += [Feed(above), CutMark()] if above > 0 else [CutMark()]
            above = 0
            continue
        for piece in _draw(element, head, fonts):
            box = piece.image.getbbox() if piece.image is not None else None
            if piece.image is None or box is None:
                above += piece.height
                continue
            # Marks that reach into the line above push their line down; ink never covers ink.
            gap = max(0, above + piece.top + box[1])
            if gap:
                sheet.append(Feed(gap))
            sheet.append(_strip(piece.image.crop(box), piece.align, head))
            above = piece.height - piece.top - box[3]
    return tuple(sheet)


def _draw(element: Text | Fact | BigText | Badge | Qr | Rule | Space, head: Head, fonts: Fonts) -> Iterator[Piece]:
    match element:
        case Text():
            yield from _text(element.text, element.weight, element.align, head.pixels_of(element.size), head, fonts)
        case Fact():
            yield from _fact(element, head, fonts)
        case BigText():
            yield from _big(element, head, fonts)
        case Badge():
            yield from _badge(element, head, fonts)
        case Qr():
            yield from _qr(element, head)
        case Rule():
            height = max(1, head.dots_of(element.thickness))
            yield Piece(height, Image.new("1", (head.dots // 8 * 8, height), 1))
        case Space():
            yield Piece(head.dots_of(element.height))


def _text(text: str, weight: Weight, align: Align, pixels: int, head: Head, fonts: Fonts) -> Iterator[Piece]:
    for line in wrap(printable(text), lambda part: fonts.width(part, weight, pixels), head.dots):
        ink = fonts.ink(line, weight, pixels)
        yield Piece(round(pixels * LINE_HEIGHT), ink.image, ink.top, align)


def _fact(fact: Fact, head: Head, fonts: Fonts) -> Iterator[Piece]:
    pixels = head.pixels_of(fact.size)
    left, right = (fonts.ink(printable(text), weight, pixels) for text, weight in _weights(fact))
    gap = round(WORD_GAP * pixels)
    width = left.image.width + gap + right.image.width
    if width > head.dots:
        for text, weight in _weights(fact):
            yield from _text(text, weight, "center", pixels, head, fonts)
        return
    top = min(left.top, right.top)
    height = max(left.top + left.image.height, right.top + right.image.height) - top
    canvas = Image.new("1", (width, height))
    canvas.paste(left.image, (0, left.top - top))
    canvas.paste(right.image, (width - right.image.width, right.top - top))
    yield Piece(round(pixels * LINE_HEIGHT), canvas, top)


def _weights(fact: Fact) -> tuple[tuple[str, Weight], tuple[str, Weight]]:
    return (fact.label, "regular"), (fact.value, "bold")


def _big(big: BigText, head: Head, fonts: Fonts) -> Iterator[Piece]:
    text = printable(big.text)
    pixels = round(head.dots_of(big.height) * EM_OF_CAPITAL)
    width = fonts.width(text, "heavy", pixels)
    if width > head.dots:
        pixels = max(SMALLEST, int(pixels * head.dots / width))
    for line in wrap(text, lambda part: fonts.width(part, "heavy", pixels), head.dots):
        image = fonts.ink(line, "heavy", pixels).image
        box = image.getbbox()
        if box is None:
            continue
        # Every second row, printed twice: half the bytes, and at this height nobody sees an eighth of a millimetre.
        half = (box[3] - box[1] + 1) // 2
        image = image.crop(box).resize((box[2] - box[0], half), Image.Resampling.NEAREST)
        image = image.resize((image.width, 2 * half), Image.Resampling.NEAREST)
        yield Piece(image.height, image)


def _badge(badge: Badge, head: Head, fonts: Fonts) -> Iterator[Piece]:
    pixels = head.pixels_of(badge.size)
    side, edge = pixels * 2 // 3, pixels // 3
    for line in wrap(
        printable(badge.text), lambda part: fonts.width(part, "bold", pixels), max(pixels, head.dots - 2 * side)
    ):
        image = fonts.ink(line, "bold", pixels).image
        plate = Image.new("1", (image.width + 2 * side, image.height + 2 * edge))
        ImageDraw.Draw(plate).rounded_rectangle((0, 0, plate.width - 1, plate.height - 1), edge, 1)
        plate.paste(0, (side, edge), image)
        yield Piece(plate.height, plate)


def _qr(code: Qr, head: Head) -> Iterator[Piece]:
    rows = qr_rows(code.text)
    side = min(max(1, head.dots_of(code.module)), head.dots // len(rows)) if rows else 0
    if side == 0:
        return
    image = Image.new("1", (len(rows), len(rows)))
    image.putdata([dot for row in rows for dot in row])
    image = image.resize((side * len(rows), side * len(rows)), Image.Resampling.NEAREST)
    yield Piece(image.height, image)


def _strip(image: Image.Image, align: Align, head: Head) -> Strip:
    """Pack ink into whole bytes; what is at the right goes into a strip as wide as the head.

    Ink in the middle starts at an even dot, so that the encoder finds a QR code's squares in pairs of dots.
    """
    most = head.dots // 8 * 8
    if image.width > most:
        # A letter that reaches past its own width; a line squeezed by a dot or two reads, a line cut off does not.
        image = image.resize((most, image.height), Image.Resampling.NEAREST)
    width = most // 8 if align == "right" else (image.width + 7) // 8
    offset = {"left": 0, "center": (8 * width - image.width) // 4 * 2, "right": 8 * width - image.width}[align]
    canvas = Image.new("1", (8 * width, image.height))
    canvas.paste(image, (offset, 0))
    return Strip("center" if align == "center" else "left", width, canvas.tobytes())
