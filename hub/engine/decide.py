"""The engine's decisions: what follows from a command in a state, as facts, or why nothing does.

Rules. A press has one ticket for ever. A number is given once a day. A ticket is at one counter at most. What is
refused changes nothing. Nothing here depends on how many people wait: queues are heaps, and their fronts are read.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from hub.engine import commands as c
from hub.engine import dossiers, fees, policy, rating
from hub.engine import events as e
from hub.engine.commands import Refusal
from hub.engine.events import EngineEvent
from hub.engine.lifecycle import LIFECYCLE, Verb
from hub.engine.orphans import callable_at, known_lines
from hub.engine.state import State, Ticket, back_line
from hub.plan import CounterPlan, Plan, ServicePlan, number_of, reserve_of

# A citizen does not wait longer for paper than the print order lives (PrintTicket's ttl): after that nobody is there.
STALE_PRESS_MS = 120_000
# A key pressed while the hub was away must not call somebody minutes later, when the officer is doing something else.
STALE_KEY_MS = 15_000

Decision = tuple[EngineEvent, ...] | Refusal


class Engine:
    """The decisions under one centre's settings; holds nothing that changes."""

    def __init__(self, plan: Plan) -> None:
        self._services = {service.id: service for service in plan.services}
        self._counters = {counter.id: counter for counter in plan.counters}
        self._devices = {device.id: device for device in plan.devices}
        self._lines, self._fee = known_lines(plan), plan.fee
        self._handlers: dict[type[c.Asked], Callable[[State, Any, int], Decision]] = {
            c.Take: self._take,
            c.TakeReserve: self._reserve,
            c.CallNext: self._next,
            c.Recall: partial(self._key, "recall"),
            c.Start: partial(self._key, "start"),
            c.Finish: partial(self._key, "finish"),
            c.MissedCall: partial(self._key, "noshow"),
            c.NextOrRecall: self._next_or_recall,
            c.FinishOrNoShow: self._finish_or_noshow,
            c.SendToFee: self._to_fee,
            c.OpenCounter: self._door,
            c.CloseCounter: self._door,
            c.OpenService: self._offer,
            c.CloseService: self._offer,
            c.NotePrinted: _paper,
            c.NotePrintMissed: _paper,
            c.NoteVoiceMissed: _note,
            c.Rate: partial(rating.rate, plan),
            c.RateAgency: partial(rating.rate_agency, plan),
            c.ReportDossier: partial(dossiers.report, plan),
            c.PayFee: fees.paid_elsewhere,
            c.NoteSlipPrinted: _slip,
            c.NoteSlipMissed: _slip,
            c.NoteFault: _note,
            c.NoteAnswered: _note,
        }

    def decide(self, state: State, command: c.Asking, now_ms: int) -> Decision:
        """The facts that follow (none: it was so already), or the refusal. Changes nothing."""
        return self._handlers[type(command)](state, command, now_ms)

    # Tickets

    def _take(self, state: State, take: c.Take, now_ms: int) -> Decision:
        known = state.presses.get(take.press)
        if known is not None:
            return _same_press(state.tickets[known], take.service)
        service = self._services.get(take.service)
        if service is None:
            return self._unknown_service(take.service)
        if service.id in state.closed_services:
            return Refusal("service_closed", f"service {service.id} takes no tickets now")
        age_ms = _age(take.pressed_ms, now_ms)
        if age_ms > STALE_PRESS_MS:
            return Refusal("too_old", f"pressed {age_ms // 1000} s ago; nobody stands there any more")
        n = next_n(state, service)
        if n > service.last:
            return Refusal(
                "used_up", f"service {service.id} has given {number_of(service, service.last)}, its last one"
            )
        line = state.waiting.get(service.id)
        counts = (line.normal_count, line.priority_count) if line else (0, 0)
        taken = e.TicketTaken(
            at_ms=now_ms,
            number=number_of(service, n),
            press=take.press,
            service=service.id,
            n=n,
            ahead=policy.ahead(*counts, take.priority),
            priority=take.priority,
            kiosk=take.kiosk,
            origin=take.origin,
        )
        return (taken,)

    def _reserve(self, state: State, given: c.TakeReserve, now_ms: int) -> Decision:
        service = self._services.get(given.service)
        if service is None:
            return self._unknown_service(given.service)
        if given.day < state.day:
            return (_past_day(given, now_ms),)
        holder = state.tickets.get(given.number)
        if holder is not None and holder.press == given.press:
            return ()
        if holder is not None:
            return Refusal("number_taken", f"{given.number} is the number of press {holder.press} already")
        if self._is_running(service, given):
            return Refusal("not_reserve", f"{given.number} is not of the reserve of {given.kiosk} for {service.id}")
        known = state.presses.get(given.press, "")
        if known and (state.tickets[known].reserve or state.tickets[known].service != given.service):
            return Refusal("press_reused", f"press {given.press} has the number {known} already")
        issued = e.ReserveTaken(
            at_ms=now_ms,
            number=given.number,
            press=given.press,
            service=service.id,
            kiosk=given.kiosk,
            arrived_ms=min(given.arrived_ms, now_ms),
            priority=given.priority,
            in_place_of=known,
        )
        if not known:
            return (issued,)
        return (
            e.NumberVoided(at_ms=now_ms, number=known, reason="reserve_given", replaced_by=given.number),
            issued,
        )

    def _is_running(self, service: ServicePlan, given: c.TakeReserve) -> bool:
        """True for a number that the hub could give itself, now or later.

        What is in neither series is let in: the settings may have changed since, and somebody holds that paper.
        """
        digits = given.number.removeprefix(service.prefix)
        if not digits.isdecimal():
            return True
        device = self._devices.get(given.kiosk)
        first, last = reserve_of(device, service) if device else (0, 0)
        return not first <= int(digits) <= last and service.first <= int(digits) <= service.last

    def _unknown_service(self, service: str) -> Refusal:
        return Refusal("unknown_service", f"no service {service!r} here; known: {', '.join(self._services)}")

    # Counters

    def _next(self, state: State, key: c.CallNext | c.NextOrRecall, now_ms: int) -> Decision:
        counter = self._counter(state, key, now_ms)
        if isinstance(counter, Refusal):
            return counter
        current, desk = state.desk_ticket(counter.id), state.desks.get(counter.id)
        names = callable_at(counter, self._lines, state)
        lines = [line for name in names if (line := state.waiting.get(name)) is not None]
        mine = state.waiting.get(back_line(counter.id))
        head = policy.choose(
            () if mine is None else (*mine.normal[:1], *mine.priority[:1]),
            (line.normal[0] for line in lines if line.normal),
            (line.priority[0] for line in lines if line.priority),
            desk.normal_run if desk else 0,
        )
        # Who was called and is on the way stays called when there is nobody to call instead.
        if head is None and (current is None or current.state == "called"):
            return Refusal("nobody_waiting", f"nobody waits for counter {counter.id} ({', '.join(counter.services)})")
        facts: list[EngineEvent] = []
        if current is not None:
            facts += fees.ending(current, counter.id, None, "next", now_ms)
        if head is not None:
            leg = state.tickets[head.number].leg
            facts.append(e.Called(at_ms=now_ms, number=head.number, counter=counter.id, leg=leg))
        return tuple(facts)

    def _key(self, verb: Verb, state: State, key: c.AtCounter, now_ms: int) -> Decision:
        counter = self._counter(state, key, now_ms)
        if isinstance(counter, Refusal):
            return counter
        ticket = state.desk_ticket(counter.id)
        if ticket is None:
            return Refusal("wrong_state", f"counter {counter.id} has no ticket to {verb}; call the next one first")
        if (ticket.state, verb) not in LIFECYCLE:
            allowed = ", ".join(v for s, v in LIFECYCLE if s == ticket.state and v != "void")
            return Refusal(
                "wrong_state", f"{ticket.number} is {ticket.state}: {verb} does not fit; possible: {allowed}"
            )
        return _facts_of(verb, key, ticket, now_ms)

    def _next_or_recall(self, state: State, key: c.NextOrRecall, now_ms: int) -> Decision:
        ticket = state.desk_ticket(key.counter)
        if ticket is not None and ticket.state == "called":
            return self._key("recall", state, key, now_ms)
        return self._next(state, key, now_ms)

    def _finish_or_noshow(self, state: State, key: c.FinishOrNoShow, now_ms: int) -> Decision:
        ticket = state.desk_ticket(key.counter)
        called = ticket is not None and ticket.state == "called"
        return self._key("noshow" if called else "finish", state, key, now_ms)

    def _to_fee(self, state: State, key: c.SendToFee, now_ms: int) -> Decision:
        if not self._fee.service:
            return Refusal("no_fee_counter", "no counter takes fees here: set [fee] service in site.toml")
        counter = self._counter(state, key, now_ms)
        if isinstance(counter, Refusal):
            return counter
        ticket = state.desk_ticket(counter.id)
        if ticket is None:
            return Refusal("wrong_state", f"counter {counter.id} has no ticket to send; call the next one first")
        if self._fee.service in counter.services:
            return Refusal("wrong_state", f"counter {counter.id} takes fees itself")
        return (fees.sent(self._fee, state, ticket, counter.id, key.back, now_ms, with_slip=True),)

    def _door(self, state: State, key: c.OpenCounter | c.CloseCounter, now_ms: int) -> Decision:
        if key.counter not in self._counters:
            return self._unknown_counter(key.counter)
        desk = state.desks.get(key.counter)
        is_open = desk.open if desk else True
        if isinstance(key, c.OpenCounter):
            return () if is_open else (e.CounterOpened(at_ms=now_ms, counter=key.counter),)
        if desk is not None and desk.ticket:
            return Refusal("wrong_state", f"counter {key.counter} has {desk.ticket}; finish it first")
        return (e.CounterClosed(at_ms=now_ms, counter=key.counter),) if is_open else ()

    def _offer(self, state: State, command: c.OpenService | c.CloseService, now_ms: int) -> Decision:
        if command.service not in self._services:
            return self._unknown_service(command.service)
        closed = command.service in state.closed_services
        if isinstance(command, c.OpenService):
            return (e.ServiceOpened(at_ms=now_ms, service=command.service),) if closed else ()
        return () if closed else (e.ServiceClosed(at_ms=now_ms, service=command.service),)

    def _counter(self, state: State, key: c.AtCounter, now_ms: int) -> CounterPlan | Refusal:
        counter = self._counters.get(key.counter)
        if counter is None:
            return self._unknown_counter(key.counter)
        desk = state.desks.get(counter.id)
        if desk is not None and not desk.open:
            return Refusal("counter_closed", f"counter {counter.id} is closed; open it first")
        age_ms = _age(key.pressed_ms, now_ms)
        if age_ms > STALE_KEY_MS:
            return Refusal("too_old", f"the key was pressed {age_ms // 1000} s ago; press it again")
        return counter

    def _unknown_counter(self, counter: str) -> Refusal:
        return Refusal("unknown_counter", f"no counter {counter!r} here; known: {', '.join(self._counters)}")


