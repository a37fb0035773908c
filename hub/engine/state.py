"""The state of one day, folded from its facts: `apply` is the only thing that ever changes it.

A day's log may name services and counters that the settings no longer have (changed at noon), so folding never asks the
settings: what is unknown is made on the spot.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from heapq import heappop, heappush
from typing import Any, Literal, NamedTuple

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
    line: str = ""
    """Where it waits, or waited last: the id of a service, or back_line() of a counter."""
    leg: e.Leg = ""
    back_to: str = ""
    """The counter that goes on after the fee is paid, "" when nothing is left to do then."""
    dossiers: list[str] = []
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
    last: str = ""
    """Who was here before, gone at `last_ms`."""
    last_ms: int = 0


class DossierOf(NamedTuple):
    """Which visit of today a dossier belongs to, and whether who pays for it comes back."""

    number: str
    counter: str
    fee_back: bool | None


def back_line(counter: str) -> str:
    """The line of those who come back to a counter. No service has such a name."""
    return f"@{counter}"


class RecentCall(NamedTuple):
    number: str
    counter: str
    at_ms: int


class Waiting(Struct, kw_only=True):
    """The people waiting in one line: heaps by arrival (a merged reserve ticket goes in the middle).

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
        self.dossiers: dict[str, DossierOf] = {}
        self.paid: set[str] = set()
        """Codes of the dossiers whose fee was paid."""
        self.slips: dict[str, str] = {}
        """The number that each slip was printed for, "" for none."""
        self.rated: set[str] = set()
        self.votes: set[str] = set()
        self.recent: deque[RecentCall] = deque(maxlen=RECENT_CALLS)
        self.epoch_raised = False
        """The store was new, or an older copy, when some device knew better: numbers may be out that it knows not."""
        self.skipped = 0
        """Numbers that every series has left out today, because the store was restored."""

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

    def waiting_in(self, lines: Iterable[str]) -> int:
        """People waiting in any of these lines."""
        return sum(line.count for name in lines if (line := self.waiting.get(name)) is not None)


def apply(state: State, event: e.EngineEvent) -> None:
    """Fold one fact into the state. Raises KeyError when the fact does not fit the state: the log is damaged."""
    fold = _FOLDS.get(type(event))
    if fold is not None:
        fold(state, event)


def _apply_taken(state: State, event: e.TicketTaken) -> None:
    state.next_n[event.service] = max(state.next_n[event.service], event.n + 1)
    _enter(state, _ticket(state, event, event.at_ms))


def _apply_offer(state: State, event: e.ServiceOpened | e.ServiceClosed) -> None:
    if isinstance(event, e.ServiceOpened):
        state.closed_services.discard(event.service)
    else:
        state.closed_services.add(event.service)


def _apply_paper(state: State, event: e.Printed | e.PrintMissed) -> None:
    ticket = state.tickets.get(event.number)
    if ticket is not None and ticket.press == event.press:
        ticket.paper = "printed" if isinstance(event, e.Printed) else event.outcome


def _apply_noted(state: State, event: e.EpochRaised | e.Rated | e.AgencyRated) -> None:
    if isinstance(event, e.EpochRaised):
        state.epoch_raised = True
    elif isinstance(event, e.Rated):
        state.rated.add(event.visit)
    else:
        state.votes.add(event.vote)


def _apply_restored(state: State, event: e.StoreRestored) -> None:
    state.skipped += event.skip
    for series in state.next_n:
        state.next_n[series] += event.skip


