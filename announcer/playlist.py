"""Calls that wait for the loudspeaker: one at a time, in the order in which the hub made them; stale ones drop out.

A recall that comes while its call is still waiting adds nothing: both are spoken once, and both are answered.
"""

from typing import NamedTuple

# With eight seconds a call, five minutes of speech: what waits behind that has long expired.
LIMIT = 40


class Call(NamedTuple):
    """Something to say. `key`: calls with the same one are the same call; `until`: the monotonic second it is stale."""

    commands: tuple[str, ...]
    key: tuple[str, ...]
    clips: tuple[str, ...]
    sent_hub_ms: int
    until: float


Playlist = tuple[Call, ...]


def add(waiting: Playlist, call: Call) -> Playlist | None:
    """The list with one more call; None when it is full."""
    for at, other in enumerate(waiting):
        if other.key == call.key:
            both = other._replace(commands=(*other.commands, *call.commands), until=max(other.until, call.until))
            return (*waiting[:at], both, *waiting[at + 1 :])
    if len(waiting) >= LIMIT:
        return None
    # The wire may have delayed an older one.
    at = sum(other.sent_hub_ms <= call.sent_hub_ms for other in waiting)
    return (*waiting[:at], call, *waiting[at:])


def split_stale(waiting: Playlist, now: float) -> tuple[Playlist, Playlist]:
    """What may still be said, and what is too old."""
    return tuple(c for c in waiting if c.until > now), tuple(c for c in waiting if c.until <= now)


def next_stale(waiting: Playlist) -> float | None:
    """When the next call becomes stale."""
    return min((call.until for call in waiting), default=None)
