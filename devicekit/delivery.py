"""Sending until answered, and knowing the hub's time: the device's half of the guarantee, without any I/O."""

import heapq
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from devicekit.messages import Answer
from devicekit.spool import Stored

FIRST_RESEND_S = 1.0
LONGEST_RESEND_S = 30.0
# A kiosk that was alone for a week has thousands of events: the hub must keep pace with them, and other devices get
# their turn. 500 a second is what one hub commits; while the hub is silent a burst now and then is enough to find it.
BURST = 50
PACE_S = 0.1
SILENT_PACE_S = 5.0
# Of this many round trips the best one is believed: newer ones follow the drift of the Pi's crystal.
TRIPS = 16

Random = Callable[[], float]
"""Gives a number from 0 to 1."""


class _Waiting(NamedTuple):
    event: Stored
    order: int
    due: float
    tries: int
    asked: float | None
    """When the first copy left on this connection."""


class Outbox:
    """Unanswered events in the order of their happening, each with its next time to be sent.

    Back-off doubles from FIRST_RESEND_S to LONGEST_RESEND_S with jitter; the first copy leaves at once. Every call but
    link_up(), hub_heard() and longest_wait() is cheap with a backlog of thousands: pump() makes them at each event.
    """

    def __init__(self, random: Random) -> None:
        self._random = random
        self._waiting: dict[str, _Waiting] = {}
        self._keys: dict[str, str] = {}
        # A heap of (due, order, id); a turn whose due is not the event's own any more is stale and passed over.
        self._turns: list[tuple[float, int, str]] = []
        self._order = 0
        self._quiet_until = float("-inf")

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, event: Stored, now: float, sent: bool) -> None:
        """Take in an event that is on disk; `sent` when its first copy has left already."""
        self._order += 1
        due, asked = (now + FIRST_RESEND_S, now) if sent else (now, None)
        if event.key:
            self._keys[event.key] = event.id
        self._put(_Waiting(event, self._order, due, int(sent), asked))

    def answered(self, answer: Answer) -> Stored | None:
        """The event that this answer ends, or None when it is not waiting (any more)."""
        return self._take_out(answer.id)

    def find(self, key: str) -> Stored | None:
        """The event that bears this key."""
        waiting = self._waiting.get(self._keys.get(key, ""))
        return None if waiting is None else waiting.event

    def drop(self, event_id: str) -> None:
        """Take out an event that another has replaced."""
        self._take_out(event_id)

    def link_up(self, now: float) -> None:
        """A new connection: everything is due again, in its order, after a moment: a hall must not shout at once."""
        due = now + 0.5 * self._random()
        self._quiet_until = now
        self._put_off({w.event.id: w._replace(due=due, tries=0, asked=None) for w in self._waiting.values()})

    def hub_heard(self, now: float) -> None:
        """The hub is back while the link was up all the time: what was put off for long is due now."""
        self._quiet_until = min(self._quiet_until, now + PACE_S)
        self._put_off({w.event.id: w._replace(due=now, tries=1) for w in self._waiting.values() if w.tries > 1})

    def due(self, now: float, pace: float = PACE_S) -> list[Stored]:
        """Events to send now, at most BURST every `pace` seconds; each is put off until its next turn."""
        out: list[Stored] = []
        while now >= self._quiet_until and (turn := self._first()) is not None and turn.due <= now:
            out.append(turn.event)
            pause = min(LONGEST_RESEND_S, FIRST_RESEND_S * 2**turn.tries)
            later = now + pause * (0.5 + 0.5 * self._random())
            asked = now if turn.asked is None else turn.asked
            self._put(turn._replace(due=later, tries=min(turn.tries + 1, 16), asked=asked))
            if len(out) == BURST:
                self._quiet_until = now + pace
        return out

    def next_due(self) -> float | None:
        """The monotonic second at which something is to be sent, or None."""
        first = self._first()
        return None if first is None else max(first.due, self._quiet_until)

    def longest_wait(self, now: float) -> float:
        """Seconds since the first copy left, on this connection, of the event that waits longest for its answer."""
        return max((now - w.asked for w in self._waiting.values() if w.asked is not None), default=0.0)

    def _put(self, waiting: _Waiting) -> None:
        self._waiting[waiting.event.id] = waiting
        heapq.heappush(self._turns, (waiting.due, waiting.order, waiting.event.id))

    def _put_off(self, waiting: dict[str, _Waiting]) -> None:
        self._waiting.update(waiting)
        self._turns = [(w.due, w.order, name) for name, w in self._waiting.items()]
        heapq.heapify(self._turns)

    def _first(self) -> _Waiting | None:
        while self._turns:
            due, order, name = self._turns[0]
            waiting = self._waiting.get(name)
            if waiting is not None and (waiting.due, waiting.order) == (due, order):
                return waiting
            heapq.heappop(self._turns)
        return None

    def _take_out(self, event_id: str) -> Stored | None:
        waiting = self._waiting.pop(event_id, None)
        if waiting is None:
            return None
        if self._keys.get(waiting.event.key) == event_id:
            del self._keys[waiting.event.key]
        return waiting.event


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
