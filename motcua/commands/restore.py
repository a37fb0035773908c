"""`motcua restore FILE --site site.toml`: a backup in the place of the hub's store, while the hub is stopped."""

import argparse
import sys
import time
from pathlib import Path

from hub.restore import restore
from hub.settings import load_site
from hub.store_open import STORE_FILE
from motcua.commands.trace import SITE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="bản sao lưu / the backup; hub.db: what is there, as it is")
    parser.add_argument("--site", type=Path, default=SITE, help="site.toml của hub / of the hub")
    parser.add_argument(
        "--skip", type=int, metavar="N", help="bỏ qua N số / numbers that every series leaves out ([backup] skip)"
    )


def run(args: argparse.Namespace) -> int:
    """0 when the next start takes the backup. Raises SettingsError, StoreError."""
    site = load_site(args.site)
    skip = args.skip if args.skip is not None else site.settings.backup.skip
    store = Path(site.settings.hub.data) / STORE_FILE
    put = restore(args.file, store, site.plan.site, skip, time.strftime("%Y%m%d-%H%M%S"))
    if put.aside is not None:
        sys.stdout.write(f"{store} -> {put.aside}\n")
    sys.stdout.write(f"{args.file} -> {store}: {put.backup.last_seq} facts; every series leaves out {skip} numbers\n")
    return 0