def _age(pressed_ms: int | None, now_ms: int) -> int:
    return 0 if pressed_ms is None else now_ms - pressed_ms


def next_n(state: State, service: ServicePlan) -> int:
    """The series goes on where it was; a number that is out already (settings changed at noon) is left out."""
    n = max(state.next_n.get(service.id, 0), service.first + state.skipped)
    while number_of(service, n) in state.tickets:
        n += 1
    return n


def _same_press(ticket: Ticket, service: str) -> Decision:
    if ticket.service != service:
        return Refusal("press_reused", f"that press was for {ticket.service} and has {ticket.number}")
    return ()


def _past_day(given: c.TakeReserve, now_ms: int) -> e.ReserveOfPastDay:
    return e.ReserveOfPastDay(
        at_ms=now_ms,
        number=given.number,
        press=given.press,
        service=given.service,
        kiosk=given.kiosk,
        arrived_ms=given.arrived_ms,
        day=given.day,
        priority=given.priority,
    )


def _facts_of(verb: Verb, key: c.AtCounter, ticket: Ticket, now_ms: int) -> tuple[EngineEvent, ...]:
    number, counter = ticket.number, key.counter
    match verb:
        case "recall":
            return (e.Recalled(at_ms=now_ms, number=number, counter=counter, leg=ticket.leg),)
        case "start":
            return (e.Started(at_ms=now_ms, number=number, counter=counter),)
        case "noshow":
            return (e.NoShow(at_ms=now_ms, number=number, counter=counter),)
        case _:
            result = key.result if isinstance(key, c.Finish | c.FinishOrNoShow) else None
            return fees.ending(ticket, counter, result, "finish", now_ms)


