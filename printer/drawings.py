"""The elements without running text: barcode, logo, where to tear."""

from collections.abc import Iterator

from PIL import Image, ImageDraw

from printer.barcode import bars_of
from printer.document import Barcode, Logo
from printer.head import Head
from printer.piece import Fonts, Piece
from printer.words import printable

# The narrowest bar that a cheap reader still tells apart, and the widest that is wanted, in millimetres.
NARROWEST, WIDEST = 0.25, 0.5
LABEL_POINTS = 8
# A dash and the gap behind it; the notch at the edges.
DASH_MM, GAP_MM, NOTCH_MM = 2.0, 1.5, 1.5


def barcode(code: Barcode, head: Head, fonts: Fonts) -> Iterator[Piece]:
    """Bars and the text below them; the text alone where no reader could tell the bars apart."""
    text, modules = printable(code.text), bars_of(code.text)
    side = min(head.dots_of(WIDEST), head.dots // len(modules)) if modules else 0
    if side >= max(1, head.dots_of(NARROWEST)):
        row = Image.new("1", (len(modules), 1))
        row.putdata([int(module) for module in modules])
        height = head.dots_of(code.height) // 2 * 2
        yield Piece(height + head.dots_of(1), row.resize((side * len(modules), height), Image.Resampling.NEAREST))
    pixels = head.pixels_of(LABEL_POINTS)
    ink = fonts.ink(text, "regular", pixels)
    yield Piece(round(1.3 * pixels), ink.image, ink.top)


def logo(element: Logo, head: Head) -> Piece:
    """The picture, scaled without greys; every row twice, which nobody sees and which halves its bytes."""
    picture = element.picture
    scale = min(head.dots_of(element.height) / picture.height, head.dots // 8 * 8 / picture.width)
    width, height = max(1, round(picture.width * scale)), max(2, round(picture.height * scale) // 2 * 2)
    ink = Image.frombytes("1", (picture.width, picture.height), picture.data).convert("L")
    small = ink.resize((width, height // 2), Image.Resampling.BOX).point(lambda shade: 255 if shade >= 128 else 0)
    return Piece(height, small.convert("1").resize((width, height), Image.Resampling.NEAREST))


def notch(head: Head) -> Piece:
    """A dashed line between two triangles that point inwards from the edges."""
    width, reach = head.dots // 8 * 8, head.dots_of(NOTCH_MM)
    image = Image.new("1", (width, 2 * reach + 1))
    draw = ImageDraw.Draw(image)
    draw.polygon(((0, 0), (reach, reach), (0, 2 * reach)), 1)
    draw.polygon(((width - 1, 0), (width - 1 - reach, reach), (width - 1, 2 * reach)), 1)
    dash, step = head.dots_of(DASH_MM), head.dots_of(DASH_MM + GAP_MM)
    for at in range(2 * reach, width - 2 * reach - dash, step):
        draw.line((at, reach, at + dash, reach), 1, 2)
    return Piece(image.height, image)
