"""The keys about the ticket at the counter: recall, start, finish, no-show, park, and where it goes from there."""

from hub.engine import commands as c
from hub.engine import events as e
from hub.engine import fees
from hub.engine.commands import Refusal
from hub.engine.day import State, Ticket
from hub.engine.endings import ending
from hub.engine.lifecycle import KEYS, LIFECYCLE, Verb
from hub.engine.rules import Decision, Rules
from hub.engine.seats import officer_at, seats_of

MINUTE_MS = 60_000


def present(rules: Rules, state: State, key: c.AtCounter, verb: Verb, now_ms: int) -> Ticket | Refusal:
    """The ticket that a key is about, when the key fits its state."""
    counter = rules.counter_at(state, key, now_ms)
    if isinstance(counter, Refusal):
        return counter
    ticket = state.desk_ticket(counter.id)
    if ticket is None:
        return Refusal("wrong_state", f"counter {counter.id} has no ticket to {verb}; call the next one first")
    if (ticket.state, verb) not in LIFECYCLE:
        allowed = ", ".join(each for each in KEYS if (ticket.state, each) in LIFECYCLE)
        return Refusal("wrong_state", f"{ticket.number} is {ticket.state}: {verb} does not fit; possible: {allowed}")
    return ticket


def recall(rules: Rules, state: State, key: c.Recall | c.NextOrRecall, now_ms: int) -> Decision:
    """Call once more; after as many times as the settings allow nobody is coming."""
    ticket = present(rules, state, key, "recall", now_ms)
    if isinstance(ticket, Refusal):
        return ticket
    most = rules.desk.no_show_after
    if most and ticket.calls > most:
        return (e.NoShow(at_ms=now_ms, number=ticket.number, counter=key.counter, by="recalls"),)
    last = (isinstance(key, c.Recall) and key.last) or (most > 0 and ticket.calls == most)
    return (
        e.Recalled(
            at_ms=now_ms,
            number=ticket.number,
            counter=key.counter,
            leg=ticket.leg,
            n=ticket.calls + 1,
            last=last,
        ),
    )


def start(rules: Rules, state: State, key: c.Start, now_ms: int) -> Decision:
    """The citizen is there, or the officer goes to where he sits."""
    ticket = present(rules, state, key, "start", now_ms)
    if isinstance(ticket, Refusal):
        return ticket
    return (e.Started(at_ms=now_ms, number=ticket.number, counter=key.counter, seat=key.seat),)


def finish(rules: Rules, state: State, key: c.Finish | c.FinishOrNoShow, now_ms: int) -> Decision:
    """The visit here is over."""
    ticket = present(rules, state, key, "finish", now_ms)
    if isinstance(ticket, Refusal):
        return ticket
    return ending(rules, state, ticket, rules.counters[key.counter], key.result, "finish", now_ms)


def no_show(rules: Rules, state: State, key: c.MissedCall | c.FinishOrNoShow, now_ms: int) -> Decision:
    """Nobody came."""
    ticket = present(rules, state, key, "noshow", now_ms)
    if isinstance(ticket, Refusal):
        return ticket
    return (e.NoShow(at_ms=now_ms, number=ticket.number, counter=key.counter),)


def finish_or_no_show(rules: Rules, state: State, key: c.FinishOrNoShow, now_ms: int) -> Decision:
    """One key of a small box."""
    ticket = state.desk_ticket(key.counter)
    called = ticket is not None and ticket.state == "called"
    return no_show(rules, state, key, now_ms) if called else finish(rules, state, key, now_ms)


def park(rules: Rules, state: State, key: c.Park, now_ms: int) -> Decision:
    """Set aside; the timer brings it back."""
    ticket = present(rules, state, key, "park", now_ms)
    if isinstance(ticket, Refusal):
        return ticket
    keep_ms = rules.desk.park_ms if key.minutes is None else key.minutes * MINUTE_MS
    return (
        e.Parked(
            at_ms=now_ms,
            number=ticket.number,
            counter=key.counter,
            until_ms=rules.worked.after(now_ms, keep_ms) if keep_ms > 0 else 0,
            reason=key.reason,
            mine=key.mine,
        ),
    )


