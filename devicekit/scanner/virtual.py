"""The scanner at the far end of a serial port: somebody holds codes before it, pulls its plug and puts it back."""

import os
import tty
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple


class Setup(NamedTuple):
    """How a scanner was set up with its manual's barcodes: what it puts before and behind every code."""

    prefix: bytes = b""
    terminator: bytes = b"\r\n"
    encoding: str = "utf-8"

    def sent(self, text: str) -> bytes:
        """What the scanner says when it reads a code that holds this text."""
        return self.prefix + text.encode(self.encoding) + self.terminator


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    """The data as USB delivers it, packet by packet."""
    for start in range(0, len(data), size):
        yield data[start : start + size]


class PtyScanner:
    """A scanner behind a name that stays the same, as one under /dev/serial/by-id; what is behind it changes."""

    def __init__(self, path: Path, setup: Setup | None = None) -> None:
        self.path = path
        self.setup = setup or Setup()
        self._master = self._slave = -1

    def plug(self) -> None:
        """Put the plug in. Idempotent."""
        if self._master >= 0:
            return
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self.path.symlink_to(os.ttyname(self._slave))

    def unplug(self) -> None:
        """Pull the plug out. Idempotent."""
        if self._master < 0:
            return
        self.path.unlink()
        os.close(self._slave)
        os.close(self._master)
        self._master = self._slave = -1

    def read(self, text: str, packet: int = 64) -> None:
        """Read a code. Raises OSError when the scanner is not plugged in."""
        for piece in pieces(self.setup.sent(text), packet):
            self.say(piece)

    def say(self, data: bytes) -> None:
        """Say anything at all: half a code, or noise. Raises OSError when the scanner is not plugged in."""
        os.write(self._master, data)
