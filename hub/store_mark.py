"""The mark beside the store: how far the log went, written after each commit, never flushed.

A log that ends before it has lost something that was acknowledged: a write-ahead log that is cut, missing or damaged,
or an older copy put in the store's place. SQLite takes each of these for the end of the log. After a power cut the mark
may be old or gone, never ahead of the log: what it says was flushed before.
"""

import os
import zlib
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from devicekit.text_files import sentence
from hub.errors import StoreBroken


class Mark(NamedTuple):
    """The newest fact and its sum."""

    seq: int
    sum: int


RESTORING = Mark(10**18, 0)
"""While a restore exchanges the files: no log goes so far."""


class MarkFile:
    """The file of the mark. Raises OSError where it can't be opened."""

    def __init__(self, store: Path) -> None:
        self.path = store.with_name(store.name + ".mark")
        self._descriptor: int | None = None

    def open(self) -> Mark | None:
        """What it says; None when it is new, or was torn by a power cut."""
        self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        return _read(os.pread(self._descriptor, 64, 0))

    def write(self, mark: Mark, flush: bool = False) -> None:
        if self._descriptor is not None:
            # One that could not be written is old: it says less, not something wrong.
            with suppress(OSError):
                os.pwrite(self._descriptor, _text(mark), 0)
                if flush:
                    os.fsync(self._descriptor)

    def close(self) -> None:
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)


def _text(mark: Mark) -> bytes:
    said = b"%019d %010d" % mark
    return b"%b %010d\n" % (said, zlib.crc32(said))


def _read(data: bytes) -> Mark | None:
    words = data.split()
    if len(words) != 3 or not all(word.isdigit() for word in words):
        return None
    mark = Mark(int(words[0]), int(words[1]))
    return mark if _text(mark) == data else None


def check_mark(store: Path, file: Path, mark: Mark, last_seq: int, sum_there: int) -> None:
    """Raises StoreBroken when the log ends before the mark or says something else there."""
    if last_seq >= mark.seq and sum_there == mark.sum:
        return
    if mark == RESTORING:
        raise StoreBroken(sentence("store.restore_again", path=store))
    found = sentence("store.lost_end", last=last_seq) if last_seq < mark.seq else sentence("store.lost_other")
    raise StoreBroken(
        sentence("store.lost", path=store, seq=mark.seq, found=found, log=f"{store.name}-wal", mark=file.name)
    )
