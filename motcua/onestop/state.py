"""What the virtual one-stop system knows: its dossiers, the feed of events, the records that the hub has sent.

A change of a dossier is decided first (an Entry) and known only when it is added, so that it can be on disk between the
two. A cursor is the instance and a position in the feed: a system that lost its memory is another instance, and knows
none of the old one's cursors.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple

import msgspec
from msgspec import Struct

from motcua.onestop.catalogue import LOOK_UP, UNIT, Applicant, FeeAfter, Procedure, applicant_of, due, procedure_of

REGISTERED, ACCEPTED, REFUSED, PROCESSING, PAPERS_NEEDED, TO_PAY = 1, 2, 3, 4, 5, 6
# An answer may have 1 MiB; the rest is for its head and tail.
PAGE_BYTES = 1_000_000

_SEQUENCE = re.compile(rf"{re.escape(UNIT)}-(\d{{6}})-(\d+)")
_ENCODER = msgspec.json.Encoder()


class Dossier(Struct, frozen=True, kw_only=True):
    """A dossier as it is sent. The state may be none of the national list when somebody wants to see what happens."""

    code: str
    state: int
    procedure: str
    procedure_name: str
    agency: str
    accepted_at: str | None = None
    due_at: str | None = None
    updated_at: str
    place: str
    fee: int | None = None
    fee_after: FeeAfter = ""
    qr: str
    items: tuple[str, ...] = ()
    reason: str = ""
    phone: str
    applicant: Applicant


class Place(NamedTuple):
    """Where something happens: a counter (id or number) and, where it is known, today's ticket."""

    counter: str
    ticket: str = ""


class Event(Struct, frozen=True, kw_only=True):
    """An event of the feed as it is sent."""

    id: str
    kind: Literal["dossier", "fee_paid"]
    at: str
    counter: str
    ticket: str
    dossier: Dossier


class Filed(Struct, frozen=True, kw_only=True):
    """A dossier as it is from a change on, and where it was changed."""

    dossier: Dossier
    counter: str
    ticket: str


class Entry(Struct, frozen=True, kw_only=True):
    """One change: an event, and what it leaves; None for an event that somebody wrote by hand."""

    event: msgspec.Raw
    filed: Filed | None = None


class Change(NamedTuple):
    """What happens to a dossier."""

    state: int
    kind: Literal["dossier", "fee_paid"] = "dossier"
    items: Sequence[str] = ()
    reason: str = ""
    fee: int | None = None
    """None: as it was."""


class Page(Struct, frozen=True):
    """A part of the feed as it is sent."""

    cursor: str
    events: list[msgspec.Raw]


class Received(Struct, frozen=True, kw_only=True):
    """A record that was kept, when it came first, and how often it came."""

    key: str
    at: str
    digest: str
    """Of its bytes: the same key must bring the same body."""
    body: msgspec.Raw
    times: int = 1

    @property
    def record(self) -> dict[str, object]:
        return msgspec.json.decode(self.body, type=dict[str, object])


