"""`motcua bench`: one table of figures, or one JSON object; `motcua bench engine` measures one part alone."""

import argparse
import sys

from devicekit import logs
from motcua.bench.backlog import backlog
from motcua.bench.counter import counter
from motcua.bench.engine import engine_figures
from motcua.bench.figures import as_json, as_table
from motcua.bench.paper import paper
from motcua.bench.store import store
from motcua.bench.suite import run as run_all


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "part",
        nargs="?",
        choices=("all", "engine", "store", "paper", "backlog", "counter"),
        default="all",
        help="all: mọi phần / every part; engine: hub.engine; store: hub.store; paper: printer; backlog: hub.sync; "
        "counter: counter_display",
    )
    parser.add_argument("--json", action="store_true", help="một đối tượng JSON / one JSON object")
    parser.add_argument("--scale", type=float, default=1.0, help="0.1: nhanh hơn, ít mẫu hơn / quicker, fewer samples")


def run(args: argparse.Namespace) -> int:
    """0 when every figure was taken. Raises MotcuaError."""
    logs.setup("bench", "plain", level="WARNING")

    def say(text: str) -> None:
        sys.stderr.write(f"{text}\n")

    if args.part == "engine":
        figures = engine_figures(max(400, round(20_000 * args.scale)))
    elif args.part == "store":
        figures = store(say, args.scale)
    elif args.part == "backlog":
        figures = backlog(say, args.scale)
    elif args.part == "counter":
        figures = counter(say, args.scale)
    elif args.part == "paper":
        figures = paper(max(100, round(1000 * args.scale)))
    else:
        figures = run_all(say, args.scale)
    sys.stdout.write((as_json(figures) if args.json else as_table(figures)) + "\n")
    return 0
