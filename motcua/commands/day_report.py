"""`motcua day-report`: print what became of today's numbers, on a slip printer of the running centre."""

import argparse
import secrets
import sys

from devicekit.text_files import load_texts
from motcua import hub_call
from motcua.hub_call import Refused
from motcua.site_option import add_site, site_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_site(parser)
    parser.add_argument("--printer", help="máy in; bỏ trống: máy in chung / printer; left out: the centre's own")
    parser.add_argument("--language", choices=("vi", "en"), default="vi", help="ngôn ngữ / language")


def run(args: argparse.Namespace) -> int:
    """0 when the hub has ordered the paper, 1 when it refused. Raises SettingsError, HubAway."""
    site = site_of(args, args.language)
    wanted: dict[str, object] = {"request": secrets.token_hex(16)}
    given = hub_call.post(site, "day/report", wanted | ({"printer": args.printer} if args.printer else {}))
    if isinstance(given, Refused):
        sys.stdout.write(f"{given.said(args.language)}\n")
        return 1
    sys.stdout.write(load_texts(args.language).get("report.printing", printer=given.printer) + "\n")
    return 0
