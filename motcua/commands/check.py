"""`motcua check FILE…`: every error of settings files at once, each with file:line, before anything starts."""

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, cast

from announcer.settings import AnnouncerFile
from counter_display.files import clashes, counters_in
from counter_display.line_checks import warnings as between_warnings
from counter_display.settings import CounterFile
from devicekit.errors import SettingsError
from devicekit.file_kinds import kind_of_text
from devicekit.settings import Settings, judge
from devicekit.settings_show import effective
from devicekit.settings_words import Language, sayer
from hub.calendar_file import CalendarFile
from hub.settings import SiteFile
from kiosk_rating.settings import RatingFile
from kiosk_ticket.settings import KioskFile
from motcua.centre_checks import centre_of, strangers, unfiled
from motcua.led.boards import unshown_numbers
from printer.layout_files import LayoutFile
from printer.slip_settings import PrinterFile

KINDS: dict[str, type[Settings]] = {
    kind.file_kind: kind
    for kind in (SiteFile, CalendarFile, KioskFile, CounterFile, AnnouncerFile, RatingFile, PrinterFile, LayoutFile)
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="site.toml, kiosk-1.toml, …; thư mục: mọi tệp nếu có site.toml, không thì các quầy của một chương trình / "
        "a folder: every file if site.toml is among them, else the counters of one program",
    )
    parser.add_argument("--show", action="store_true", help="in các mục đang có hiệu lực / print what is in effect")
    parser.add_argument("--language", choices=("vi", "en"), default="vi", help="ngôn ngữ / language")


class Found(NamedTuple):
    """What was found so far."""

    right: dict[Path, Settings]
    """The files that are right by themselves."""
    wrong: list[str]
    """Errors of one file, said already."""
    clashes: list[str]
    """Errors between files, said at the end."""


def run(args: argparse.Namespace) -> int:
    """0 when every file is right, with warnings or without, 1 when one is not, or when two don't go together."""
    language = cast(Language, args.language)
    found = Found({}, [], [])
    for path in args.files:
        _check(path, found, language)
    found.clashes.extend(_between_files(found.right, language))
    for file, value in found.right.items():
        if not any(line.startswith(f"{file}:") for line in found.clashes):
            _write([f"{file}: OK"])
        if args.show:
            sys.stdout.write(effective(value))
    _write(found.clashes)
    return 1 if found.wrong or found.clashes else 0


def _check(path: Path, found: Found, language: Language) -> None:
    """Check a file, or those of a folder."""
    if not path.is_dir():
        _judge([path], found, language)
        return
    kinds = {file: _known_kind(file) for file in sorted(path.glob("*.toml"))}
    centre = SiteFile in kinds.values()
    try:
        files = [file for file in kinds if kinds[file] is not None] if centre else counters_in(path, language)
    except SettingsError as error:
        _refuse(error, found)
        files = []
    right = _judge(files, found, language)
    unread = {kind for file, kind in kinds.items() if kind is not None and file not in right}
    if (site := centre_of(right)) is not None:
        _write(unfiled(*site, right, unread, language))
    _write(f"{file}: {sayer(language)('settings.not_looked_at')}" for file in kinds if file not in files)
    if not centre:
        # The counters of a centre are programs of their own, on machines of their own: only a line's folder is one.
        together = cast(dict[Path, CounterFile], right)
        _write(between_warnings(together, language))
        found.clashes.extend(clashes(together, language))


def _judge(files: Iterable[Path], found: Found, language: Language) -> dict[Path, Settings]:
    """Check each by itself; those that are right."""
    right: dict[Path, Settings] = {}
    for file in files:
        try:
            right[file], warnings = judge(file, kind_of(file), language)
        except SettingsError as error:
            _refuse(error, found)
            continue
        _write(warnings)
    found.right.update(right)
    return right


def _refuse(error: SettingsError, found: Found) -> None:
    found.wrong.extend(error.problems)
    _write(error.problems)


def _write(lines: Iterable[str]) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def _between_files(right: Mapping[Path, Settings], language: Language) -> Iterator[str]:
    """What only shows when the files that are right by themselves are seen together."""
    counters = {file: value for file, value in right.items() if isinstance(value, CounterFile)}
    for file, value in right.items():
        if isinstance(value, SiteFile):
            yield from unshown_numbers(file, value, counters, language)
    if (site := centre_of(right)) is not None:
        yield from strangers(*site, right, language)


def kind_of(file: Path) -> type[Settings]:
    """What a file is, by the tables in it; one that nothing is known of is read as a site, which says what it lacks."""
    return _known_kind(file) or SiteFile


def _known_kind(file: Path) -> type[Settings] | None:
    """The same, but None for one that nothing is known of."""
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return SiteFile
    return KINDS.get(kind_of_text(text))
