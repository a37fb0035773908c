"""The hub's facts, sent one after the other: the next when the one before was taken, or will never be."""

import logging
from collections import deque
from datetime import datetime, tzinfo
from pathlib import Path

import msgspec

from hub.errors import OnestopAway, StoreError
from hub.history import log_after
from hub.store_rows import LogRow, fact_of
from hub.sync.caller import Reply, refusal_of
from hub.sync.line import Line
from hub.sync.records import Record, record_of

log = logging.getLogger(__name__)

CURSOR = "onestop.records"
PAGE = 256
# A cursor kept is a flush of the disk, which a press may have to wait for: at 32 the slowest presses of a hall waited
# three times as long during a backlog. Lost with a power cut, at most so many records are sent again, with their keys.
KEEP_EVERY = 512
KEEP_S = 1.0
# Left to the writer after each record, which shares the interpreter with us: a backlog has time, a press has none.
BREATH_S = 0.003
TAKEN = frozenset({200, 201})
NEVER = frozenset({400, 409, 413, 422})
# A new fact rings; this is for what rings nobody, such as a store that could not be read.
IDLE_S = 30.0


class Outgoing:
    """Sends records in steps (hub.sync.bell.Loop); wake() when there may be new facts."""

    def __init__(self, line: Line, store: Path, zone: tzinfo) -> None:
        self.line, self._service = line, line.service
        self._store, self._zone = store, zone
        self._cursor: int | None = None
        self._idle = False
        self._kept = 0
        self._kept_at = 0.0
        self._rows: deque[tuple[int, str, str, str, bytes]] = deque()

    def wake(self, seq: int) -> None:
        """The log goes up to `seq` now."""
        # Who was told to wait is not rung out of that by every press at the door.
        if self._idle and seq > (self._cursor or 0):
            self.line.bell.ring()

    def step(self) -> float:
        """One record, or none when there is none."""
        if self._cursor is None:
            self._cursor = self._kept = _place(self._service.kept(CURSOR))
        if not self._rows:
            self._idle = True
            if not self._read(self._cursor):
                self._keep(now=True)
                return IDLE_S
            self._idle = False
        seq, day, device, kind, body = self._rows[0]
        record = self._record(seq, day, device, kind, body)
        if record is not None and (wait_s := self._send(record)) is not None:
            self._keep(now=True)
            return wait_s
        self._rows.popleft()
        self._cursor = seq
        self._keep(now=False)
        return BREATH_S if record is not None else 0.0

    def flush(self) -> None:
        """Keep the place that was reached."""
        if self._cursor is not None:
            self._keep(now=True)

    def _read(self, after: int) -> bool:
        try:
            self._rows.extend(log_after(self._store, after, PAGE))
        except StoreError as error:
            log.warning("facts can't be read for the one-stop system, trying again: %s", error)
        return bool(self._rows)

    def _record(self, seq: int, day: str, device: str, kind: str, body: bytes) -> Record | None:
        try:
            fact = fact_of(kind, body.decode())
        except (LookupError, msgspec.DecodeError, UnicodeDecodeError):
            self._put_aside(seq, f"the fact {kind} can't be read by this program")
            return None
        return record_of(self._service.plan.site, self._zone, LogRow(seq, day, device, fact))

    def _send(self, record: Record) -> float | None:
        """None when that record is done with, else the seconds until it is tried again."""
        try:
            reply = self.line.caller.post("/api/v1/records", record.body, record.key)
            if reply.status in NEVER:
                self._put_aside(record.seq, f"refused with {reply.status}")
            elif reply.status not in TAKEN:
                raise refusal_of(reply)
            elif not _is_json(reply):
                raise OnestopAway("what answers is no such interface", "wrong_answer")
        except OnestopAway as error:
            return self.line.failed(error, self._backlog(record))
        self.line.worked()
        return None

    def _backlog(self, oldest: Record) -> str:
        since = datetime.fromtimestamp(oldest.at_ms // 1000, self._zone)
        at = since.strftime("%H:%M" if since.date().isoformat() == self._service.view.day else "%Y-%m-%d %H:%M")
        return f"{max(1, self._service.view.seq - oldest.seq + 1)} records wait since {at}"

    def _put_aside(self, seq: int, reason: str) -> None:
        log.error("record %d of the one-stop system was put aside: %s", seq, reason)
        self.line.health.put_aside("record_refused", f"record {seq}: {reason}", self._service.view.day)

    def _keep(self, now: bool) -> None:
        place, moment = self._cursor or 0, self._service.clock.monotonic()
        if place == self._kept:
            return
        if now or place - self._kept >= KEEP_EVERY or moment - self._kept_at >= KEEP_S:
            self._kept, self._kept_at = place, moment
            self._service.keep(CURSOR, str(place))


def _place(kept: str) -> int:
    return int(kept) if kept.isascii() and kept.isdecimal() else 0


def _is_json(reply: Reply) -> bool:
    """A page of a proxy says 200, too, and has kept nothing."""
    if not reply.body.strip():
        return True
    try:
        msgspec.json.decode(reply.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return True
