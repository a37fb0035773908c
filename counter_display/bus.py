"""The plan of a line: which frame goes next, and when, on a half-duplex line where every device needs its own silence.

The latest frame of a place wins, the most urgent place goes first, among equals who came first; nothing queues up: a
place has one frame at most. What is not urgent has a share of the line, so that it never fills it (bus_shares.py).
Everything is sent again from time to time, because a display that lost its power shows nothing and can't say so.
"""

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from counter_display import bus_shares
from counter_display.bus_shares import Shares

What = Literal["display", "light", "box", "lamp", "poll"]
"""light: how bright the display is, a frame of its settings."""
Part = Literal["display", "keypad"]

# QSystem's own sender sleeps this long after each frame "so that everything has time".
GAP_S = 0.3
REFRESH_S = 10.0
BITS_PER_BYTE = 10
# The hub answers a key within 10 ms. A lamp frame sent at once would hold the line for 0.3 s, and the new number with
# it; a question for 0.03 s.
GRACE_S = 0.05
# So long after a key the next one is looked for as often as a keypad can want; after that it may be asked less often.
LIVELY_S = 10.0
# On a line of more counters than that a question goes out meanwhile: it costs the number less than it saves all others.
# And while their keys come one upon the other, nothing blinks.
FEW_SEATS, RUSH_S = 4, 0.5
# So that a moment reached exactly counts as reached, whatever the rounding of floats.
TINY_S = 1e-6

NUMBER, LIT, BOX, LAMP, BLINK, LIGHT, REFRESH, POLL = range(8)
"""Urgency, the smallest first: the citizen's new number; a number that is dark just now; the officer's box; the dark
half of a blink, a display's light, a repetition and a question last."""


def device_of(what: What) -> Part:
    """Which device takes what is for that."""
    return "display" if what in ("display", "light") else "keypad"


class Place(NamedTuple):
    """What one frame is for: something of one of the counters on the line."""

    seat: int
    what: What

    @property
    def device(self) -> tuple[int, Part]:
        """Which device of the line takes it."""
        return self.seat, device_of(self.what)


class Needs(NamedTuple):
    """What a device needs of the line: silence around its frames, and time for its answer."""

    gap_s: float = GAP_S
    answer_s: float = 0.0


class Waiting(NamedTuple):
    """A frame that is to be sent; `since` is its place among its equals."""

    frame: bytes
    urgency: int
    since: float
    needs: Needs


class Sent(NamedTuple):
    """What a place was sent last."""

    frame: bytes
    urgency: int
    at: float
    needs: Needs


class Asked(NamedTuple):
    """A place that is asked again and again."""

    needs: Needs
    every_s: float
    idle_s: float = 0.0
    at: float = float("-inf")


class Under(NamedTuple):
    """The frame on the line, until the line is silent again."""

    place: Place
    urgency: int
    begin: float


class Bus(NamedTuple):
    """What is to be sent, and what was."""

    baud: int
    waiting: Mapping[Place, Waiting] = {}
    sent: Mapping[Place, Sent] = {}
    polls: Mapping[Place, Asked] = {}
    quiet_from: float = float("-inf")
    """Since when the line is silent, or will be."""
    gap: float = 0.0
    """The silence that the last frame wants after it."""
    held_at: float = float("-inf")
    """When a key was heard that has had no answer: a short while the line is kept free for it."""
    keyed_at: float = float("-inf")
    """When a key was heard last."""
    crowded: bool = False
    """More than FEW_SEATS counters share the line."""
    rushed_until: float = float("-inf")
    """Keys come one upon the other."""
    under: Under | None = None
    shares: Shares = Shares()
    dead: frozenset[tuple[int, Part]] = frozenset()
    """Devices that have answered nothing for long."""


class _Candidate(NamedTuple):
    """A place that could go: its rank, not before `gate` for reasons of its own, not before `due` for the line's."""

    rank: tuple[float, float, Place]
    gate: float
    due: float


def want(bus: Bus, place: Place, frame: bytes, urgency: int, needs: Needs, now: float) -> Bus:
    """This place is to show that frame; nothing happens when it does already."""
    before = bus.waiting.get(place)
    if before is None:
        return bus if _shows(bus, place, frame) else _waiting(bus, place, Waiting(frame, urgency, now, needs))
    if urgency == BLINK and before.urgency < BLINK:
        return bus  # what is to be seen is seen before it goes dark
    if before.frame != frame and _shows(bus, place, frame):
        return bus._replace(waiting={name: each for name, each in bus.waiting.items() if name != place})
    since = before.since if before.urgency <= urgency else now
    return _waiting(bus, place, Waiting(frame, min(before.urgency, urgency), since, needs))


def choose(bus: Bus, now: float) -> Place | None:
    """The place whose turn is now, if the line is free for it."""
    if bus.quiet_from > now:
        return None
    head = min((each for each in _candidates(bus) if each.gate <= now + TINY_S), default=None)
    return head.rank[2] if head is not None and head.due <= now + TINY_S else None


def next_due(bus: Bus, now: float) -> float | None:
    """When choose() has something next, for all that is known now; None for never."""
    known = list(_candidates(bus))
    head = min((each for each in known if each.gate <= now + TINY_S), default=None)
    moments = [max(each.gate, each.due) for each in known if each.gate > now + TINY_S]
    return min([head.due, *moments] if head is not None else moments, default=None)