def requeue(rules: Rules, state: State, key: c.Requeue, now_ms: int) -> Decision:
    """Back into the line, the time kept."""
    ticket = present(rules, state, key, "requeue", now_ms)
    if isinstance(ticket, Refusal):
        return ticket
    return (e.Requeued(at_ms=now_ms, number=ticket.number, counter=key.counter),)


def transfer(rules: Rules, state: State, key: c.Transfer, now_ms: int) -> Decision:
    """To another service or counter, the time kept."""
    ticket = present(rules, state, key, "transfer", now_ms)
    if isinstance(ticket, Refusal):
        return ticket
    refused = _no_way(rules, state, key, ticket)
    if refused is not None:
        return refused
    if ticket.leg == "fee":
        return Refusal("wrong_state", f"{ticket.number} is here to pay; finish that first")
    return (
        e.Transferred(
            at_ms=now_ms,
            number=ticket.number,
            counter=key.counter,
            service=key.service,
            to_counter=key.to_counter,
            to_officer=key.to_officer,
            back=key.back,
        ),
    )


def _no_way(rules: Rules, state: State, key: c.Transfer, ticket: Ticket) -> Refusal | None:
    """Why nobody can be sent there, None when they can."""
    if len([where for where in (key.service, key.to_counter, key.to_officer) if where]) != 1:
        return Refusal("unknown_service", "name a service, a counter or an officer to go to, one of the three")
    if key.to_officer:
        return _officer_away(rules, state, key)
    if key.service:
        return None if key.service in rules.services else rules.unknown_service(key.service)
    if key.to_counter not in rules.counters:
        return rules.unknown_counter(key.to_counter)
    if key.to_counter == key.counter:
        return Refusal("wrong_state", f"{ticket.number} is at counter {key.counter} already")
    if not state.takes_back(key.to_counter):
        return Refusal("counter_closed", f"counter {key.to_counter} is closed or pauses; transfer to a service")
    return None


def _officer_away(rules: Rules, state: State, key: c.Transfer) -> Refusal | None:
    """Why nobody can wait for that officer, None when they can."""
    officer, sits = key.to_officer, seats_of(rules.plan, state, key.to_officer)
    if not sits:
        seated = ", ".join(filter(None, (officer_at(each, state) for each in rules.plan.counters))) or "-"
        if officer not in (each.id for each in rules.plan.officers):
            return Refusal("unknown_officer", f"no officer {officer!r} here; at counters: {seated}")
        todo = "they log in there, or set officer of a [[counter]] in site.toml, or transfer to a service or a counter"
        return Refusal("officer_away", f"officer {officer} sits at no counter; {todo}; at counters: {seated}")
    open_at = rules.officers_counters(state, officer)
    if open_at == [key.counter]:
        return Refusal("wrong_state", f"officer {officer} sits at this counter, {key.counter}")
    if not open_at:
        where = ", ".join(sits)
        return Refusal("officer_away", f"officer {officer} has closed or pauses ({where}); transfer to a service")
    return None


def move(rules: Rules, state: State, key: c.Move, now_ms: int) -> Decision:
    """The visit goes on at another counter, which must be free."""
    ticket = present(rules, state, key, "move", now_ms)
    if isinstance(ticket, Refusal):
        return ticket
    refused = rules.free_counter(state, key.to_counter)
    if refused is not None:
        return refused
    return (e.Moved(at_ms=now_ms, number=ticket.number, counter=key.counter, to_counter=key.to_counter),)


def to_fee(rules: Rules, state: State, key: c.SendToFee, now_ms: int) -> Decision:
    """To the fee counter."""
    if not rules.fee.service:
        return Refusal("no_fee_counter", "no counter takes fees here: set [fee] service in site.toml")
    counter = rules.counter_at(state, key, now_ms)
    if isinstance(counter, Refusal):
        return counter
    ticket = state.desk_ticket(counter.id)
    if ticket is None:
        return Refusal("wrong_state", f"counter {counter.id} has no ticket to send; call the next one first")
    if rules.fee.service in counter.services:
        return Refusal("wrong_state", f"counter {counter.id} takes fees itself")
    return (fees.sent(rules.fee, state, ticket, counter.id, key.back, now_ms, with_slip=True),)
