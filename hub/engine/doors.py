"""Counters that open, close and pause; services that give numbers or not; what ends by itself."""

from hub.engine import commands as c
from hub.engine import events as e
from hub.engine.commands import Refusal
from hub.engine.day import State
from hub.engine.fold_counters import is_running
from hub.engine.rules import Decision, Rules

# keypad.pause.reason
PAUSE_REASONS = range(1, 7)


def counter(rules: Rules, state: State, key: c.OpenCounter | c.CloseCounter, now_ms: int) -> Decision:
    """Open or close; a counter with somebody's ticket stays open."""
    if key.counter not in rules.counters:
        return rules.unknown_counter(key.counter)
    desk = state.desks.get(key.counter)
    is_open = desk.open if desk else True
    if isinstance(key, c.OpenCounter):
        missing = rules.nobody_in(state, key.counter)
        if missing is not None:
            return missing
        return () if is_open else (e.CounterOpened(at_ms=now_ms, counter=key.counter),)
    if desk is not None and desk.people:
        return Refusal("wrong_state", f"counter {key.counter} has {', '.join(desk.people)}; finish first")
    gone = rules.officer_gone(state, key.counter)
    there = state.logins.at.get(key.counter, "")
    out = (e.OfficerSignedOut(at_ms=now_ms, counter=key.counter, officer=there, by="closed"),) if there else ()
    return (*((e.CounterClosed(at_ms=now_ms, counter=key.counter, officer=gone),) if is_open else ()), *out)


def pause(rules: Rules, state: State, key: c.Pause, now_ms: int) -> Decision:
    """Pause with a reason; the same again changes nothing."""
    counter = rules.counter_at(state, key, now_ms)
    if isinstance(counter, Refusal):
        return counter
    if key.reason not in PAUSE_REASONS:
        return Refusal("wrong_state", f"{key.reason} is no reason to pause; 1 to {PAUSE_REASONS[-1]} are")
    desk = state.desks.get(counter.id)
    if desk is not None and desk.people:
        return Refusal("wrong_state", f"counter {counter.id} has {', '.join(desk.people)}; finish or move first")
    if desk is not None and desk.paused == key.reason:
        return ()
    release_ms = desk.release_ms if desk is not None and desk.paused else 0
    if not release_ms and rules.desk.release_ms and not (desk is not None and desk.released):
        release_ms = rules.worked.after(now_ms, rules.desk.release_ms)
    return (e.CounterPaused(at_ms=now_ms, counter=counter.id, reason=key.reason, release_ms=release_ms),)


def resume(rules: Rules, state: State, key: c.Resume, now_ms: int) -> Decision:
    """Go on."""
    counter = rules.counter_at(state, key, now_ms)
    if isinstance(counter, Refusal):
        return counter
    desk = state.desks.get(counter.id)
    return (e.CounterResumed(at_ms=now_ms, counter=counter.id),) if desk is not None and desk.paused else ()


def service(rules: Rules, state: State, command: c.OpenService | c.CloseService, now_ms: int) -> Decision:
    """Give numbers again, or no more."""
    if command.service not in rules.services:
        return rules.unknown_service(command.service)
    closed = command.service in state.closed_services
    if isinstance(command, c.OpenService):
        return (e.ServiceOpened(at_ms=now_ms, service=command.service),) if closed else ()
    return () if closed else (e.ServiceClosed(at_ms=now_ms, service=command.service),)


def tend(rules: Rules, state: State, _command: c.Tend, now_ms: int) -> Decision:
    """What was set aside for a time waits again; a long pause keeps nobody; a lock is over."""
    facts: list[e.EngineEvent] = []
    for timer in sorted({timer for timer in state.timers if timer.at_ms <= now_ms and is_running(state, timer)}):
        if timer.kind == "pause":
            facts.append(e.CounterReleased(at_ms=now_ms, counter=timer.id, officer=rules.officer_gone(state, timer.id)))
        elif timer.kind == "lock":
            facts.append(e.OfficerUnlocked(at_ms=now_ms, officer=timer.id))
        else:
            parked = state.tickets[timer.id].parked
            to = parked.counter if parked is not None and parked.mine else ""
            facts.append(e.Unparked(at_ms=now_ms, number=timer.id, to_counter=to))
    return tuple(facts)


def due_ms(state: State) -> int | None:
    """When Tend has something to do; None: nothing runs."""
    return state.timers[0].at_ms if state.timers else None
