"""What the log says about one ticket, read beside a running hub (or without one): never written, never locked."""

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import apsw
import msgspec

from devicekit.message_fields import Number
from devicekit.orders import PrintTicket
from hub.dossier import Dossier
from hub.errors import StoreBroken, StoreRefused
from hub.store_open import SCHEMA, store_errors
from hub.store_rows import LogRow, command_of, fact_of
from hub.store_sums import Chain, checked

_FACTS = (
    "SELECT seq, day, device, kind, body FROM events"
    " WHERE day = ?1 AND number = ?2 AND seq >= (SELECT first_seq FROM days WHERE day = ?1) ORDER BY seq"
)


class OpenOrder(NamedTuple):
    """A print order that its kiosk has not answered; times are legal milliseconds."""

    command: str
    device: str
    sent_ms: int
    expires_ms: int


class TicketLog(NamedTuple):
    """All that the store knows of one number of one day."""

    number: str
    day: str
    rows: tuple[LogRow, ...]
    waiting: tuple[OpenOrder, ...]


def number_asked(text: str) -> str:
    """What somebody typed, as a ticket's number. Raises ValueError that shows the text and how numbers look."""
    try:
        return msgspec.convert(text.upper(), Number)
    except msgspec.ValidationError:
        raise ValueError(f"{text[:40]!r} is not a number; numbers look like A012 or 1012") from None


def day_asked(text: str) -> str:
    """What somebody typed, as a day of the calendar. Raises ValueError that shows the text and how days look."""
    with suppress(ValueError):
        if len(text) == len("YYYY-MM-DD") and date.fromisoformat(text).isoformat() == text:
            return text
    raise ValueError(f"{text[:40]!r} is not a date; write it as YYYY-MM-DD, such as 2026-11-18")


_BEFORE = "SELECT sum FROM events WHERE seq <= ? ORDER BY seq DESC LIMIT 1"
_PAGE = "SELECT * FROM events WHERE seq > ? ORDER BY seq LIMIT ?"


def day_said(day: str) -> str:
    """A day as people here write it, 26/11/2026; "-" for none."""
    return f"{day[8:10]}/{day[5:7]}/{day[:4]}" if day else "-"


def log_after(store: Path, after: int, most: int, vfs: str | None = None) -> list[tuple[int, str, str, str, bytes]]:
    """Facts behind a cursor, in order: seq, day, device, kind, JSON. Raises as ticket_log() does.

    `vfs` names the SQLite file system (simulation has its own).
    """
    with _reading(store, vfs) as db:
        chain = Chain(store, db.execute(_BEFORE, (after,)).get)
        return [_logged(chain.check(row)) for row in db.execute(_PAGE, (after, most))]


def dossier_kept(store: Path, code: str) -> Dossier | None:
    """The last that the one-stop system said of a dossier, None when it never did. Raises as ticket_log() does."""
    with _reading(store) as db:
        found = db.execute("SELECT * FROM dossiers WHERE code = ?", (code,)).fetchone()
    if found is None:
        return None
    row: tuple[Any, ...] = checked(store, "dossier", found)
    return Dossier(code=row[0], state=row[1], accepted_ms=row[2], due_ms=row[3], updated_ms=row[4])


def _logged(row: tuple[Any, ...]) -> tuple[int, str, str, str, bytes]:
    seq, day, _, _, device, kind, body = row
    return seq, day, device, kind, body.encode()


def ticket_log(store: Path, number: str, day: str = "") -> TicketLog:
    """Read what happened to `number` on `day` (YYYY-MM-DD; "" is the newest day). No rows: nobody had that number.

    Raises StoreRefused when there is no such store or it is of another schema, StoreBroken when it can't be read.
    """
    # One transaction, so that facts and open orders are of the same moment.
    with _reading(store) as db, db:
        day = day or str(db.execute("SELECT coalesce(max(day), '') FROM days").get)
        rows = tuple(_row(store, *row) for row in db.execute(_FACTS, (day, number)))
        waiting = _open_orders(db, rows)
    return TicketLog(number, day, rows, waiting)


_DAY = (
    "SELECT seq, day, device, kind, body FROM events"
    " WHERE day = ?1 AND seq >= (SELECT first_seq FROM days WHERE day = ?1) ORDER BY seq"
)


def day_log(store: Path, day: str = "") -> tuple[str, tuple[LogRow, ...]]:
    """All facts of a day ("": the newest), in order, and which day it is. Raises as ticket_log() does."""
    with _reading(store) as db, db:
        day = day or str(db.execute("SELECT coalesce(max(day), '') FROM days").get)
        rows = tuple(_row(store, *row) for row in db.execute(_DAY, (day,)))
    return day, rows


@contextmanager
def _reading(store: Path, vfs: str | None = None) -> Iterator[apsw.Connection]:
    if not store.is_file():
        raise StoreRefused(f"{store}: there is no store here; check [hub] data in site.toml")
    with store_errors(store), closing(_open(store, vfs)) as db:
        db.set_busy_timeout(2000)
        version = db.pragma("user_version")
        if version != SCHEMA:
            raise StoreRefused(f"{store} has schema {version}, this program reads {SCHEMA}; use the hub's own version")
        yield db


def _open(store: Path, vfs: str | None) -> apsw.Connection:
    return apsw.Connection(str(store), flags=apsw.SQLITE_OPEN_READONLY, vfs=vfs)


def _row(store: Path, seq: int, day: str, device: str, kind: str, body: str) -> LogRow:
    try:
        return LogRow(seq, day, device, fact_of(kind, body))
    except (LookupError, msgspec.DecodeError) as error:
        raise StoreBroken(
            f"{store}: fact {seq} ({kind}) can't be read: {error}; was it written by a newer program?"
        ) from error


def _open_orders(db: apsw.Connection, rows: tuple[LogRow, ...]) -> tuple[OpenOrder, ...]:
    presses = {press for row in rows if (press := getattr(row.event, "press", ""))}
    found = []
    for id_, device, sent_ms, expires_ms, body in db.execute(
        "SELECT id, device, sent_ms, expires_ms, body FROM commands"
    ):
        command = command_of(body)
        if isinstance(command, PrintTicket) and command.press in presses:
            found.append(OpenOrder(id_, device, sent_ms, expires_ms))
    return tuple(found)
