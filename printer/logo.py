"""The centre's logo from its file: black and white, of a size that paper can show."""

import logging
from collections.abc import Iterator
from functools import cache

from devicekit.settings import Problem
from devicekit.toml_lines import Path
from printer.document import Picture
from printer.letterhead import Site
from printer.settings import PaperTable

# Twice the dots of the finest head; a photo of a poster only costs memory on a Pi.
LARGEST = 2400
# Of all dots: the soft edges of a drawing that was made larger or smaller are fewer.
GREY_SHARE = 0.15
DARK, LIGHT = 64, 192

log = logging.getLogger("motcua.printer")


class LogoError(ValueError):
    """Raised when a logo can't be printed; `text` is the key of why, under layout.logo_…"""

    def __init__(self, text: str, value: str) -> None:
        super().__init__(f"{value}: {text}")
        self.text, self.value = text, value


@cache
def load_logo(file: str) -> Picture:
    """The picture in a PNG file. Raises LogoError for one that is missing, no picture, huge or grey."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(file) as image:
            if max(image.size) > LARGEST:
                raise LogoError("huge", f"{image.width} × {image.height}")
            seen = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image.convert("RGBA")).convert("L")
    except FileNotFoundError as error:
        raise LogoError("missing", file) from error
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise LogoError("no_picture", file) from error
    counts = seen.histogram()
    if sum(counts[DARK:LIGHT]) > GREY_SHARE * sum(counts):
        raise LogoError("grey", file)
    ink = seen.point(lambda shade: 255 if shade < 128 else 0).convert("1")
    box = ink.getbbox()
    if box is None:
        raise LogoError("blank", file)
    ink = ink.crop(box)
    return Picture(ink.width, ink.height, ink.tobytes())


def logo_problems(file: str | None, path: Path) -> Iterator[Problem]:
    """A logo that can't be printed; `path` is its key. Silent without Pillow."""
    if file is None:
        return
    try:
        load_logo(file)
    except LogoError as error:
        yield Problem(path, f"layout.logo_{error.text}", {"value": error.value, "most": LARGEST})
    except ModuleNotFoundError:
        return


def site_of(paper: PaperTable) -> Site:
    """What the settings say of the centre. A logo that is no longer right is left out: the paper matters more."""
    try:
        logo = load_logo(paper.logo) if paper.logo else None
    except LogoError as error:
        _say_left_out(str(error))
        logo = None
    return Site(paper.site, paper.hotline, paper.slogan, logo)


@cache
def _say_left_out(why: str) -> None:
    """Once: it is the same on every paper."""
    log.warning("papers are printed without the logo, see motcua check: %s", why)
