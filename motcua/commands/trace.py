"""`motcua trace A012`: a ticket's story from the hub's log, one sentence an event."""

import argparse
import sys
from pathlib import Path

from hub.history import day_asked, number_asked
from hub.store_open import STORE_FILE
from hub.trace import trace
from motcua.site_option import add_site, site_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", type=_number, help="số thứ tự / ticket number: A012")
    add_site(parser)
    parser.add_argument(
        "--day", type=day_of, default="", help="ngày / day, YYYY-MM-DD (mặc định: ngày mới nhất / the newest)"
    )
    parser.add_argument("--language", choices=("vi", "en"), default="vi", help="ngôn ngữ / language")


def _number(text: str) -> str:
    try:
        return number_asked(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"không phải số thứ tự / {error}") from None


def day_of(text: str) -> str:
    """A day that somebody typed. Raises argparse.ArgumentTypeError."""
    # argparse puts a default that is a text through here too.
    try:
        return day_asked(text) if text else ""
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"không phải ngày / {error}") from None


def run(args: argparse.Namespace) -> int:
    """0 when the log knows the number, 1 when nobody had it. Raises SettingsError, StoreError."""
    site = site_of(args, args.language)
    lines = trace(args.number, Path(site.settings.hub.data) / STORE_FILE, site.plan, args.language, args.day)
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0 if "#" in lines[0] else 1
