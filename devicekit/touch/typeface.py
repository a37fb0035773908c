"""The shipped typeface on screens: Open Sans, each size loaded once, the words drawn last kept as pictures."""

from collections import OrderedDict
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Literal

import pygame

from devicekit.touch.setting import Lines, fit

Weight = Literal["regular", "bold", "heavy"]
Colour = tuple[int, int, int]
FILES: dict[Weight, str] = {
    "regular": "OpenSans-Medium.ttf",
    "bold": "OpenSans-Bold.ttf",
    "heavy": "OpenSans-ExtraBold.ttf",
}
# A page has some 30 lines; a few pages are in use at a time. 1,000 pixels by 50 at 4 bytes are 200 kB.
KEPT_BYTES = 6_000_000
FACES = 24


class Typeface:
    """Measures and draws words. Not thread-safe."""

    def __init__(self) -> None:
        pygame.font.init()
        self._data: dict[Weight, bytes] = {}
        self._faces: OrderedDict[tuple[Weight, int], pygame.font.Font] = OrderedDict()
        self._kept: OrderedDict[tuple[str, Weight, int, Colour], pygame.Surface] = OrderedDict()
        self._bytes = 0
        self._fitted = lru_cache(200)(self._fit)
        self._widths = lru_cache(4000)(self._measure)

    def width(self, text: str, weight: Weight, size: int) -> int:
        """Pixels from the left to the right of a line."""
        return self._widths(text, weight, size)

    def fitted(self, text: str, weight: Weight, width: int, height: int, largest: int, smallest: int) -> Lines:
        """As setting.fit()."""
        return self._fitted(text, weight, width, height, largest, smallest)

    def line(self, text: str, weight: Weight, size: int, colour: Colour) -> pygame.Surface:
        """A line as a picture with transparent ground; its height is the face's, marks included."""
        key = (text, weight, size, colour)
        picture = self._kept.get(key)
        if picture is None:
            picture = self.drawn(text, weight, size, colour)
            self._kept[key] = picture
            self._bytes += _bytes(picture)
            while self._bytes > KEPT_BYTES and len(self._kept) > 1:
                self._bytes -= _bytes(self._kept.popitem(last=False)[1])
        self._kept.move_to_end(key)
        return picture

    def drawn(self, text: str, weight: Weight, size: int, colour: Colour) -> pygame.Surface:
        """The same, drawn anew and not kept: for what would take the place of all the rest."""
        return self._face(weight, size).render(text, True, colour)

    def _fit(self, text: str, weight: Weight, width: int, height: int, largest: int, smallest: int) -> Lines:
        return fit(text, width, height, largest, smallest, lambda words, size: self.width(words, weight, size))

    def _measure(self, text: str, weight: Weight, size: int) -> int:
        return self._face(weight, size).size(text)[0]

    def _face(self, weight: Weight, size: int) -> pygame.font.Font:
        face = self._faces.get((weight, size))
        if face is None:
            if weight not in self._data:
                self._data[weight] = files("devicekit").joinpath("fonts", FILES[weight]).read_bytes()
            face = self._faces[weight, size] = pygame.font.Font(BytesIO(self._data[weight]), size)
            while len(self._faces) > FACES:
                self._faces.popitem(last=False)
        self._faces.move_to_end((weight, size))
        return face


def _bytes(picture: pygame.Surface) -> int:
    return picture.get_width() * picture.get_height() * 4
