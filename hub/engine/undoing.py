"""Undo of the last verb of a counter: new facts, and only while nothing of it has been sent on.

What people have heard or seen of it stays so: the facts say it, and the answer tells the officer (texts undo.*).
"""

from collections.abc import Iterable, Iterator

from hub.engine import commands as c
from hub.engine import events as e
from hub.engine.commands import Refusal, Said
from hub.engine.counter_events import Unsaid
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
        said = Said(code="late", values={"late": str(late_ms // 1000), "limit": str(limit)})
        detail = f"{desk.deed.verb} was {late_ms // 1000} s ago; undo works for {limit} s"
        return Refusal("undo_late", detail, (said,))
    against = next(_against(rules, state, counter.id, desk.deed), None)
    if against is not None:
        detail, said = against
        return Refusal("undo_sent", f"{desk.deed.verb} can't be undone: {detail}", (said,))
    return tuple(
        e.Undone(
            at_ms=now_ms,
            number=number,
            counter=counter.id,
            verb=desk.deed.verb,
            state=was.state,
            unsaid=tuple(_unsaid(rules, state, counter.id, desk.deed, number)),
        )
        for number, was in desk.deed.before.items()
    )


def _against(rules: Rules, state: State, counter: str, deed: Deed) -> Iterator[tuple[str, Said]]:
    """What has been sent on and can't be undone: for the technician, and for people."""
    last = next(reversed(deed.before))
    if deed.paid:
        yield "a fee was paid", Said(code="paid", values={"number": last})
    if deed.slip and counter in rules.slip_printers:
        yield f"the slip {deed.slip} is printed", Said(code="printed", values={"number": last})
    for number, changes in deed.after.items():
        ticket = state.tickets[number]
        if ticket.changes != changes:
            yield f"{number} has gone on since and is {ticket.state}", Said(code="gone_on", values={"number": number})
    for number, at in deed.finished:
        if Visit(state.day, number, at).id in state.rated:
            yield f"the visit of {number} has been rated", Said(code="rated", values={"number": number})
    here = state.desks[counter].ticket
    if here and here not in deed.before:
        yield f"{here} is at the counter now", Said(code="busy", values={"number": here})


def _unsaid(rules: Rules, state: State, counter: str, deed: Deed, number: str) -> Iterator[Unsaid]:
    """What people have heard or seen of it."""
    if deed.late:
        return
    if rules.has_voice and state.tickets[number].calls > deed.before[number].calls:
        yield "voice"
    visit = (number, counter)
    if counter in rules.raters and state.finished.get(visit) != deed.finished.get(visit):
        yield "asked"


def not_taken_back(facts: Iterable[e.EngineEvent]) -> tuple[Said, ...]:
    """What undo did not take back."""
    undone = (fact for fact in facts if isinstance(fact, e.Undone))
    return tuple(Said(code=what, values={"number": fact.number}) for fact in undone for what in fact.unsaid)
