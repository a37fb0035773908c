"""Into a line and out of it; all of it folds, none of it decides."""

from bisect import bisect_left, insort
from heapq import heappop, heappush

from hub.engine.day import BOOKED, LATER, Head, Line, State, Ticket, back_line, officer_line
from hub.engine.lifecycle import LIFECYCLE, Verb


def advance(ticket: Ticket, verb: Verb) -> None:
    """The next state of a ticket. Raises KeyError when the fact does not fit: the log is damaged."""
    ticket.state = LIFECYCLE[ticket.state, verb]
    ticket.changes += 1


def enter(state: State, ticket: Ticket, where: str, after_calls: int | None = None) -> None:
    """It waits in the line `where`, by its own time (`after_calls`: after so many calls out of that line)."""
    state.tickets[ticket.number] = ticket
    line = state.waiting[where]
    ticket.line, ticket.queue = where, _queue_of(ticket, where)
    ticket.place = Head(ticket.since_ms, ticket.order, ticket.number)
    if after_calls is not None:
        ticket.queue, ticket.place = LATER, Head(line.calls + after_calls, ticket.order, ticket.number)
    put_back(state, ticket)


def _queue_of(ticket: Ticket, where: str) -> str:
    if ticket.booked_ms and not ticket.counter and where == ticket.service:
        return BOOKED
    return ticket.rank


def put_back(state: State, ticket: Ticket) -> None:
    """It waits where its own fields say."""
    line = state.waiting[ticket.line]
    heappush(line.queues.setdefault(ticket.queue, []), ticket.place)
    line.counts[ticket.queue] = line.counts.get(ticket.queue, 0) + 1


def leave(state: State, ticket: Ticket) -> None:
    """It waits there no more: the front of the queue is again somebody who does."""
    name, queue = ticket.line, ticket.queue
    ticket.came_from, ticket.line, ticket.queue = name, "", ""
    line = state.waiting[name]
    line.counts[queue] -= 1
    heap = line.queues[queue]
    while heap and not _waits(state.tickets[heap[0].number], heap[0], name, queue):
        heappop(heap)


def _waits(ticket: Ticket, head: Head, line: str, queue: str) -> bool:
    return (ticket.state, ticket.line, ticket.queue, ticket.place) == ("waiting", line, queue, head)


def count_call(state: State, ticket: Ticket, line: str) -> None:
    """Somebody was called out of a line that everybody waits in: those before have been passed."""
    if not line.startswith("@"):
        state.waiting[line].calls += 1
        insort(state.waiting[line].called, ticket.key)


def uncount_call(state: State, ticket: Ticket, line: str) -> None:
    """That call has not been."""
    if not line.startswith("@"):
        state.waiting[line].calls -= 1
        called = state.waiting[line].called
        del called[bisect_left(called, ticket.key)]


def people_in(state: State, name: str) -> list[Ticket]:
    """Who waits in a line, in the order of their numbers' giving."""
    line = state.waiting.get(name, Line())
    found = {
        head.number: state.tickets[head.number]
        for queue, heap in line.queues.items()
        for head in heap
        if _waits(state.tickets[head.number], head, name, queue)
    }
    return sorted(found.values(), key=lambda ticket: ticket.order)


def send_on(state: State, counter: str, officer: str = "") -> None:
    """Nobody waits for this counter alone any more, nor for that officer: all wait for any counter of the service, in
    the old place."""
    _send_on(state, back_line(counter))
    if officer:
        send_officer_on(state, officer)
    for number in state.parked_at(counter):
        ticket = state.tickets[number]
        if ticket.parked is not None:
            ticket.parked = ticket.parked._replace(mine=False)


def send_officer_on(state: State, officer: str) -> None:
    """Nobody waits for that officer alone any more."""
    _send_on(state, officer_line(officer))


def _send_on(state: State, line: str) -> None:
    for ticket in people_in(state, line):
        leave(state, ticket)
        if ticket.leg != "visit":
            ticket.leg = ""
        enter(state, ticket, ticket.service)
