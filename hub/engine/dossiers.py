"""Which visit a dossier belongs to, and what follows from the one-stop system's word about it.

A visit holds any number of dossiers. A dossier that no visit of today has still gets its slip: somebody stands there.
"""

from hub.dossier import TO_PAY
from hub.engine import commands as c
from hub.engine import events as e
from hub.engine import fees
from hub.engine.commands import Refusal
from hub.engine.day import State, Ticket
from hub.engine.lifecycle import AT_DESK
from hub.engine.rules import Decision, Rules
from hub.plan import Plan

# An officer accepts the dossier while the citizen sits there, or puts it into the system right after.
JUST_SERVED_MS = 10 * 60_000


def report(rules: Rules, state: State, said: c.ReportDossier, now_ms: int) -> Decision:
    """The facts of a dossier's new state, or why it can't be placed."""
    plan = rules.plan
    counter = _counter(plan, state, said)
    if isinstance(counter, Refusal):
        return counter
    ticket = _visit(state, said, counter, now_ms)
    reported = e.DossierReported(
        at_ms=now_ms,
        number=ticket.number if ticket is not None else "",
        code=said.code,
        state=said.state,
        counter=counter,
        procedure=said.procedure,
        accepted_ms=said.accepted_ms,
        due_ms=said.due_ms,
        fee_back=said.fee_back,
        slip=said.slip.slip if said.slip is not None and counter in rules.slip_printers else "",
    )
    if said.state != TO_PAY or said.code in state.paid or ticket is None or not _may_go(plan, ticket):
        return (reported,)
    return reported, fees.sent(plan.fee, state, ticket, ticket.counter, said.fee_back, now_ms, with_slip=False)


def name(rules: Rules, state: State, said: c.NameDossier, now_ms: int) -> Decision:
    """Whose a dossier is, by the officer's word."""
    counter = rules.counter_at(state, said, now_ms)
    if isinstance(counter, Refusal):
        return counter
    ticket = _present(state, counter.id, now_ms)
    if ticket is None:
        return Refusal(
            "wrong_state", f"counter {counter.id} has no visit to give a dossier to; call the next one first"
        )
    if said.code in ticket.dossiers:
        return ()
    earlier = state.dossiers.get(said.code)
    if earlier is not None and earlier.number:
        return Refusal("wrong_state", f"dossier {said.code} is of the visit {earlier.number}")
    return (e.DossierNamed(at_ms=now_ms, number=ticket.number, code=said.code, counter=counter.id),)


def _counter(plan: Plan, state: State, said: c.ReportDossier) -> str | Refusal:
    """The counter that it is about."""
    known = [counter.id for counter in plan.counters]
    if said.counter:
        if said.counter in known:
            return said.counter
        return Refusal("unknown_counter", f"no counter {said.counter!r} here; known: {', '.join(known)}")
    ticket = state.tickets.get(said.ticket)
    earlier = state.dossiers.get(said.code)
    return (ticket.counter if ticket is not None else "") or (earlier.counter if earlier is not None else "")


def _visit(state: State, said: c.ReportDossier, counter: str, now_ms: int) -> Ticket | None:
    """Whose it is: as said, else who has it already, else who is at the counter or was just there."""
    earlier = state.dossiers.get(said.code)
    for number in (said.ticket, earlier.number if earlier is not None else ""):
        if number in state.tickets:
            return state.tickets[number]
    return _present(state, counter, now_ms) if counter else None


def _present(state: State, counter: str, now_ms: int) -> Ticket | None:
    """Who is at the counter, or was just there."""
    here = state.desk_ticket(counter)
    if here is not None:
        return here
    desk = state.desks.get(counter)
    return state.tickets.get(desk.last) if desk is not None and now_ms - desk.last_ms <= JUST_SERVED_MS else None


def _may_go(plan: Plan, ticket: Ticket) -> bool:
    return bool(plan.fee.service) and ticket.state in AT_DESK and ticket.leg != "fee"
