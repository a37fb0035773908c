"""The spool: what a device must not forget over a crash, a power cut or a pulled plug.

Unanswered events, orders already taken (with the event that answered them), and the values its logic keeps. One SQLite
file by apsw, WAL, synchronous=FULL: one step of the logic is one transaction and one flush.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import apsw
import msgspec

from devicekit.errors import SpoolError, SpoolFull
from devicekit.messages import EventBody

# A repeat of an order may come that late (a device switched off over a week's holiday).
REMEMBER_MS = 7 * 24 * 3600 * 1000
UPSERT_ORDER = """
    INSERT INTO orders VALUES (?,?,?,?,?,?,?) ON CONFLICT(id) DO UPDATE
    SET event = excluded.event, boot = excluded.boot, happened_ms = excluded.happened_ms, body = excluded.body
    WHERE orders.event IS NULL
"""
SCHEMA = Path(__file__).with_name("schema.sql")

_BODY = msgspec.json.Decoder(EventBody)
_encode = msgspec.json.encode


class Stored(NamedTuple):
    """An event as the spool keeps it."""

    id: str
    key: str
    boot: str
    happened_ms: int
    body: EventBody


class Order(NamedTuple):
    """A `do` that this device has taken; `answer` is None while its work goes on."""

    id: str
    hub_ms: int
    answer: Stored | None
    digest: bytes = b""
    """Of its body: the same id with another body is another order, which nobody may have sent."""


class Batch(NamedTuple):
    """All durable effects of one step."""

    emits: tuple[Stored, ...] = ()
    forget: tuple[str, ...] = ()
    """Ids of events that are answered or replaced."""
    orders: tuple[Order, ...] = ()
    keep: tuple[tuple[str, bytes | None], ...] = ()

    @property
    def empty(self) -> bool:
        """True when nothing in it is worth a flush: answers may be forgotten with the next step's commit."""
        return not (self.emits or self.orders or self.keep)


class Spool:
    """One device's spool file; used by one thread. A second program on the same file is refused.

    `vfs` names the SQLite file system (simulation loses its power).
    """

    def __init__(self, path: Path, vfs: str | None = None) -> None:
        self._path, self._vfs = path, vfs
        self._db: apsw.Connection | None = None
        # Row of each event in the outbox: an index for it on the disk would be one more page in each commit.
        self._rows: dict[str, int] = {}

    def open(self) -> None:
        """Open or create it, in a folder that is there: beside a disk that is not mounted it would forget what it gave.

        Raises SpoolError saying what to do; SpoolFull when the disk has no room.
        """
        folder = self._path.parent
        if not folder.is_dir():
            raise SpoolError(
                f"{folder}: there is no such folder ([device] state); if it is on a disk of its own, mount that; for a "
                f"new device: mkdir -p {folder} && chown motcua {folder}"
            )
        with self._errors():
            db = apsw.Connection(str(self._path), vfs=self._vfs)
            try:
                self._rows = _prepare(db)
            except (apsw.Error, OSError):
                db.close()
                raise
            self._db = db

    def close(self) -> None:
        """Close it; never raises: what was committed is safe, even where the last checkpoint fails. Idempotent."""
        db, self._db = self._db, None
        if db is not None:
            with suppress(apsw.Error):
                db.close()

    def unanswered(self) -> list[Stored]:
        """Every event that the hub has not answered, oldest first. Raises SpoolError."""
        with self._errors():
            rows = self._open.execute("SELECT id, key, boot, happened_ms, body FROM outbox ORDER BY n")
            return [Stored(i, k, b, h, _BODY.decode(body)) for i, k, b, h, body in rows]

    def kept(self) -> dict[str, bytes]:
        """What the logic keeps. Raises SpoolError."""
        with self._errors():
            return {str(key): bytes(value) for key, value in self._open.execute("SELECT key, value FROM kept")}

    def order(self, command: str) -> Order | None:
        """A `do` taken within the last seven days, or None. Raises SpoolError."""
        with self._errors():
            found = self._open.execute("SELECT * FROM orders WHERE id = ?", (command,))
            for i, ms, digest, event, boot, at, body in found:
                answer = None if event is None else Stored(event, "", boot, at, _BODY.decode(body))
                return Order(i, ms, answer, digest)
        return None

    def commit(self, batch: Batch) -> None:
        """Write all of it or nothing, flushed to the disk. Raises SpoolFull or SpoolError."""
        rows: dict[str, int] = {}
        with self._errors(), self._open as db:
            for event in batch.forget:
                db.execute("DELETE FROM outbox WHERE n = ?", (self._rows.get(event),))
            for e in batch.emits:
                db.execute(
                    "INSERT INTO outbox (id, key, boot, happened_ms, body) VALUES (?,?,?,?,?)",
                    (e.id, e.key, e.boot, e.happened_ms, _encode(e.body)),
                )
                rows[e.id] = db.last_insert_rowid()
            for order in batch.orders:
                db.execute(UPSERT_ORDER, _order_row(order))
            for key, value in batch.keep:
                if value is None:
                    db.execute("DELETE FROM kept WHERE key = ?", (key,))
                else:
                    db.execute("INSERT OR REPLACE INTO kept VALUES (?,?)", (key, value))
        for event in batch.forget:
            self._rows.pop(event, None)
        self._rows.update(rows)

    def prune(self, hub_ms: int) -> None:
        """Forget orders older than seven days, by the hub's time. Raises SpoolFull or SpoolError."""
        with self._errors():
            self._open.execute("DELETE FROM orders WHERE hub_ms < ?", (hub_ms - REMEMBER_MS,))

    @property
    def _open(self) -> apsw.Connection:
        if self._db is None:
            raise SpoolError(f"spool {self._path} is not open")
        return self._db

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except (apsw.FullError, apsw.NoMemError) as error:
            raise SpoolFull(f"spool {self._path}: the disk is full; free some space") from error
        except apsw.BusyError as error:
            raise SpoolError(f"spool {self._path} is in use by another program; stop that one first") from error
        except (apsw.CorruptError, apsw.NotADBError) as error:
            raise SpoolError(f"spool {self._path} is damaged ({error}); move it away and restart") from error
        except msgspec.DecodeError as error:
            raise SpoolError(
                f"spool {self._path} holds an event this version can't read ({error}); install the version that wrote "
                "it, or move the file away and restart"
            ) from error
        except (apsw.Error, OSError) as error:
            raise SpoolError(f"spool {self._path}: {error}; check the folder's owner and the disk") from error


def _prepare(db: apsw.Connection) -> dict[str, int]:
    """Set the file up; the row of each event in its outbox."""
    db.pragma("page_size", 1024)
    # Exclusive: no shared-memory file to write, and two agents can't give out one reserve series.
    db.pragma("locking_mode", "EXCLUSIVE")
    db.pragma("journal_mode", "WAL")
    db.pragma("synchronous", "FULL")
    db.execute("BEGIN IMMEDIATE;" + SCHEMA.read_text(encoding="utf-8") + "COMMIT;")
    return {str(event): int(n) for event, n in db.execute("SELECT id, n FROM outbox")}


def _order_row(order: Order) -> tuple[str, int, bytes, str | None, str | None, int | None, bytes | None]:
    a = order.answer
    if a is None:
        return (order.id, order.hub_ms, order.digest, None, None, None, None)
    return (order.id, order.hub_ms, order.digest, a.id, a.boot, a.happened_ms, _encode(a.body))