class Onestop:
    """The memory of one instance; `first` is the sequence of the first code that it mints on a day."""

    def __init__(self, instance: str, first: int = 1, place: str = "", phone: str = "") -> None:
        self.instance = instance
        self._first, self._place, self._phone = first, place, phone
        self._events: list[msgspec.Raw] = []
        self._minted: dict[str, int] = {}
        self.filed: dict[str, Filed] = {}
        """Every dossier by its code; the one that changed last is the last."""
        self.kept: dict[str, Received] = {}
        """Records by key, in the order in which they came first."""

    # Deciding

    def opened(self, state: int, place: Place, procedure: Procedure, now: datetime) -> Entry:
        """A dossier that was not there before, with a new code."""
        day = f"{now:%y%m%d}"
        number = self._minted.get(day, self._first - 1) + 1
        code = f"{UNIT}-{day}-{number:04}"
        dossier = Dossier(
            code=code,
            state=REGISTERED,
            procedure=procedure.code,
            procedure_name=procedure.name,
            agency=procedure.agency,
            updated_at=stamp(now),
            place=self._place,
            fee=procedure.fee,
            fee_after=procedure.fee_after,
            qr=LOOK_UP.format(code=code),
            phone=self._phone,
            applicant=applicant_of(number),
        )
        return self._entry(dossier, Change(state), place, now)

    def moved(self, filed: Filed, change: Change, place: Place, now: datetime) -> Entry:
        """A change of a dossier, at the place of the change before it where none is given."""
        here = Place(place.counter or filed.counter, place.ticket or filed.ticket)
        return self._entry(filed.dossier, change, here, now)

    def written(self, event: dict[str, object], now: datetime) -> Entry:
        """An event as somebody wants it, right or wrong; only what makes it an event is filled in where it lacks."""
        head: dict[str, object] = {"id": self._next_id(), "kind": "dossier", "at": stamp(now)}
        return Entry(event=msgspec.Raw(_ENCODER.encode(head | event)))

    def _entry(self, dossier: Dossier, change: Change, place: Place, now: datetime) -> Entry:
        moved = msgspec.structs.replace(
            dossier,
            state=change.state,
            updated_at=stamp(now),
            fee=dossier.fee if change.fee is None else change.fee,
            items=tuple(change.items),
            reason=change.reason,
        )
        if change.state == ACCEPTED and dossier.accepted_at is None:
            procedure = procedure_of(dossier.procedure)
            by = due(now, procedure.days if procedure is not None else 0)
            moved = msgspec.structs.replace(moved, accepted_at=stamp(now), due_at=stamp(by))
        here = place._asdict()
        event = Event(id=self._next_id(), kind=change.kind, at=stamp(now), dossier=moved, **here)
        filed = Filed(dossier=moved, **here)
        return Entry(event=msgspec.Raw(_ENCODER.encode(event)), filed=filed)

    def _next_id(self) -> str:
        return f"{self.instance}-{len(self._events) + 1}"

    # Knowing

    def add(self, entry: Entry) -> None:
        """Take a decided change into the feed and the look-up."""
        self._events.append(entry.event)
        if entry.filed is None:
            return
        code = entry.filed.dossier.code
        self.filed.pop(code, None)
        self.filed[code] = entry.filed
        if match := _SEQUENCE.fullmatch(code):
            self._minted[match[1]] = max(self._minted.get(match[1], 0), int(match[2]))

    def keep(self, record: Received) -> Received:
        """Take a record, or count it once more; what is known of its key from now on."""
        before = self.kept.get(record.key)
        known = record if before is None else msgspec.structs.replace(before, times=before.times + 1)
        self.kept[record.key] = known
        return known

    # Asking

    def page(self, cursor: str, most: int, back: int = 0) -> Page | None:
        """The events behind a cursor, oldest first; `back` older ones before them. None for a cursor of nobody."""
        position = self.position(cursor)
        if position is None:
            return None
        start = max(0, position - back)
        events = self._events[start : position + most]
        sizes = 0
        for count, event in enumerate(events):
            sizes += len(bytes(event)) + 1
            if sizes > PAGE_BYTES:
                events = events[:count]
                break
        return Page(f"{self.instance}-{max(position, start + len(events))}", events)

    def position(self, cursor: str) -> int | None:
        """How many events lie before a cursor; the empty one is the beginning."""
        if not cursor:
            return 0
        instance, _, place = cursor.rpartition("-")
        known = instance == self.instance and re.fullmatch(r"0|[1-9]\d{0,9}", place, re.ASCII)
        return int(place) if known and int(place) <= self.length else None

    @property
    def length(self) -> int:
        """Events in the feed."""
        return len(self._events)


def stamp(now: datetime) -> str:
    """ISO 8601 with offset, to the second."""
    return now.isoformat(timespec="seconds")
