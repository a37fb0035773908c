"""`motcua import FILE --db STORE`: what `motcua export --all` wrote, as the log of a new store; for tests and trials.

Answers, open orders and the clocks of devices are no facts and not in an export: a centre that goes on takes a backup
(`motcua restore`).
"""

import argparse
import csv
import sys
from collections.abc import Iterator
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import TextIO

import msgspec
from msgspec import Struct

from devicekit.errors import SaidError, SettingsError
from devicekit.text_files import sentence
from hub.engine import events as e
from hub.errors import StoreRefused
from hub.store import Store
from hub.store_rows import Batch, DossierRow, LogRow, fact_of
from motcua.commands.export import FORMULA, HEAD, PAGE
from motcua.site_option import add_site, site_of


class _NoFact(SaidError, ValueError):
    """Raised when a line holds no fact."""


class _Line(Struct, forbid_unknown_fields=True):
    seq: int
    day: str
    device: str
    kind: str
    fact: msgspec.Raw


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="tệp từ motcua export --all (jsonl, csv) / made by motcua export --all")
    parser.add_argument("--db", type=Path, required=True, help="tệp hub.db mới / the new store")
    add_site(parser)


def run(args: argparse.Namespace) -> int:
    """0 when the new store has the whole log. Raises SettingsError, StoreError."""
    count = import_log(args.file, args.db, site_of(args).plan.site)
    sys.stdout.write(f"{sentence('store.imported', file=args.file, path=args.db, facts=count).lines}\n")
    return 0


def import_log(file: Path, db: Path, site: str) -> int:
    """Fill a new store; how many facts. Every line is judged before the first is written.

    Raises SettingsError with the line that is damaged, StoreError.
    """
    if db.exists():
        raise StoreRefused(sentence("store.import_there", path=db))
    if next(rows_of(file), None) is None:
        raise SettingsError(sentence("import.empty", file=file))
    for _ in rows_of(file):
        pass
    store = Store(db, site)
    store.open()
    try:
        rows, count = rows_of(file), 0
        while page := list(islice(rows, PAGE)):
            store.commit(_batch(page))
            store.checkpoint(idle=False)
            count += len(page)
        return count
    finally:
        store.close()


def rows_of(file: Path) -> Iterator[LogRow]:
    """The facts of an export, oldest first. Raises SettingsError that names the line."""
    last = 0
    try:
        with file.open(encoding="utf-8", newline="") as text:
            for line, fields in _fields(text):
                try:
                    row = _row(fields)
                    if row.seq <= last:
                        raise _NoFact(sentence("import.order", seq=row.seq, last=last))
                except (ValueError, LookupError, TypeError) as error:
                    why = error.said if isinstance(error, _NoFact) else error
                    raise SettingsError(sentence("import.no_line", file=file, line=line, why=why)) from error
                last = row.seq
                yield row
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SettingsError(sentence("import.unread", file=file, error=error)) from error


def _fields(text: TextIO) -> Iterator[tuple[int, list[str]]]:
    """(line, cells as in HEAD) of either form; a file that begins with that head is the one for spreadsheets."""
    first = text.readline()
    if first.strip() != ",".join(HEAD):
        yield from ((n, _cells(line)) for n, line in enumerate(chain([first] if first else [], text), 1))
        return
    reader = csv.reader(text, strict=True)
    for cells in reader:
        yield reader.line_num + 1, [_unguarded(cell) for cell in cells]


def _cells(line: str) -> list[str]:
    """A line of JSON; what is no such line has no cells, and is judged with the others."""
    try:
        row = msgspec.json.decode(line, type=_Line)
    except msgspec.DecodeError as error:
        return [str(error)]
    return [str(row.seq), row.day, row.device, row.kind, bytes(row.fact).decode()]


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def _row(cells: list[str]) -> LogRow:
    """Raises ValueError, LookupError or TypeError when they are no fact."""
    if len(cells) != len(HEAD):
        first = cells[0][:80] if cells else ""
        raise _NoFact(sentence("import.cells", n=len(cells), head=", ".join(HEAD), first=first))
    seq, day, device, kind, body = cells
    if day:
        date.fromisoformat(day)
    if "rated" in msgspec.json.decode(body, type=dict[str, object]):
        raise _NoFact(sentence("import.no_votes"))
    try:
        return LogRow(int(seq), day, device, fact_of(kind, body))
    except KeyError:
        raise _NoFact(sentence("import.no_kind", kind=kind[:40])) from None


def _batch(rows: list[LogRow]) -> Batch:
    """As the hub wrote them: a day begins with its first fact, a dossier is what was said of it last."""
    return Batch(
        log=rows,
        days=list({row.day: (row.day, row.seq) for row in reversed(rows) if row.day}.values()),
        dossiers=[
            DossierRow(event.code, event.state, event.accepted_ms, event.due_ms, event.at_ms)
            for event in (row.event for row in rows)
            if isinstance(event, e.DossierReported)
        ],
    )
