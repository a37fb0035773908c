"""What the facts about numbers do to the day: given, voided, changed, on paper, back after a missed call."""

from collections.abc import Callable
from heapq import heappush
from typing import Any

from hub.engine import events as e
from hub.engine.day import State, Ticket, Timer
from hub.engine.lifecycle import AT_COUNTER
from hub.engine.lines import advance, enter, leave, put_back


def series_key(service: str, series: e.Series) -> str:
    """The name of a series in State.next_n."""
    return f"{service}/{series}" if series else service


def _taken(state: State, event: e.TicketTaken) -> None:
    key = series_key(event.service, event.series)
    state.next_n[key] = max(state.next_n[key], event.n + 1)
    ticket = _ticket(state, event, event.at_ms)
    ticket.booked_ms, ticket.since_ms = event.booked_ms, event.since_ms or event.at_ms
    enter(state, ticket, event.service)


def _ticket(state: State, event: e.TicketTaken | e.ReserveTaken, arrived_ms: int) -> Ticket:
    state.presses[event.press] = event.number
    return Ticket(
        number=event.number,
        press=event.press,
        service=event.service,
        asked=event.service,
        priority=event.priority,
        # Facts of before there were classes have none; nor is their queue asked for by name.
        rank=event.rank or ("priority" if event.priority else ""),
        kiosk=event.kiosk,
        arrived_ms=arrived_ms,
        since_ms=arrived_ms,
        order=len(state.tickets),
        reserve=isinstance(event, e.ReserveTaken),
    )


def _reserve(state: State, event: e.ReserveTaken) -> None:
    ticket = _ticket(state, event, event.arrived_ms)
    voided = state.tickets.get(event.in_place_of)
    if voided is None:
        enter(state, ticket, ticket.service)
        return
    _take_over(ticket, voided)
    state.tickets[ticket.number] = ticket
    if voided.was in AT_COUNTER:
        ticket.state = voided.was
        state.desks[ticket.counter].ticket = ticket.number
    elif voided.was == "held":
        ticket.state, desk = "held", state.desks[ticket.counter]
        desk.bench = (*desk.bench, ticket.number)
    elif voided.was == "parked":
        ticket.state, ticket.parked = "parked", voided.parked
        state.parked[ticket.number] = None
        if voided.parked is not None and voided.parked.until_ms:
            heappush(state.timers, Timer(voided.parked.until_ms, "park", ticket.number))
    elif voided.was == "waiting":
        ticket.line, ticket.queue, ticket.place = voided.line, voided.queue, voided.place._replace(number=ticket.number)
        put_back(state, ticket)
    else:
        ticket.leg, ticket.back_to, ticket.promised, ticket.home = "", "", "", ""
        enter(state, ticket, ticket.service)


def _take_over(ticket: Ticket, voided: Ticket) -> None:
    """It stands for the number that the hub had given: in its place, with its promises."""
    ticket.arrived_ms, ticket.since_ms, ticket.order = voided.arrived_ms, voided.since_ms, voided.order
    ticket.service, ticket.rank, ticket.booked_ms = voided.service, voided.rank, voided.booked_ms
    ticket.came_from = voided.came_from
    ticket.leg, ticket.back_to = voided.leg, voided.back_to
    ticket.promised, ticket.home = voided.promised, voided.home
    ticket.dossiers, ticket.calls = voided.dossiers, voided.calls
    ticket.counter, ticket.busy_ms, ticket.spent_ms = voided.counter, voided.busy_ms, voided.spent_ms


def _void(state: State, event: e.NumberVoided) -> None:
    ticket = state.tickets[event.number]
    ticket.was = ticket.state
    advance(ticket, "void")
    if ticket.was == "waiting":
        line, queue = ticket.line, ticket.queue
        leave(state, ticket)
        # What takes its place goes there.
        ticket.line, ticket.queue = line, queue
    elif ticket.was in AT_COUNTER:
        desk = state.desks[ticket.counter]
        desk.ticket, desk.deed = "", None
    elif ticket.was == "held":
        desk = state.desks[ticket.counter]
        desk.bench, desk.deed = tuple(number for number in desk.bench if number != event.number), None
    elif ticket.was == "parked":
        del state.parked[event.number]


def _changed(state: State, event: e.ServiceChanged) -> None:
    ticket = state.tickets[event.number]
    advance(ticket, "change")
    leave(state, ticket)
    ticket.service = event.service
    enter(state, ticket, event.service)


def _marked_back(state: State, event: e.MarkedBack) -> None:
    ticket = state.tickets[event.number]
    advance(ticket, "return")
    ticket.leg = "" if ticket.leg == "back" else ticket.leg
    where = ticket.service if ticket.came_from.startswith("@") else ticket.came_from
    enter(state, ticket, where, event.after_calls)


def _paper(state: State, event: e.Printed | e.PrintMissed) -> None:
    ticket = state.tickets.get(event.number)
    if ticket is not None and ticket.press == event.press:
        ticket.paper = "printed" if isinstance(event, e.Printed) else event.outcome


def _reprint(state: State, event: e.ReprintAsked) -> None:
    ticket = state.tickets[event.number]
    # The paper of that kiosk from now on: it is the one that says what became of it.
    ticket.reprints, ticket.kiosk = event.n, event.kiosk


def _offer(state: State, event: e.ServiceOpened | e.ServiceClosed) -> None:
    if isinstance(event, e.ServiceOpened):
        state.closed_services.discard(event.service)
    else:
        state.closed_services.add(event.service)


def _noted(state: State, event: e.EpochRaised | e.Rated | e.AgencyRated) -> None:
    if isinstance(event, e.EpochRaised):
        state.epoch_raised = True
    elif isinstance(event, e.Rated):
        state.rated.add(event.visit)
    else:
        state.votes.add(event.vote)


def _policy(state: State, event: e.PolicySet) -> None:
    state.policy = event


def _restored(state: State, event: e.StoreRestored) -> None:
    state.skipped += event.skip
    for series in state.next_n:
        state.next_n[series] += event.skip


def _help(state: State, event: e.HelpAsked | e.HelpAnswered) -> None:
    if isinstance(event, e.HelpAsked):
        state.helping[event.kiosk] = event.at_ms
    else:
        state.helping.pop(event.kiosk, None)


FOLDS: dict[type[e.Fact], Callable[[State, Any], None]] = {
    e.TicketTaken: _taken,
    e.ReserveTaken: _reserve,
    e.NumberVoided: _void,
    e.ServiceChanged: _changed,
    e.MarkedBack: _marked_back,
    e.ReprintAsked: _reprint,
    e.HelpAsked: _help,
    e.HelpAnswered: _help,
    e.ServiceOpened: _offer,
    e.ServiceClosed: _offer,
    e.Printed: _paper,
    e.PrintMissed: _paper,
    e.EpochRaised: _noted,
    e.StoreRestored: _restored,
    e.PolicySet: _policy,
    e.Rated: _noted,
    e.AgencyRated: _noted,
}
