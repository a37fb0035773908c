"""What was done last at a counter, kept with what was before, and how undo puts that back.

Rule: one command is one deed, also when it is several facts (`follows`). A deed can be undone as long as none of its
tickets has taken another step since.
"""

from copy import copy
from heapq import heappush

from msgspec.structs import replace

from hub.engine import events as e
from hub.engine import pace
from hub.engine.day import Deed, RecentCall, State, Ticket, Timer
from hub.engine.lifecycle import AT_COUNTER
from hub.engine.lines import leave, put_back, uncount_call

# The name of a deed for people: trace.undone.<verb>.
VERBS: dict[type[e.Fact], str] = {
    e.Called: "call",
    e.Recalled: "recall",
    e.Started: "start",
    e.Finished: "finish",
    e.NoShow: "noshow",
    e.Parked: "park",
    e.Unparked: "unpark",
    e.Requeued: "requeue",
    e.Transferred: "transfer",
    e.Moved: "move",
    e.SentToFee: "fee",
    e.Held: "hold",
    e.Switched: "switch",
}
_PARTS = (e.SentBack, e.FeePaid)


class Before:
    """What a fact is about to change."""

    def __init__(self, state: State, event: e.EngineEvent) -> None:
        ticket = state.tickets[event.number]
        self.ticket = copy(ticket)
        self.counter = _counter_of(event, ticket)
        names = (self.counter, event.to_counter) if isinstance(event, e.Moved) else (self.counter,)
        self.desks = {name: replace(state.desks[name], deed=None) for name in names}
        visit = (event.number, self.counter)
        self.finished = {visit: state.finished.get(visit)}


def before(state: State, event: e.EngineEvent) -> Before | None:
    """To be asked before a fact is folded; None for one that is no officer's deed."""
    if type(event) in VERBS and not (isinstance(event, e.Unparked) and event.by == "timer"):
        return Before(state, event)
    return (
        Before(state, event) if event.follows and isinstance(event, _PARTS) and event.number in state.tickets else None
    )


def keep(state: State, event: e.EngineEvent, was: Before) -> None:
    """The fact has been folded: it is the last deed of its counter, or one more part of it."""
    desk = state.desks[was.counter]
    deed = desk.deed if event.follows else None
    if deed is None:
        desk.deed = deed = Deed(
            at_ms=event.at_ms, verb=VERBS.get(type(event), ""), before={}, after={}, desks={}, finished={}
        )
    deed.verb = "next" if isinstance(event, e.Called) and event.follows else deed.verb
    deed.verb = "switch" if isinstance(event, e.Switched) else deed.verb
    deed.before.setdefault(event.number, was.ticket)
    deed.after[event.number] = state.tickets[event.number].changes
    deed.desks = {**was.desks, **deed.desks}
    deed.finished = {**was.finished, **deed.finished}
    deed.paid = deed.paid or isinstance(event, e.FeePaid)
    deed.late = deed.late or (isinstance(event, e.LateFact) and event.is_late)
    deed.slip = deed.slip or (event.slip if isinstance(event, e.SentToFee) else "")


def _counter_of(event: e.EngineEvent, ticket: Ticket) -> str:
    """Whose deed it is."""
    if isinstance(event, e.Unparked):
        return event.to_counter
    return getattr(event, "counter", "") or ticket.counter


def undo(state: State, event: e.Undone) -> None:
    """Fold one ticket of an undone deed; with the last one the counter is as it was."""
    desk = state.desks[event.counter]
    deed = desk.deed
    if deed is None:
        raise KeyError(f"nothing was done at {event.counter} that can be undone")
    was = deed.before.pop(event.number)
    _restore(state, was, event.counter)
    if deed.before:
        return
    for name, old in deed.desks.items():
        # Who is aside where the visit moved to may be others by now; moving changed none of them.
        state.desks[name] = old if name == event.counter else replace(old, bench=state.desks[name].bench)
    for visit, at_ms in deed.finished.items():
        if state.finished.get(visit) != at_ms:
            pace.forget(state, (*visit, state.finished[visit]))
        if at_ms is None:
            state.finished.pop(visit, None)
        else:
            state.finished[visit] = at_ms


def _restore(state: State, was: Ticket, counter: str) -> None:
    now = state.tickets[was.number]
    if now.state == "waiting":
        leave(state, now)
    elif now.state == "parked":
        del state.parked[now.number]
    if was.state == "waiting" and now.state in AT_COUNTER:
        uncount_call(state, was, was.line)
    if now.calls > was.calls:
        _forget_call(state, now.number, counter)
    was.changes = now.changes + 1
    # What was learned since stays known.
    was.dossiers, was.paper, was.reprints = now.dossiers, now.paper, now.reprints
    state.tickets[was.number] = was
    if was.state == "waiting":
        put_back(state, was)
    elif was.state == "parked":
        state.parked[was.number] = None
        if was.parked is not None and was.parked.until_ms:
            heappush(state.timers, Timer(was.parked.until_ms, "park", was.number))


def _forget_call(state: State, number: str, counter: str) -> None:
    calls: list[RecentCall] = list(state.recent)
    gone = next((call for call in calls if (call.number, call.counter) == (number, counter)), None)
    if gone is not None:
        state.recent.remove(gone)
