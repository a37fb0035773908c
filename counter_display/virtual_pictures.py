"""What a virtual board shows, as a picture: seven segments, or a matrix of dots."""

from importlib.resources import as_file, files

from PIL import Image, ImageDraw, ImageFont

from counter_display.virtual_device import Board

# Segments a to g, clockwise from the top, g in the middle; h is the point.
SEGMENTS = {
    "0": "abcdef", "1": "bc", "2": "abdeg", "3": "abcdg", "4": "bcfg", "5": "acdfg", "6": "acdefg", "7": "abc",
    "8": "abcdefg", "9": "abcdfg", "A": "abcefg", "B": "cdefg", "C": "adef", "D": "bcdeg", "E": "adefg", "F": "aefg",
    "G": "acdef", "H": "bcefg", "I": "bc", "J": "bcde", "L": "def", "N": "ceg", "O": "abcdef", "P": "abefg",
    "Q": "abcfg", "R": "eg", "S": "acdfg", "T": "defg", "U": "bcdef", "Y": "bcdfg", "-": "g", "_": "d", " ": "",
    ".": "h",
}  # fmt: skip
LIT, DARK, BACK, FRAME = (255, 48, 32), (52, 14, 12), (16, 8, 8), (70, 70, 74)
FULL = 100
CELL, HEIGHT, STROKE, MARGIN = 64, 112, 12, 16
DOTS, DOT = 16, 6
FONT_DOTS = 12


def segments_of(char: str) -> str:
    """The segments that a board lights for a character; nothing for one that has no form."""
    return SEGMENTS.get(char.upper(), "")


def picture(board: Board, lit: bool = True) -> Image.Image:
    """The board's front; `lit` False is the dark half of its blinking."""
    text = board.text if lit or not board.blinks else ""
    draw = segment_picture if board.style == "segments" else matrix_picture
    return draw(text, board.cells, board.light)


def lit_at(light: int) -> tuple[int, int, int]:
    """The colour of what shines at so many percent: more than what is dark, however little it is."""
    red, green, blue = (dark + (lit - dark) * light // FULL for lit, dark in zip(LIT, DARK, strict=True))
    return red, green, blue


def segment_picture(text: str, cells: int, light: int = FULL) -> Image.Image:
    """A row of digits, each of seven segments and a point."""
    image = Image.new("RGB", (2 * MARGIN + cells * (CELL + MARGIN), HEIGHT + 2 * MARGIN), BACK)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, image.width - 1, image.height - 1), outline=FRAME, width=3)
    for at, char in enumerate(text.ljust(cells)[:cells]):
        for segment, box in _boxes(MARGIN + at * (CELL + MARGIN) + MARGIN // 2).items():
            pen.rounded_rectangle(box, 3, fill=lit_at(light) if segment in segments_of(char) else DARK)
    return image


def matrix_picture(text: str, cells: int, light: int = FULL) -> Image.Image:
    """A panel of dots, 16 high; what is too long for it runs out at the right, as in a moving text's first moment."""
    columns = cells * 9
    dots = Image.new("1", (columns, DOTS))
    source = files("devicekit").joinpath("fonts", "OpenSans-Bold.ttf")
    with as_file(source) as file:
        font = ImageFont.truetype(str(file), FONT_DOTS)
    # From the line that letters stand on: words with and without marks stand at one height.
    ImageDraw.Draw(dots).text((1, DOTS - 3), text, font=font, fill=1, anchor="ls")
    image = Image.new("RGB", (columns * DOT + 2 * MARGIN, DOTS * DOT + 2 * MARGIN), BACK)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, image.width - 1, image.height - 1), outline=FRAME, width=3)
    colour = lit_at(light)
    for x in range(columns):
        for y in range(DOTS):
            left, top = MARGIN + x * DOT, MARGIN + y * DOT
            pen.ellipse((left, top, left + DOT - 2, top + DOT - 2), fill=colour if dots.getpixel((x, y)) else DARK)
    return image


def _boxes(left: int) -> dict[str, tuple[int, int, int, int]]:
    right, top, middle, bottom = left + CELL - 14, MARGIN, MARGIN + HEIGHT // 2, MARGIN + HEIGHT
    half = STROKE // 2
    return {
        "a": (left + half, top, right - half, top + STROKE),
        "b": (right - STROKE, top + half, right, middle - 1),
        "c": (right - STROKE, middle + 1, right, bottom - half),
        "d": (left + half, bottom - STROKE, right - half, bottom),
        "e": (left, middle + 1, left + STROKE, bottom - half),
        "f": (left, top + half, left + STROKE, middle - 1),
        "g": (left + half, middle - half, right - half, middle + half),
        "h": (right + 3, bottom - STROKE, right + 3 + 9, bottom),
    }
