"""Thirteen bugs that a hub could have, each put into its parts before it opens; none of them in production code."""

from collections.abc import Callable
from typing import NamedTuple

from msgspec.structs import replace

from hub.engine import commands as c
from hub.engine import events as e
from hub.engine.decide import Decision
from hub.engine.state import State
from hub.legal_time import Calendar
from motcua.fuzz.hub_machine import Parts

Change = Callable[[State, c.Asking, Decision, int], Decision]


class Bug(NamedTuple):
    """A bug, and words of the sentence that finds it."""

    name: str
    plant: Callable[[Parts], None]
    sentence: str


class WrongEngine:
    """The engine with its decisions changed."""

    def __init__(self, engine, change: Change) -> None:
        self._engine, self._change = engine, change

    def decide(self, state: State, command: c.Asking, now_ms: int) -> Decision:
        return self._change(state, command, self._engine.decide(state, command, now_ms), now_ms)

    def due_ms(self, state: State) -> int | None:
        return self._engine.due_ms(state)


def engine(make: Callable[[], Change]) -> Callable[[Parts], None]:
    """A bug in the decisions; `make` is called for each run of the hub."""

    def plant(parts: Parts) -> None:
        ledger = parts.service.ledger
        ledger._engine = WrongEngine(ledger._engine, make())

    return plant


def same_number_after_a_restart() -> Change:
    fresh = [True]

    def change(state, command, decision, now_ms):
        if not (fresh[0] and isinstance(command, c.Take) and isinstance(decision, tuple) and decision):
            return decision
        fresh[0] = False
        taken = decision[0]
        older = [t for t in state.tickets.values() if t.service == taken.service and not t.reserve]
        return (replace(taken, number=older[-1].number, n=taken.n - 1),) if older else decision

    return change


def reserve_of_a_known_press_is_lost() -> Change:
    def change(state, command, decision, now_ms):
        known = isinstance(command, c.TakeReserve) and command.press in state.presses
        return () if known and isinstance(decision, tuple) else decision

    return change


def idle_counter_takes_another_ones_ticket() -> Change:
    def change(state, command, decision, now_ms):
        if not isinstance(command, c.CallNext) or not isinstance(decision, c.Refusal):
            return decision
        called = [t.number for t in state.tickets.values() if t.state == "called" and t.counter != command.counter]
        if decision.reason != "nobody_waiting" or not called:
            return decision
        return (e.Recalled(at_ms=now_ms, number=called[0], counter=command.counter),)

    return change


def priority_always_first() -> Change:
    def change(state, command, decision, now_ms):
        if not isinstance(decision, tuple) or not decision or not isinstance(decision[-1], e.Called):
            return decision
        line = state.waiting[state.tickets[decision[-1].number].line]
        priority = [heap[0] for queue, heap in line.queues.items() if queue and not queue.startswith("@") and heap]
        if not priority:
            return decision
        return (*decision[:-1], replace(decision[-1], number=priority[0].number))

    return change


def undo_takes_back_the_first_of_two() -> Change:
    def change(state, command, decision, now_ms):
        return decision[:1] if isinstance(command, c.Undo) and isinstance(decision, tuple) else decision

    return change


def one_key_parks_twice(parts: Parts) -> None:
    ledger = parts.service.ledger
    log = ledger._log

    def log_twice(device, events) -> None:
        log(device, [fact for event in events for fact in [event] * (2 if isinstance(event, e.Parked) else 1)])

    ledger._log = log_twice


def officer_stays_where_they_were() -> Change:
    """Who logs in elsewhere is at both."""

    def change(state, command, decision, now_ms):
        return decision[-1:] if isinstance(command, c.SignIn) and isinstance(decision, tuple) else decision

    return change


def right_pin_opens_a_lock() -> Change:
    def change(state, command, decision, now_ms):
        locked = isinstance(decision, c.Refusal) and decision.reason == "officer_locked"
        if not locked or command.outcome != "right" or state.logins.at.get(command.counter):
            return decision
        return (e.OfficerSignedIn(at_ms=now_ms, counter=command.counter, officer=command.officer),)

    return change


def forget_what_was_answered(parts: Parts) -> None:
    ledger = parts.service.ledger
    ask = ledger.ask
    ledger.ask = lambda request, now_ms: replace(ask(request._replace(id=""), now_ms), id=request.id)


def merged_twice(parts: Parts) -> None:
    """What a counter did alone is decided again each time that it is sent."""
    ledger = parts.service.ledger
    ask = ledger.ask

    def again(request, now_ms):
        if not isinstance(request.command, c.CallAlone | c.FinishAlone):
            return ask(request, now_ms)
        return replace(ask(request._replace(id=""), now_ms), id=request.id)

    ledger.ask = again


def no_flush(parts: Parts) -> None:
    store = parts.store
    opened = store.open

    def open_() -> None:
        opened()
        store._db.pragma("synchronous", "OFF")

    store.open = open_


def day_of_greenwich(parts: Parts) -> None:
    parts.service._calendar = Calendar("UTC")


def one_reserve_for_two(parts: Parts) -> None:
    devices = parts.floor._devices
    first = devices["kiosk-1"]
    devices["kiosk-2"] = replace(devices["kiosk-2"], reserve_first=first.reserve_first, reserve_last=first.reserve_last)


BUGS = (
    Bug("double number", engine(same_number_after_a_restart), "no number is given twice"),
    Bug("lost ticket", engine(reserve_of_a_known_press_is_lost), "nobody is lost"),
    Bug("two counters", engine(idle_counter_takes_another_ones_ticket), "a ticket is at one counter at most"),
    Bug("starvation", engine(priority_always_first), "nobody starves behind priority"),
    Bug("de-duplication forgotten", forget_what_was_answered, "a repeat gets its first answer"),
    Bug("merged twice", merged_twice, "what was done alone is taken in once"),
    Bug("acknowledged before it is on the disk", no_flush, "nobody is lost"),
    Bug("wrong day", day_of_greenwich, "a working day is the date in Vietnam"),
    Bug("parked twice", one_key_parks_twice, "nobody is set aside twice"),
    Bug("undo half done", engine(undo_takes_back_the_first_of_two), "an undo takes back all of a deed"),
    Bug("officer at two counters", engine(officer_stays_where_they_were), "an officer is at one counter at a time"),
    Bug("lock that opens", engine(right_pin_opens_a_lock), "five wrong PINs lock an officer"),
    Bug("reserve clash", one_reserve_for_two, "nobody is lost"),
)
