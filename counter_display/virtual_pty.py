"""The virtual line on a pty: a real program opens it as its serial port, and time is the machine's own."""

import os
import select
import threading
import tty
from collections.abc import Callable
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from counter_display.virtual import VirtualLine
from counter_display.virtual_board_line import BoardLine
from counter_display.virtual_boards import Board
from devicekit.clock import Clock, SystemClock

IDLE_S = 0.2


# A reader on a busy machine sees a frame this much late or early; the real line has no such thing.
TOLERANCE_S = 0.02


class Line(Protocol):
    """A line with what hangs on it."""

    clock: Clock

    def feed(self, data: bytes) -> bytes:
        """Bytes put on the line now; what was said on it by now."""

    def next_event(self) -> float | None:
        """When something arrives that is under way."""


L = TypeVar("L", bound=Line)


class PtyFarEnd(Generic[L]):
    """A line behind a serial device. start(), then the program opens `path`, then stop().

    stop() is the adapter pulled out, and start() after it the adapter put in again: another device, but behind `link`,
    where there is one, the same path, as udev gives it. What hangs on the line keeps what it shows.
    """

    def __init__(self, line: L, link: Path | None = None) -> None:
        self.line = line
        self.path = "" if link is None else str(link)
        self._link = link
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._master = self._slave = self._wake_read = self._wake_write = -1
        self._stopping = False

    @property
    def plugged(self) -> bool:
        return self._thread is not None

    def start(self) -> None:
        """Make the pty and begin to listen. Idempotent."""
        if self._thread is not None:
            return
        self._master, self._slave = os.openpty()
        self._wake_read, self._wake_write = os.pipe()
        tty.setraw(self._slave)
        device = os.ttyname(self._slave)
        if self._link is None:
            self.path = device
        else:
            self._link.unlink(missing_ok=True)
            self._link.symlink_to(device)
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name=f"line {self.path}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Hang up. Idempotent."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        self._stopping = True
        os.write(self._wake_write, b".")
        thread.join()
        if self._link is not None:
            self._link.unlink(missing_ok=True)
        for fd in (self._master, self._slave, self._wake_read, self._wake_write):
            os.close(fd)

    def wait_until(self, seen: Callable[[L], bool], timeout: float) -> bool:
        """Wait until the line looks as `seen` says; False when it did not within `timeout` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: seen(self.line), timeout)

    def _run(self) -> None:
        while not self._stopping:
            due = self.line.next_event()
            wait = IDLE_S if due is None else max(0.0, due - self.line.clock.monotonic())
            readable, _, _ = select.select([self._master, self._wake_read], [], [], wait)
            if self._wake_read in readable:
                os.read(self._wake_read, 64)
            data = os.read(self._master, 1024) if self._master in readable else b""
            with self._changed:
                said = self.line.feed(data)
                self._changed.notify_all()
            if said:
                os.write(self._master, said)


class PtyLine(PtyFarEnd[VirtualLine]):
    """A VirtualLine behind a serial device: panels and key boxes of the QSystem kind."""

    def __init__(
        self,
        panels: tuple[int, ...],
        boxes: tuple[int, ...],
        baud: int = 9600,
        log: Path | None = None,
        link: Path | None = None,
    ) -> None:
        super().__init__(VirtualLine(SystemClock(), panels, boxes, baud, log=log), link)

    def press(self, address: int, key: str) -> None:
        """Press a key of the box at that address; with the adapter out nobody hears of it."""
        if self._thread is None:
            return
        with self._changed:
            self.line.press(address, key)
        os.write(self._wake_write, b".")

    def say(self, data: bytes) -> None:
        """Put noise on the line."""
        with self._changed:
            self.line.say(data)
        os.write(self._wake_write, b".")


class PtyBoards(PtyFarEnd[BoardLine]):
    """LED boards of any kind behind a serial device."""

    def __init__(self, boards: tuple[Board, ...], baud: int = 9600, link: Path | None = None) -> None:
        super().__init__(BoardLine(SystemClock(), boards, baud, TOLERANCE_S), link)
