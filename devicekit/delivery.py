"""Sending until answered, and knowing the hub's time: the device's half of the guarantee, without any I/O."""

from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from devicekit.messages import Answer
from devicekit.spool import Stored

FIRST_RESEND_S = 1.0
LONGEST_RESEND_S = 30.0
# A kiosk that was alone for a day has hundreds of events: the hub's answers must keep pace with them.
BURST = 50
# Of this many round trips the best one is believed: newer ones follow the drift of the Pi's crystal.
TRIPS = 16

Random = Callable[[], float]
"""Gives a number from 0 to 1."""


class _Waiting(NamedTuple):
    event: Stored
    since: float
    due: float
    tries: int


class Outbox:
    """Unanswered events in the order of their happening, each with its next time to be sent.

    Back-off doubles from FIRST_RESEND_S to LONGEST_RESEND_S with full jitter; the first copy leaves at once.
    """

    def __init__(self, random: Random) -> None:
        self._random = random
        self._waiting: dict[str, _Waiting] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, event: Stored, now: float, sent: bool) -> None:
        """Take in an event that is on disk; `sent` when its first copy has left already."""
        due = now + FIRST_RESEND_S if sent else now
        self._waiting[event.id] = _Waiting(event, now, due, int(sent))

    def answered(self, answer: Answer) -> Stored | None:
        """The event that this answer ends, or None when it is not waiting (any more)."""
        waiting = self._waiting.pop(answer.id, None)
        return None if waiting is None else waiting.event

    def find(self, key: str) -> Stored | None:
        """The event that bears this key."""
        return next((w.event for w in self._waiting.values() if key and w.event.key == key), None)

    def drop(self, event_id: str) -> None:
        """Take out an event that another has replaced."""
        self._waiting.pop(event_id, None)

    def link_up(self, now: float) -> None:
        """A new connection: everything is due again, spread over half a second: a hall must not shout at once."""
        for name, waiting in self._waiting.items():
            self._waiting[name] = waiting._replace(due=now + 0.5 * self._random(), tries=0)

    def due(self, now: float) -> list[Stored]:
        """Events to send now, at most BURST; each is put off until its next turn."""
        out: list[Stored] = []
        for name, waiting in self._waiting.items():
            if waiting.due <= now and len(out) < BURST:
                out.append(waiting.event)
                pause = min(LONGEST_RESEND_S, FIRST_RESEND_S * 2**waiting.tries)
                later = now + pause * (0.5 + 0.5 * self._random())
                self._waiting[name] = waiting._replace(due=later, tries=min(waiting.tries + 1, 16))
        return out

    def next_due(self) -> float | None:
        """The monotonic second at which something is to be sent, or None."""
        return min((waiting.due for waiting in self._waiting.values()), default=None)

    def longest_wait(self, now: float) -> float:
        """Seconds that the oldest event has been waiting for its answer, in this run."""
        return max((now - waiting.since for waiting in self._waiting.values()), default=0.0)


class HubTime:
    """The hub's clock as seen from here: the offset of the best of the latest round trips."""

    def __init__(self) -> None:
        self._trips: deque[tuple[int, int]] = deque(maxlen=TRIPS)

    def heard(self, sent_ms: int, received_ms: int, hub_ms: int) -> None:
        """A message of ours left at sent_ms, and its answer, stamped hub_ms by the hub, came at received_ms."""
        if received_ms >= sent_ms:
            self._trips.append((received_ms - sent_ms, hub_ms - (sent_ms + received_ms) // 2))

    def forget(self) -> None:
        """Another hub, another clock."""
        self._trips.clear()

    def at(self, monotonic_ms: int) -> int | None:
        """The hub's time at a moment of ours, in ms since 1970, or None while no round trip is known."""
        if not self._trips:
            return None
        return monotonic_ms + min(self._trips)[1]
