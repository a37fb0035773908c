"""A character device of the kernel's that takes bytes and gives some back: /dev/usb/lp0."""

import errno
import os
import select
import time

from devicekit.errors import PortError, PortTimeout
from devicekit.text_files import in_both


class DevicePort:
    """One such device. A USB printer that was switched off and on again is another one: it is found by opening anew."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._file = -1

    @property
    def name(self) -> str:
        return self._path

    @property
    def is_open(self) -> bool:
        return self._file >= 0

    def open(self) -> None:
        if self.is_open:
            return
        try:
            self._file = os.open(self._path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)
        except OSError as error:
            key = "tech.err.port" if error.errno == errno.EBUSY else "tech.err.open"
            raise PortError(f"{in_both(key, port=self._path)}: {error}") from error

    def close(self) -> None:
        file, self._file = self._file, -1
        if file >= 0:
            os.close(file)

    def write(self, data: bytes, timeout: float) -> None:
        deadline = time.monotonic() + timeout
        rest = memoryview(data)
        while rest:
            if not self._ready(select.POLLOUT, deadline - time.monotonic()):
                raise self._fail(PortTimeout(in_both("tech.err.stuck", port=self._path, n=f"{timeout:g}")))
            try:
                rest = rest[os.write(self._file, rest) :]
            except BlockingIOError:
                continue
            except OSError as error:
                raise self._fail(error) from error

    def read(self, size: int, timeout: float) -> bytes:
        if not self._ready(select.POLLIN, timeout):
            return b""
        try:
            return os.read(self._file, size)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise self._fail(error) from error

    def _ready(self, what: int, seconds: float) -> bool:
        if not self.is_open:
            raise PortError(in_both("tech.err.closed", port=self._path))
        waiting = select.poll()
        waiting.register(self._file, what)
        found = waiting.poll(max(0.0, seconds) * 1000)
        if found and not found[0][1] & what:
            raise self._fail(OSError(errno.EIO, "hung up"))
        return bool(found)

    def _fail(self, error: OSError) -> PortError:
        self.close()
        if isinstance(error, PortError):
            return error
        return PortError(f"{in_both('tech.err.lost', port=self._path)}: {error}")
