"""A virtual printer on a serial line: a pty whose bytes come at the line's speed, with a buffer that fills up.

A pty has no control wires and no speed. Both are kept by this end, and honestly: what the near end has set on its line
decides whether it obeys. XOFF is a byte that the kernel obeys where IXON is set; a control wire that falls stops only
who has CRTSCTS set. The bytes that lie in the pty are then those in the transmit buffer of a stopped host, and stay
there. Who obeys nothing sends on, and what the buffer has no room for is lost.
"""

import os
import select
import termios
import time
import tty
from collections.abc import Callable
from typing import Literal

from printer.virtual import CHUNK, IDLE_S, LOOK_S, MOST, VirtualPrinter, Wire

FlowOf = Literal["lines", "xonxoff", "none"]
"""How the printer stops its host: by a control wire (DTR, RTS), by XOFF, or not at all."""
XON, XOFF = b"\x11", b"\x13"
# Room in the buffer at which it stops the line, and at which it goes on (TM-T88III: 128 and 256 bytes of 4 kB); of a
# smaller buffer these shares.
STOPS_AT, GOES_AT = 128, 256
STOPS_SHARE, GOES_SHARE = 4, 2
# As many come together, and after XOFF: those in a UART's own buffer.
PIECE = 16
# termios.tcgetattr()
INPUT, CONTROL = 0, 2


class VirtualSerialPrinter:
    """A printer on a serial line."""

    def __init__(
        self,
        printer: VirtualPrinter,
        baud: int | None = None,
        flow: FlowOf | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`baud` None: bytes come at once. `flow` None: a full buffer holds any host, as USB does."""
        self.printer = printer
        self._bytes_per_s, self._flow, self._now = None if baud is None else baud / 10, flow, now
        self._far, self._near = os.openpty()
        tty.setraw(self._near)
        self.path = os.ttyname(self._near)
        self._wire = Wire(printer, self._run)
        self.is_stopped = False
        """Whether it has told its host to stop."""
        self.stops = 0
        """How often it stopped its host."""
        self._taken_at = now()

    def start(self) -> None:
        self._wire.start()

    def stop(self) -> None:
        """Pull the cable. Idempotent."""
        self._wire.stop()
        self._hang_up()

    def _run(self) -> None:
        try:
            if self._flow is None and self._bytes_per_s is None:
                self._wire.carry(self._far)
            else:
                while not self._wire.is_stopping:
                    self._step()
        except OSError:
            pass  # the near end is gone, or the printer was told to hang up
        self._hang_up()

    def _step(self) -> None:
        """What the line brings within a moment."""
        due = self._due()
        ready = 0 if self._holds() or not due else select.POLLIN
        waits = LOOK_S if self.printer.busy or not due else IDLE_S
        # Never so much that the buffer overflows before it is looked at again.
        most = min(due, max(PIECE, min(CHUNK, self.printer.room - STOPS_AT)))
        data = os.read(self._far, most) if self._wire.wait(self._far, waits, ready) & select.POLLIN else b""
        if self._bytes_per_s is not None:
            self._taken_at += len(data) / self._bytes_per_s
        if not self.printer.deaf:
            self._wire.answer(self._far, data)

    def _due(self) -> int:
        """How many bytes the line can have brought by now; a line that was idle brings no more for it."""
        if self._bytes_per_s is None:
            return CHUNK
        self._taken_at = max(self._taken_at, self._now() - 2 * LOOK_S)
        return int((self._now() - self._taken_at) * self._bytes_per_s)

    def _holds(self) -> bool:
        """Stop the host or let it go on; whether it sends nothing now."""
        room, size = self.printer.room, self.printer.buffer or MOST
        if self._flow is None or self.printer.deaf:
            return room == 0 or self.printer.deaf
        if not self.is_stopped and room <= min(STOPS_AT, size // STOPS_SHARE):
            self._tell(XOFF)
        elif self.is_stopped and room >= min(GOES_AT, size // GOES_SHARE):
            self._tell(XON)
        return self.is_stopped and self._is_obeyed()

    def _tell(self, byte: bytes) -> None:
        if self._flow == "xonxoff":
            os.write(self._far, byte)
        self.is_stopped = byte == XOFF
        self.stops += self.is_stopped

    def _is_obeyed(self) -> bool:
        settings = termios.tcgetattr(self._near)
        if self._flow == "xonxoff":
            return bool(settings[INPUT] & termios.IXON)
        return self._flow == "lines" and bool(settings[CONTROL] & termios.CRTSCTS)

    def _hang_up(self) -> None:
        # The near end is held open all the time: between two opens of the driver the pty would be gone otherwise.
        for end in (self._near, self._far):
            if end >= 0:
                os.close(end)
        self._near = self._far = -1
