"""Pins for gpiozero that end outside the program: in another process behind a Unix socket, or in the same one.

The program runs its real driver; only the factory's name differs: GPIOZERO_PIN_FACTORY=motcua, MOTCUA_PINS=<socket>.
One line a message, both ways:

    pin 17 0     the box closes pin 17 to ground (1: lets it go)
    ready        the box has told all that it holds down
    out 23 1     the program switches pin 23
"""

import os
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from time import monotonic

from gpiozero.pins.mock import MockFactory, MockPin

SOCKET = "MOTCUA_PINS"
PATIENCE_S = 3.0
AGAIN_S = 0.2


class BoxPin(MockPin):  # type: ignore[misc]  # gpiozero has no types
    """One pin: an input follows the box, an output is told to it."""

    _state: bool
    _last_change: float

    def _change_state(self, value: bool) -> bool:
        # MockPin keeps every change for ever, for its assertions; a kiosk blinks all day.
        if self._state == value:
            return False
        self._state, self._last_change = value, monotonic()
        return True

    def _set_state(self, value: float) -> None:
        super()._set_state(value)
        self.factory.tell(self._number, bool(value))

    def _set_pull(self, value: str) -> None:
        super()._set_pull(value)
        self.follow(self.factory.level(self._number))

    def follow(self, level: bool) -> None:
        """What the box does to the wire."""
        if self._function == "input":
            self.drive_high() if level else self.drive_low()


class BoxFactory(MockFactory):  # type: ignore[misc]
    """Pins whose other end is a box in the same process: no thread, no socket."""

    def __init__(self, tell: Callable[[int, bool], None]) -> None:
        """`tell` is told of every output that changes."""
        super().__init__(pin_class=BoxPin)
        self.tell = tell
        self._levels: dict[int, bool] = {}

    def level(self, number: int) -> bool:
        """True when nobody closes the pin to ground."""
        return self._levels.get(number, True)

    def change(self, number: int, level: bool) -> None:
        """The box closed (False) or let go (True) a pin."""
        self._levels[number] = level
        for pin in list(self.pins.values()):
            if pin._number == number:
                pin.follow(level)


class SocketFactory(BoxFactory):
    """Pins whose other end is a box behind the Unix socket that MOTCUA_PINS names; connects again by itself."""

    def __init__(self) -> None:
        """Raises OSError when no box listens there."""
        super().__init__(self._send)
        self._path = os.environ.get(SOCKET, "")
        if not self._path:
            raise OSError(f"{SOCKET} must name the socket of the virtual button box")
        self._ready, self._stopping, self._lock = threading.Event(), threading.Event(), threading.Lock()
        self._lit: dict[int, bool] = {}
        self._wire = self._connect()
        self._thread = threading.Thread(target=self._run, name=f"pins {self._path}", daemon=True)
        self._thread.start()
        if not self._ready.wait(PATIENCE_S):
            self.close()
            raise OSError(f"the virtual button box at {self._path} does not answer")

    def close(self) -> None:
        """Let go of the pins, then of the box."""
        super().close()
        self._stopping.set()
        with suppress(OSError):  # the box may be gone already
            self._wire.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._wire.close()

    def _connect(self) -> socket.socket:
        wire = socket.socket(socket.AF_UNIX)
        try:
            wire.connect(self._path)
        except OSError as error:
            wire.close()
            raise OSError(f"no virtual button box listens at {self._path}: {error.strerror}") from error
        return wire

    def _send(self, number: int, level: bool) -> None:
        with self._lock:
            self._lit[number] = level
            with suppress(OSError):  # the reader notices, connects again and tells everything
                self._wire.sendall(f"out {number} {int(level)}\n".encode())

    def _run(self) -> None:
        while not self._stopping.is_set():
            with suppress(OSError), self._wire.makefile(encoding="ascii", errors="replace") as lines:
                for line in lines:
                    self._hear(line.split())
            self._again()

    def _again(self) -> None:
        """The box is gone: nobody presses anything. Look for it until it is back or we are closed."""
        for number in [number for number, level in self._levels.items() if not level]:
            self.change(number, True)
        while not self._stopping.wait(AGAIN_S):
            try:
                wire = self._connect()
            except OSError:
                continue
            with self._lock:
                self._wire.close()
                self._wire, lit = wire, dict(self._lit)
            for number, level in lit.items():
                self._send(number, level)
            return

    def _hear(self, words: list[str]) -> None:
        match words:
            case ["ready"]:
                self._ready.set()
            case ["pin", number, level] if number.isdecimal() and level in ("0", "1"):
                self.change(int(number), level == "1")
            case _:
                pass  # half a line of a box that died
