"""A disk in memory under SQLite: it forgets what was not flushed, tears what was half written, fills up and fails.

Theory: a file is what the machine sees (`seen`: the page cache) and what would be there after a power cut (`durable`,
and the writes since the last flush on their way to it). A killed program leaves `seen`; a power cut leaves `durable`
and, of each write that was on its way, any of its sectors. Sectors are never half written, nor touched by a write to
their neighbours: SQLite assumes the same of every disk (SQLITE_IOCAP_POWERSAFE_OVERWRITE).

The write-ahead log needs shared memory. It comes from SQLite's own unix-excl file system, which keeps it on the heap of
the one process: so the store's real pragmas run, and no shared memory outlives a kill. For that, and for the lock, the
store's file also stands, empty, in a real folder.
"""

import itertools
from collections.abc import Callable
from pathlib import Path

import apsw

SECTOR = 512
_NAMES = itertools.count()
_BASE = "unix-excl"
_MAIN = apsw.SQLITE_OPEN_MAIN_DB

Random = Callable[[], float]


class Content:
    """One file."""

    def __init__(self, data: bytes = b"") -> None:
        self.seen, self._flushed = bytearray(data), bytearray(data)
        self._settled: list[tuple[int, bytes]] = []
        """What was flushed since: put into its place when somebody asks for it. Most days no power fails."""
        self.way: list[tuple[int, bytes]] = []
        """Writes since the last flush: where, and what; a negative place cuts the file to that many bytes less one."""

    def write(self, offset: int, data: bytes) -> None:
        put(self.seen, offset, data)
        self.way.append((offset, data))

    def cut(self, size: int) -> None:
        del self.seen[size:]
        self.way.append((-1 - size, b""))

    def flush(self) -> None:
        self._settled += self.way
        self.way.clear()

    @property
    def durable(self) -> bytearray:
        """What would be there after a power cut at the best moment."""
        for offset, data in self._settled:
            put(self._flushed, offset, data)
        self._settled.clear()
        return self._flushed

    def lose_power(self, random: Random) -> None:
        """Only what was flushed is certain; of the rest the sectors arrive or not, each by itself."""
        durable = self.durable
        for offset, data in self.way:
            for at, part in _sectors(offset, data):
                if random() < 0.5:
                    put(durable, at, part)
        self.way.clear()
        self.seen = bytearray(durable)


def put(file: bytearray, offset: int, data: bytes) -> None:
    """Write into a file, or cut it for a negative offset."""
    if offset < 0:
        del file[-1 - offset :]
        return
    if offset > len(file):
        file.extend(bytes(offset - len(file)))
    file[offset : offset + len(data)] = data


def _sectors(offset: int, data: bytes) -> list[tuple[int, bytes]]:
    """A write in pieces that each lie within one sector."""
    if offset < 0:
        return [(offset, data)]
    first = SECTOR - offset % SECTOR
    starts = [0, *range(first, len(data), SECTOR)]
    return [(offset + a, data[a:b]) for a, b in zip(starts, [*starts[1:], len(data)], strict=True)]


