"""The shipped typeface on paper: Open Sans 3.003 (SIL Open Font License 1.1, devicekit/fonts/OFL.txt).

Chosen of seven by what tesseract reads of 1,118 Vietnamese words drawn at 203 dpi: wrong were 0.1 to 0.6 % of these
weights, 0.8 % of Source Sans 3, 1 % of Noto Sans, 5 to 7 % of Be Vietnam Pro, whose round a is taken for an o.
"""

import logging
from functools import lru_cache
from importlib.resources import files
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from devicekit.font_letters import SUBSTITUTE, lacking, shown
from printer.document import Weight
from printer.piece import Ink

FILES: dict[Weight, str] = {
    "regular": "OpenSans-Medium.ttf",
    "bold": "OpenSans-Bold.ttf",
    "heavy": "OpenSans-ExtraBold.ttf",
}
# A ticket has some 40 words and 20 lines, most of them on every ticket: measuring and drawing them costs a Pi 50 ms.
WIDTHS, LINES = 2000, 100

log = logging.getLogger("motcua.printer")

# Letters are hinted for dots that are black or white, and are then not as wide as in greys: measured as they are drawn.
TWO_TONES = "1"


class ShippedFonts:
    """The faces of the package, each size loaded once; the last lines drawn are kept.

    A letter that they lack is drawn as a mark that everybody sees, and is logged the first time.
    """

    def __init__(self) -> None:
        self._data: dict[Weight, bytes] = {}
        self._faces: dict[tuple[Weight, int], ImageFont.FreeTypeFont] = {}
        self._lacked: set[str] = set()
        self._width = lru_cache(WIDTHS)(self._measure)
        self._ink = lru_cache(LINES)(self._draw)

    def width(self, text: str, weight: Weight, pixels: int) -> float:
        """How far the text goes, in dots, when its em is `pixels` dots."""
        return self._width(text, weight, pixels)

    def ink(self, text: str, weight: Weight, pixels: int) -> Ink:
        """The text in dots, when its em is `pixels` dots."""
        return self._ink(text, weight, pixels)

    def _measure(self, text: str, weight: Weight, pixels: int) -> float:
        return self._face(weight, pixels).getlength(self._shown(text), mode=TWO_TONES)

    def _draw(self, text: str, weight: Weight, pixels: int) -> Ink:
        face, text = self._face(weight, pixels), self._shown(text)
        left, top, right, bottom = (int(edge) for edge in face.getbbox(text, mode=TWO_TONES))
        image = Image.new(TWO_TONES, (max(1, right - left), max(1, bottom - top)))
        ImageDraw.Draw(image).text((-left, -top), text, 1, face)
        return Ink(image, top)

    def _shown(self, text: str) -> str:
        new = set(lacking(text)) - self._lacked
        if new:
            self._lacked |= new
            names = ", ".join(f"U+{ord(each):04X}" for each in sorted(new))
            log.warning("the typeface has no letter %s: %s is printed instead", names, SUBSTITUTE)
        return shown(text)

    def _face(self, weight: Weight, pixels: int) -> ImageFont.FreeTypeFont:
        face = self._faces.get((weight, pixels))
        if face is None:
            face = self._faces[weight, pixels] = self._load(weight, pixels)
        return face

    def _load(self, weight: Weight, pixels: int) -> ImageFont.FreeTypeFont:
        if weight not in self._data:
            self._data[weight] = files("devicekit").joinpath("fonts", FILES[weight]).read_bytes()
        # Precomposed letters need no shaping, and the basic layout is several times faster than Raqm on a Pi.
        return ImageFont.truetype(BytesIO(self._data[weight]), pixels, layout_engine=ImageFont.Layout.BASIC)
