"""The roll of one printer over restarts: a small file in the device's state folder.

A file that is gone or broken begins a new roll: it is an estimate for people, and nothing hangs on it.
"""

import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from devicekit.messages import Part
from devicekit.text_files import in_both
from printer.roll import Roll, is_new, left, used

LONGEST_DETAIL = 200


def _today() -> str:
    return time.strftime("%Y-%m-%d")


class RollFile:
    """Counts what one printer prints. Not thread-safe."""

    def __init__(self, file: Path, roll_m: float, dpi: int, today: Callable[[], str] = _today) -> None:
        self._file, self._roll_m, self._dpi, self._today = file, roll_m, dpi, today
        self._code = ""
        self._roll = _read(file)

    def printed(self, rows: int) -> None:
        self._keep(used(self._roll, rows, self._today()))

    def told(self, part: Part) -> Part:
        """The state of the printer with what is left on its roll."""
        if is_new(self._code, part.code):
            self._keep(Roll())
        if part.code not in ("silent", "unreachable", "busy"):
            self._code = part.code
        if not self._roll_m or part.code not in ("", "paper_low", "silent"):
            return part
        there = left(self._roll, self._roll_m, self._dpi)
        if there.days is None:
            words = in_both("tech.printer.left", m=there.metres)
        else:
            words = in_both("tech.printer.left_days", m=there.metres, n=there.days)
        detail = f"{part.detail}. {words}" if part.detail else words
        return msgspec.structs.replace(part, detail=detail[:LONGEST_DETAIL])

    def _keep(self, roll: Roll) -> None:
        self._roll = roll
        try:
            new = self._file.with_suffix(".new")
            new.write_bytes(msgspec.json.encode(roll))
            new.replace(self._file)
        except OSError:
            pass  # the disk has its own alarm


def _read(file: Path) -> Roll:
    try:
        return msgspec.json.decode(file.read_bytes(), type=Roll)
    except (OSError, msgspec.DecodeError):
        return Roll()
