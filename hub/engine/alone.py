"""What counters did by themselves while the hub was silent, taken in when it is back.

Rules. What the officer did is so where it fits what the hub knows: who waited for that counter is called there and
served since then; who was there has gone since then. Where it does not fit nothing is changed, nobody leaves a line or
a counter, and a fact says what does not fit: people sort it out. It is told late and about then, so no voice calls it.
"""

from msgspec.structs import replace

from hub.engine import commands as c
from hub.engine import events as e
from hub.engine.commands import Refusal
from hub.engine.counter_events import AloneWhy
from hub.engine.day import State, Ticket
from hub.engine.endings import ending
from hub.engine.events import EngineEvent
from hub.engine.lifecycle import AT_DESK
from hub.engine.orphans import callable_at, own_lines
from hub.engine.rules import Decision, Rules
from hub.engine.typed import number_typed
from hub.plan import CounterPlan

RULE = "alone"
"""The rule of a call that the counter decided by itself."""


def call(rules: Rules, state: State, deed: c.CallAlone, now_ms: int) -> Decision:
    """Digits and call: that number is served there since then."""
    counter = rules.counters.get(deed.counter)
    if counter is None:
        return rules.unknown_counter(deed.counter)
    number = number_typed(rules, state, counter, deed.digits, "waiting")
    if deed.day < state.day or isinstance(number, Refusal):
        return (_conflict(deed, "past_day" if deed.day < state.day else "unknown", now_ms),)
    ticket, then_ms = state.tickets[number], min(deed.pressed_ms or now_ms, now_ms)
    if ticket.state in AT_DESK and ticket.counter == counter.id:
        return _started(ticket, counter, then_ms, now_ms)
    why, other = _against(rules, state, counter, ticket, then_ms)
    if why is not None:
        return (_conflict(deed, why, now_ms, number, other),)
    current = state.desk_ticket(counter.id)
    ends = () if current is None else _ends(rules, state, current, counter, None, then_ms, now_ms)
    called = e.Called(at_ms=now_ms, number=number, counter=counter.id, leg=ticket.leg, rule=RULE, then_ms=then_ms)
    return *ends, called, e.Started(at_ms=now_ms, number=number, counter=counter.id, then_ms=then_ms)


def _started(ticket: Ticket, counter: CounterPlan, then_ms: int, now_ms: int) -> Decision:
    """The hub had called it there before it was gone, and the counter did not hear."""
    if ticket.state != "called":
        return ()
    return (e.Started(at_ms=now_ms, number=ticket.number, counter=counter.id, then_ms=then_ms),)


def _against(
    rules: Rules, state: State, counter: CounterPlan, ticket: Ticket, then_ms: int
) -> tuple[AloneWhy | None, str]:
    """What a call does not fit, and who or what it is about."""
    if ticket.state in AT_DESK:
        return "elsewhere", ticket.counter
    if ticket.state == "parked":
        return "parked", ""
    if ticket.state != "waiting":
        return "over", ticket.state
    if ticket.line not in (*own_lines(counter, state), *callable_at(counter, rules.lines, state)):
        return "service", ""
    desk, current = state.desks.get(counter.id), state.desk_ticket(counter.id)
    if desk is not None and (not desk.open or desk.paused):
        return "closed", ""
    # The officer's page, or another program, went on without the keypad: who came later is not sent away.
    if current is not None and current.busy_ms > then_ms:
        return "busy", current.number
    return None, ""


def finish(rules: Rules, state: State, deed: c.FinishAlone, now_ms: int) -> Decision:
    """The end of a visit, of whoever the counter knew to be there."""
    counter = rules.counters.get(deed.counter)
    if counter is None:
        return rules.unknown_counter(deed.counter)
    number: str | Refusal = deed.number
    if deed.number not in state.tickets:
        number = number_typed(rules, state, counter, deed.number.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), "serving")
    if deed.day < state.day or isinstance(number, Refusal):
        return (_conflict(deed, "past_day" if deed.day < state.day else "unknown", now_ms),)
    ticket, then_ms = state.tickets[number], min(deed.pressed_ms or now_ms, now_ms)
    here = ticket.state in AT_DESK and ticket.counter == counter.id
    if here and ticket.busy_ms <= then_ms:
        return _ends(rules, state, ticket, counter, deed.result, then_ms, now_ms, by_key=True)
    if not here and ticket.state == "finished" and (number, counter.id) in state.finished:
        # The key had come through before.
        return ()
    if ticket.state in AT_DESK:
        return (_conflict(deed, "elsewhere", now_ms, number, ticket.counter),)
    if ticket.state in ("waiting", "parked"):
        return (_conflict(deed, "parked" if ticket.state == "parked" else "waiting", now_ms, number),)
    return (_conflict(deed, "over", now_ms, number, ticket.state),)


def _ends(
    rules: Rules,
    state: State,
    ticket: Ticket,
    counter: CounterPlan,
    result: int | None,
    then_ms: int,
    now_ms: int,
    by_key: bool = False,
) -> tuple[EngineEvent, ...]:
    facts = ending(rules, state, ticket, counter, result, "finish" if by_key else "next", now_ms)
    return tuple(replace(fact, then_ms=then_ms) if isinstance(fact, e.Finished) else fact for fact in facts)


def _conflict(
    deed: c.CallAlone | c.FinishAlone, why: AloneWhy, now_ms: int, number: str = "", other: str = ""
) -> e.AloneConflict:
    return e.AloneConflict(
        at_ms=now_ms,
        number=number,
        counter=deed.counter,
        verb="call" if isinstance(deed, c.CallAlone) else "finish",
        typed=deed.digits if isinstance(deed, c.CallAlone) else deed.number,
        why=why,
        other=other,
        then_ms=min(deed.pressed_ms or now_ms, now_ms),
    )
