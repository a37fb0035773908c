"""The store: the log of all facts, the answers given, the orders open. One writer, one transaction for each batch.

Durable means: on the disk when commit() returns (write-ahead log, synchronous=FULL). This connection alone writes and
checkpoints, so that SQLite never has two of them at once.
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import apsw
import msgspec

from devicekit.text_files import sentence
from hub.engine.events import DayStarted, EngineEvent
from hub.errors import StoreAway, StoreBroken, StoreRefused
from hub.fail_points import reach
from hub.store_mark import Mark, MarkFile, check_mark
from hub.store_open import BUSY_MS, PAGE_BYTES, connect, leave_log, store_errors, take_lock
from hub.store_port import Given
from hub.store_purge import purge
from hub.store_rows import (
    Answered,
    Batch,
    Boot,
    HeldBy,
    LogRow,
    Pending,
    RequestId,
    Restored,
    answer_of,
    command_of,
    fact_of,
    restored_of,
    text_of,
)
from hub.store_sums import Chain, Row, chained, checked, damaged, sum_of, summed

# Checkpoint between batches when the log has this many pages, and in any case before it reaches the other. It costs
# three flushes: at 256 kB, 30 tickets, that was a tenth of a flush for each; at 8 MB, 1,000 tickets, it is 0.003.
CHECKPOINT_IDLE_PAGES = 8 * 1024 * 1024 // PAGE_BYTES
CHECKPOINT_BUSY_PAGES = 12 * 1024 * 1024 // PAGE_BYTES
# After a restore: far above what the lost store may have called its facts, so that no reader takes one for another.
SEQ_LEAP = 100_000

_INSERTS = {
    "log": "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    "days": "INSERT OR IGNORE INTO days VALUES (?, ?, ?)",
    "answers": "INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?, ?)",
    "sent": "INSERT INTO commands VALUES (?, ?, ?, ?, ?, ?)",
    "settled": "DELETE FROM commands WHERE id = ?",
    "boots": "INSERT OR REPLACE INTO boots VALUES (?, ?, ?, ?)",
    "cursors": "INSERT OR REPLACE INTO cursors VALUES (?, ?, ?)",
    "persons": "INSERT OR IGNORE INTO persons VALUES (?, ?, ?, ?)",
    # Dates that a later word leaves out stay as they were.
    "dossiers": "INSERT INTO dossiers VALUES (?, ?, ?, ?, ?, NULL) ON CONFLICT DO UPDATE SET state = excluded.state,"
    " accepted_ms = coalesce(excluded.accepted_ms, accepted_ms), due_ms = coalesce(excluded.due_ms, due_ms),"
    " at_ms = excluded.at_ms",
}


# One look for both: each costs a read transaction, and nearly every request is new.
_GIVEN = """
    SELECT answers.*, marks.n FROM (SELECT ?1 AS device, ?2 AS session, ?3 AS n) AS asked
    LEFT JOIN answers USING (device, session, n) LEFT JOIN marks USING (device, session)
