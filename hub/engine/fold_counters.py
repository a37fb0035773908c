"""What the facts of counters do to the day: called, served, set aside, sent on, doors."""

from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any

from hub.engine import events as e
from hub.engine import pace
from hub.engine.counter_events import AT_END
from hub.engine.day import Conflict, DossierOf, ParkedAt, RecentCall, State, Ticket, Timer, back_line, officer_line
from hub.engine.lifecycle import LIFECYCLE
from hub.engine.lines import advance, count_call, enter, leave, send_on


def _call(state: State, event: e.Called) -> None:
    ticket, desk = state.tickets[event.number], state.desks[event.counter]
    advance(ticket, "call")
    if ticket.calls == 0:
        state.first_calls[ticket.number] = max(ticket.arrived_ms, ticket.since_ms), event.moment_ms
    ticket.counter, ticket.calls = event.counter, ticket.calls + 1
    ticket.busy_ms, ticket.spent_ms = event.moment_ms, 0
    desk.ticket = ticket.number
    line = ticket.line
    if not line.startswith("@"):
        desk.normal_run = 0 if ticket.priority else desk.normal_run + 1
    leave(state, ticket)
    count_call(state, ticket, line)
    state.recent.appendleft(RecentCall(ticket.number, event.counter, event.moment_ms))
    if not event.is_late:
        _let_go(state, event.counter)


def _recall(state: State, event: e.Recalled) -> None:
    ticket = state.tickets[event.number]
    advance(ticket, "recall")
    ticket.calls += 1
    state.recent.appendleft(RecentCall(ticket.number, event.counter, event.at_ms))


def _start(state: State, event: e.Started) -> None:
    advance(state.tickets[event.number], "start")


def _finish(state: State, event: e.Finished) -> None:
    ticket = state.tickets[event.number]
    advance(ticket, "finish")
    ticket.result = event.result
    _visited(state, event, event.moment_ms)
    pace.note(state, ticket, event.counter, event.moment_ms)
    _free(state, event)


def _no_fit(state: State, event: e.AloneConflict) -> None:
    ticket = state.tickets.get(event.number)
    state.conflicts.append(Conflict(event, -1 if ticket is None else ticket.changes))


def _let_go(state: State, counter: str) -> None:
    """The officer has gone on. A conflict about a number that never will is over with that: nobody can end it else."""
    state.conflicts = [
        each for each in state.conflicts if each.event.counter != counter or each.event.why not in AT_END
    ]


def _visited(state: State, event: e.Finished | e.SentToFee, at_ms: int) -> None:
    """The visit to whoever is logged in there is over, and may be rated."""
    state.finished[event.number, event.counter] = at_ms
    if event.counter in state.logins.at:
        state.logins.served[event.number, event.counter] = state.logins.at[event.counter]


def _no_show(state: State, event: e.NoShow) -> None:
    ticket = state.tickets[event.number]
    advance(ticket, "noshow")
    ticket.result, ticket.missed_ms = None, event.at_ms
    _free(state, event)


def _free(
    state: State, event: e.Finished | e.NoShow | e.SentToFee | e.Parked | e.Requeued | e.Transferred | e.Moved
) -> None:
    desk = state.desks[event.counter]
    desk.ticket = "" if desk.ticket == event.number else desk.ticket
    desk.bench = tuple(number for number in desk.bench if number != event.number)
    desk.last, desk.last_ms, desk.invited_ms = event.number, event.at_ms, 0


def _hold(state: State, event: e.Held) -> None:
    ticket, desk = state.tickets[event.number], state.desks[event.counter]
    advance(ticket, "hold")
    ticket.spent_ms, ticket.busy_ms = pace.spent(ticket, event.at_ms), 0
    desk.ticket, desk.bench = "", (*desk.bench, event.number)


def _switch(state: State, event: e.Switched) -> None:
    ticket, desk = state.tickets[event.number], state.desks[event.counter]
    advance(ticket, "switch")
    ticket.busy_ms = event.at_ms
    desk.ticket, desk.bench = event.number, tuple(number for number in desk.bench if number != event.number)


def _park(state: State, event: e.Parked) -> None:
    ticket = state.tickets[event.number]
    advance(ticket, "park")
    ticket.parked = ParkedAt(event.counter, event.until_ms, event.mine)
    state.parked[event.number] = None
    if event.until_ms:
        heappush(state.timers, Timer(event.until_ms, "park", event.number))
    _free(state, event)


def _unpark(state: State, event: e.Unparked) -> None:
    ticket = state.tickets[event.number]
    advance(ticket, "unpark")
    ticket.parked = None
    del state.parked[event.number]
    if event.to_counter and state.takes_back(event.to_counter):
        enter(state, ticket, back_line(event.to_counter))
    else:
        enter(state, ticket, _old_line(ticket))


def _old_line(ticket: Ticket) -> str:
    """The line that everybody waits in where it stood before; one counter's own is not among them."""
    if ticket.came_from and not ticket.came_from.startswith("@"):
        return ticket.came_from
    ticket.leg = "" if ticket.leg == "back" else ticket.leg
    return ticket.service


def _requeue(state: State, event: e.Requeued) -> None:
    ticket = state.tickets[event.number]
    advance(ticket, "requeue")
    _free(state, event)
    enter(state, ticket, _old_line(ticket))


def _transfer(state: State, event: e.Transferred) -> None:
    ticket = state.tickets[event.number]
    advance(ticket, "transfer")
    _free(state, event)
    if event.back:
        ticket.promised, ticket.home = event.counter, ticket.service
    if event.to_counter or event.to_officer:
        ticket.leg = "visit"
        alone = back_line(event.to_counter) if event.to_counter else officer_line(event.to_officer)
        enter(state, ticket, alone)
    else:
        ticket.leg, ticket.service = "", event.service
        enter(state, ticket, event.service)


