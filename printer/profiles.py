"""Printer profiles of python-escpos: how wide, how fine, which cutter.

Its data file is read, not its module `escpos.capabilities`: that one configures our logging at import, parses the file
as YAML (slowly), leaves a folder in the temporary directory and unpickles what it finds there (3.1).
"""

import difflib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import msgspec

from devicekit.settings import Problem
from devicekit.settings_words import nearest
from devicekit.toml_lines import Path
from printer.head import CutKind, Head
from printer.settings import PrinterSettings

USUAL_DPI = 203


class _Media(msgspec.Struct, frozen=True):
    """Some values are the word "Unknown"."""

    width: dict[str, Any] = {}
    dpi: Any = None


class _Profile(msgspec.Struct, frozen=True):
    media: _Media
    features: dict[str, bool] = {}


class _Capabilities(msgspec.Struct, frozen=True):
    profiles: dict[str, _Profile]


def head_of(settings: PrinterSettings) -> Head:
    """The print head: from the settings where they say, otherwise from the profile.

    Raises ValueError when the profile is unknown, or does not know its width and the settings don't say it either.
    """
    known = _known()
    profile = known.get(settings.profile)
    if profile is None:
        near = difflib.get_close_matches(settings.profile, known, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(sorted(known))}"
        raise ValueError(f"no printer profile {settings.profile!r}{hint}")
    dots = settings.dots or _number(profile.media.width.get("pixels"))
    if not dots:
        raise ValueError(f"printer profile {settings.profile!r} does not know its width: set dots, for instance 576")
    dpi = settings.dpi or _number(profile.media.dpi) or USUAL_DPI
    return Head(dots // 8 * 8, dpi, settings.cut or _cut(profile.features))


def profile_problems(settings: PrinterSettings, path: Path) -> Iterator[Problem]:
    """A profile that nobody has, or one without a width; `path` is the table. Silent without python-escpos."""
    try:
        known = _known()
    except ModuleNotFoundError:
        return
    here, profile = (*path, "profile"), known.get(settings.profile)
    if profile is None:
        near = nearest(settings.profile, known)
        values = {"value": settings.profile, "known": ", ".join(sorted(known)), "near": near}
        yield Problem(here, "printer.profile_near" if near else "printer.profile", values)
    elif not (settings.dots or _number(profile.media.width.get("pixels"))):
        yield Problem(here, "printer.no_width", {"value": settings.profile}, also=((*path, "dots"),))


def _known() -> dict[str, _Profile]:
    data = files("escpos").joinpath("capabilities.json").read_bytes()
    return msgspec.json.decode(data, type=_Capabilities).profiles


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _cut(features: dict[str, bool]) -> CutKind:
    if features.get("paperPartCut"):
        return "part"
    return "full" if features.get("paperFullCut") else "none"
