"""Legal time: what the hub stamps, and which working day it is.

Rules. It never goes back. A wall clock that jumps by more than JUMP_MS is not believed: legal time runs on by the
monotonic clock until a person or a time service confirms the jump; meanwhile the day does not change. A wall clock that
is a little behind is met by running slower, not by standing still: two facts a second apart must stay apart.
"""

import ctypes
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from devicekit.clock import Clock

JUMP_MS = 5_000
# While the wall clock is behind, a second of legal time takes this part of a second longer.
SLOWER = 10


# struct timex of adjtimex(2) on 64-bit Linux: its size, where its status is, and the bit that says "not synchronised"
_TIMEX_BYTES, _STATUS_AT, _STA_UNSYNC = 208, 40, 0x40


def nobody() -> bool:
    """There is no time service."""
    return False


def kernel_is_synchronised() -> bool:
    """True when a time service (chrony, systemd-timesyncd) keeps the kernel's clock: setting it by hand ends that."""
    timex = ctypes.create_string_buffer(_TIMEX_BYTES)
    if ctypes.sizeof(ctypes.c_long) != 8 or ctypes.CDLL(None).adjtimex(timex) < 0:
        return False
    return not int.from_bytes(timex.raw[_STATUS_AT : _STATUS_AT + 4], "little") & _STA_UNSYNC


class LegalClock:
    """The hub's clock; `not_before_ms` is the newest time on record, `trusted` asks a time service. For one thread."""

    def __init__(self, clock: Clock, not_before_ms: int = 0, trusted: Callable[[], bool] = nobody) -> None:
        self._clock = clock
        self._trusted = trusted
        self._mono = clock.monotonic()
        wall = clock.wall() * 1000
        self._legal = max(wall, float(not_before_ms))
        self._waiting_for_wall = False
        self.held = self._legal - wall > JUMP_MS
        """True while a jump is not confirmed."""

    def now_ms(self) -> int:
        """Milliseconds since 1970 UTC."""
        mono, wall = self._clock.monotonic(), self._clock.wall() * 1000
        passed = (mono - self._mono) * 1000
        self._mono = mono
        expected = self._legal + passed
        off = wall - expected
        self._waiting_for_wall = self._waiting_for_wall and off < -JUMP_MS
        self.held = abs(off) > JUMP_MS and not self._waiting_for_wall
        if self.held and self._trusted():
            self.held, self._waiting_for_wall = False, off < 0
        if self.held:
            self._legal = expected
        elif off < 0:
            self._legal = expected - min(-off, passed / SLOWER)
        else:
            self._legal = wall
        return int(self._legal)

    def off_ms(self) -> int:
        """How far the wall clock is ahead of legal time."""
        return int(self._clock.wall() * 1000 - self._legal)

    def confirm(self) -> None:
        """Believe the wall clock. One that was set back is waited for, since legal time does not go back."""
        self.now_ms()
        wall = self._clock.wall() * 1000
        self._waiting_for_wall = wall < self._legal
        self._legal = max(self._legal, wall)
        self.held = False


class Calendar:
    """Days of one time zone."""

    def __init__(self, zone: str) -> None:
        self._zone = ZoneInfo(zone)
        self._last = (-1, "")

    def day_of(self, ms: int) -> str:
        """YYYY-MM-DD of a legal time; from any thread."""
        # Days begin with a minute, and nearly every question is about this one.
        minute, day = self._last
        if minute != ms // 60_000:
            day = datetime.fromtimestamp(ms / 1000, UTC).astimezone(self._zone).date().isoformat()
            self._last = ms // 60_000, day
        return day
