"""Time as programs see it: a monotonic clock for every timer, and the wall clock for what the hub stamps."""

import time
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    """Both clocks in one, so that a test can turn them together by hand."""

    def monotonic(self) -> float:
        """Seconds since some fixed moment of this boot; never steps."""

    def wall(self) -> float:
        """Seconds since 1970-01-01 UTC; may jump."""


class SystemClock:
    """The machine's own clocks."""

    def monotonic(self) -> float:
        return time.monotonic()

    def wall(self) -> float:
        return time.time()


class HandClock:
    """A clock that moves only when it is told to."""

    def __init__(self, wall: float = 1_795_000_000.0, monotonic: float = 1_000.0) -> None:
        self._wall = wall
        self._monotonic = monotonic

    def monotonic(self) -> float:
        return self._monotonic

    def wall(self) -> float:
        return self._wall

    def turn(self, seconds: float) -> None:
        """Let time pass, on both clocks."""
        self._monotonic += seconds
        self._wall += seconds

    def jump(self, seconds: float) -> None:
        """Set the wall clock forward or back without any time passing."""
        self._wall += seconds


def boot_id() -> str:
    """An id of this boot of the machine: what a monotonic time is worth only beside."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return "unknown"