def began(bus: Bus, place: Place, frame: bytes, now: float) -> Bus:
    """The frame of that place goes on the line."""
    poll, waiting, before = bus.polls.get(place), bus.waiting.get(place), bus.sent.get(place)
    needs = next(each.needs for each in (poll, waiting, before) if each is not None)
    urgency = POLL if poll is not None else waiting.urgency if waiting is not None else REFRESH
    if poll is not None:
        bus = bus._replace(polls={**bus.polls, place: poll._replace(at=now)})
    else:
        left = {name: each for name, each in bus.waiting.items() if name != place}
        bus = bus._replace(waiting=left, sent={**bus.sent, place: Sent(frame, urgency, now, needs)})
    end = now + len(frame) * BITS_PER_BYTE / bus.baud
    bus = bus._replace(gap=needs.gap_s, under=Under(place, urgency, now), quiet_from=end + needs.answer_s)
    if urgency == NUMBER:
        bus = bus._replace(held_at=float("-inf"))
    return bus if needs.answer_s else silent(bus, end)


def silent(bus: Bus, since: float) -> Bus:
    """The frame under way is over, its answer too, since that moment."""
    if bus.under is None:
        return bus
    cost = since + bus.gap - bus.under.begin
    is_dead = bus.under.place.device in bus.dead
    shares = bus_shares.took(bus.shares, _kind(bus.under.urgency), bus.under.begin, cost, is_dead)
    return bus._replace(quiet_from=since, under=None, shares=shares)


def held(bus: Bus, now: float) -> Bus:
    """A key was heard: its answer, which is on its way, is to find the line free."""
    return bus._replace(held_at=now, keyed_at=now, rushed_until=now + RUSH_S if bus.crowded else bus.rushed_until)


def again(bus: Bus, now: float) -> Bus:
    """The line was gone: whatever hangs on it may have lost its power, so all of it is to be sent again."""
    repeats = {place: Waiting(each.frame, REFRESH, now, each.needs) for place, each in bus.sent.items()}
    return bus._replace(waiting={**repeats, **bus.waiting}, sent={}, under=None, dead=frozenset())


def once_more(bus: Bus, place: Place, now: float) -> Bus:
    """What this place was sent last was not taken: it is to be sent again, unless something newer waits."""
    sent = bus.sent.get(place)
    if sent is None or place in bus.waiting or sent.urgency == BLINK:
        return bus
    return _waiting(bus, place, Waiting(sent.frame, sent.urgency, now, sent.needs))


def _waiting(bus: Bus, place: Place, waiting: Waiting) -> Bus:
    return bus._replace(waiting={**bus.waiting, place: waiting})


def _shows(bus: Bus, place: Place, frame: bytes) -> bool:
    sent = bus.sent.get(place)
    return sent is not None and sent.frame == frame


def _kind(urgency: int) -> bus_shares.Kind:
    kinds: dict[int, bus_shares.Kind] = {NUMBER: "number", LIT: "number", POLL: "poll", BLINK: "blink"}
    return kinds.get(urgency, "refresh" if urgency in (REFRESH, LIGHT) else "other")


def _candidates(bus: Bus) -> Iterator[_Candidate]:
    for place, each in bus.waiting.items():
        since = _last(bus, place) if each.urgency == BLINK else each.since
        gate = float("-inf") if each.urgency == NUMBER else bus.held_at + GRACE_S
        if each.urgency == BLINK:
            gate = max(gate, bus.shares.blink_at, bus.rushed_until)
        if each.urgency == LIGHT:
            # At six in the evening all displays of a line want it: they take the time of repetitions, and go before
            # those, which on a line of many never end.
            gate = max(gate, bus.shares.refresh_at)
        yield _candidate(bus, place, each.urgency, since, gate, each.needs)
    repeats = [(each.at, place, each.needs) for place, each in bus.sent.items() if place not in bus.waiting]
    for at, place, needs in _first_and_dead(bus, repeats):
        gate = max(bus.held_at + GRACE_S, bus.shares.refresh_at, at + REFRESH_S)
        yield _candidate(bus, place, REFRESH, at, gate, needs)
    urgency = bus_shares.poll_rank(bus.shares, NUMBER, BOX, POLL)
    held = float("-inf") if bus.crowded else bus.held_at + GRACE_S
    idle_from = bus.keyed_at + LIVELY_S
    polls = [
        (each.at + (max(each.every_s, each.idle_s) if each.at > idle_from else each.every_s), place, each.needs)
        for place, each in bus.polls.items()
    ]
    for at, place, needs in _first_and_dead(bus, polls):
        # A keypad that was never asked comes before all: a press before its first answer can't be told from an old one.
        rank = NUMBER - 0.5 if at == float("-inf") else urgency
        yield _candidate(bus, place, rank, at, max(held, at), needs)


def _first_and_dead(bus: Bus, known: list[tuple[float, Place, Needs]]) -> list[tuple[float, Place, Needs]]:
    """Of equals only the first can be next: looking at thirty again and again costs more than all else."""
    if not bus.dead:
        return [min(known)] if known else []
    dead = [each for each in known if each[1].device in bus.dead]
    living = min((each for each in known if each[1].device not in bus.dead), default=None)
    return dead if living is None else [living, *dead]


def _candidate(bus: Bus, place: Place, urgency: float, since: float, gate: float, needs: Needs) -> _Candidate:
    if place.device in bus.dead:
        left_alone = _last(bus, place) + bus_shares.DEAD_S if urgency > NUMBER else float("-inf")
        gate = max(gate, bus.shares.dead_at, left_alone)
    return _Candidate((urgency, since, place), gate, bus.quiet_from + max(bus.gap, needs.gap_s))


def _last(bus: Bus, place: Place) -> float:
    """When this place was on the line last."""
    poll, sent = bus.polls.get(place), bus.sent.get(place)
    return poll.at if poll is not None else sent.at if sent is not None else float("-inf")
