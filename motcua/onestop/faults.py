"""What goes wrong at the virtual one-stop system: switched at run time, and the same again for the same seed.

Each call of the interface has its own sequence of chances, so that the polls of the feed, which come by the clock, do
not decide what happens to the records.
"""

import threading
from random import Random
from typing import Annotated, Literal, NamedTuple

from msgspec import Meta, Struct

Share = Annotated[float, Meta(ge=0, le=1)]

# Before the call is served: it never happened.
FAILURES = ("error", "busy", "busy_later")
# After it was served: what was to be kept is kept.
FORGOTTEN = ("lost", "lost_error")
GARBAGE = ("html", "broken", "types", "cut", "huge", "deep")
MOST_BACK = 5


class Faults(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of them; the shares are of the calls that they happen to."""

    slow: Annotated[float, Meta(ge=0, le=60)] = 0.0
    """Seconds that an answer waits."""
    fail: Share = 0.0
    """500 or 503, at times with Retry-After."""
    repeat: Share = 0.0
    """Events of the feed come again, doubled or from before the cursor, or the cursor stays."""
    forget: Share = 0.0
    """A record is kept, but the connection ends or the answer is 500."""
    garbage: Share = 0.0
    """The answer is no JSON, of wrong types, cut, too large or too deep."""
    away: Literal["", "refuse", "close"] = ""
    """Every call gets 503, or its connection is closed."""


class Verdict(NamedTuple):
    """What happens to one call."""

    wait_s: float = 0.0
    what: str = ""
    """Of FAILURES, FORGOTTEN, GARBAGE, or away_refuse, away_close; "" for nothing."""


class Echo(NamedTuple):
    """How one page of the feed repeats itself."""

    back: int = 0
    doubled: bool = False
    stay: bool = False


class FaultPanel:
    """The switches, for any thread."""

    def __init__(self, seed: int, now: Faults) -> None:
        self._seed, self._now = seed, now
        self._chances: dict[str, Random] = {}
        self._lock = threading.Lock()

    @property
    def now(self) -> Faults:
        with self._lock:
            return self._now

    def set(self, faults: Faults) -> None:
        """Switch all of them at once."""
        with self._lock:
            self._now = faults

    def clear(self) -> None:
        """All is well from now on."""
        self.set(Faults())

    def verdict(self, call: str) -> Verdict:
        """What happens to the next call of this name, such as "records"."""
        with self._lock:
            faults, chance = self._now, self._chance(call)
            # All drawn every time: a switch does not move the chances of the others.
            fail, forget, garbage = chance.random(), chance.random(), chance.random()
            how = chance.random()
        if faults.away:
            return Verdict(0.0, f"away_{faults.away}")
        if fail < faults.fail:
            return Verdict(faults.slow, _pick(FAILURES, how))
        if call == "records" and forget < faults.forget:
            return Verdict(faults.slow, _pick(FORGOTTEN, how))
        if garbage < faults.garbage:
            return Verdict(faults.slow, _pick(GARBAGE, how))
        return Verdict(faults.slow)

    def echo(self) -> Echo:
        """How the next page of the feed repeats itself."""
        with self._lock:
            share, chance = self._now.repeat, self._chance("echo")
            happens, back, doubled, stay = (chance.random() for _ in range(4))
        if happens >= share:
            return Echo()
        return Echo(1 + int(back * MOST_BACK), doubled < 0.5, stay < 0.5)

    def _chance(self, call: str) -> Random:
        if call not in self._chances:
            self._chances[call] = Random(f"{self._seed}:{call}")  # noqa: S311
        return self._chances[call]


def _pick(of: tuple[str, ...], how: float) -> str:
    return of[int(how * len(of))]
