"""A disk under SQLite that can be full or broken: the real file system until it is told otherwise."""

import itertools

import apsw

_NAMES = itertools.count()


class Disk(apsw.VFS):
    """Its files fail each write with `fault` while that is set."""

    def __init__(self) -> None:
        self.name = f"disk-{next(_NAMES)}"
        self.fault: type[apsw.Error] | None = None
        super().__init__(self.name, "")

    def xOpen(self, name, flags):  # type: ignore[no-untyped-def]  # noqa: N802
        return _File(self, name, flags)


class _File(apsw.VFSFile):
    def __init__(self, disk, name, flags) -> None:  # type: ignore[no-untyped-def]
        self._disk = disk
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        if self._disk.fault is not None:
            raise self._disk.fault("told to fail")
        super().xWrite(data, offset)
