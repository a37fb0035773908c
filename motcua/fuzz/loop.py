"""Time that passes only when nobody has anything left to do, and the clocks that machines read it from."""

import heapq
from collections.abc import Callable

# Less is lost in the rounding of sums, and time would stand still.
SOONEST_S = 1e-4

Work = Callable[[], None]


class Loop:
    """What is to happen, in order; of two things at one moment the one that was planned first."""

    def __init__(self) -> None:
        self.now = 0.0
        self._due: list[tuple[float, int, Work]] = []
        self._planned = 0

    def after(self, seconds: float, work: Work) -> None:
        self.at(self.now + seconds, work)

    def at(self, moment: float, work: Work) -> None:
        self._planned += 1
        heapq.heappush(self._due, (moment, self._planned, work))

    def run(self, seconds: float) -> None:
        """Let time pass."""
        end, due, pop = self.now + seconds, self._due, heapq.heappop
        while due and due[0][0] <= end:
            self.now, _, work = pop(due)
            work()
        self.now = end


class Machine:
    """The clocks of one machine (devicekit.clock.Clock)."""

    def __init__(self, loop: Loop, wall: float, booted: float = 0.0) -> None:
        self._loop, self._wall, self._booted = loop, wall, booted
        self.ahead = 0.0
        """Seconds that its wall clock is ahead of the true time."""

    def monotonic(self) -> float:
        return self._loop.now - self._booted

    def wall(self) -> float:
        return self._wall + self._loop.now + self.ahead

    def boot(self, seconds_ago: float) -> None:
        """It has started again: its monotonic clock counts from then."""
        self._booted = self._loop.now - seconds_ago


class Alarm:
    """Wakes one program: at the earliest moment that it was asked for, once."""

    def __init__(self, loop: Loop, work: Work) -> None:
        self._loop, self._work = loop, work
        self._at: float | None = None

    def within(self, seconds: float) -> None:
        """Wake it then, unless it wakes earlier anyhow."""
        now = self._loop.now
        at = now + (seconds if seconds > SOONEST_S else SOONEST_S)
        if self._at is None or at < self._at:
            self._at = at
            self._loop.at(at, self._ring)

    def off(self) -> None:
        self._at = None

    def _ring(self) -> None:
        # One of an earlier wish, which came true before, rings for nothing.
        if self._at == self._loop.now:
            self._at = None
            self._work()
