"""`motcua day-report`: print what became of today's numbers, on a slip printer of the running centre."""

import argparse
import secrets
import sys
from pathlib import Path

from devicekit.text_files import load_texts
from hub.settings import load_site
from motcua import hub_call
from motcua.hub_call import Refused


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--site", type=Path, default=Path("/etc/motcua/site.toml"), help="site.toml")
    parser.add_argument("--printer", help="máy in; bỏ trống: máy in chung / printer; left out: the centre's own")
    parser.add_argument("--language", choices=("vi", "en"), default="vi", help="ngôn ngữ / language")


def run(args: argparse.Namespace) -> int:
    """0 when the hub has ordered the paper, 1 when it refused. Raises SettingsError, HubAway."""
    site = load_site(args.site, args.language)
    wanted: dict[str, object] = {"request": secrets.token_hex(16)}
    given = hub_call.post(site, "day/report", wanted | ({"printer": args.printer} if args.printer else {}))
    if isinstance(given, Refused):
        sys.stdout.write(f"{given.said(args.language)}\n")
        return 1
    sys.stdout.write(load_texts(args.language).get("report.printing", printer=given.printer) + "\n")
    return 0
