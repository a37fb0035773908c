"""The state of one day, folded from its facts: `apply` is the only thing that ever changes it.

A day's log may name services and counters that the settings no longer have (changed at noon), so folding never asks the
settings: what is unknown is made on the spot.
"""

from collections import defaultdict, deque
from collections.abc import Iterable
from heapq import heappop, heappush
from typing import Literal, NamedTuple

from msgspec import Struct

from hub.engine import events as e
from hub.engine.lifecycle import AT_COUNTER, LIFECYCLE, TicketState, Verb
from hub.engine.policy import Head

RECENT_CALLS = 12


class Ticket(Struct, kw_only=True):
    """One place in the queue of the day."""

    number: str
    press: str
    service: str
    priority: bool
    kiosk: str
    arrived_ms: int
    order: int
    reserve: bool = False
    state: TicketState = "waiting"
    was: TicketState = "waiting"
    """The state it was voided in."""
    counter: str = ""
    calls: int = 0
    result: int | None = None
    paper: str = ""


class Desk(Struct, kw_only=True):
    """A counter; `normal_run` as in policy.choose."""

    open: bool = True
    ticket: str = ""
    normal_run: int = 0


class RecentCall(NamedTuple):
    number: str
    counter: str
    at_ms: int


class Waiting(Struct, kw_only=True):
    """The people waiting for one service: heaps by arrival (a merged reserve ticket goes in the middle).

    A ticket that left the middle stays in its heap until it comes to the front; the front is always a waiting one.
    """

    normal: list[Head]
    priority: list[Head]
    normal_count: int = 0
    priority_count: int = 0

    @property
    def count(self) -> int:
        return self.normal_count + self.priority_count


class State:
    """All that is true now of one day."""

    def __init__(self, day: str) -> None:
        self.day = day
        self.tickets: dict[str, Ticket] = {}
        self.presses: dict[str, str] = {}
        self.next_n: defaultdict[str, int] = defaultdict(int)
        self.waiting: defaultdict[str, Waiting] = defaultdict(lambda: Waiting(normal=[], priority=[]))
        self.desks: defaultdict[str, Desk] = defaultdict(Desk)
        self.closed_services: set[str] = set()
        self.finished: dict[tuple[str, str], int] = {}
        """When a number was last done with at a counter."""
        self.rated: set[str] = set()
        self.votes: set[str] = set()
        self.recent: deque[RecentCall] = deque(maxlen=RECENT_CALLS)
        self.epoch_raised = False
        """The store was new, or an older copy, when some device knew better: numbers may be out that it knows not."""

    def desk_ticket(self, counter: str) -> Ticket | None:
        """The ticket at a counter."""
        desk = self.desks.get(counter)
        return self.tickets[desk.ticket] if desk is not None and desk.ticket else None

    def counter_state(self, counter: str) -> Literal["closed", "free", "called", "serving"]:
        """What a counter shows; open and free before anything happened at it."""
        desk = self.desks.get(counter)
        if desk is None or not desk.ticket:
            return "closed" if desk is not None and not desk.open else "free"
        return "called" if self.tickets[desk.ticket].state == "called" else "serving"

    def waiting_for(self, services: Iterable[str]) -> int:
        """People waiting for any of these services."""
        return sum(line.count for service in services if (line := self.waiting.get(service)) is not None)


def apply(state: State, event: e.EngineEvent) -> None:
    """Fold one fact into the state. Raises KeyError when the fact does not fit the state: the log is damaged."""
    match event:
        case e.TicketTaken():
            state.next_n[event.service] = max(state.next_n[event.service], event.n + 1)
            _enter(state, _ticket(state, event, event.at_ms))
        case e.ReserveTaken():
            _apply_reserve(state, event)
        case e.NumberVoided():
            _apply_void(state, state.tickets[event.number])
        case e.Called():
            _apply_call(state, event)
        case e.Recalled() | e.Started() | e.Finished() | e.NoShow():
            _apply_at_counter(state, event)
        case e.CounterOpened() | e.CounterClosed():
            state.desks[event.counter].open = isinstance(event, e.CounterOpened)
        case e.ServiceOpened():
            state.closed_services.discard(event.service)
        case e.ServiceClosed():
            state.closed_services.add(event.service)
        case e.Printed() | e.PrintMissed():
            ticket = state.tickets.get(event.number)
            if ticket is not None and ticket.press == event.press:
                ticket.paper = "printed" if isinstance(event, e.Printed) else event.outcome
        case e.EpochRaised():
            state.epoch_raised = True
        case e.Rated() if not isinstance(event, e.RatedOfPastDay):
            state.rated.add(event.visit)
        case e.AgencyRated():
            state.votes.add(event.vote)
        case e.RatedOfPastDay() | e.DayStarted() | e.ReserveOfPastDay() | e.VoiceMissed() | e.FaultNoted():
            pass


