"""What a document must know of the printer it is meant for."""

from typing import Literal, NamedTuple

CutKind = Literal["part", "full", "none"]
RasterCommand = Literal["GS v 0", "GS ( L", "ESC *"]


class Head(NamedTuple):
    """The print head and what follows it: printable width in dots, dots an inch, the cutter, how it takes pictures."""

    dots: int = 576
    dpi: int = 203
    cut: CutKind = "part"
    raster: RasterCommand = "GS v 0"

    def dots_of(self, mm: float) -> int:
        return round(mm * self.dpi / 25.4)

    def pixels_of(self, points: float) -> int:
        return round(points * self.dpi / 72)
