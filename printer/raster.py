"""Document to dots: every letter is drawn here, so that a printer needs to know nothing of Vietnamese.

Nothing is dithered: scattered dots cost as many bytes as solid ink, print pale, and often spell commands that cheap
printers execute even in the middle of a picture (escpos.py).
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from PIL import Image, ImageDraw

from printer import drawings
from printer.document import (
    Badge,
    Barcode,
    BigText,
    Boxed,
    Columns,
    Cut,
    Document,
    Element,
    Fact,
    Item,
    Logo,
    Notch,
    Qr,
    Rule,
    Space,
    Text,
    Weight,
)
from printer.head import Head
from printer.piece import Fonts, Ink, Piece
from printer.qr import qr_rows
from printer.sheet import CutMark, Feed, Sheet, Strip
from printer.words import MAX_WHOLE, flow, hyphened, printable, wrap

# Room for the two marks above a capital (Ấ, Ỗ) and the one below (Ợ).
LINE_HEIGHT = 1.3
# Between the label and the value of a Fact, in ems.
WORD_GAP = 0.3
# From the edge to the words of an Item, in ems: two digits and a full stop.
INDENT = 1.9
# A code in a frame: how many lines, from one capital's top to the next in ems, the frame and its room in mm.
# Bold and no heavier: of 50 codes that were drawn so tesseract read all, of heavy ones 36, with 3 and 5 mixed up.
CODE_LINES = 3
CODE_STEP = 1.2
FRAME, BESIDE, ABOVE = 0.5, 1.5, 2.0
# The em of Open Sans for one unit of the height of its capitals.
EM_OF_CAPITAL = 1 / 0.714
SMALLEST = 8
# Elements whose dots are kept: most of a paper is the same on all papers of a day. Some hundred kilobytes.
KEPT = 200


def rasterize(document: Document, head: Head, fonts: Fonts) -> Sheet:
    """Draw a document for one head; the strips are never wider than it."""
    sheet: list[Feed | Strip | CutMark] = []
    above = 0  # rows from the lower edge of the last ink to where the next box begins
    for element in document:
        if isinstance(element, Cut):
            sheet += [Feed(above), CutMark()] if above > 0 else [CutMark()]
            above = 0
            continue
        for box in _boxes(element, head, fonts):
            if box.strip is None:
                above += box.height
                continue
            # Marks that reach into the line above push their line down; ink never covers ink.
            gap = max(0, above + box.top)
            if gap:
                sheet.append(Feed(gap))
            sheet.append(box.strip)
            above = box.height - box.bottom
    # What comes next may be no drawing.
    return (*sheet, Feed(above)) if above > 0 else tuple(sheet)


class _Box(NamedTuple):
    """A piece cropped to its ink and packed: how tall it is, and from which row to which its ink goes."""

    height: int
    top: int = 0
    bottom: int = 0
    strip: Strip | None = None


# By type too: Rule(1.0) and Space(1.0) are equal, as tuples are.
@lru_cache(KEPT, typed=True)
def _boxes(element: Element, head: Head, fonts: Fonts) -> tuple[_Box, ...]:
    boxes = []
    for piece in _draw(element, head, fonts):
        box = piece.image.getbbox() if piece.image is not None else None
        if piece.image is None or box is None:
            boxes.append(_Box(piece.height))
            continue
        strip = _strip(piece.image.crop(box), piece, head)
        boxes.append(_Box(piece.height, piece.top + box[1], piece.top + box[3], strip))
    return tuple(boxes)


def _draw(element: Element, head: Head, fonts: Fonts) -> Iterator[Piece]:
    match element:
        case Text():
            yield from _text(element, head, fonts)
        case Fact():
            yield from _fact(element, head, fonts)
        case Item():
            yield from _item(element, head, fonts)
        case BigText():
            yield from _big(element, head, fonts)
        case Boxed() if printable(element.text):
            yield _boxed(element, head, fonts)
        case Badge():
            yield from _badge(element, head, fonts)
        case Columns():
            yield from _columns(element, head, fonts)
        case Qr():
            yield from _qr(element, head)
        case Barcode():
            yield from drawings.barcode(element, head, fonts)
        case Logo():
            yield drawings.logo(element, head)
        case Notch():
            yield drawings.notch(head)
        case Rule():
            height = max(1, head.dots_of(element.thickness))
            yield Piece(height, Image.new("1", (head.dots // 8 * 8, height), 1))
        case Space():
            yield Piece(head.dots_of(element.height))


def _text(text: Text, head: Head, fonts: Fonts) -> Iterator[Piece]:
    pixels = head.pixels_of(text.size)

    def width_of(part: str) -> float:
        return fonts.width(part, text.weight, pixels)

    if text.whole:
        lines = flow(printable(text.text, MAX_WHOLE), width_of, head.dots)
    else:
        lines = wrap(printable(text.text), width_of, head.dots)
    for line in lines:
        ink = fonts.ink(line, text.weight, pixels)
        yield Piece(round(pixels * LINE_HEIGHT), ink.image, ink.top, text.align)


def _fact(fact: Fact, head: Head, fonts: Fonts) -> Iterator[Piece]:
    pixels = head.pixels_of(fact.size)
    left, right = (fonts.ink(printable(text), weight, pixels) for text, weight in _weights(fact))
    gap = round(WORD_GAP * pixels)
    width = left.image.width + gap + right.image.width
    if width > head.dots:
        for text, weight in _weights(fact):
            yield from _text(Text(text, fact.size, weight, fact.align, whole=fact.align == "left"), head, fonts)
        return
    ink = _beside(left, right, left.image.width + gap)
    yield Piece(round(pixels * LINE_HEIGHT), ink.image, ink.top, fact.align)


def _columns(row: Columns, head: Head, fonts: Fonts) -> Iterator[Piece]:
    """Both on one line where there is room; otherwise the left side wraps, and the right one is below it."""
    pixels = head.pixels_of(row.size)
    left, right = fonts.ink(printable(row.left), "regular", pixels), fonts.ink(printable(row.right), row.weight, pixels)
    at = head.dots // 8 * 8 - right.image.width
    if left.image.width + round(WORD_GAP * pixels) > at:
        yield from _text(Text(row.left, row.size, align="left", whole=True), head, fonts)
        yield from _text(Text(row.right, row.size, row.weight, "right"), head, fonts)
        return
    ink = _beside(left, right, at)
    yield Piece(round(pixels * LINE_HEIGHT), ink.image, ink.top, "left")


def _beside(left: Ink, right: Ink, at: int) -> Ink:
    """Two inks of one line; the right one begins at this dot."""
    top = min(left.top, right.top)
    height = max(left.top + left.image.height, right.top + right.image.height) - top
    canvas = Image.new("1", (at + right.image.width, height))
    canvas.paste(left.image, (0, left.top - top))
    canvas.paste(right.image, (at, right.top - top))
    return Ink(canvas, top)


def _weights(fact: Fact) -> tuple[tuple[str, Weight], tuple[str, Weight]]:
    return (fact.label, "regular"), (fact.value, "bold")


def _item(item: Item, head: Head, fonts: Fonts) -> Iterator[Piece]:
    pixels = head.pixels_of(item.size)
    indent = round(INDENT * pixels)
    lines = flow(printable(item.text), lambda part: fonts.width(part, "regular", pixels), head.dots - indent)
    for number, line in enumerate(lines):
        ink, left = fonts.ink(line, "regular", pixels), indent
        if number == 0:
            ink, left = _beside(fonts.ink(printable(item.mark), "bold", pixels), ink, indent), 0
        yield Piece(round(pixels * LINE_HEIGHT), ink.image, ink.top, "left", left)


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
        image = _halved(image.crop(box))
        yield Piece(image.height, image)


def _boxed(box: Boxed, head: Head, fonts: Fonts) -> Piece:
    edge = max(1, head.dots_of(FRAME))
    beside, above = edge + head.dots_of(BESIDE), edge + head.dots_of(ABOVE)
    lines, pixels = _code_lines(box, head.dots - 2 * beside, head, fonts)
    inks = [fonts.ink(line, "bold", pixels) for line in lines]
    capital = fonts.ink("H", "bold", pixels)
    step = round(CODE_STEP * pixels)
    width = max(ink.image.width for ink in inks) + 2 * beside
    height = step * (len(inks) - 1) + capital.image.height + 2 * above
    plate = Image.new("1", (width, height), 1)
    plate.paste(0, (edge, edge, width - edge, height - edge))
    for number, ink in enumerate(inks):
        top = above + number * step + ink.top - capital.top
        plate.paste(1, ((width - ink.image.width) // 2, top), ink.image)
    plate = _halved(plate)
    return Piece(plate.height, plate)


def _halved(image: Image.Image) -> Image.Image:
    """Every second row, printed twice: half the bytes, and in large type nobody sees an eighth of a millimetre."""
    half = image.resize((image.width, (image.height + 1) // 2), Image.Resampling.NEAREST)
    return half.resize((half.width, 2 * half.height), Image.Resampling.NEAREST)


def _code_lines(box: Boxed, room: int, head: Head, fonts: Fonts) -> tuple[list[str], int]:
    """Where a code is broken, and how many dots its em has: as large as `room` dots allow, then as few lines."""
    most, least = round(head.dots_of(box.height) * EM_OF_CAPITAL), head.pixels_of(box.least)

    def widest(lines: list[str], pixels: int) -> float:
        # A mark without a letter has no width.
        return max(1.0, *(fonts.width(line, "bold", pixels) for line in lines))

    def fitting(lines: list[str]) -> int:
        return min(most, int(most * room / widest(lines, most)))

    ways = hyphened(printable(box.text), CODE_LINES)
    lines = max(ways, key=lambda way: (fitting(way), -len(way), -widest(way, most)))
    pixels = max(least, fitting(lines))
    # Hinted letters are not exactly as much narrower as they are smaller.
    while pixels > least and widest(lines, pixels) > room:
        pixels -= 1
    broken = [part for line in lines for part in flow(line, lambda part: fonts.width(part, "bold", pixels), room)]
    return broken, pixels


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


def _strip(image: Image.Image, piece: Piece, head: Head) -> Strip:
    """Pack ink into whole bytes; what is at the right goes into a strip as wide as the head.

    Ink in the middle starts at an even dot, so that the encoder finds a QR code's squares in pairs of dots.
    """
    most, align = head.dots // 8 * 8 - piece.indent, piece.align
    if image.width > most:
        # A letter that reaches past its own width; a line squeezed by a dot or two reads, a line cut off does not.
        image = image.resize((most, image.height), Image.Resampling.NEAREST)
    width = most // 8 if align == "right" else (piece.indent + image.width + 7) // 8
    spare = 8 * width - image.width
    offset = {"left": piece.indent, "center": spare // 4 * 2, "right": spare}[align]
    canvas = Image.new("1", (8 * width, image.height))
    canvas.paste(image, (offset, 0))
    return Strip("center" if align == "center" else "left", width, canvas.tobytes())
