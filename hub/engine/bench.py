"""Several visits at one counter: one is at hand, the others aside (the bench) until the officer goes on with them.

Rules. A counter serves at most `parallel` people; all keys are about the one at hand. Whoever is aside is still at that
counter: it neither closes nor pauses, and the end of the day lists them.
"""

from hub.engine import commands as c
from hub.engine import events as e
from hub.engine.commands import Refusal
from hub.engine.counter_keys import present
from hub.engine.day import Desk, State
from hub.engine.rules import Decision, Rules


def hold(rules: Rules, state: State, key: c.Hold, now_ms: int) -> Decision:
    """Put aside who is at hand; the counter may call the next."""
    ticket = present(rules, state, key, "hold", now_ms)
    if isinstance(ticket, Refusal):
        return ticket
    most = rules.counters[key.counter].parallel
    if most < 2:
        return Refusal("not_permitted", f"counter {key.counter} serves one at a time: parallel in site.toml")
    aside = state.desks[key.counter].bench
    if len(aside) >= most - 1:
        what = f"{', '.join(aside)} aside at counter {key.counter}, which serves {most} at a time"
        return Refusal("bench_full", f"{what}; finish one of them first")
    return (e.Held(at_ms=now_ms, number=ticket.number, counter=key.counter),)


def switch(rules: Rules, state: State, key: c.Switch, now_ms: int) -> Decision:
    """Go on with somebody who is aside; who is at hand is aside then."""
    counter = rules.counter_at(state, key, now_ms)
    if isinstance(counter, Refusal):
        return counter
    desk = state.desks.get(counter.id, Desk())
    number = key.number or (desk.bench[0] if len(desk.bench) == 1 else "")
    if number and number == desk.ticket:
        return ()
    if number not in desk.bench:
        return Refusal("unknown_number", f"say which; aside at counter {counter.id}: {', '.join(desk.bench) or '-'}")
    switched = e.Switched(at_ms=now_ms, number=number, counter=counter.id)
    return (e.Held(at_ms=now_ms, number=desk.ticket, counter=counter.id), switched) if desk.ticket else (switched,)
