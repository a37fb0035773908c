"""The virtual one-stop system, whole: its memory, its disk and its clock behind one lock, for any thread."""

import hashlib
import secrets
import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from hub.settings import SiteFile
from motcua.onestop.errors import OnestopError
from motcua.onestop.files import Files
from motcua.onestop.records import Refusal, refusal
from motcua.onestop.state import Dossier, Entry, Onestop, Page, Received, stamp

REFUSALS_KEPT = 20

Decide = Callable[[Onestop, datetime], Entry]


class Refused(Struct, frozen=True, kw_only=True):
    """A record that was not taken, for the page and for tests."""

    at: str
    key: str
    status: int
    reason: str


class System:
    """open() reads what is on disk, or begins as a new instance. close() keeps what was known for those who ask."""

    def __init__(self, site: SiteFile, data: Path | None = None, first: int = 1) -> None:
        self.site = site
        self.refused: deque[Refused] = deque(maxlen=REFUSALS_KEPT)
        self.version = 0
        """Grows with everything that happens, so that the page knows when to draw."""
        self._first, self._zone = first, ZoneInfo(site.site.timezone)
        self._files = None if data is None else Files(data)
        self._known = self._fresh()
        self._lock = threading.RLock()

    def open(self) -> None:
        """Raises OnestopError."""
        with self._lock:
            self.refused.clear()
            self._known = self._fresh()
            if self._files is not None:
                try:
                    self._known = self._files.open(self._known)
                except OnestopError:
                    self._files.close()
                    raise
            self.touch()

    def close(self) -> None:
        """Idempotent."""
        with self._lock:
            if self._files is not None:
                self._files.close()

    def _fresh(self) -> Onestop:
        site = self.site.site
        return Onestop(secrets.token_hex(4), self._first, site.name, site.hotline)

    def now(self) -> datetime:
        """The centre's time."""
        return datetime.now(self._zone)

    def touch(self) -> None:
        """Something changed that the page shows."""
        with self._lock:
            self.version += 1

    def look(self) -> Onestop:
        """What is known; read it under `lock`."""
        return self._known

    @property
    def lock(self) -> threading.RLock:
        return self._lock

    # The desk

    def enter(self, decide: Decide) -> Entry:
        """Decide a change and know it once it is on disk. Raises OnestopError, and what `decide` raises."""
        with self._lock:
            entry = decide(self._known, self.now())
            if self._files is not None:
                self._files.add(entry)
            self._known.add(entry)
            self.touch()
            return entry

    # The interface

    def page(self, cursor: str, most: int, back: int = 0) -> Page | None:
        """As Onestop.page()."""
        with self._lock:
            return self._known.page(cursor, most, back)

    def dossier(self, code: str) -> Dossier | None:
        """A dossier as it is sent."""
        with self._lock:
            filed = self._known.filed.get(code)
        return None if filed is None else filed.dossier

    def keep(self, key: str, body: bytes) -> Received | Refused:
        """Take a record; it is on disk when this returns. Raises OnestopError when the disk refuses."""
        with self._lock:
            now = stamp(self.now())
            digest = hashlib.sha256(body).hexdigest()
            wrong = refusal(key, body, self.site.site.id)
            before = self._known.kept.get(key)
            if wrong is None and before is not None and before.digest != digest:
                wrong = Refusal(409, "this Idempotency-Key came with another body")
            self.touch()
            if wrong is not None:
                refused = Refused(at=now, key=key[:128], status=wrong.status, reason=wrong.reason)
                self.refused.append(refused)
                return refused
            # Written anew, so that it has one line whatever came.
            line = msgspec.Raw(msgspec.json.encode(msgspec.json.decode(body)))
            record = Received(key=key, at=now, digest=digest, body=line)
            if self._files is not None:
                self._files.keep(record, again=before is not None)
            return self._known.keep(record)

    @property
    def received(self) -> list[Received]:
        """The records that were kept, in the order in which they came first."""
        with self._lock:
            return list(self._known.kept.values())
