"""The line's one owner: which frame goes next, and when, on a half-duplex line that needs silence after every frame.

The latest frame of a place wins, the most urgent place goes first, nothing queues up: a place has one frame at most.
Everything is sent again from time to time, because a display that lost its power shows nothing and can't say so.
"""

from typing import Literal, NamedTuple

Place = Literal["display", "box", "lamp"]

# QSystem's own sender sleeps this long after each frame "so that everything has time".
GAP_S = 0.3
REFRESH_S = 10.0
BITS_PER_BYTE = 10

NUMBER, BOX, LAMP, BLINK, REFRESH = range(5)
"""Urgency, the smallest first: the citizen's new number before the officer's box, a blink or a repetition last."""


class Waiting(NamedTuple):
    """A frame that is to be sent."""

    frame: bytes
    urgency: int


class Bus(NamedTuple):
    """What is to be sent, and what was."""

    baud: int
    waiting: dict[Place, Waiting] = {}
    sent: dict[Place, bytes] = {}
    free_at: float = 0.0
    hold_until: float = 0.0
    """Until then only numbers may go: an answer that is on its way finds the line free."""
    refresh_at: float = 0.0
    gap: float = GAP_S
    """The silence after each frame."""


def want(bus: Bus, place: Place, frame: bytes, urgency: int) -> Bus:
    """This place is to show that frame; nothing happens when it does already."""
    before = bus.waiting.get(place)
    if before is not None and before.frame == frame:
        return bus
    others = {name: each for name, each in bus.waiting.items() if name != place}
    if bus.sent.get(place) == frame:
        return bus._replace(waiting=others) if before else bus
    return bus._replace(waiting={**others, place: Waiting(frame, urgency)})


def take(bus: Bus, now: float) -> tuple[Bus, bytes | None]:
    """The frame to send now, if there is one and the line is free for it."""
    bus = _refreshed(bus, now)
    ready = [(each.urgency, place) for place, each in bus.waiting.items() if _earliest(bus, each) <= now]
    if not ready:
        return bus, None
    _, place = min(ready)
    frame = bus.waiting[place].frame
    waiting = {name: each for name, each in bus.waiting.items() if name != place}
    free_at = now + len(frame) * BITS_PER_BYTE / bus.baud + bus.gap
    return bus._replace(waiting=waiting, sent={**bus.sent, place: frame}, free_at=free_at), frame


def next_due(bus: Bus) -> float | None:
    """When take() has something next; None while nothing was ever sent or asked for."""
    if bus.waiting:
        return min(_earliest(bus, each) for each in bus.waiting.values())
    return bus.refresh_at if bus.sent else None


def again(bus: Bus) -> Bus:
    """The line was gone: whatever hangs on it may have lost its power, so all of it is to be sent again."""
    repeats = {place: Waiting(frame, REFRESH) for place, frame in bus.sent.items()}
    return bus._replace(waiting={**repeats, **bus.waiting}, sent={})


def once_more(bus: Bus, place: Place) -> Bus:
    """What this place was sent last is to be sent again, unless something newer waits."""
    if place in bus.waiting or place not in bus.sent:
        return bus
    return bus._replace(waiting={**bus.waiting, place: Waiting(bus.sent[place], REFRESH)})


def _earliest(bus: Bus, waiting: Waiting) -> float:
    return bus.free_at if waiting.urgency == NUMBER else max(bus.free_at, bus.hold_until)


def _refreshed(bus: Bus, now: float) -> Bus:
    if now < bus.refresh_at:
        return bus
    repeats = {place: Waiting(frame, REFRESH) for place, frame in bus.sent.items()}
    return bus._replace(waiting={**repeats, **bus.waiting}, refresh_at=now + REFRESH_S)
