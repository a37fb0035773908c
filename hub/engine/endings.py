"""How a visit at a counter ends: with which result, and where the citizen goes from there."""

from typing import Literal

from hub.dossier import ACCEPTED, PAPERS_NEEDED, REFUSED
from hub.engine import events as e
from hub.engine.day import State, Ticket
from hub.engine.fees import FEE_TAKEN, paid
from hub.engine.rules import Rules
from hub.plan import CounterPlan

# From what the one-stop system said of a dossier to keypad.result.<n>.
_RESULTS = {ACCEPTED: 1, PAPERS_NEEDED: 2, REFUSED: 3}


def ending(
    rules: Rules,
    state: State,
    ticket: Ticket,
    counter: CounterPlan,
    result: int | None,
    by: Literal["finish", "next"],
    now_ms: int,
) -> tuple[e.EngineEvent, ...]:
    """The facts of a visit's end at a counter; at the fee counter it means, unless said otherwise, that it was paid."""
    said = result
    if result is None:
        result = FEE_TAKEN if ticket.leg == "fee" else _inferred(state, ticket, counter)
    finished = e.Finished(
        at_ms=now_ms,
        number=ticket.number,
        counter=counter.id,
        result=result,
        by=by,
        inferred=said is None and result is not None and ticket.leg != "fee",
    )
    if ticket.leg == "fee" and result == FEE_TAKEN:
        code = ticket.dossiers[-1] if ticket.dossiers else ""
        return finished, paid(ticket, code, now_ms)
    if ticket.promised and ticket.promised != counter.id and ticket.promised in rules.counters:
        return finished, e.SentBack(at_ms=now_ms, number=ticket.number, counter=counter.id, back_to=ticket.promised)
    return (finished,)


def _inferred(state: State, ticket: Ticket, counter: CounterPlan) -> int | None:
    """What the one-stop system said of the visit's last dossier here, else the counter's usual result."""
    for code in reversed(ticket.dossiers):
        known = state.dossiers.get(code)
        if known is not None and known.counter == counter.id and known.state in _RESULTS:
            return _RESULTS[known.state]
    return counter.result
