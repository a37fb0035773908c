"""Printer profiles: how wide, how fine, which cutter, which letters; python-escpos's, and ours that begin with those.

The data file of python-escpos is read, not its module `escpos.capabilities`: that one configures our logging at import,
parses the file as YAML (slowly), leaves a folder in the temporary directory and unpickles what it finds there (3.1).
Its page numbers are used; that a printer has a page does not say that Vietnamese comes out right (its own table of the
capitals has another letter in the place of Đ), so that has to be declared.
"""

import difflib
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from devicekit.settings import Problem
from devicekit.settings_words import nearest
from devicekit.toml_lines import Path
from printer.ability import CELL_WIDTH, CP1258, TCVN3_LOWER, TCVN3_UPPER, Ability, Letters
from printer.head import CutKind, Head, RasterCommand
from printer.settings import PrinterSettings

USUAL_DPI = 203
GENERIC = "Generic"
# What a profile says of its columns is wrong where a cell would be wider, in dots.
_WIDEST_CELL = 16


class _Media(msgspec.Struct, frozen=True):
    """Some values are the word "Unknown"."""

    width: dict[str, Any] = {}
    dpi: Any = None


class _Profile(msgspec.Struct, frozen=True):
    media: _Media
    features: dict[str, bool] = {}
    codePages: dict[str, str] = {}  # noqa: N815 - the file's own name
    fonts: dict[str, dict[str, Any]] = {}
    vendor: str = ""


class _Encoding(msgspec.Struct, frozen=True):
    name: str = ""


class _Capabilities(msgspec.Struct, frozen=True):
    profiles: dict[str, _Profile]
    encodings: dict[str, _Encoding]


