"""A serial line, a cable or a network between a driver and a virtual printer, on a clock that only they turn.

Every byte takes its time, the head moves at its speed, a full buffer holds the line if there is flow control, and a
paper of ten seconds is measured in a few milliseconds, to the same figures on every machine.
"""

from devicekit.errors import PortError, PortTimeout
from devicekit.text_files import in_both
from printer.virtual import VirtualPrinter

# How finely time passes, and how many bytes come together: those of a UART's own buffer.
TICK_S = 0.001
PIECE = 16


class LineClock:
    """Seconds that pass only on the line."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds

    def turn(self, seconds: float) -> None:
        self.seconds += seconds


class VirtualLine:
    """The near end, as a port."""

    def __init__(self, printer: VirtualPrinter, clock: LineClock, bytes_per_s: float, has_flow: bool = True) -> None:
        """`clock` is also that of the printer."""
        self._printer, self._clock, self._bytes_per_s, self._has_flow = printer, clock, bytes_per_s, has_flow
        self._arrived = bytearray()
        self._open = False

    @property
    def name(self) -> str:
        return "virtual line"

    @property
    def is_open(self) -> bool:
        return self._open

    def open(self) -> None:
        self._open = True

    def close(self) -> None:
        self._open = False

    def write(self, data: bytes, timeout: float) -> None:
        deadline = self._clock() + timeout
        for at in range(0, len(data), PIECE):
            piece = data[at : at + PIECE]
            while self._has_flow and self._printer.room < len(piece):
                if self._clock() >= deadline:
                    raise PortTimeout(in_both("tech.err.stuck", port=self.name, n=f"{timeout:g}"))
                self._pass(TICK_S)
            self._clock.turn(len(piece) / self._bytes_per_s)
            self._exchange(piece)

    def read(self, size: int, timeout: float) -> bytes:
        deadline = self._clock() + timeout
        self._exchange(b"")
        while not self._arrived and self._clock() < deadline:
            self._pass(min(TICK_S, deadline - self._clock()))
        data = bytes(self._arrived[:size])
        del self._arrived[: len(data)]
        return data

    def _pass(self, seconds: float) -> None:
        """Let time pass, but not beyond the moment when the head is free again."""
        free_in = self._printer.free_at - self._clock()
        self._clock.turn(max(min(seconds, free_in) if free_in > 0 else seconds, 1e-6))
        self._exchange(b"")

    def _exchange(self, data: bytes) -> None:
        if not self._open:
            raise PortError(in_both("tech.err.closed", port=self.name))
        self._arrived += self._printer.feed(data)
