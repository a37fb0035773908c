"""Undo of the last verb of a counter: new facts, and only while nothing of it has been sent on."""

from hub.engine import commands as c
from hub.engine import events as e
from hub.engine.commands import Refusal
from hub.engine.day import Deed, State
from hub.engine.rating import Visit
from hub.engine.rules import Decision, Rules


def undo(rules: Rules, state: State, key: c.Undo, now_ms: int) -> Decision:
    """What was done last has not been; the refusal says what can't be unsaid."""
    counter = rules.counter_at(state, key, now_ms)
    if isinstance(counter, Refusal):
        return counter
    desk = state.desks.get(counter.id)
    if desk is None or desk.deed is None:
        return Refusal("nothing_to_undo", f"nothing was done at counter {counter.id} that can be undone")
    late_ms = now_ms - desk.deed.at_ms
    if late_ms > rules.desk.undo_ms:
        limit = rules.desk.undo_ms // 1000
        return Refusal("undo_late", f"{desk.deed.verb} was {late_ms // 1000} s ago; undo works for {limit} s")
    said = _said(rules, state, counter.id, desk.deed)
    if not said and desk.ticket and desk.ticket not in desk.deed.before:
        said = f"{desk.ticket} is at the counter now"
    if said:
        return Refusal("undo_sent", f"{desk.deed.verb} can't be undone: {said}")
    return tuple(
        e.Undone(at_ms=now_ms, number=number, counter=counter.id, verb=desk.deed.verb, state=was.state)
        for number, was in desk.deed.before.items()
    )


def _said(rules: Rules, state: State, counter: str, deed: Deed) -> str:
    """What has been sent on and can't be unsaid, "" for nothing."""
    if deed.paid:
        return "a fee was paid"
    if deed.slip and counter in rules.slip_printers:
        return f"the slip {deed.slip} is printed"
    for number, changes in deed.after.items():
        ticket = state.tickets[number]
        if ticket.changes != changes:
            return f"{number} has gone on since and is {ticket.state}"
    for number, at in deed.finished:
        if Visit(state.day, number, at).id in state.rated:
            return f"the visit of {number} has been rated"
    return ""
