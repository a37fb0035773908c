"""What the facts of officers do to the day: who is where, whose PIN counts, which counter waits."""

from collections.abc import Callable
from heapq import heappush
from typing import Any

from hub.engine import events as e
from hub.engine.day import State, Timer
from hub.engine.lines import send_officer_on
from hub.engine.logins import Locked, Slowed


def _in(state: State, event: e.OfficerSignedIn) -> None:
    logins = state.logins
    logins.at[event.counter] = event.officer
    logins.slow.pop(event.counter, None)
    logins.wrong.pop(event.officer, None)
    logins.locks.pop(event.officer, None)
    # Another officer does not take back what this one did.
    state.desks[event.counter].deed = None


def _out(state: State, event: e.OfficerSignedOut) -> None:
    state.logins.at[event.counter] = ""
    state.desks[event.counter].deed = None


def _wrong(state: State, event: e.PinWrong) -> None:
    logins = state.logins
    before = logins.slow.get(event.counter, Slowed(0, 0))
    logins.slow[event.counter] = Slowed(before.wrong + 1, event.wait_ms)
    if event.officer:
        logins.wrong[event.officer] = logins.wrong.get(event.officer, 0) + 1


def _lock(state: State, event: e.OfficerLocked) -> None:
    state.logins.wrong.pop(event.officer, None)
    state.logins.locks[event.officer] = Locked(event.until_ms, event.n)
    heappush(state.timers, Timer(event.until_ms, "lock", event.officer))


def _unlock(state: State, event: e.OfficerUnlocked) -> None:
    lock = state.logins.locks.pop(event.officer, None)
    state.logins.wrong.pop(event.officer, None)
    if lock is not None and event.by == "timer":
        state.logins.locks[event.officer] = Locked(0, lock.n)


def _held(state: State, event: e.TriesHeld) -> None:
    if event.wrong:
        state.logins.wrong[event.officer] = event.wrong
    if event.locks:
        state.logins.locks[event.officer] = Locked(0, event.locks)


def _away(state: State, event: e.OfficerAway) -> None:
    send_officer_on(state, event.officer)


FOLDS: dict[type[e.Fact], Callable[[State, Any], None]] = {
    e.OfficerSignedIn: _in,
    e.OfficerSignedOut: _out,
    e.PinWrong: _wrong,
    e.OfficerLocked: _lock,
    e.OfficerUnlocked: _unlock,
    e.TriesHeld: _held,
    e.OfficerAway: _away,
}