class Disk(apsw.VFS):
    """The file system of one machine. Faults: `room`, `fault`, `fuse`; power_cut() and kill() end a run of its program.

    `folder` is a real one, for the lock and the empty file that shared memory hangs on.
    """

    def __init__(self, folder: Path, random: Random) -> None:
        self.name = f"fuzz-{next(_NAMES)}"
        self.folder, self._random = folder, random
        self.files: dict[str, Content] = {}
        self.run = 0
        """Counts the runs of the program: a file that was opened in an earlier one does nothing any more."""
        self.room: int | None = None
        """Bytes that all files may have together; None: enough."""
        self.fault: type[apsw.Error] | None = None
        """What each write and flush ends with."""
        self.fuse: int | None = None
        """The machine stops in the middle of that write or flush from now (0: the next one)."""
        self.blown = False
        self.off = False
        """The program is dead and not started again: what still closes its files changes nothing."""
        super().__init__(self.name, _BASE)
        self._forget_mark()

    def _forget_mark(self) -> None:
        """The store's mark stands in the real folder, and is never flushed."""
        for mark in self.folder.glob("*.mark"):
            mark.unlink()

    def kill(self) -> None:
        """The program is dead, the machine lives: what was written is there."""
        self._restart()

    def power_cut(self) -> None:
        for name in sorted(self.files):
            self.files[name].lose_power(self._random)
        self._forget_mark()
        self._restart()

    def _restart(self) -> None:
        self.run += 1
        self.fuse, self.blown, self.off = None, False, True

    def switch_on(self) -> None:
        """A new run may open files."""
        self.off = False

    # For the files

    def changing(self) -> None:
        """Something is about to be written or flushed."""
        if self.blown:
            raise apsw.IOError("stopped already")
        if self.fault is not None:
            raise self.fault("told to fail")

    def burns(self) -> bool:
        """Whether the machine stops in this write."""
        if self.fuse is None:
            return False
        self.fuse -= 1
        self.blown = self.fuse < 0
        return self.blown

    def grow(self, size: int) -> None:
        """A file is about to grow by that much."""
        if self.room is not None and sum(len(each.seen) for each in self.files.values()) + size > self.room:
            raise apsw.FullError("told to be full")

    def torn(self, data: bytes) -> bytes:
        """As much of a write as there was time for."""
        return data[: int(self._random() * (len(data) + SECTOR)) // SECTOR * SECTOR]

    # SQLite's side

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        path = name.filename() if isinstance(name, apsw.URIFilename) else name or ""
        content = self.files.setdefault(path, Content())
        if flags[0] & _MAIN:
            return _MainFile(self, content, name, flags)
        flags[1] = flags[0]
        return _SideFile(self, content)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802
        if not (self.blown or self.off):
            self.files.pop(filename, None)

    def xAccess(self, pathname: str, flags: int) -> bool:  # noqa: N802
        return pathname in self.files

    def xFullPathname(self, name: str) -> str:  # noqa: N802
        return name


class _Bytes:
    """What SQLite does with the bytes of a file; nothing once its run has ended."""

    _disk: Disk
    _content: Content
    _run: int

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802
        return bytes(self._content.seen[offset : offset + amount])

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        disk, content = self._disk, self._content
        if self._run != disk.run:
            return
        disk.changing()
        if disk.room is not None and (more := offset + len(data) - len(content.seen)) > 0:
            disk.grow(more)
        if disk.burns():
            content.write(offset, disk.torn(data))
            raise apsw.IOError("stopped in a write")
        content.write(offset, data)

    def xTruncate(self, size: int) -> None:  # noqa: N802
        if self._run == self._disk.run:
            self._disk.changing()
            self._content.cut(size)

    def xSync(self, flags: int) -> None:  # noqa: N802
        disk = self._disk
        if self._run != disk.run:
            return
        disk.changing()
        if disk.burns():
            raise apsw.IOError("stopped in a flush")
        self._content.flush()

    def xFileSize(self) -> int:  # noqa: N802
        return len(self._content.seen)

    def xFileControl(self, op: int, ptr: int) -> bool:  # noqa: N802
        return False

    def xDeviceCharacteristics(self) -> int:  # noqa: N802
        return apsw.SQLITE_IOCAP_POWERSAFE_OVERWRITE

    def xSectorSize(self) -> int:  # noqa: N802
        return SECTOR


class _MainFile(_Bytes, apsw.VFSFile):
    """The database: its locks and shared memory are those of the empty file in the real folder."""

    def __init__(self, disk: Disk, content: Content, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        self._disk, self._content, self._run = disk, content, disk.run
        super().__init__(_BASE, name, flags)


class _SideFile(_Bytes, apsw.VFSFile):
    """The write-ahead log, or a rollback journal: nobody locks it, and nothing real is behind it."""

    def __init__(self, disk: Disk, content: Content) -> None:
        self._disk, self._content, self._run = disk, content, disk.run

    def xClose(self) -> None:  # noqa: N802
        pass

    def xLock(self, level: int) -> None:  # noqa: N802
        pass

    def xUnlock(self, level: int) -> None:  # noqa: N802
        pass

    def xCheckReservedLock(self) -> bool:  # noqa: N802
        return False
