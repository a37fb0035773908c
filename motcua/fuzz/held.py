"""What people, devices and the wire hold when the day is over: plain values, for an auditor that knows no program."""

import hashlib

import msgspec
from msgspec import Struct

from devicekit.topics import Topic

LAST_EVENTS = 30


class Paper(Struct, frozen=True):
    """A paper in somebody's hand. `reserve`: the kiosk gave the number itself; a copy says that it is one."""

    kiosk: str
    press: str
    number: str
    reserve: bool
    copy: bool


class Said(Struct, frozen=True):
    """An answer that the hub gave to one who asked: on the wire, or to a caller."""

    device: str
    id: str
    outcome: str
    reason: str
    detail: str


class Asked(Struct, frozen=True):
    """Something that was asked, with what it must be answered about: the press of a ticket, else ""; or of `count`."""

    device: str
    id: str
    what: str
    press: str = ""
    count: int = 1


class Sent(Struct, frozen=True):
    """The place of one message in what the hub said on a topic."""

    topic: str
    epoch: int
    seq: int


class Held(Struct):
    """All of it. `shown`: what each counter's display says at the end; `waiting`: what the hall's board says.

    `people`: how the hub itself says that each number is; `bound`: how often it may pass somebody by; `room`: so
    many may wait when a kiosk asks for one more, 0 for any number. `cards`: whose card was shown for a press. Of the
    settings, each where it is more than one or nobody: how many numbers `per_person` a service gives, how many each
    counter serves at a time, where each officer sits.
    """

    papers: list[Paper] = []
    said: list[Said] = []
    asked: list[Asked] = []
    sent: list[Sent] = []
    shown: dict[str, str] = {}
    waiting: dict[str, int] = {}
    people: dict[str, str] = {}
    bound: int = 0
    room: int = 0
    cards: dict[str, str] = {}
    per_person: dict[str, int] = {}
    at_a_time: dict[str, int] = {}
    seats: dict[str, list[str]] = {}


class _Place(Struct):
    epoch: int
    seq: int


class _Answer(Struct):
    id: str
    outcome: str
    reason: str = ""
    detail: str = ""


class _Ack(Struct):
    answers: tuple[_Answer, ...] = ()


_PLACE = msgspec.json.Decoder(_Place)
_ACK = msgspec.json.Decoder(_Ack)


class Tape:
    """Everything that happened, as one digest and the last lines of it."""

    def __init__(self) -> None:
        self._when: list[float] = []
        self._what: list[str] = []
        self._details: list[bytes] = []

    def note(self, now: float, what: str, detail: bytes = b"") -> None:
        self._when.append(now)
        self._what.append(what)
        self._details.append(detail)

    @property
    def digest(self) -> str:
        # Put together in one piece: a line for each of two hundred events costs a hundredth of a seed.
        whole = (repr(self._when).encode(), "\n".join(self._what).encode(), b"\n".join(self._details))
        return hashlib.blake2b(b"\n".join(whole), digest_size=16).hexdigest()

    def last(self) -> list[str]:
        """The last events, one line each."""
        events = zip(self._when, self._what, self._details, strict=True)
        return [
            f"{now:10.3f} {what} {detail.decode(errors='replace')[:160]}"
            for now, what, detail in list(events)[-LAST_EVENTS:]
        ]


def heard(held: Held, topic: Topic, payload: bytes) -> None:
    """Keep what the hub said on the wire."""
    if topic.channel in ("set", "do", "ack"):
        place = _PLACE.decode(payload)
        held.sent.append(Sent(f"{topic.device}/{topic.channel}", place.epoch, place.seq))
    if topic.channel == "ack" and b'"outcome"' in payload:
        for each in _ACK.decode(payload).answers:
            held.said.append(Said(topic.device, each.id, each.outcome, each.reason, each.detail))
