"""The store: the log of all facts, the answers given, the orders open. One writer, one transaction for each batch.

Durable means: on the disk when commit() returns (write-ahead log, synchronous=FULL). This connection alone writes and
checkpoints, so that SQLite never has two of them at once.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import apsw
import msgspec

from devicekit.messages import Answer
from hub.engine.events import EngineEvent
from hub.errors import StoreAway, StoreBroken
from hub.store_open import BUSY_MS, PAGE_BYTES, connect, store_errors, take_lock
from hub.store_rows import (
    Answered,
    Batch,
    Boot,
    LogRow,
    Pending,
    RequestId,
    answer_of,
    command_of,
    fact_of,
    text_of,
)

# Checkpoint between batches when the log has this many pages, and in any case before it reaches the other.
CHECKPOINT_IDLE_PAGES = 256 * 1024 // PAGE_BYTES
CHECKPOINT_BUSY_PAGES = 4 * 1024 * 1024 // PAGE_BYTES
ANSWERS_KEPT_MS = 7 * 24 * 3600 * 1000
OVERTAKEN_BY = 5000
# A session's events are numbered from 1 without a gap; whoever does not number them has sessions of one event, 0.
_MARK_WHOLE = """
    INSERT INTO marks
    SELECT device, session, max(n) FROM (
        SELECT device, session, answers.n AS n, answers.n - coalesce(marks.n, 0)
            - row_number() OVER (PARTITION BY device, session ORDER BY answers.n) AS missing
        FROM answers LEFT JOIN marks USING (device, session) WHERE at_ms < ?
    ) WHERE missing <= 0 GROUP BY device, session
    ON CONFLICT DO UPDATE SET n = max(n, excluded.n)
"""
_MARK_ALL = """
    INSERT INTO marks SELECT device, session, max(n) FROM answers WHERE at_ms < ? GROUP BY device, session
    HAVING count(*) > ?
    ON CONFLICT DO UPDATE SET n = max(n, excluded.n)
"""
_FORGET_MARKED = """
    DELETE FROM answers WHERE n <= (
        SELECT n FROM marks WHERE marks.device = answers.device AND marks.session = answers.session
    )
