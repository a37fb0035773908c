"""`motcua export STORE`: the log of all facts as lines, read beside a running hub."""

import argparse
import csv
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from hub.api import public
from hub.history import log_after

PAGE = 1000
# A spreadsheet takes a cell that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
HEAD = ("seq", "day", "device", "kind", "fact")


class Row(NamedTuple):
    """One fact of the log."""

    seq: int
    day: str
    device: str
    kind: str
    fact: msgspec.Raw


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("store", type=Path, help="tệp hub.db / the file hub.db")
    parser.add_argument(
        "--format", choices=("jsonl", "csv"), default="jsonl", help="mỗi dòng một sự kiện / one fact a line"
    )
    parser.add_argument("--all", action="store_true", help="cả nội dung đánh giá / what was rated, too")


def run(args: argparse.Namespace) -> int:
    """0 when the whole log was written. Raises StoreError."""
    for line in lines(args.store, args.format, whole=args.all):
        sys.stdout.write(line + "\n")
    return 0


def lines(
    store: Path, form: str = "jsonl", whole: bool = False, vfs: str | None = None, page: int = PAGE
) -> Iterator[str]:
    """The log, oldest first, without line ends. Raises StoreRefused, StoreBroken."""
    if form == "csv":
        yield ",".join(HEAD)
    for row in _rows(store, whole, vfs, page):
        yield _csv(row) if form == "csv" else _json(row)


def _rows(store: Path, whole: bool, vfs: str | None, most: int) -> Iterator[Row]:
    after, more = 0, True
    while more:
        page = log_after(store, after, most, vfs)
        for seq, day, device, kind, fact in page:
            yield Row(seq, day, device, kind, msgspec.Raw(fact) if whole else public(kind, fact))
        more = len(page) == most
        after = page[-1][0] if page else after


def _json(row: Row) -> str:
    return msgspec.json.encode(row._asdict()).decode()


def _csv(row: Row) -> str:
    text = io.StringIO()
    fields = (str(row.seq), row.day, row.device, row.kind, bytes(row.fact).decode())
    csv.writer(text, lineterminator="").writerow(f"'{each}" if each.startswith(FORMULA) else each for each in fields)
    return text.getvalue()