def _ticket(state: State, event: e.TicketTaken | e.ReserveTaken, arrived_ms: int) -> Ticket:
    state.presses[event.press] = event.number
    return Ticket(
        number=event.number,
        press=event.press,
        service=event.service,
        priority=event.priority,
        kiosk=event.kiosk,
        arrived_ms=arrived_ms,
        order=len(state.tickets),
        reserve=isinstance(event, e.ReserveTaken),
    )


def _apply_reserve(state: State, event: e.ReserveTaken) -> None:
    ticket = _ticket(state, event, event.arrived_ms)
    voided = state.tickets.get(event.in_place_of)
    if voided is not None:
        ticket.arrived_ms, ticket.order = voided.arrived_ms, voided.order
    if voided is not None and voided.was in AT_COUNTER:
        ticket.state, ticket.counter, ticket.calls = voided.was, voided.counter, voided.calls
        state.desks[ticket.counter].ticket = ticket.number
        state.tickets[ticket.number] = ticket
    else:
        _enter(state, ticket)


def _apply_void(state: State, ticket: Ticket) -> None:
    ticket.was = ticket.state
    _advance(ticket, "void")
    if ticket.was == "waiting":
        _leave(state, ticket)
    elif ticket.was in AT_COUNTER:
        state.desks[ticket.counter].ticket = ""


def _apply_call(state: State, event: e.Called) -> None:
    ticket, desk = state.tickets[event.number], state.desks[event.counter]
    _advance(ticket, "call")
    ticket.counter, ticket.calls = event.counter, ticket.calls + 1
    desk.ticket = ticket.number
    desk.normal_run = 0 if ticket.priority else desk.normal_run + 1
    _leave(state, ticket)
    state.recent.appendleft(RecentCall(ticket.number, event.counter, event.at_ms))


def _apply_at_counter(state: State, event: e.Recalled | e.Started | e.Finished | e.NoShow) -> None:
    ticket = state.tickets[event.number]
    if isinstance(event, e.Recalled):
        _advance(ticket, "recall")
        ticket.calls += 1
        state.recent.appendleft(RecentCall(ticket.number, event.counter, event.at_ms))
    elif isinstance(event, e.Started):
        _advance(ticket, "start")
    else:
        _advance(ticket, "finish" if isinstance(event, e.Finished) else "noshow")
        ticket.result = event.result if isinstance(event, e.Finished) else None
        if isinstance(event, e.Finished):
            state.finished[event.number, event.counter] = event.at_ms
        state.desks[event.counter].ticket = ""


def _advance(ticket: Ticket, verb: Verb) -> None:
    ticket.state = LIFECYCLE[ticket.state, verb]


def _enter(state: State, ticket: Ticket) -> None:
    state.tickets[ticket.number] = ticket
    line, head = state.waiting[ticket.service], Head(ticket.arrived_ms, ticket.order, ticket.number)
    if ticket.priority:
        heappush(line.priority, head)
        line.priority_count += 1
    else:
        heappush(line.normal, head)
        line.normal_count += 1


def _leave(state: State, ticket: Ticket) -> None:
    line = state.waiting[ticket.service]
    if ticket.priority:
        line.priority_count -= 1
    else:
        line.normal_count -= 1
    heap = line.priority if ticket.priority else line.normal
    while heap and state.tickets[heap[0].number].state != "waiting":
        heappop(heap)
