"""What one printer can do: from its profile, corrected by the settings, as its self-test slip says."""

from typing import Literal, NamedTuple

from printer.head import Head

Letters = Literal["raster", "tcvn3", "cp1258", "ascii"]
TCVN3_LOWER, TCVN3_UPPER, CP1258 = "TCVN-3-1", "TCVN-3-2", "CP1258"
# Font A of every printer that is known: cells of 12 by 24 dots.
CELL_WIDTH, CELL_HEIGHT = 12, 24


class Ability(NamedTuple):
    """The head and the commands that are right on it; `tcvn3` and `cp1258` only where somebody has seen them printed.

    `chinese`: it starts in a mode that takes two bytes for one character, which has to be left first.
    """

    head: Head = Head()
    letters: Letters = "raster"
    raster: bool = True
    qr: bool = False
    barcode: bool = False
    columns: int = 48
    tcvn3: tuple[int, int] | None = None
    """The numbers of the pages of lower case and of capitals."""
    cp1258: int | None = None
    chinese: bool = False
    stored_logo: int = 0
    """Number of the logo in the printer's own memory; 0: none."""