"""

_INSERTS = {
    "log": "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)",
    "days": "INSERT OR IGNORE INTO days VALUES (?, ?)",
    "answers": "INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?)",
    "sent": "INSERT INTO commands VALUES (?, ?, ?, ?, ?)",
    "settled": "DELETE FROM commands WHERE id = ?",
    "boots": "INSERT OR REPLACE INTO boots VALUES (?, ?, ?)",
    "cursors": "INSERT OR REPLACE INTO cursors VALUES (?, ?)",
    # Dates that a later word leaves out stay as they were.
    "dossiers": "INSERT INTO dossiers VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET state = excluded.state,"
    " accepted_ms = coalesce(excluded.accepted_ms, accepted_ms), due_ms = coalesce(excluded.due_ms, due_ms),"
    " at_ms = excluded.at_ms",
}


class Given(NamedTuple):
    """The answer that a request id got before; None for one so old that only this is known."""

    digest: bytes
    answer: Answer | None


class Store:
    """The file of one site. Use from one thread; not open until open().

    `busy_ms` is how long a foreign lock is waited for; `vfs` names the SQLite file system (tests fill its disk).
    """

    def __init__(self, path: Path, site: str, busy_ms: int = BUSY_MS, vfs: str | None = None) -> None:
        self._path = path
        self._site = site
        self._busy_ms, self._vfs = busy_ms, vfs
        self._lock: int | None = None
        self._connection: apsw.Connection | None = None
        self._wal_pages = 0
        self.epoch = 0
        self.last_seq = 0

    def open(self) -> None:
        """Open the file and begin a new epoch, on the disk before this returns.

        Raises StoreRefused (in use, other site, newer schema, read-only), StoreFull or StoreBroken.
        """
        if self._connection is not None:
            return
        self._lock = take_lock(self._path)
        try:
            self._connection = connect(self._path, self._site, self._busy_ms, self._vfs)
            self._connection.set_wal_hook(self._on_wal)
            with store_errors(self._path):
                self.last_seq = self._connection.execute("SELECT coalesce(max(seq), 0) FROM events").get
                self.epoch = int(self._connection.execute("SELECT value FROM meta WHERE key = 'epoch'").get)
            self.commit(Batch(epoch=self.epoch + 1))
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the file and let the next hub have it. Idempotent."""
        connection, self._connection = self._connection, None
        lock, self._lock = self._lock, None
        try:
            if connection is not None:
                with store_errors(self._path):
                    connection.close()
        finally:
            if lock is not None:
                os.close(lock)

    # Reading

    def last_day(self) -> str:
        """The newest day of the log, "" before the first."""
        with store_errors(self._path):
            return str(self._db.execute("SELECT coalesce(max(day), '') FROM days").get)

    def last_ms(self) -> int:
        """Legal time of the newest fact."""
        with store_errors(self._path):
            found = self._db.execute("SELECT at_ms FROM events ORDER BY seq DESC LIMIT 1").get
            return int(found or 0)

    def facts_of(self, day: str) -> Iterator[EngineEvent]:
        """The facts of a day, in order. Raises StoreBroken when the log can't be read."""
        query = (
            "SELECT seq, kind, body FROM events WHERE day = ?1 AND seq >= (SELECT first_seq FROM days WHERE day = ?1)"
        )
        with store_errors(self._path):
            rows = self._db.execute(query + " ORDER BY seq", (day,))
            for seq, kind, body in rows:
                try:
                    yield fact_of(kind, body)
                except (LookupError, msgspec.DecodeError) as error:
                    raise StoreBroken(
                        f"{self._path}: fact {seq} ({kind}) can't be read: {error}; was it written by a newer program?"
                    ) from error

    def given(self, request: RequestId) -> Given | None:
        """What a request id was answered before."""
        with store_errors(self._path):
            row = self._db.execute(
                "SELECT digest, answer FROM answers WHERE device = ? AND session = ? AND n = ?", request
            ).fetchone()
            if row is not None:
                return Given(row[0], answer_of(row[1]))
            mark = self._db.execute(
                "SELECT n FROM marks WHERE device = ? AND session = ?", (request.device, request.session)
            ).get
            return Given(b"", None) if mark is not None and request.n <= mark else None

    def pending(self) -> list[Pending]:
        """The `do`s that are not answered, oldest first."""
        with store_errors(self._path):
            rows = self._db.execute("SELECT id, device, body, sent_ms, expires_ms FROM commands ORDER BY sent_ms")
            return [Pending(row[0], row[1], command_of(row[2]), row[3], row[4]) for row in rows]

    def boots(self) -> list[Boot]:
        with store_errors(self._path):
            return [Boot(*row) for row in self._db.execute("SELECT device, boot, zero_ms FROM boots")]

    def cursors(self) -> dict[str, str]:
        with store_errors(self._path):
            return {str(name): str(value) for name, value in self._db.execute("SELECT name, value FROM cursors")}

    # Writing

    def commit(self, batch: Batch) -> None:
        """Write all of a batch or nothing of it, durably.

        Raises StoreFull or StoreBusy (rolled back, try again later) and StoreBroken (stop).
        """
        with store_errors(self._path), self._db:
            self._many("log", map(_log_values, batch.log))
            self._many("days", batch.days)
            self._many("answers", (self._answer_values(answered) for answered in batch.answers))
            self._many("sent", ((p.id, p.device, p.sent_ms, p.expires_ms, text_of(p.body)) for p in batch.sent))
            self._many("settled", ((id_,) for id_ in batch.settled))
            self._many("boots", batch.boots)
            self._many("cursors", batch.cursors)
            self._many("dossiers", batch.dossiers)
            if batch.epoch is not None:
                self._db.execute("UPDATE meta SET value = ? WHERE key = 'epoch'", (str(batch.epoch),))
        self.epoch = batch.epoch or self.epoch
        self.last_seq = batch.log[-1].seq if batch.log else self.last_seq

    def forget_old_answers(self, now_ms: int) -> None:
        """Replace the answers of more than 7 days ago by one mark for each session, up to its first gap.

        A gap is an event that never came, and may still: a clock that jumped a year ahead, or a kiosk that lay in a
        drawer with it. One that thousands have overtaken never will.
        """
        with store_errors(self._path), self._db:
            self._db.execute(_MARK_WHOLE, (now_ms - ANSWERS_KEPT_MS,))
            self._db.execute(_MARK_ALL, (now_ms - ANSWERS_KEPT_MS, OVERTAKEN_BY))
            self._db.execute(_FORGET_MARKED)

    def checkpoint(self, idle: bool) -> None:
        """Move the write-ahead log into the file when it is time; a full disk only puts that off."""
        if self._wal_pages < (CHECKPOINT_IDLE_PAGES if idle else CHECKPOINT_BUSY_PAGES):
            return
        try:
            with store_errors(self._path):
                self._db.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)
        except StoreAway:
            return
        self._wal_pages = 0

    @property
    def _db(self) -> apsw.Connection:
        if self._connection is None:
            raise RuntimeError(f"the store {self._path} is not open")
        return self._connection

    def _many(self, table: str, rows: Iterable[tuple[object, ...]]) -> None:
        self._db.executemany(_INSERTS[table], rows)

    def _answer_values(self, answered: Answered) -> tuple[object, ...]:
        return (*answered.id, answered.digest, answered.at_ms, text_of(answered.answer))

    def _on_wal(self, _connection: apsw.Connection, _database: str, pages: int) -> int:
        self._wal_pages = pages
        return apsw.SQLITE_OK


def _log_values(row: LogRow) -> tuple[object, ...]:
    event = row.event
    return (row.seq, row.day, event.at_ms, event.number, row.device, type(event).__name__, text_of(event))