def _ticket(state: State, event: e.TicketTaken | e.ReserveTaken, arrived_ms: int) -> Ticket:
    state.presses[event.press] = event.number
    return Ticket(
        number=event.number,
        press=event.press,
        service=event.service,
        line=event.service,
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
        ticket.line, ticket.leg, ticket.back_to = voided.line or ticket.line, voided.leg, voided.back_to
        ticket.dossiers = voided.dossiers
    if voided is not None and voided.was in AT_COUNTER:
        ticket.state, ticket.counter, ticket.calls = voided.was, voided.counter, voided.calls
        state.desks[ticket.counter].ticket = ticket.number
        state.tickets[ticket.number] = ticket
    else:
        _enter(state, ticket)


def _apply_void(state: State, event: e.NumberVoided) -> None:
    ticket = state.tickets[event.number]
    ticket.was = ticket.state
    _advance(ticket, "void")
    if ticket.was == "waiting":
        line = ticket.line
        _leave(state, ticket)
        # What takes its place goes there.
        ticket.line = line
    elif ticket.was in AT_COUNTER:
        state.desks[ticket.counter].ticket = ""


def _apply_call(state: State, event: e.Called) -> None:
    ticket, desk = state.tickets[event.number], state.desks[event.counter]
    _advance(ticket, "call")
    ticket.counter, ticket.calls = event.counter, ticket.calls + 1
    desk.ticket = ticket.number
    if event.leg != "back":
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
        _free(state, event)


def _free(state: State, event: e.Finished | e.NoShow | e.SentToFee) -> None:
    desk = state.desks[event.counter]
    desk.ticket, desk.last, desk.last_ms = "", event.number, event.at_ms


def _apply_fee(state: State, event: e.SentToFee) -> None:
    ticket = state.tickets[event.number]
    _advance(ticket, "fee")
    _free(state, event)
    ticket.leg, ticket.back_to = "fee", event.counter if event.back else ""
    if not event.back:
        # The visit to this officer is over, and may be rated.
        state.finished[event.number, event.counter] = event.at_ms
    if event.slip:
        state.slips[event.slip] = event.number
    _enter(state, ticket, event.service)


def _apply_paid(state: State, event: e.FeePaid) -> None:
    if event.code:
        state.paid.add(event.code)
    ticket = state.tickets.get(event.number)
    if ticket is None or ticket.leg != "fee" or (ticket.state, "back") not in LIFECYCLE:
        return
    if ticket.state == "waiting":
        _leave(state, ticket)
    if not event.back_to:
        _advance(ticket, "leave")
    else:
        _advance(ticket, "back")
        _enter(state, ticket, back_line(event.back_to))
        ticket.leg = "back"
        if not state.desks[event.back_to].open:
            _send_on(state, event.back_to)


def _apply_door(state: State, event: e.CounterOpened | e.CounterClosed) -> None:
    state.desks[event.counter].open = isinstance(event, e.CounterOpened)
    if isinstance(event, e.CounterClosed):
        _send_on(state, event.counter)


def _send_on(state: State, counter: str) -> None:
    """Who was to come back to a counter that has closed waits for any counter of the service, in the old place."""
    line = back_line(counter)
    if line not in state.waiting:
        return
    for ticket in [t for t in state.tickets.values() if t.line == line and t.state == "waiting"]:
        _leave(state, ticket)
        ticket.leg = ""
        _enter(state, ticket, ticket.service)


def _apply_dossier(state: State, event: e.DossierReported) -> None:
    state.dossiers[event.code] = DossierOf(event.number, event.counter, event.fee_back)
    ticket = state.tickets.get(event.number)
    if ticket is not None and event.code not in ticket.dossiers:
        ticket.dossiers = [*ticket.dossiers, event.code]
    if event.slip:
        state.slips[event.slip] = event.number


def _advance(ticket: Ticket, verb: Verb) -> None:
    ticket.state = LIFECYCLE[ticket.state, verb]


def _enter(state: State, ticket: Ticket, where: str = "") -> None:
    state.tickets[ticket.number] = ticket
    ticket.line = where or ticket.line
    line, head = state.waiting[ticket.line], Head(ticket.arrived_ms, ticket.order, ticket.number)
    if ticket.priority:
        heappush(line.priority, head)
        line.priority_count += 1
    else:
        heappush(line.normal, head)
        line.normal_count += 1


def _leave(state: State, ticket: Ticket) -> None:
    """It waits there no more: the front of the line is again somebody who does."""
    name, ticket.line = ticket.line, ""
    line = state.waiting[name]
    if ticket.priority:
        line.priority_count -= 1
    else:
        line.normal_count -= 1
    heap = line.priority if ticket.priority else line.normal
    while heap and (front := state.tickets[heap[0].number]) and (front.state, front.line) != ("waiting", name):
        heappop(heap)


# What is not here changes nothing that is asked of a day.
_FOLDS: dict[type[e.Fact], Callable[[State, Any], None]] = {
    e.TicketTaken: _apply_taken,
    e.ReserveTaken: _apply_reserve,
    e.NumberVoided: _apply_void,
    e.Called: _apply_call,
    e.Recalled: _apply_at_counter,
    e.Started: _apply_at_counter,
    e.Finished: _apply_at_counter,
    e.NoShow: _apply_at_counter,
    e.SentToFee: _apply_fee,
    e.FeePaid: _apply_paid,
    e.DossierReported: _apply_dossier,
    e.CounterOpened: _apply_door,
    e.CounterClosed: _apply_door,
    e.ServiceOpened: _apply_offer,
    e.ServiceClosed: _apply_offer,
    e.Printed: _apply_paper,
    e.PrintMissed: _apply_paper,
    e.EpochRaised: _apply_noted,
    e.StoreRestored: _apply_restored,
    e.Rated: _apply_noted,
    e.AgencyRated: _apply_noted,
}
