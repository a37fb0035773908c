"""The papers that came out of a printer: how many, and pictures of the newest."""

import io
from collections import deque

from printer.virtual import Roll, VirtualPrinter

KEPT = 50


class Tray:
    """Takes the papers out of a printer, so that they don't fill the memory. Not thread-safe."""

    def __init__(self, printer: VirtualPrinter) -> None:
        self._printer = printer
        self._pictures: deque[bytes] = deque(maxlen=KEPT)
        self.count = 0

    @property
    def roll(self) -> Roll:
        return self._printer.roll

    def collect(self) -> None:
        """Look for new papers."""
        for job in self._printer.take_jobs():
            picture = io.BytesIO()
            job.image().save(picture, "PNG")
            self._pictures.append(picture.getvalue())
            self.count += 1

    def picture(self, n: int) -> bytes | None:
        """Paper `n`, the first is 1, as a PNG of one bit a dot; None before it came and when it is no longer kept."""
        behind = self.count - n
        return self._pictures[-1 - behind] if 0 <= behind < len(self._pictures) else None
