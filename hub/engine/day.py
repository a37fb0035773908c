"""What is true of one day: tickets, lines, counters. Only facts change it (hub.engine.state)."""

from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Iterable
from typing import Literal, NamedTuple

from msgspec import Struct

from hub.engine.device_commands import Outcome
from hub.engine.events import AloneConflict, Leg, PolicySet
from hub.engine.hours_state import HoursState
from hub.engine.lifecycle import TicketState
from hub.engine.logins import Logins

RECENT_CALLS = 12
# More technicians than that don't look for devices at once.
RECENT_SEARCHES = 8
# Appointments are promised hour by hour.
HOUR_MS = 3_600_000
# Queues of a line beside those of the priority classes (no class has such a name): by appointment, and by the number
# of calls after which somebody who missed the first one is called again.
BOOKED, LATER = "@booked", "@later"


class Head(NamedTuple):
    """The ticket at the front of one queue; ordered by its time (LATER: by a number of calls)."""

    since_ms: int
    order: int
    number: str


class Key(NamedTuple):
    """A ticket's place in time: the smaller one was there first."""

    since_ms: int
    order: int


class ParkedAt(NamedTuple):
    """Set aside at `counter` until `until_ms` (0: until it is taken back); `mine`: for that counter alone."""

    counter: str
    until_ms: int
    mine: bool


class Ticket(Struct, kw_only=True):
    """One place in the queue of the day."""

    number: str
    press: str
    service: str
    asked: str
    """The service that was pressed; `service` is where it belongs now."""
    priority: bool
    rank: str = ""
    """The priority class, "" for none."""
    kiosk: str
    arrived_ms: int
    order: int
    since_ms: int
    """The time that its place goes by: when it came, or its appointment."""
    booked_ms: int = 0
    reserve: bool = False
    line: str = ""
    """Where it waits: the id of a service, or back_line() of a counter; "" when it does not wait."""
    queue: str = ""
    place: Head = Head(0, 0, "")
    came_from: str = ""
    """The line that it was in last."""
    leg: Leg = ""
    back_to: str = ""
    """The counter that goes on after the fee is paid, "" when nothing is left to do then."""
    promised: str = ""
    """The counter that sent it elsewhere and wants it back."""
    home: str = ""
    """The service it was there for, "" while nobody wants it back."""
    dossiers: list[str] = []
    state: TicketState = "waiting"
    was: TicketState = "waiting"
    """The state it was voided in."""
    counter: str = ""
    calls: int = 0
    missed_ms: int = 0
    parked: ParkedAt | None = None
    result: int | None = None
    paper: str = ""
    reprints: int = 0
    busy_ms: int = 0
    """Since when a counter is busy with it, 0 when none is."""
    spent_ms: int = 0
    """How long one was, since its call, before it was put aside."""
    earlier: bool = False
    """It was given on an earlier day, with an appointment for this one."""
    changes: int = 0
    """How often it went from state to state: who wants to take a step back must know that nobody took another."""

    @property
    def key(self) -> Key:
        return Key(self.since_ms, self.order)


class Deed(Struct, kw_only=True):
    """The last thing that was done at a counter, with what was before: undo puts that back."""

    at_ms: int
    verb: str
    before: dict[str, Ticket]
    after: dict[str, int]
    """`changes` of each ticket when it was done."""
    desks: dict[str, "Desk"]
    finished: dict[tuple[str, str], int | None]
    paid: bool = False
    slip: str = ""
    late: bool = False
    """A counter did it alone, and it was told afterwards."""


class Desk(Struct, kw_only=True):
    """A counter; `normal_run` as in policy.choose."""

    open: bool = True
    paused: int = 0
    """Why it pauses (keypad.pause.reason), 0 when it does not."""
    released: bool = False
    """Its pause is so long that nobody waits for it alone any more."""
    release_ms: int = 0
    ticket: str = ""
    bench: tuple[str, ...] = ()
    """Who is served here too and was put aside for somebody else."""
    normal_run: int = 0
    last: str = ""
    """Who was here before, gone at `last_ms`."""
    last_ms: int = 0
    invited_ms: int = 0
    """When they were asked once more to rate."""
    deed: Deed | None = None

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody who is served here."""
        return (self.ticket, *self.bench) if self.ticket else self.bench


class Booking(NamedTuple):
    """An appointment of the book. `number` and `late`: what its holder got, once here."""

    code: str
    service: str
    day: str
    due_ms: int
    state: Literal["open", "kept", "cancelled", "missed"] = "open"
    number: str = ""
    late: bool = False

    @property
    def hour(self) -> tuple[str, int]:
        """The service's hour in which it is promised a place."""
        return self.service, self.due_ms // HOUR_MS

    @property
    def takes_place(self) -> bool:
        """Whether somebody may still come for it, or came."""
        return self.state in ("open", "kept")


class DossierOf(NamedTuple):
    """Which visit of today a dossier belongs to, whether who pays for it comes back, and its last state."""

    number: str
    counter: str
    fee_back: bool | None
    state: int = 0


def back_line(counter: str) -> str:
    """The line of those who come (back) to one counter. No service has such a name."""
    return f"@{counter}"


def officer_line(officer: str) -> str:
    """The line of those who come to one officer, wherever they sit. No counter has such a name."""
    return f"@officer:{officer}"


class VisitTime(NamedTuple):
    """A visit of a service kept a counter busy for so long."""

    service: str
    ms: int


class RecentCall(NamedTuple):
    number: str
    counter: str
    at_ms: int


