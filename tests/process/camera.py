"""Keeps pictures of the page for the documents, small enough for a README. Nothing is kept unless a folder is named."""

import os
from pathlib import Path

from PIL import Image, ImageOps

FOLDER = "MOTCUA_PICTURES"


class Camera:
    def __init__(self) -> None:
        named = os.environ.get(FOLDER, "")
        self._folder = Path(named) if named else None

    def keep(self, name: str, picture: Image.Image) -> None:
        """Of 256 colours, which is a third of the bytes; without dithering, whose dots would cost them again."""
        if self._folder is None:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        few = picture.convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE)
        few.save(self._folder / name, optimize=True)

    def keep_paper(self, name: str, dots: Image.Image) -> None:
        """A paper, with the margin that the printer's head does not reach."""
        self.keep(name, ImageOps.expand(dots.convert("L"), 24, 255))
