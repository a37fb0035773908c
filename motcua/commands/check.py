"""`motcua check FILE…`: every error of settings files at once, each with file:line, before anything starts."""

import argparse
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

from announcer.settings import AnnouncerFile
from counter_display.line_checks import between as between_counters
from counter_display.settings import CounterFile
from devicekit.errors import SettingsError
from devicekit.file_kinds import kind_of_text
from devicekit.settings import Settings, judge
from devicekit.settings_show import effective
from devicekit.settings_words import Language
from hub.calendar_file import CalendarFile
from hub.settings import SiteFile
from kiosk_rating.settings import RatingFile
from kiosk_ticket.settings import KioskFile
from motcua.led.boards import unshown_numbers
from printer.layout_files import LayoutFile
from printer.slip_settings import PrinterFile

KINDS: dict[str, type[Settings]] = {
    kind.file_kind: kind
    for kind in (SiteFile, CalendarFile, KioskFile, CounterFile, AnnouncerFile, RatingFile, PrinterFile, LayoutFile)
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="site.toml, kiosk-1.toml, …")
    parser.add_argument("--show", action="store_true", help="in các mục đang có hiệu lực / print what is in effect")
    parser.add_argument("--language", choices=("vi", "en"), default="vi", help="ngôn ngữ / language")


def run(args: argparse.Namespace) -> int:
    """0 when every file is right, with warnings or without, 1 when one is not, or when two don't go together."""
    wrong = 0
    right: dict[Path, Settings] = {}
    for file in args.files:
        try:
            value, warnings = judge(file, kind_of(file), cast(Language, args.language))
        except SettingsError as error:
            wrong += len(error.problems)
            sys.stdout.write(f"{error}\n")
            continue
        sys.stdout.write("".join(f"{warning}\n" for warning in warnings))
        sys.stdout.write(f"{file}: OK\n")
        right[file] = value
        if args.show:
            sys.stdout.write(effective(value))
    between = list(_between_files(right, cast(Language, args.language)))
    sys.stdout.write("".join(f"{problem}\n" for problem in between))
    wrong += len(between)
    return 1 if wrong else 0


def _between_files(right: Mapping[Path, Settings], language: Language) -> Iterator[str]:
    """What only shows when the files that are right by themselves are seen together."""
    counters = {file: value for file, value in right.items() if isinstance(value, CounterFile)}
    for file, value in right.items():
        if isinstance(value, SiteFile):
            yield from unshown_numbers(file, value, counters, language)
    yield from between_counters(counters, language)


def kind_of(file: Path) -> type[Settings]:
    """What a file is, by the tables in it; one that nothing is known of is read as a site, which says what it lacks."""
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return SiteFile
    return KINDS.get(kind_of_text(text), SiteFile)
