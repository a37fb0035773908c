"""`motcua restore FILE --site site.toml`: a backup in the place of the hub's store, while the hub is stopped."""

import argparse
import sys
import time
from pathlib import Path

from devicekit.text_files import sentence
from hub.restore import restore
from hub.store_open import STORE_FILE
from motcua.site_option import add_site, site_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", type=Path, help="bản sao lưu; hub.db: giữ dữ liệu đang có / the backup; hub.db: what is there, as it is"
    )
    add_site(parser)
    parser.add_argument(
        "--skip", type=int, metavar="N", help="bỏ qua N số / numbers that every series leaves out ([backup] skip)"
    )


def run(args: argparse.Namespace) -> int:
    """0 when the next start takes the backup. Raises SettingsError, StoreError."""
    site = site_of(args)
    skip = args.skip if args.skip is not None else site.settings.backup.skip
    store = Path(site.settings.hub.data) / STORE_FILE
    put = restore(args.file, store, site.plan.site, skip, time.strftime("%Y%m%d-%H%M%S"))
    if put.aside is not None:
        sys.stdout.write(f"{sentence('store.kept_aside', path=store, aside=put.aside).lines}\n")
    done = sentence("store.restored", file=args.file, path=store, facts=put.backup.last_seq, skip=skip)
    sys.stdout.write(f"{done.lines}\n")
    return 0
