"""A disk under SQLite that can be full, fail, or lose its power: all that was not flushed may be gone, in any part."""

from pathlib import Path
from random import Random

import apsw

SECTOR = 512
Write = tuple[int, bytes]


class FragileDisk(apsw.VFS):
    """Every file that SQLite opens while this is registered lies on it. remove() takes it away again."""

    def __init__(self) -> None:
        self.room: int | None = None
        """Bytes that may still be written; None for enough."""
        self.broken = False
        self.safe: dict[str, bytearray] = {}
        self.unsafe: dict[str, list[Write]] = {}
        super().__init__("fragile", "unix", makedefault=True)

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> "FragileFile":  # noqa: N802
        return FragileFile(self, name, flags)

    def xDelete(self, name: str, syncdir: bool) -> None:  # noqa: N802
        super().xDelete(name, syncdir)
        self.safe.pop(name, None)

    def remove(self) -> None:
        self.unregister()

    def cut_power(self, origin: Path, folder: Path, random: Random) -> None:
        """Leave in `folder` what may be left of `origin` after the cut: flushed bytes, any sectors of the rest."""
        for name, safe in self.safe.items():
            if Path(name).parent != origin:
                continue
            content = bytearray(safe)
            for offset, data in self.unsafe[name]:
                for at in range(0, len(data), SECTOR):
                    if random.random() < 0.5:
                        _write(content, offset + at, data[at : at + SECTOR])
            (folder / Path(name).name).write_bytes(content)


class FragileFile(apsw.VFSFile):
    def __init__(self, disk: FragileDisk, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        super().__init__("unix", name, flags)
        self._disk = disk
        self._name = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        if self._name not in disk.safe:
            path = Path(self._name)
            disk.safe[self._name] = bytearray(path.read_bytes() if path.exists() else b"")
            disk.unsafe[self._name] = []

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        self._fail()
        if self._disk.room is not None:
            self._disk.room -= len(data)
            if self._disk.room < 0:
                raise apsw.FullError("no space left on this disk")
        super().xWrite(data, offset)
        self._disk.unsafe[self._name].append((offset, bytes(data)))

    def xSync(self, flags: int) -> None:  # noqa: N802
        self._fail()
        super().xSync(flags)
        for offset, data in self._disk.unsafe[self._name]:
            _write(self._disk.safe[self._name], offset, data)
        self._disk.unsafe[self._name].clear()

    def _fail(self) -> None:
        if self._disk.broken:
            raise apsw.IOError("input/output error of this disk")


def _write(content: bytearray, offset: int, data: bytes) -> None:
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(data)] = data