def _slip(state: State, note: c.NoteSlipPrinted | c.NoteSlipMissed, now_ms: int) -> Decision:
    number = state.slips.get(note.slip, "")
    if isinstance(note, c.NoteSlipPrinted):
        return (e.SlipPrinted(at_ms=now_ms, number=number, slip=note.slip, confirmed=note.confirmed),)
    return (e.SlipMissed(at_ms=now_ms, number=number, slip=note.slip, outcome=note.outcome, reason=note.reason),)


def _paper(state: State, note: c.NotePrinted | c.NotePrintMissed, now_ms: int) -> Decision:
    """A kiosk speaks of its own paper only, also when the word that it gave that number of its reserve comes later."""
    ticket = state.tickets.get(note.number)
    if ticket is None:
        own = note.press.startswith(f"{note.kiosk}.")
    else:
        own = (ticket.press, ticket.kiosk) == (note.press, note.kiosk)
    if not own:
        return Refusal("press_reused", f"{note.kiosk} was not given {note.number} for press {note.press}")
    if isinstance(note, c.NotePrinted):
        return (e.Printed(at_ms=now_ms, number=note.number, press=note.press, confirmed=note.confirmed),)
    return (
        e.PrintMissed(at_ms=now_ms, number=note.number, press=note.press, outcome=note.outcome, reason=note.reason),
    )


def _note(state: State, note: c.NoteVoiceMissed | c.NoteFault | c.NoteAnswered, now_ms: int) -> Decision:
    match note:
        case c.NoteVoiceMissed():
            return (e.VoiceMissed(at_ms=now_ms, number=note.number, outcome=note.outcome, reason=note.reason),)
        case c.NoteFault():
            return (e.FaultNoted(at_ms=now_ms, part=note.part, state=note.state, code=note.code, detail=note.detail),)
        case _:
            return ()