class Conflict(NamedTuple):
    """What a counter did alone and does not fit; `changes` of its ticket then (-1: nobody has it)."""

    event: AloneConflict
    changes: int


class Search(Struct, kw_only=True):
    """Somebody looks for a device; `outcome` is "" until it has answered, or can't any more."""

    device: str
    request: str
    asked_ms: int
    outcome: Outcome | Literal[""] = ""
    reason: str = ""


class Timer(NamedTuple):
    """Something ends by itself: the parking of a ticket, the patience with a counter's pause, an officer's lock."""

    at_ms: int
    kind: Literal["park", "pause", "lock"]
    id: str


class Line(Struct, kw_only=True):
    """The people waiting in one line: a heap for each priority class, and BOOKED, and LATER.

    A ticket that left the middle stays in its heap until it comes to the front; the front is always a waiting one.
    """

    queues: dict[str, list[Head]] = {}
    counts: dict[str, int] = {}
    calls: int = 0
    """How many were called out of it today."""
    called: list[tuple[int, ...]] = []
    """The places of those, in order of place: who was passed by how many can be looked up."""

    @property
    def count(self) -> int:
        return sum(self.counts.values())

    @property
    def normal_count(self) -> int:
        return self.counts.get("", 0)

    @property
    def priority_count(self) -> int:
        return sum(count for queue, count in self.counts.items() if queue and not queue.startswith("@"))

    def passed(self, key: tuple[int, int]) -> int:
        """How many of a later place were called before whoever has this one."""
        return len(self.called) - bisect_right(self.called, key)


class Papers(Struct):
    """What is known of the slips of a day."""

    of: dict[str, str] = {}
    """The number that each was printed for, "" for none."""
    outcomes: dict[str, str] = {}
    """What became of each that was answered: printed, or why not."""
    copies: dict[str, int] = {}
    """How many are or may be out, of those that are copies of each other."""
    reported: bool = False
    """The day is over, and its report was printed."""


class State:
    """All that is true now of one day."""

    def __init__(self, day: str) -> None:
        self.day = day
        self.tickets: dict[str, Ticket] = {}
        self.presses: dict[str, str] = {}
        self.next_n: defaultdict[str, int] = defaultdict(int)
        """By series: the id of a service, or `service/priority`, `service/booked`."""
        self.waiting: defaultdict[str, Line] = defaultdict(Line)
        self.desks: defaultdict[str, Desk] = defaultdict(Desk)
        self.parked: dict[str, None] = {}
        self.timers: list[Timer] = []
        self.closed_services: set[str] = set()
        self.finished: dict[tuple[str, str], int] = {}
        """When a number was last done with at a counter."""
        self.visits: dict[tuple[str, str, int], VisitTime] = {}
        """How long each visit took: by number, counter and the time of its end."""
        self.times: defaultdict[str, list[int]] = defaultdict(list)
        """The same by service, sorted."""
        self.policy: PolicySet | None = None
        """Under which settings calls are decided now."""
        self.dossiers: dict[str, DossierOf] = {}
        self.paid: set[str] = set()
        """Codes of the dossiers whose fee was paid."""
        self.papers = Papers()
        self.first_calls: dict[str, tuple[int, int]] = {}
        """Since when each number could be called, and when it first was."""
        self.rated, self.votes = set[str](), set[str]()
        self.helping: dict[str, int] = {}
        """The kiosks where somebody asked for help, and since when."""
        self.recent, self.searches = deque[RecentCall](maxlen=RECENT_CALLS), deque[Search](maxlen=RECENT_SEARCHES)
        self.conflicts: list[Conflict] = []
        self.hours, self.logins = HoursState.fresh(), Logins()
        self.bookings: dict[str, Booking] = {}
        """The appointment book of today and of later days, by code."""
        self.open_bookings = 0
        self.booked: dict[tuple[str, int], int] = {}
        """How many places are taken of each hour of a service that has any (Booking.hour)."""
        self.skipped = 0
        """Numbers that every series has left out today, because the store was restored."""
        self.epoch_raised = False
        """The store was new, or an older copy, when some device knew better: numbers may be out that it knows not."""

    def open_conflicts(self) -> tuple[AloneConflict, ...]:
        """What nobody has sorted out yet, the newest first."""
        if not self.conflicts:
            return ()
        return tuple(
            event
            for event, changes in reversed(self.conflicts)
            if changes < 0 or self.tickets[event.number].changes == changes
        )

    def desk_ticket(self, counter: str) -> Ticket | None:
        """The ticket at a counter."""
        desk = self.desks.get(counter)
        return self.tickets[desk.ticket] if desk is not None and desk.ticket else None

    def counter_state(self, counter: str) -> Literal["closed", "free", "called", "serving", "paused"]:
        """What a counter shows; open and free before anything happened at it."""
        desk = self.desks.get(counter)
        if desk is None:
            return "free"
        if desk.ticket:
            return "called" if self.tickets[desk.ticket].state == "called" else "serving"
        if not desk.open:
            return "closed"
        return "paused" if desk.paused else "free"

    def waiting_in(self, lines: Iterable[str]) -> int:
        """People waiting in any of these lines."""
        return sum(line.count for name in lines if (line := self.waiting.get(name)) is not None)

    def parked_at(self, counter: str) -> tuple[str, ...]:
        """The numbers that were set aside at a counter."""
        return tuple(n for n in self.parked if (p := self.tickets[n].parked) is not None and p.counter == counter)

    def takes_back(self, counter: str) -> bool:
        """Whether somebody may wait for this counter alone."""
        desk = self.desks.get(counter)
        return desk is None or (desk.open and not desk.released)