"""


class Store:
    """The file of one site, a store_port.Store. Use from one thread; not open until open().

    `busy_ms` is how long a foreign lock is waited for; `vfs` names the SQLite file system (tests fill its disk);
    `idle_pages` of log are moved into the file when nobody waits.
    """

    def __init__(
        self,
        path: Path,
        site: str,
        busy_ms: int = BUSY_MS,
        vfs: str | None = None,
        idle_pages: int = CHECKPOINT_IDLE_PAGES,
    ) -> None:
        self._path = path
        self._site = site
        self._busy_ms, self._vfs, self._idle_pages = busy_ms, vfs, idle_pages
        self._lock: int | None = None
        self._mark = MarkFile(path)
        self._connection: apsw.Connection | None = None
        self._wal_pages = 0
        self._sum = 0
        self._purged = False
        self.epoch = 0
        self.last_seq = 0
        self.restored: Restored | None = None
        """The file was restored from a backup, and no fact says so yet."""

    def open(self) -> None:
        """Open the file and begin a new epoch, on the disk before this returns.

        Raises StoreRefused (in use, other site, newer schema, read-only), StoreFull or StoreBroken.
        """
        if self._connection is not None:
            return
        self._lock = take_lock(self._path)
        try:
            mark = self._open_mark()
            self._connection = connect(self._path, self._site, self._busy_ms, self._vfs)
            self._connection.set_wal_hook(self._on_wal)
            with store_errors(self._path):
                self._read_ends(mark)
            self.commit(Batch(epoch=self.epoch + 1))
            leave_log(self._connection, False)
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
            self._mark.close()
            if lock is not None:
                os.close(lock)

    def _open_mark(self) -> Mark | None:
        try:
            return self._mark.open()
        except OSError as error:
            raise StoreRefused(sentence("store.not_written", file=self._mark.path, error=error.strerror)) from error

    def _read_ends(self, mark: Mark | None) -> None:
        """Where the log ends. Raises StoreBroken when it ends before the mark, or is another log."""
        db = self._db
        row = db.execute("SELECT seq, sum FROM events ORDER BY seq DESC LIMIT 1").fetchone()
        self.last_seq, self._sum = (row[0], row[1] or 0) if row is not None else (0, 0)
        epoch = db.execute("SELECT value FROM meta WHERE key = 'epoch'").get
        if not str(epoch).isdecimal():
            raise damaged(self._path, "the epoch")
        self.epoch = int(epoch)
        if mark is not None:
            check_mark(self._path, self._mark.path, mark, self.last_seq, self._sum_at(mark.seq))
        text = db.execute("SELECT value FROM meta WHERE key = 'restored'").get
        try:
            self.restored = restored_of(text) if text is not None else None
        except msgspec.DecodeError as error:
            raise damaged(self._path, "what the restore left") from error
        if self.restored is not None:
            self.last_seq += SEQ_LEAP

    def _sum_at(self, seq: int) -> int:
        return int(self._db.execute("SELECT sum FROM events WHERE seq = ?", (seq,)).get or 0)

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
        """The facts of a day, in order. Raises StoreBroken when the log can't be read, or is not as it was written."""
        with store_errors(self._path):
            first = self._first_of(day)
            before = self._db.execute("SELECT sum FROM events WHERE seq < ? ORDER BY seq DESC LIMIT 1", (first,)).get
            chain = Chain(self._path, before)
            for row in self._db.execute("SELECT * FROM events WHERE seq >= ? ORDER BY seq", (first,)):
                seq, of, _, _, _, kind, body = chain.check(row)
                if kind == DayStarted.__name__ and str(of) > day:
                    raise damaged(self._path, f"day {of}")
                if of == day:
                    yield self._fact(seq, str(kind), str(body))

    def _first_of(self, day: str) -> int:
        row = self._db.execute("SELECT * FROM days WHERE day = ?", (day,)).fetchone()
        if row is not None:
            return int(checked(self._path, "day", row)[1])
        if self.last_seq and not day:
            raise damaged(self._path, "the list of days")
        return self.last_seq + 1

    def _fact(self, seq: object, kind: str, body: str) -> EngineEvent:
        try:
            return fact_of(kind, body)
        except (LookupError, msgspec.DecodeError) as error:
            raise StoreBroken(sentence("store.bad_fact", path=self._path, seq=seq, kind=kind, error=error)) from error

    def given(self, request: RequestId) -> Given | None:
        """What a request id was answered before."""
        with store_errors(self._path):
            *row, mark = next(self._db.execute(_GIVEN, request))
            if row[0] is not None:
                _, _, _, digest, _, answer = checked(self._path, "answer", tuple(row))
                return Given(digest, answer_of(answer))
            return Given(b"", None) if mark is not None and request.n <= mark else None

    def pending(self) -> list[Pending]:
        """The `do`s that are not answered, oldest first."""
        with store_errors(self._path):
            return [_pending(row) for row in self._checked("order", "SELECT * FROM commands ORDER BY sent_ms")]

    def boots(self) -> list[Boot]:
        with store_errors(self._path):
            return [Boot(*row) for row in self._checked("boot", "SELECT * FROM boots")]

    def cursors(self) -> dict[str, str]:
        with store_errors(self._path):
            return dict(self._checked("cursor", "SELECT * FROM cursors"))

    def persons(self) -> list[HeldBy]:
        """Who got which numbers; what an earlier day left is not told."""
        with store_errors(self._path):
            query = "SELECT * FROM persons WHERE day = (SELECT max(day) FROM days)"
            return [HeldBy(*row) for row in self._checked("number of a person", query)]

    def _checked(self, what: str, query: str) -> Iterator[Row]:
        return (checked(self._path, what, row) for row in self._db.execute(query))

    # Writing

    def commit(self, batch: Batch) -> None:
        """Write all of a batch or nothing of it, durably.

        Raises StoreFull or StoreBusy (rolled back, try again later) and StoreBroken (stop).
        """
        rows = chained(map(_log_values, batch.log), self._sum)
        with store_errors(self._path), self._db:
            self._many("log", rows)
            reach("logged")
            self._write_rest(batch)
            reach("written")
        self.epoch = batch.epoch or self.epoch
        self.restored = None if batch.taken_up else self.restored
        reach("committed")
        if rows:
            self.last_seq, self._sum = batch.log[-1].seq, int(rows[-1][-1])
            self._mark.write(Mark(self.last_seq, self._sum))
        reach("marked")

    def _write_rest(self, batch: Batch) -> None:
        self._many("days", summed(batch.days))
        self._many("answers", summed([_answer_values(answered) for answered in batch.answers]))
        self._many("sent", summed([_order_values(pending) for pending in batch.sent]))
        self._many("settled", [(id_,) for id_ in batch.settled])
        self._many("boots", summed(batch.boots))
        self._many("cursors", summed(batch.cursors))
        self._many("persons", summed(batch.persons))
        self._many("dossiers", batch.dossiers)
        for code in {row.code for row in batch.dossiers}:
            *row, _ = next(self._db.execute("SELECT * FROM dossiers WHERE code = ?", (code,)))
            self._db.execute("UPDATE dossiers SET sum = ? WHERE code = ?", (sum_of(tuple(row)), code))
        if batch.epoch is not None:
            self._db.execute("UPDATE meta SET value = ? WHERE key = 'epoch'", (str(batch.epoch),))
        if batch.taken_up:
            self._db.execute("DELETE FROM meta WHERE key = 'restored'")

    def purge(self, now_ms: int) -> None:
        """Forget what has passed its date; the next idle checkpoint takes its bytes out of the write-ahead log, too."""
        with store_errors(self._path), self._db:
            purge(self._db, now_ms)
        self._purged = True

    def checkpoint(self, idle: bool) -> None:
        """Move the write-ahead log into the file when it is time; a full disk only puts that off."""
        if self._purged and idle:
            self._empty_log()
            return
        if self._wal_pages < (self._idle_pages if idle else CHECKPOINT_BUSY_PAGES):
            return
        try:
            with store_errors(self._path):
                self._db.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)
        except StoreAway:
            return
        self._wal_pages = 0

    def _empty_log(self) -> None:
        """Nothing that was deleted is left in it. Somebody who reads just now only puts that off."""
        self._db.set_busy_timeout(0)
        try:
            with store_errors(self._path):
                self._db.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
        except StoreAway:
            return
        finally:
            self._db.set_busy_timeout(self._busy_ms)
        self._wal_pages, self._purged = 0, False

    @property
    def _db(self) -> apsw.Connection:
        if self._connection is None:
            raise RuntimeError(f"the store {self._path} is not open")
        return self._connection

    def _many(self, table: str, rows: Sequence[Row]) -> None:
        # Most batches have rows for three tables of nine; an empty list still costs the making of its statement.
        if rows:
            self._db.executemany(_INSERTS[table], rows)

    def _on_wal(self, _connection: apsw.Connection, _database: str, pages: int) -> int:
        self._wal_pages = pages
        return apsw.SQLITE_OK


def _pending(row: Row) -> Pending:
    id_, device, sent_ms, expires_ms, body = row
    return Pending(id_, device, command_of(body), sent_ms, expires_ms)


def _answer_values(answered: Answered) -> Row:
    return (*answered.id, answered.digest, answered.at_ms, text_of(answered.answer))


def _order_values(pending: Pending) -> Row:
    return (pending.id, pending.device, pending.sent_ms, pending.expires_ms, text_of(pending.body))


def _log_values(row: LogRow) -> Row:
    event = row.event
    return (row.seq, row.day, event.at_ms, event.number, row.device, type(event).__name__, text_of(event))
