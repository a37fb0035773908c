"""The virtual line on a pty: a real program opens it as its serial port, and time is the machine's own."""

import os
import select
import threading
import tty
from collections.abc import Callable, Iterable
from pathlib import Path

from counter_display.virtual import VirtualLine
from counter_display.virtual_device import Device, KeyBox
from devicekit.clock import SystemClock

IDLE_S = 0.2
# A reader on a busy machine sees a frame this much late or early; the real line has no such thing.
TOLERANCE_S = 0.02


class PtyLine:
    """A line behind a serial device. start(), then the program opens `path`, then stop().

    stop() is the adapter pulled out, and start() after it the adapter put in again: another device, but behind `link`,
    where there is one, the same path, as udev gives it. What hangs on the line keeps what it shows.
    """

    def __init__(
        self, devices: Iterable[Device], baud: int = 9600, log: Path | None = None, link: Path | None = None
    ) -> None:
        self.line = VirtualLine(SystemClock(), devices, baud, TOLERANCE_S, log)
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
        with self._changed:
            # What was said while the adapter was out.
            self.line.advance(self.line.clock.monotonic())
            self.line.unheard()
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

    def press(self, box: KeyBox, key: str) -> None:
        """A finger on a key of that box; with the adapter out nobody hears what it says."""
        with self._changed:
            self.line.press(box, key)
        self._wake()

    def say(self, data: bytes) -> None:
        """Put bytes on the line that the program did not send: noise, or a device that nobody knows."""
        with self._changed:
            self.line.say(data)
        self._wake()

    def wait_until(self, seen: Callable[[VirtualLine], bool], timeout: float) -> bool:
        """Wait until the line looks as `seen` says; False when it did not within `timeout` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: seen(self.line), timeout)

    def _wake(self) -> None:
        if self._thread is not None:
            os.write(self._wake_write, b".")

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
