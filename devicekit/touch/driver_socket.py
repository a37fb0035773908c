"""A screen in another process, behind a Unix socket: for demo and tests, and for a screen of your own making.

It draws on a real surface; only where the pixels go and the fingers come from differs. It connects again by itself.
"""

import socket
import struct
from contextlib import suppress
from time import monotonic

import pygame

from devicekit.errors import DriverError
from devicekit.touch.press import Touch
from devicekit.touch.settings import ScreenTable
from devicekit.touch.wire import frame_head, touch_of

# A screen that takes no picture for so long is dead; the loop must go on.
SEND_S = 2
AGAIN_S = 0.5


class SocketScreen:
    """The screen at `address`, the path of a socket."""

    def __init__(self, table: ScreenTable) -> None:
        self._table = table
        self._surface: pygame.Surface | None = None
        self._wire: socket.socket | None = None
        self._half = b""
        self._again_at = 0.0

    def open(self) -> pygame.Surface:
        try:
            self._wire = self._connect()
        except OSError as error:
            raise DriverError(
                f"no screen listens at {self._table.address!r} ({error.strerror}): see [screen] address"
                " or [hdmi] address"
            ) from error
        self._surface = pygame.Surface((self._table.width, self._table.height), depth=32)
        return self._surface

    def show(self) -> None:
        if self._surface is None or self._wire is None:
            return
        head = frame_head(*self._surface.get_size())
        try:
            self._wire.sendall(head + pygame.image.tobytes(self._surface, "RGB"))
        except OSError:
            self._lose()

    def touches(self) -> list[Touch]:
        if self._wire is None:
            self._look_for_it()
            return []
        try:
            data = self._wire.recv(4096, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return []
        except OSError:
            data = b""
        if not data:
            self._lose()
        *lines, self._half = (self._half + data).split(b"\n")
        return [touch for touch in map(touch_of, lines) if touch is not None]

    def close(self) -> None:
        self._lose()
        self._surface = None

    def _connect(self) -> socket.socket:
        wire = socket.socket(socket.AF_UNIX)
        try:
            wire.connect(self._table.address)
        except OSError:
            wire.close()
            raise
        # Only sending may wait: reading asks for what is there.
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", SEND_S, 0))
        return wire

    def _look_for_it(self) -> None:
        if self._surface is None or monotonic() < self._again_at:
            return
        self._again_at = monotonic() + AGAIN_S
        with suppress(OSError):
            self._wire = self._connect()
            self.show()

    def _lose(self) -> None:
        wire, self._wire = self._wire, None
        self._half = b""
        if wire is not None:
            wire.close()
