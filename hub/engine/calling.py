"""The keys that call somebody: next, next of one service, that number, a parked one."""

from hub.engine import commands as c
from hub.engine import counter_keys
from hub.engine import events as e
from hub.engine.candidates import candidates, next_of
from hub.engine.commands import Refusal
from hub.engine.day import BOOKED, LATER, State, Ticket
from hub.engine.endings import ending
from hub.engine.events import EngineEvent
from hub.engine.lifecycle import AT_DESK
from hub.engine.orphans import own_lines
from hub.engine.rules import Decision, Rules
from hub.plan import CounterPlan


def next_one(rules: Rules, state: State, key: c.CallNext | c.NextOrRecall, now_ms: int) -> Decision:
    """Finish the present visit and call whose turn it is."""
    counter = callable_counter(rules, state, key, now_ms)
    if isinstance(counter, Refusal):
        return counter
    service = key.service if isinstance(key, c.CallNext) else ""
    if service and service not in counter.services:
        return Refusal("unknown_service", f"counter {counter.id} calls {', '.join(counter.services)}, not {service!r}")
    current = state.desk_ticket(counter.id)
    choice, _ = next_of(rules, state, counter, now_ms, service)
    # Who was called and is on the way stays called when there is nobody to call instead.
    if choice is None and (current is None or current.state == "called"):
        of = service or ", ".join(counter.services)
        return Refusal("nobody_waiting", f"nobody waits for counter {counter.id} ({of})")
    facts = list(ending(rules, state, current, counter, None, "next", now_ms)) if current is not None else []
    if choice is not None:
        ticket = state.tickets[choice.candidate.head.number]
        facts.append(_called(ticket, counter.id, choice.rule, now_ms))
    return tuple(facts)


def next_or_recall(rules: Rules, state: State, key: c.NextOrRecall, now_ms: int) -> Decision:
    """One key of a small box."""
    ticket = state.desk_ticket(key.counter)
    if ticket is not None and ticket.state == "called":
        return counter_keys.recall(rules, state, key, now_ms)
    return next_one(rules, state, key, now_ms)


def call_number(rules: Rules, state: State, key: c.CallNumber, now_ms: int) -> Decision:
    """Somebody out of turn: a permission of the counter, and never past who was promised to be next."""
    counter = callable_counter(rules, state, key, now_ms)
    if isinstance(counter, Refusal):
        return counter
    if not counter.may_pick:
        return Refusal("not_permitted", f"counter {counter.id} may not call out of turn: may_pick in site.toml")
    ticket = state.tickets.get(key.number)
    if ticket is None:
        return Refusal("unknown_number", f"nobody has {key.number} today")
    if ticket.state in AT_DESK:
        return Refusal("wrong_state", f"{ticket.number} is being served at counter {ticket.counter}")
    if ticket.state != "waiting" or ticket.line not in (*own_lines(counter, state), *counter.services):
        return Refusal("wrong_state", f"{ticket.number} is {ticket.state}, not waiting for counter {counter.id}")
    first = _promised(rules, state, counter, ticket, now_ms)
    if first:
        return Refusal("must_wait", f"{first} was passed {rules.policy.bound} times and is called first")
    current = state.desk_ticket(counter.id)
    facts = list(ending(rules, state, current, counter, None, "next", now_ms)) if current is not None else []
    return (*facts, _called(ticket, counter.id, "picked", now_ms))


def _promised(rules: Rules, state: State, counter: CounterPlan, ticket: Ticket, now_ms: int) -> str:
    """Who of that line was passed too often to be passed once more, "" for nobody."""
    if not rules.policy.bound or ticket.line.startswith("@"):
        return ""
    for each in candidates(rules, state, counter, now_ms, ticket.line):
        if each.queue != LATER and not (each.queue == BOOKED and not each.is_due):
            is_before = (each.head.since_ms, each.head.order) < ticket.key
            if is_before and each.passed >= rules.policy.bound:
                return each.head.number
    return ""


def unpark(rules: Rules, state: State, key: c.Unpark, now_ms: int) -> Decision:
    """A parked number comes back to this counter: at once when it is free, else before all others."""
    counter = callable_counter(rules, state, key, now_ms)
    if isinstance(counter, Refusal):
        return counter
    here = state.parked_at(counter.id)
    number = key.number or (here[0] if len(here) == 1 else "")
    ticket = state.tickets.get(number)
    if ticket is None or ticket.state != "parked" or ticket.parked is None:
        return Refusal("unknown_number", f"say which; parked at counter {counter.id}: {', '.join(here) or '-'}")
    if ticket.parked.counter != counter.id and (ticket.parked.mine or ticket.service not in counter.services):
        return Refusal("not_permitted", f"{number} was parked at counter {ticket.parked.counter}")
    back = e.Unparked(at_ms=now_ms, number=number, by="officer", to_counter=counter.id)
    if state.desk_ticket(counter.id) is not None:
        return (back,)
    return back, _called(ticket, counter.id, "back", now_ms)


def _called(ticket: Ticket, counter: str, rule: str, now_ms: int) -> EngineEvent:
    return e.Called(at_ms=now_ms, number=ticket.number, counter=counter, leg=ticket.leg, rule=rule)


def callable_counter(rules: Rules, state: State, key: c.AtCounter, now_ms: int) -> CounterPlan | Refusal:
    """The counter of a key that calls somebody: also not while it pauses."""
    counter = rules.counter_at(state, key, now_ms)
    if isinstance(counter, Refusal):
        return counter
    desk = state.desks.get(counter.id)
    if desk is not None and desk.paused:
        return Refusal("counter_paused", f"counter {counter.id} pauses; resume first")
    return counter
