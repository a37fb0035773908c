"""The decisions of a ticket kiosk with push buttons: whose press counts, what its lamps say, when it helps itself."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from devicekit.buttons import contact
from devicekit.buttons.contact import STUCK_S, UNTOUCHED, Contact
from devicekit.buttons.device import PinChanged, PinFound, PinsFailed, PinsOpen
from devicekit.messages import (
    AppointmentShown,
    GuidanceWanted,
    HelpAsked,
    KioskSet,
    Part,
    PrintFailed,
    TicketIssued,
    TicketWanted,
)
from devicekit.orders import NO_LAMP, Identify, PrintGuidance, PrintTicket
from devicekit.scanner.device import ScanDropped, Scanned, ScannerSeen
from devicekit.steps import (
    Answered,
    Health,
    HubHeard,
    HubSilent,
    Keep,
    Note,
    Ordered,
    Reply,
    SetTimer,
    Started,
    StateSet,
    StepRefused,
    StopTimer,
    TimerDue,
)
from kiosk_ticket import calling, faults, given, guides, lamps, recovery, reserve, scanning, shown, tickets
from kiosk_ticket.device import GuidePrinted, Printed, PrinterSeen
from kiosk_ticket.guides import GuideUnfinished
from kiosk_ticket.recovery import KEPT_SET
from kiosk_ticket.state import (
    PRESS_LIVES_S,
    WAITING_LIMIT,
    Button,
    Out,
    Reads,
    State,
    Timing,
    button_of,
    gives,
    is_silent,
    out_of_service,
    pattern,
    service_of,
)
from kiosk_ticket.tickets import BOOK, SENDING, Step

LOOK, POLL, PINS = "look", "poll", "pins"
PINS_AGAIN_S = 5.0
DISK_AGAIN_S = 1.0
NOTHING = Reads()


class Lamps(NamedTuple):
    """Switch these lamps, by button."""

    lit: Mapping[str, bool]


class CheckPrinter(NamedTuple):
    """Ask the printer how it is; PrinterSeen follows."""


class OpenPins(NamedTuple):
    """Try to take the pins again."""


class Unfinished(NamedTuple):
    """The last run ended while it printed; this is what it left to be said."""

    words: PrintFailed


class KioskLogic:
    """One kiosk. Pure."""

    def __init__(self, buttons: tuple[Button, ...], timing: Timing, reads: Reads = NOTHING) -> None:
        self._buttons, self._timing, self._reads = buttons, timing, reads
        self._handlers: dict[type, Callable[[State, Any, float], Step]] = {
            Started: self._started,
            HubHeard: self._hub_heard,
            HubSilent: self._hub_silent,
            StateSet: self._set,
            Ordered: self._ordered,
            Answered: self._answered,
            PinFound: self._pin_found,
            PinChanged: self._pin_changed,
            PinsFailed: self._pins_failed,
            PinsOpen: self._pins_open,
            Unfinished: self._last_words,
            Printed: self._printed,
            GuideUnfinished: guides.last_words,
            GuidePrinted: guides.printed,
            PrinterSeen: self._printer_seen,
            ScannerSeen: scanning.scanner_seen,
            Scanned: self._scanned,
            ScanDropped: self._scanned,
            TimerDue: self._timer,
            StepRefused: self._step_refused,
        }

    def start(self) -> State:
        return State(self._buttons)

    def step(self, state: State, event: object, now: float) -> tuple[State, Sequence[Any]]:
        handler = self._handlers.get(type(event))
        if handler is None:
            return state, ()
        before = state
        state, effects = handler(state, event, now)
        if state is before and not isinstance(event, TimerDue):
            # Lamps are as they should be, and their timer is set.
            return state, effects
        state, shown = self._settle(state, now)
        return state, effects + shown

    # The run and the disk

    def _started(self, state: State, event: Started, now: float) -> Step:
        state, effects = self._take_up(state, event, now)
        for each in _unfinished(event):
            state, more = self._handlers[type(each)](state, each, now)
            effects += more
        return state, effects

    def _take_up(self, state: State, event: Started, now: float) -> Step:
        """Who we are, and what the last run knew."""
        effects: list[Any] = [SetTimer(POLL, 0.0)]
        state = replace(state, device=event.device, session=event.session, silent_since=now)
        try:
            state = recovery.remembered(state, event.kept)
        except msgspec.DecodeError as error:
            effects.append(Note("error", f"what was kept on the disk can't be read and is left out: {error}"))
        for each in _unfinished(event):
            if isinstance(each, GuideUnfinished):
                continue
            reserved = each.words.command is None
            out = {**state.out, each.words.press: Out(each.words.number, reserved, on_paper=True)}
            state = replace(state, out=out)
        return recovery.unanswered(state, event, now, self._timing), effects

    def _last_words(self, state: State, event: Unfinished, now: float) -> Step:
        return state, [tickets.told(event.words), Keep(SENDING, None)]

    def _step_refused(self, state: State, event: StepRefused, now: float) -> Step:
        """Nothing of that step happened: keep what would not come again, and say no to who stands there."""
        refused = event.event
        effects: list[Any] = []
        state = replace(state, disk_until=now + DISK_AGAIN_S)
        if isinstance(refused, PinChanged):
            contacts, _ = self._contacts(state, refused)
            state = replace(state, contacts=contacts)
            if refused.down:
                state, more = self._refuse(state, refused.button, "disk", now)
                effects += more
        elif isinstance(refused, Started):
            state, effects = self._take_up(state, refused, now)
            state = replace(state, retry=_unfinished(refused))
        elif isinstance(refused, Scanned):
            state, effects = shown.refused(state, "disk", now, self._timing)
        elif isinstance(refused, Printed | GuidePrinted | ScannerSeen):
            state = replace(state, retry=(*state.retry, refused))
        elif isinstance(refused, PrinterSeen):
            state = replace(state, printer=refused.part)
            effects.append(SetTimer(POLL, self._timing.printer_poll))
        elif isinstance(refused, PinsFailed):
            effects.append(SetTimer(PINS, PINS_AGAIN_S))
        return state, effects

    # The hub

    def _hub_heard(self, state: State, event: HubHeard, now: float) -> Step:
        return replace(state, silent_since=None, hub_ahead=event.hub_ms / 1000 - now), []

    def _hub_silent(self, state: State, event: HubSilent, now: float) -> Step:
        return replace(state, silent_since=now if state.silent_since is None else state.silent_since), []

    def _set(self, state: State, event: StateSet, now: float) -> Step:
        body = event.body
        if not isinstance(body, KioskSet):
            return state, [Note("warning", f"a {type(body).__name__} is not for a kiosk; ignored")]
        effects: list[Any] = []
        book = reserve.opened(state.book, body.day, [(each.service, each.number) for each in state.given])
        if book != state.book:
            effects.append(Keep(BOOK, reserve.encode(book)))
        left, more = given.certain(state.given, event.hub_ms)
        effects += more
        state = calling.heard(state, body)
        # How many wait changes with every ticket, and is worth no flush of the disk.
        lasting = replace(body, services=tuple(replace(each, waiting=0) for each in body.services))
        kept = msgspec.json.encode(lasting)
        if kept != state.kept_set:
            effects.append(Keep(KEPT_SET, kept))
        return replace(state, known=body, kept_set=kept, book=book, given=left), effects

    def _ordered(self, state: State, event: Ordered, now: float) -> Step:
        if isinstance(event.body, PrintTicket):
            return tickets.ordered(state, event.command, event.body, now)
        if isinstance(event.body, PrintGuidance):
            return guides.ordered(state, event.command, event.body, event.sent_hub_ms)
        if isinstance(event.body, Identify):
            if not any(button.lamp for button in state.buttons):
                return state, [Reply(event.command, "refused", NO_LAMP)]
            return replace(state, identify_until=now + event.body.seconds), [Reply(event.command, "done")]
        return state, [Reply(event.command, "refused", f"a kiosk can't do {type(event.body).__name__}")]

    def _answered(self, state: State, event: Answered, now: float) -> Step:
        body, answer = event.body, event.answer
        if isinstance(body, TicketIssued):
            return given.answered(state, body, event)
        waiting = next((each for each in state.waiting if each.press == event.key), None)
        if isinstance(body, AppointmentShown):
            return shown.answered(state, body, event, now, self._timing)
        if isinstance(body, HelpAsked):
            return calling.answered(state, event)
        reason = f"{answer.reason} {answer.detail}".strip()
        if isinstance(body, GuidanceWanted) and answer.outcome == "refused":
            return guides.refused(state, body, reason, now, self._timing)
        if not isinstance(body, TicketWanted) or waiting is None:
            return state, []
        others = tuple(each for each in state.waiting if each is not waiting)
        if answer.outcome == "accepted":
            # The order to print is on its way, and is sent again when it gets lost.
            later = waiting._replace(due=max(waiting.due, now + self._timing.hub_wait))
            return replace(state, waiting=(*others, later)), []
        return self._refuse(replace(state, waiting=others), waiting.button, reason, now)

    # The buttons

    def _pin_found(self, state: State, event: PinFound, now: float) -> Step:
        if not event.down and event.button not in state.contacts:
            # Open, as every contact is of which nothing is known.
            return state, []
        return replace(state, contacts={**state.contacts, event.button: contact.found(event.down, event.at)}), []

    def _contacts(self, state: State, event: PinChanged) -> tuple[dict[str, Contact], bool]:
        before = state.contacts.get(event.button, UNTOUCHED)
        after, pressed = contact.changed(before, event.down, event.at, self._timing.lock_out)
        return {**state.contacts, event.button: after}, pressed

    def _pin_changed(self, state: State, event: PinChanged, now: float) -> Step:
        button = button_of(state, event.button)
        if button is None:
            return state, []
        contacts, pressed = self._contacts(state, event)
        state = replace(state, contacts=contacts)
        if not pressed:
            return state, []
        if button.procedure:
            return guides.pressed(state, button, now, self._timing)
        if not button.service:
            return calling.ask(state, now)
        known = service_of(state, button.service)
        silent = is_silent(state, now, self._timing)
        why = out_of_service(state, button.service, silent)
        if not why and known is None:
            why = "unknown_service"
        elif not why and known is not None and not gives(button, known, silent):
            why = "hall_full" if known.closed == "hall" else "service_closed"
        elif not why and len(state.waiting) + len(state.queue) >= WAITING_LIMIT:
            why = "too_many"
        if why or known is None:
            return self._refuse(state, button.name, why, now)
        return scanning.pressed(state, button, known, now, self._timing)

    def _scanned(self, state: State, event: Scanned | ScanDropped, now: float) -> Step:
        return scanning.scanned(state, event, now, self._timing, self._reads)

    def _refuse(self, state: State, button: str, why: str, now: float) -> Step:
        return tickets.refuse(state, button, why, now, self._timing.refused)

    def _pins_failed(self, state: State, event: PinsFailed, now: float) -> Step:
        part = Part(state="failed", code="pins", detail=event.reason)
        return state, [Health("buttons", part), SetTimer(PINS, PINS_AGAIN_S)]

    def _pins_open(self, state: State, event: PinsOpen, now: float) -> Step:
        return state, [Health("buttons", Part(state="ok"))]

    # The printer

    def _printed(self, state: State, event: Printed, now: float) -> Step:
        paper = state.printing
        state, effects = tickets.printed(state, event)
        if event.part is not None:
            state, more = self._seen(state, event.part)
            effects += more
        if paper is not None and event.outcome in ("unknown", "failed"):
            of = [
                b.name for b in state.buttons if (b.service, b.priority) == (paper.order.service, paper.order.priority)
            ]
            for name in of:
                state, more = self._refuse(state, name, f"not printed: {event.reason}", now)
                effects += more
        state, more = tickets.serve(state, now)
        return state, effects + more

    def _printer_seen(self, state: State, event: PrinterSeen, now: float) -> Step:
        state, effects = self._seen(state, event.part)
        return state, [SetTimer(POLL, self._timing.printer_poll), *effects]

    def _seen(self, state: State, part: Part) -> Step:
        news = [] if part == state.printer else [Health("printer", part)]
        return replace(state, printer=part), [*news]

    # Time

    def _timer(self, state: State, event: TimerDue, now: float) -> Step:
        if event.name == POLL:
            return state, [CheckPrinter()]
        if event.name == PINS:
            return state, [OpenPins()]
        effects: list[Any] = []
        again = state.retry
        if again:
            state = replace(state, retry=())
        for each in again:
            state, more = self._handlers[type(each)](state, each, now)
            effects += more
        state, unscanned = scanning.late(state, now, self._timing)
        state, uncalled = calling.late(state, now, self._timing)
        state, more = faults.report(state, now)
        state, served = tickets.serve(state, now)
        return state, [*effects, *unscanned, *uncalled, *more, *served]

    def _settle(self, state: State, now: float) -> Step:
        """Lamps as they should be, and a timer for when something changes by itself."""
        lit, moments = {}, self._moments(state, now)
        silent = is_silent(state, now, self._timing)
        for button in state.buttons:
            lit[button.name], change = lamps.at(pattern(state, button, now, silent), now)
            if change is not None:
                moments.append(change)
        changed = {} if lit == state.lamps else {name: on for name, on in lit.items() if state.lamps.get(name) != on}
        effects: list[Any] = [Lamps(changed)] if changed else []
        due = min(moments, default=None)
        wait = 0.0 if due is None else max(0.001, due - now, state.disk_until - now)
        effects.append(StopTimer(LOOK) if due is None else SetTimer(LOOK, wait))
        return replace(state, lamps=lit) if changed else state, effects

    def _moments(self, state: State, now: float) -> list[float]:
        """When anything else is to be looked at again."""
        moments = [*scanning.moments(state), *calling.moments(state)]
        moments += [until for until in (*state.refused_until.values(), state.identify_until) if until > now]
        for each in state.contacts.values():
            if each.down and not contact.stuck(each, now):
                moments.append(each.down_since + STUCK_S)
        if faults.codes(state, now) != state.faults:
            moments.append(now)
        for waiting in state.waiting:
            moments.append(waiting.at + PRESS_LIVES_S)
            if waiting.due > now or tickets.can_issue(state, waiting.service):
                moments.append(waiting.due)
        if state.retry:
            moments.append(state.disk_until)
        if state.silent_since is not None and now < state.silent_since + self._timing.hub_wait:
            moments.append(state.silent_since + self._timing.hub_wait)
        return moments


def _unfinished(event: Started) -> tuple[Unfinished | GuideUnfinished, ...]:
    words = event.kept.get(SENDING)
    ticket = () if words is None else (Unfinished(msgspec.json.decode(words, type=PrintFailed)),)
    return (*ticket, *guides.unfinished(dict(event.kept)))
