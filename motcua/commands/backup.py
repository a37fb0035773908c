"""`motcua backup STORE -o FILE`: a checked copy of the hub's store, made beside a running hub."""

import argparse
import sys
from pathlib import Path

from devicekit.text_files import sentence
from hub.backup import write_backup


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("store", type=Path, help="tệp hub.db / the file hub.db")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="bản sao / the copy")


def run(args: argparse.Namespace) -> int:
    """0 when the copy is there and was checked. Raises StoreError."""
    made = write_backup(args.store, args.output)
    said = sentence("store.backed_up", file=made.file, site=made.site, facts=made.last_seq, epoch=made.epoch)
    sys.stdout.write(f"{said.lines}\n")
    return 0
