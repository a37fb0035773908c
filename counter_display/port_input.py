"""A Linux input device as a port: bytes of struct input_event, read for this program alone.

Best named by /dev/input/by-path/…-event-kbd: that name is the plug, whatever is plugged in again. In place of a device
may stand a FIFO with the same structs: a recorded stream, or a keypad that is no hardware.
"""

import errno
import fcntl
import os
import select

from devicekit.errors import PortError
from devicekit.text_files import in_both

# _IOW('E', 0x90, int): the kernel gives the keys to nobody else, so that they type into no console.
EVIOCGRAB = 0x40044590


class InputPort:
    """Port over one input device."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._fd = -1

    @property
    def name(self) -> str:
        return self._path

    @property
    def is_open(self) -> bool:
        return self._fd >= 0

    def open(self) -> None:
        if self.is_open:
            return
        try:
            self._fd = os.open(self._path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            self._grab()
        except OSError as error:
            self.close()
            key = {errno.EBUSY: "tech.err.port", errno.EACCES: "tech.err.input"}.get(error.errno or 0, "tech.err.open")
            raise PortError(f"{in_both(key, port=self._path)}: {error}") from error

    def close(self) -> None:
        fd, self._fd = self._fd, -1
        if fd >= 0:
            os.close(fd)

    def write(self, data: bytes, timeout: float) -> None:
        """Nothing is written to a keypad."""
        raise PortError(in_both("tech.err.closed", port=self._path))

    def read(self, size: int, timeout: float) -> bytes:
        if not self.is_open:
            raise PortError(in_both("tech.err.closed", port=self._path))
        waiting = select.poll()
        waiting.register(self._fd, select.POLLIN)
        if not waiting.poll(max(0.0, timeout) * 1000):
            return b""
        try:
            data = os.read(self._fd, size)
        except OSError as error:
            raise self._lost(str(error)) from error
        if not data:
            raise self._lost("hung up")
        return data

    def _grab(self) -> None:
        try:
            fcntl.ioctl(self._fd, EVIOCGRAB, 1)
        except OSError as error:
            # A FIFO takes no orders; whoever writes to it types nowhere else anyway.
            if error.errno not in (errno.ENOTTY, errno.EINVAL):
                raise

    def _lost(self, why: str) -> PortError:
        self.close()
        return PortError(f"{in_both('tech.err.lost', port=self._path)}: {why}")
