"""How long to leave the one-stop system alone: later and later, never all hubs at once, and as it wishes."""

from collections.abc import Callable
from datetime import UTC
from email.utils import parsedate_to_datetime

LONGEST_S = 60.0
# What a server may ask of us; more would be a mistyped header that silences a centre for the day.
WISH_MOST_S = 300.0
_MOST_DOUBLINGS = 16

Random = Callable[[], float]
"""Evenly in [0, 1)."""


class Pace:
    """Back-off with full jitter, doubling from `first_s`."""

    def __init__(self, random: Random, first_s: float = 0.5, longest_s: float = LONGEST_S) -> None:
        self._random, self._first_s, self._longest_s = random, first_s, longest_s
        self._failures = 0

    def well(self) -> None:
        """It worked: the next failure is the first again."""
        self._failures = 0

    def wait_s(self, wish_s: float | None = None) -> float:
        """It failed: seconds until the next try, at least what the server wishes."""
        most = min(self._longest_s, self._first_s * float(2 ** min(self._failures, _MOST_DOUBLINGS)))
        self._failures += 1
        return max(most * self._random(), wish_s or 0.0)


def retry_after_s(header: str, now_s: float) -> float | None:
    """Seconds that a Retry-After asks for (RFC 9110 10.2.3: seconds or a date), bounded; None for none or nonsense."""
    text = header.strip()
    if text.isascii() and text.isdecimal():
        return min(float(text[:9]), WISH_MOST_S)
    try:
        until = parsedate_to_datetime(text)
        seconds = until.replace(tzinfo=until.tzinfo or UTC).timestamp() - now_s
    except (TypeError, ValueError, OverflowError):
        return None
    return min(max(seconds, 0.0), WISH_MOST_S)
