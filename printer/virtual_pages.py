"""Code pages of virtual printers from the machine's own iconv, and letters for their cells."""

import subprocess
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from devicekit.errors import MotcuaError
from printer.virtual_type import CELL, Letters

UPPER_HALF = range(0x80, 0x100)
# How large a letter is drawn before it is squeezed into its cell, and how far its baseline is from the top.
EM, BASELINE, ROOM = 18, 19, 48
# Page numbers of Epson's printers; clones have CP1258 elsewhere.
EPSON_PAGES = {0: "CP437", 2: "CP850", 13: "CP857", 16: "CP1252", 18: "CP852", 52: "CP1258"}


@cache
def page(encoding: str) -> str:
    """The upper 128 characters of an encoding of glibc, each asked for by itself; a blank where it has none.

    Raises MotcuaError when the machine has no iconv.
    """
    source = b"".join(bytes((byte, 0x0A)) for byte in UPPER_HALF)
    command = ["iconv", "-c", "-f", encoding, "-t", "UTF-8"]
    try:
        done = subprocess.run(command, input=source, capture_output=True, check=False, timeout=20)
    except FileNotFoundError as error:
        raise MotcuaError("no iconv here, which knows the code pages: apt-get install libc-bin") from error
    # Control characters of the page may be line ends as well.
    letters = [line if len(line) == 1 and line.isprintable() else " " for line in done.stdout.decode().split("\n")]
    return "".join(letters[:128]).ljust(128)


@cache
def tcvn3_page(upper: bool) -> str:
    """TCVN-3: the letters of TCVN 5712 from A1 on, in lower case, or the same places as capitals."""
    letters = page("TCVN5712-1")[0x21:]
    wanted = [each.upper() if upper else each if each.islower() else " " for each in letters]
    return " " * 0x21 + "".join(each if each.isalpha() else " " for each in wanted)


def epson_letters() -> Letters:
    """A printer with Epson's numbers: TCVN-3 on 30 and 31."""
    return letters_of({30: tcvn3_page(False), 31: tcvn3_page(True), **{n: page(e) for n, e in EPSON_PAGES.items()}})


def letters_of(pages: Mapping[int, str], composes: bool = False) -> Letters:
    """Letters of a printer with these pages."""
    return Letters(pages, cell, composes)


@lru_cache(2000)
def cell(text: str, bold: bool) -> Image.Image:
    """A character squeezed into its cell, as a printer's own letters are: one width, one height."""
    canvas, face = Image.new("1", (ROOM, CELL[1])), _face(bold)
    shown = text if not unicodedata.combining(text[0]) else "\u25cc" + text
    ImageDraw.Draw(canvas).text((ROOM // 4, BASELINE), shown, 255, face, anchor="ls")
    box = canvas.getbbox()
    image = Image.new("1", CELL)
    if box is None:
        return image
    ink = canvas.crop((box[0], 0, box[2], CELL[1]))
    if ink.width > CELL[0] - 1:
        ink = ink.resize((CELL[0] - 1, CELL[1]), Image.Resampling.NEAREST)
    image.paste(ink, ((CELL[0] - ink.width) // 2, 0))
    return image


@cache
def _face(bold: bool) -> ImageFont.FreeTypeFont:
    name = "OpenSans-ExtraBold.ttf" if bold else "OpenSans-Medium.ttf"
    data = files("devicekit").joinpath("fonts", name).read_bytes()
    return ImageFont.truetype(BytesIO(data), EM, layout_engine=ImageFont.Layout.BASIC)
