"""`motcua backup STORE -o FILE`: a checked copy of the hub's store, made beside a running hub."""

import argparse
import sys
from pathlib import Path

from hub.backup import write_backup


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("store", type=Path, help="tệp hub.db / the file hub.db")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="bản sao / the copy")


def run(args: argparse.Namespace) -> int:
    """0 when the copy is there and was checked. Raises StoreError."""
    made = write_backup(args.store, args.output)
    sys.stdout.write(f"{made.file}: {made.site}, {made.last_seq} facts, epoch {made.epoch}\n")
    return 0