class _Own(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of ours, in profiles.toml."""

    name: str
    base: str
    dots: int | None = None
    dpi: int | None = None
    tcvn3: bool = False
    composes: bool = False
    raster: bool = True


class _Model(msgspec.Struct, frozen=True):
    """A profile with what ours says besides."""

    base: _Profile
    own: _Own

    @property
    def dots(self) -> int:
        return self.own.dots or _number(self.base.media.width.get("pixels"))

    @property
    def raster(self) -> RasterCommand | None:
        """The command for its pictures; None: it prints none. That of columns is taken only where settings say so:
        the profiles give it to impact printers as well, whose columns have 8 dots."""
        features = self.base.features
        if not self.own.raster:
            return None
        return "GS v 0" if features.get("bitImageRaster") else "GS ( L" if features.get("graphics") else None


def head_of(settings: PrinterSettings) -> Head:
    """The print head: from the settings where they say, otherwise from the profile.

    Raises ValueError when the profile is unknown, or does not know its width and the settings don't say it either.
    """
    model = _model(settings.profile)
    dots = settings.dots or model.dots
    if not dots:
        raise ValueError(f"printer profile {settings.profile!r} does not know its width: set dots, for instance 576")
    dpi = settings.dpi or model.own.dpi or _number(model.base.media.dpi) or USUAL_DPI
    command = settings.raster_command or model.raster or "GS v 0"
    return Head(dots // 8 * 8, dpi, settings.cut or _cut(model.base.features), command)


def ability_of(settings: PrinterSettings) -> Ability:
    """All that the printer can do. Raises ValueError like head_of(), and for pages that are declared but not there."""
    head, model = head_of(settings), _model(settings.profile)
    pages = _pages(settings, model)
    for problem in _page_problems(settings, model, ()):
        raise ValueError(f"printer profile {settings.profile!r}: {problem.text} {dict(problem.values)}")
    tcvn3 = (pages[TCVN3_LOWER], pages[TCVN3_UPPER]) if _declared(settings.tcvn3, model.own.tcvn3) else None
    composed = pages[CP1258] if _declared(settings.composes, model.own.composes) else None
    raster = _declared(settings.raster, bool(settings.raster_command or model.raster))
    return Ability(
        head,
        _letters(settings, raster, tcvn3, composed),
        raster,
        _declared(settings.native_qr, model.base.features.get("qrCode", False)),
        _declared(settings.native_barcode, model.base.features.get("barcodeB", False)),
        _columns(model.base, head),
        tcvn3,
        composed,
        model.base.vendor != "Epson",
        settings.stored_logo,
    )


def known_profiles() -> tuple[str, ...]:
    """The names of all profiles, ours first."""
    return (*_ours(), *sorted(_known().profiles))


def own_profiles() -> tuple[str, ...]:
    """The names of ours."""
    return tuple(_ours())


def may_be(name: str, profile: str) -> bool:
    """Whether a printer that calls itself so may be of that profile; ours and generic ones are of many models."""
    known = _known().profiles.get(profile)
    if profile in _ours() or known is None or known.vendor == GENERIC:
        return True
    return _bare(profile) in _bare(name) or _bare(name) in _bare(profile)


def profile_problems(settings: PrinterSettings, path: Path) -> Iterator[Problem]:
    """A profile that nobody has, one without a width, pages that are not there; silent without python-escpos."""
    try:
        known = known_profiles()
    except ModuleNotFoundError:
        return
    here = (*path, "profile")
    if settings.profile not in known:
        near = nearest(settings.profile, known)
        values = {"value": settings.profile, "known": ", ".join(known), "near": near}
        yield Problem(here, "printer.profile_near" if near else "printer.profile", values)
        return
    model = _model(settings.profile)
    if not (settings.dots or model.dots):
        yield Problem(here, "printer.no_width", {"value": settings.profile}, also=((*path, "dots"),))
    yield from _page_problems(settings, model, path)


def _page_problems(settings: PrinterSettings, model: _Model, path: Path) -> Iterator[Problem]:
    names = _known().encodings
    for name in settings.pages:
        if name not in names:
            near = nearest(name, names)
            values = {"value": name, "near": near, "known": ", ".join(sorted(names))}
            yield Problem((*path, "pages", name), "printer.page_near" if near else "printer.page", values)
    pages = _pages(settings, model)
    wanted: list[tuple[str, bool, tuple[str, ...]]] = [
        ("tcvn3", _declared(settings.tcvn3, model.own.tcvn3), (TCVN3_LOWER, TCVN3_UPPER)),
        ("composes", _declared(settings.composes, model.own.composes), (CP1258,)),
    ]
    for key, is_declared, needed in wanted:
        missing = [name for name in needed if name not in pages]
        if is_declared and missing:
            values = {"value": settings.profile, "missing": ", ".join(missing), "name": missing[0]}
            yield Problem((*path, key), "printer.no_pages", values, also=((*path, "pages"), (*path, "profile")))
    if (settings.letters == "tcvn3" and not wanted[0][1]) or (settings.letters == "cp1258" and not wanted[1][1]):
        values = {"value": settings.letters, "key": "tcvn3" if settings.letters == "tcvn3" else "composes"}
        yield Problem((*path, "letters"), "printer.not_declared", values)


def _letters(settings: PrinterSettings, raster: bool, tcvn3: object, cp1258: object) -> Letters:
    if settings.letters != "auto":
        return settings.letters
    if tcvn3 is not None:
        return "tcvn3"
    if cp1258 is not None:
        return "cp1258"
    return "raster" if raster else "ascii"


def _pages(settings: PrinterSettings, model: _Model) -> Mapping[str, int]:
    """Numbers by name; of several the lowest, as their makers' own programs take it."""
    numbers = sorted(((int(number), name) for number, name in model.base.codePages.items()), reverse=True)
    return {**{name: number for number, name in numbers}, **settings.pages}


def _model(name: str) -> _Model:
    own = _ours().get(name) or _Own(name, name)
    base = _known().profiles.get(own.base)
    if base is None:
        known = known_profiles()
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(known)}"
        raise ValueError(f"no printer profile {name!r}{hint}")
    return _Model(base, own)


@cache
def _known() -> _Capabilities:
    data = files("escpos").joinpath("capabilities.json").read_bytes()
    return msgspec.json.decode(data, type=_Capabilities)


@cache
def _ours() -> Mapping[str, _Own]:
    data = tomllib.loads(files("printer").joinpath("profiles.toml").read_text(encoding="utf-8"))
    return {own.name: own for own in msgspec.convert(data["profile"], list[_Own])}


def _bare(name: str) -> str:
    return "".join(letter for letter in name.upper() if letter.isalnum())


def _declared(setting: bool | None, profile: bool) -> bool:
    return profile if setting is None else setting


def _columns(profile: _Profile, head: Head) -> int:
    """Letters on a line: what the profile says, where that can be."""
    said = _number(profile.fonts.get("0", {}).get("columns"))
    most = head.dots // CELL_WIDTH
    return said if head.dots // _WIDEST_CELL <= said <= most else most


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _cut(features: dict[str, bool]) -> CutKind:
    if features.get("paperPartCut"):
        return "part"
    return "full" if features.get("paperFullCut") else "none"
