"""The virtual one-stop system on disk: JSON lines, each one flushed to the disk before anybody is told of it.

`desk.jsonl` holds the instance and then the entries of the desk, `records.jsonl` the records as they came: the first
time with the record, later only the key. A last line that a power cut tore was never answered, and is cut off.
"""

import contextlib
import fcntl
import os
from pathlib import Path
from typing import BinaryIO, TypeVar

import msgspec
from msgspec import Struct

from motcua.onestop.errors import OnestopError
from motcua.onestop.state import Entry, Onestop, Received

DESK, RECORDS = "desk.jsonl", "records.jsonl"

_Line = TypeVar("_Line", bound=Struct)


class First(Struct, frozen=True):
    """The first line of desk.jsonl."""

    instance: str


class Came(Struct, frozen=True, omit_defaults=True):
    """A record came; what it was is told only the first time."""

    key: str
    at: str
    digest: str = ""
    record: msgspec.Raw = msgspec.Raw()


class Lines:
    """One file of JSON lines. Open it before anything else; close() is idempotent."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._stream: BinaryIO | None = None

    def open(self) -> list[bytes]:
        """Lock the file and read its whole lines. Raises OnestopError."""
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            new = not self._file.exists()
            self._stream = self._file.open("a+b", buffering=0)
            if new:
                _sync_folder(self._file.parent)
            fcntl.flock(self._stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._stream.seek(0)
            data = self._stream.read() or b""
            whole = data.rfind(b"\n") + 1
            if whole < len(data):
                self._stream.truncate(whole)
        except BlockingIOError as error:
            self.close()
            raise OnestopError("data_used", folder=self._file.parent) from error
        except OSError as error:
            self.close()
            raise OnestopError("data", file=self._file, error=error.strerror) from error
        return data[:whole].splitlines()

    def write(self, line: Struct) -> None:
        """Append a line; it is on disk when this returns. Raises OnestopError, and the file is as it was."""
        if self._stream is None:
            raise OnestopError("stopped")
        size, data = self._stream.seek(0, os.SEEK_END), msgspec.json.encode(line) + b"\n"
        try:
            if self._stream.write(data) != len(data):
                raise OSError(None, "short write")
            os.fsync(self._stream.fileno())
        except OSError as error:
            with contextlib.suppress(OSError):
                self._stream.truncate(size)
            raise OnestopError("data", file=self._file, error=error.strerror) from error

    def read(self, number: int, line: bytes, kind: type[_Line]) -> _Line:
        """A line as what it should be. Raises OnestopError naming file and line."""
        try:
            return msgspec.json.decode(line, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise OnestopError("data", file=f"{self._file}:{number}", error=error) from error

    def close(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()


class Files:
    """Both files of a folder."""

    def __init__(self, folder: Path) -> None:
        self._desk, self._records = Lines(folder / DESK), Lines(folder / RECORDS)

    def open(self, new: Onestop) -> Onestop:
        """The memory that is on disk; an empty folder begins with `new`. Raises OnestopError."""
        desk = self._desk.open()
        records = self._records.open()
        if not desk:
            self._desk.write(First(new.instance))
            return new
        new.instance = self._desk.read(1, desk[0], First).instance
        for number, line in enumerate(desk[1:], 2):
            new.add(self._desk.read(number, line, Entry))
        for number, line in enumerate(records, 1):
            came = self._records.read(number, line, Came)
            new.keep(Received(key=came.key, at=came.at, digest=came.digest, body=came.record))
        return new

    def add(self, entry: Entry) -> None:
        self._desk.write(entry)

    def keep(self, record: Received, again: bool) -> None:
        told = Came(record.key, record.at) if again else Came(record.key, record.at, record.digest, record.body)
        self._records.write(told)

    def close(self) -> None:
        """Idempotent."""
        self._desk.close()
        self._records.close()


def _sync_folder(folder: Path) -> None:
    """A new file is only safe when its name is on disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