def _sent_back(state: State, event: e.SentBack) -> None:
    ticket = state.tickets[event.number]
    advance(ticket, "back")
    keep_promise(ticket)
    come_back(state, ticket, event.back_to)


def keep_promise(ticket: Ticket) -> None:
    """It goes on with what it came from, and is not sent once more to where it has just been."""
    ticket.promised, ticket.service, ticket.home = "", ticket.home or ticket.service, ""


def come_back(state: State, ticket: Ticket, counter: str) -> None:
    """It waits for the counter that it was promised; when that has closed, for any of the service."""
    ticket.leg = "back"
    enter(state, ticket, back_line(counter))
    if not state.takes_back(counter):
        send_on(state, counter)


def _move(state: State, event: e.Moved) -> None:
    ticket = state.tickets[event.number]
    advance(ticket, "move")
    _free(state, event)
    ticket.counter = event.to_counter
    state.desks[event.to_counter].ticket = event.number
    if ticket.promised == event.to_counter:
        keep_promise(ticket)


def _fee(state: State, event: e.SentToFee) -> None:
    ticket = state.tickets[event.number]
    advance(ticket, "fee")
    _free(state, event)
    ticket.leg, ticket.back_to = "fee", event.counter if event.back else ""
    if not event.back:
        _visited(state, event, event.at_ms)
        pace.note(state, ticket, event.counter, event.at_ms)
    if event.slip:
        state.papers.of[event.slip] = event.number
    enter(state, ticket, event.service)


def _paid(state: State, event: e.FeePaid) -> None:
    if event.code:
        state.paid.add(event.code)
    ticket = state.tickets.get(event.number)
    if ticket is None or ticket.leg != "fee" or (ticket.state, "back") not in LIFECYCLE:
        return
    if ticket.state == "waiting":
        leave(state, ticket)
    if not event.back_to:
        advance(ticket, "leave")
        return
    advance(ticket, "back")
    if ticket.promised == event.back_to:
        keep_promise(ticket)
    come_back(state, ticket, event.back_to)


def _dossier(state: State, event: e.DossierReported) -> None:
    state.dossiers[event.code] = DossierOf(event.number, event.counter, event.fee_back, event.state)
    ticket = state.tickets.get(event.number)
    if ticket is not None and event.code not in ticket.dossiers:
        ticket.dossiers = [*ticket.dossiers, event.code]
    if event.slip:
        state.papers.of[event.slip] = event.number


def _named(state: State, event: e.DossierNamed) -> None:
    known = state.dossiers.get(event.code, DossierOf("", "", None))
    state.dossiers[event.code] = known._replace(number=event.number, counter=event.counter)
    ticket = state.tickets[event.number]
    if event.code not in ticket.dossiers:
        ticket.dossiers = [*ticket.dossiers, event.code]


def _invited(state: State, event: e.RatingAsked) -> None:
    state.desks[event.counter].invited_ms = event.at_ms


def _door(state: State, event: e.CounterOpened | e.CounterClosed) -> None:
    desk = state.desks[event.counter]
    desk.open, desk.deed = isinstance(event, e.CounterOpened), None
    _resumed(state, event.counter)
    if isinstance(event, e.CounterClosed):
        _let_go(state, event.counter)
        send_on(state, event.counter, event.officer)


def _pause(state: State, event: e.CounterPaused) -> None:
    desk = state.desks[event.counter]
    desk.paused, desk.release_ms, desk.deed = event.reason, event.release_ms, None
    if event.release_ms:
        heappush(state.timers, Timer(event.release_ms, "pause", event.counter))


def _resume(state: State, event: e.CounterResumed) -> None:
    _resumed(state, event.counter)


def _resumed(state: State, counter: str) -> None:
    desk = state.desks[counter]
    desk.paused, desk.release_ms, desk.released = 0, 0, False


def _release(state: State, event: e.CounterReleased) -> None:
    desk = state.desks[event.counter]
    desk.released, desk.release_ms = True, 0
    send_on(state, event.counter, event.officer)


def is_running(state: State, timer: Timer) -> bool:
    """False for a timer that was overtaken: taken back, resumed, closed, set anew."""
    if timer.kind == "pause":
        return state.desks[timer.id].release_ms == timer.at_ms
    if timer.kind == "lock":
        lock = state.logins.locks.get(timer.id)
        return lock is not None and lock.until_ms == timer.at_ms
    parked = state.tickets[timer.id].parked
    return state.tickets[timer.id].state == "parked" and parked is not None and parked.until_ms == timer.at_ms


def forget_timers(state: State) -> None:
    """The first timer is again one that runs."""
    while state.timers and not is_running(state, state.timers[0]):
        heappop(state.timers)


FOLDS: dict[type[e.Fact], Callable[[State, Any], None]] = {
    e.Called: _call,
    e.Recalled: _recall,
    e.Started: _start,
    e.Finished: _finish,
    e.AloneConflict: _no_fit,
    e.NoShow: _no_show,
    e.Parked: _park,
    e.Unparked: _unpark,
    e.Requeued: _requeue,
    e.Transferred: _transfer,
    e.SentBack: _sent_back,
    e.Moved: _move,
    e.Held: _hold,
    e.Switched: _switch,
    e.SentToFee: _fee,
    e.FeePaid: _paid,
    e.DossierReported: _dossier,
    e.DossierNamed: _named,
    e.RatingAsked: _invited,
    e.CounterOpened: _door,
    e.CounterClosed: _door,
    e.CounterPaused: _pause,
    e.CounterResumed: _resume,
    e.CounterReleased: _release,
}
