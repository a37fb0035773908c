"""Logging in and out at a counter, and what follows from wrong PINs.

Rules. One officer is at one counter at a time: who logs in elsewhere has moved. A counter that has somebody takes
nobody else before they have logged out, and nobody leaves it while somebody is being served. TRIES wrong PINs lock an
officer, at whichever counters they were typed, and each makes its counter wait. While either lasts, a right PIN is
refused as a wrong one is: an answer tells nothing.
"""

from collections.abc import Iterator

from hub.engine import commands as c
from hub.engine import events as e
from hub.engine.commands import Refusal
from hub.engine.day import State
from hub.engine.logins import Locked
from hub.engine.refusal import Said
from hub.engine.rules import STALE_KEY_MS, Decision, Rules, age
from hub.engine.waits import again_in

TRIES = 5
# Each lock in a row doubles the time, up to here: eight times.
MOST_DOUBLINGS = 3
WAIT_MS, MOST_WAIT_MS = 2_000, 60_000


def sign_in(rules: Rules, state: State, key: c.SignIn, now_ms: int) -> Decision:
    """The officer is there; a wrong PIN is a fact, and refused all the same (refused_by)."""
    refused = _not_now(rules, state, key, now_ms)
    if refused is not None:
        return refused
    if key.outcome == "wrong":
        return _wrong(rules, state, key, now_ms)
    there = state.logins.at.get(key.counter, "")
    if there == key.officer:
        return ()
    if there:
        return Refusal("counter_taken", f"counter {key.counter}: {there}")
    before = state.logins.where(key.officer)
    serving = _serving(rules, state, before)
    if serving is not None:
        return serving
    moved = (e.OfficerSignedOut(at_ms=now_ms, counter=before, officer=key.officer, by="moved"),) if before else ()
    return (*moved, e.OfficerSignedIn(at_ms=now_ms, counter=key.counter, officer=key.officer))


def _not_now(rules: Rules, state: State, key: c.SignIn, now_ms: int) -> Refusal | None:
    """Why no PIN counts there now, whichever it is."""
    if key.counter not in rules.counters:
        return rules.unknown_counter(key.counter)
    if key.outcome == "unset":
        return Refusal("pin_unset", "")
    age_ms = age(key.pressed_ms, now_ms)
    if key.outcome == "stale" or age_ms > STALE_KEY_MS:
        return Refusal("pin_stale", "")
    lock = state.logins.locks.get(key.officer)
    if lock is not None and now_ms < lock.until_ms:
        return Refusal("officer_locked", "", (again_in(lock.until_ms - now_ms),))
    slow = state.logins.slow.get(key.counter)
    if slow is not None and now_ms < slow.until_ms:
        return Refusal("pin_wait", "", (again_in(slow.until_ms - now_ms),))
    return None


def _wrong(rules: Rules, state: State, key: c.SignIn, now_ms: int) -> Decision:
    slow = state.logins.slow.get(key.counter)
    wait_ms = min(MOST_WAIT_MS, WAIT_MS << (slow.wrong if slow is not None else 0))
    fact = e.PinWrong(at_ms=now_ms, counter=key.counter, officer=key.officer, wait_ms=now_ms + wait_ms)
    if not key.officer or state.logins.wrong.get(key.officer, 0) + 1 < TRIES:
        return (fact,)
    lock = state.logins.locks.get(key.officer)
    n = lock.n + 1 if lock is not None else 1
    until_ms = now_ms + rules.desk.lock_ms * 2 ** min(n - 1, MOST_DOUBLINGS)
    return fact, e.OfficerLocked(at_ms=now_ms, officer=key.officer, until_ms=until_ms, n=n)


def refused_by(facts: tuple[e.EngineEvent, ...]) -> Refusal | None:
    """The no that goes with facts: of wrong PINs."""
    wrong = next((fact for fact in facts if isinstance(fact, e.PinWrong)), None)
    if wrong is None:
        return None
    lock = next((fact for fact in facts if isinstance(fact, e.OfficerLocked)), None)
    if lock is not None:
        return Refusal("officer_locked", "", (again_in(lock.until_ms - lock.at_ms),))
    return Refusal("pin_wrong", "", (again_in(wrong.wait_ms - wrong.at_ms),))


def sign_out(rules: Rules, state: State, key: c.SignOut, now_ms: int) -> Decision:
    """Whoever is logged in there goes; not from somebody who is being served."""
    if key.counter not in rules.counters:
        return rules.unknown_counter(key.counter)
    if age(key.pressed_ms, now_ms) > STALE_KEY_MS:
        return Refusal("too_old", "the key was pressed too long ago; press it again")
    there = state.logins.at.get(key.counter, "")
    if not there:
        return Refusal("wrong_state", f"nobody is logged in at counter {key.counter}")
    serving = _serving(rules, state, key.counter)
    return (e.OfficerSignedOut(at_ms=now_ms, counter=key.counter, officer=there),) if serving is None else serving


def _serving(rules: Rules, state: State, counter: str) -> Refusal | None:
    """Why nobody leaves that counter now; one that has left the settings takes no more keys, and holds nobody."""
    desk, known = state.desks.get(counter), rules.counters.get(counter)
    if desk is None or known is None or not desk.people:
        return None
    numbers = ", ".join(desk.people)
    here = Said(of="login", code="serving", values={"counter": known.number, "numbers": numbers})
    return Refusal("wrong_state", f"counter {counter}: {numbers}", (here,))


def unlock(rules: Rules, state: State, command: c.UnlockOfficer, now_ms: int) -> Decision:
    """Wrong PINs count no more; nothing when there were none."""
    officer, logins = command.officer, state.logins
    if officer in logins.locks or officer in logins.wrong:
        return (e.OfficerUnlocked(at_ms=now_ms, officer=officer, by="desk"),)
    known = [each.id for each in rules.plan.officers]
    if officer in known or officer in logins.at.values():
        return ()
    return Refusal("unknown_officer", f"no officer {officer!r} here; known: {', '.join(known) or '-'}")


def held_over(before: State, now_ms: int) -> Iterator[e.EngineEvent]:
    """What a new day takes over of wrong PINs: a night is no right one. A counter's wait, a minute, it does not."""
    wrong, locks = before.logins.wrong, before.logins.locks
    for officer in {**locks, **wrong}:
        lock = locks.get(officer, Locked(0, 0))
        if lock.until_ms > now_ms:
            yield e.OfficerLocked(at_ms=now_ms, officer=officer, until_ms=lock.until_ms, n=lock.n)
        else:
            yield e.TriesHeld(at_ms=now_ms, officer=officer, wrong=wrong.get(officer, 0), locks=lock.n)
