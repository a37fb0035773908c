"""`motcua bench`: one table of figures, or one JSON object."""

import argparse
import sys

from devicekit import logs
from motcua.bench.figures import as_json, as_table
from motcua.bench.store import store
from motcua.bench.suite import run as run_all


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what", nargs="?", choices=("all", "store"), default="all", help="đo gì / what is measured (store: dữ liệu)"
    )
    parser.add_argument("--json", action="store_true", help="một đối tượng JSON / one JSON object")
    parser.add_argument("--scale", type=float, default=1.0, help="0.1: nhanh hơn, ít mẫu hơn / quicker, fewer samples")


def run(args: argparse.Namespace) -> int:
    """0 when every figure was taken. Raises MotcuaError."""
    logs.setup("bench", "plain", level="WARNING")
    measure = store if args.what == "store" else run_all
    figures = measure(lambda text: print(text, file=sys.stderr), args.scale)
    sys.stdout.write((as_json(figures) if args.json else as_table(figures)) + "\n")
    return 0
