"""`motcua check FILE…`: every error of settings files at once, each with file:line, before anything starts."""

import argparse
import sys
import tomllib
from pathlib import Path
from typing import cast

from announcer.settings import AnnouncerFile
from counter_display.settings import CounterFile
from devicekit.errors import SettingsError
from devicekit.settings import Settings, load
from devicekit.settings_show import effective
from devicekit.settings_words import Language
from hub.settings import SiteFile
from kiosk_rating.settings import RatingFile
from kiosk_ticket.settings import KioskFile

# The table that only this kind of file has.
KINDS: dict[str, type[Settings]] = {
    "service": SiteFile,
    "button": KioskFile,
    "line": CounterFile,
    "player": AnnouncerFile,
    "screen": RatingFile,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="site.toml, kiosk-1.toml, …")
    parser.add_argument("--show", action="store_true", help="in các mục đang có hiệu lực / print what is in effect")
    parser.add_argument("--language", choices=("vi", "en"), default="vi", help="ngôn ngữ / language")


def run(args: argparse.Namespace) -> int:
    """0 when every file is right, 1 when one is not."""
    wrong = 0
    for file in args.files:
        try:
            value = load(file, kind_of(file), cast(Language, args.language))
        except SettingsError as error:
            wrong += len(error.problems)
            sys.stdout.write(f"{error}\n")
            continue
        sys.stdout.write(f"{file}: OK\n")
        if args.show:
            sys.stdout.write(effective(value))
    return 1 if wrong else 0


def kind_of(file: Path) -> type[Settings]:
    """What a file is, by the tables in it; one that nothing is known of is read as a site, which says what it lacks."""
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        tables = {}
    found = [kind for table, kind in KINDS.items() if table in tables]
    return found[0] if found else _by_words(file)


def _by_words(file: Path) -> type[Settings]:
    """A file that is no TOML (yet) still has its table headers."""
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return SiteFile
    return next((kind for table, kind in KINDS.items() if f"[{table}]" in text), SiteFile)
