"""`motcua issue-log`: every number of a day with its time, press and paper, to be printed."""

import argparse
import sys
from pathlib import Path

from devicekit.text_files import load_texts
from hub.history import day_log
from hub.issue_log import lines
from hub.store_open import STORE_FILE
from motcua.commands.trace import day_of
from motcua.site_option import add_site, site_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_site(parser)
    parser.add_argument(
        "--day", type=day_of, default="", help="ngày / day, YYYY-MM-DD (mặc định: ngày mới nhất / the newest)"
    )
    parser.add_argument("--language", choices=("vi", "en"), default="vi", help="ngôn ngữ / language")


def run(args: argparse.Namespace) -> int:
    """0 when numbers were given, 1 when none was. Raises SettingsError, StoreError."""
    site = site_of(args, args.language)
    day, rows = day_log(Path(site.settings.hub.data) / STORE_FILE, args.day)
    told = lines(site.plan, day, rows, load_texts(args.language))
    sys.stdout.write("".join(f"{line}\n" for line in told))
    return 0 if len(told) > 1 else 1
