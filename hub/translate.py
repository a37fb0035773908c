"""From the contract's events to the engine's commands: what a device may ask, and when it happened on legal time."""

from collections.abc import Callable, Mapping

from devicekit.messages import (
    AgencyRated,
    AppointmentShown,
    CommandResult,
    EventBody,
    FaultChanged,
    GuidanceWanted,
    HelpAsked,
    Key,
    KeyPressed,
    LoginTyped,
    PrintFailed,
    Rated,
    SlipFailed,
    SlipPrinted,
    TicketIssued,
    TicketPrinted,
    TicketWanted,
    VerbTyped,
)
from devicekit.orders import Announce, Identify, PrintTicket, Proclaim, Slip
from hub.engine import commands as c
from hub.engine.rating import visit_of
from hub.plan import DevicePlan
from hub.store_rows import Pending

_PRESSED = TicketWanted | TicketIssued | AppointmentShown | HelpAsked | GuidanceWanted
_OF_COUNTERS = KeyPressed | VerbTyped | LoginTyped
_OF_KIOSKS = _PRESSED | TicketPrinted | PrintFailed
_KEYS: dict[Key, Callable[[str, int, int | None], c.Asking]] = {
    "next": lambda counter, at, result: c.CallNext(counter=counter, pressed_ms=at),
    "recall": lambda counter, at, result: c.Recall(counter=counter, pressed_ms=at),
    "start": lambda counter, at, result: c.Start(counter=counter, pressed_ms=at),
    "finish": lambda counter, at, result: c.Finish(counter=counter, pressed_ms=at, result=result),
    "noshow": lambda counter, at, result: c.MissedCall(counter=counter, pressed_ms=at),
    "next_or_recall": lambda counter, at, result: c.NextOrRecall(counter=counter, pressed_ms=at),
    "fee": lambda counter, at, result: c.SendToFee(counter=counter, pressed_ms=at),
    "finish_or_noshow": lambda counter, at, result: c.FinishOrNoShow(counter=counter, pressed_ms=at, result=result),
}


def may_not(device: DevicePlan, body: EventBody, pending: Mapping[str, Pending]) -> str:
    """Why this device may not say this, "" when it may. A press bears its kiosk's id: "kiosk-1.<session>.<n>"."""
    if isinstance(body, _OF_KIOSKS) and device.kind != "ticket":
        return f"{type(body).__name__} is for devices of kind ticket; {device.id} is of kind {device.kind}"
    if isinstance(body, _PRESSED) and not body.press.startswith(f"{device.id}."):
        return f"press {body.press} is none of {device.id}: its presses begin with {device.id + '.'!r}"
    order = pending.get(settled_by(body))
    if order is not None and order.device != device.id:
        return f"the order {order.id} is for {order.device}, not for {device.id}"
    if order is not None and isinstance(body, TicketPrinted | PrintFailed):
        asked = order.body
        if not isinstance(asked, PrintTicket) or (asked.press, asked.number) != (body.press, body.number):
            return f"the order {order.id} does not print {body.number} for press {body.press}"
    if isinstance(body, SlipPrinted | SlipFailed):
        # A kiosk prints guidance.
        if device.kind not in ("printer", "ticket"):
            return (
                f"{type(body).__name__} is for devices of kind printer or ticket; {device.id} is of kind {device.kind}"
            )
        if order is not None and (not isinstance(order.body, Slip) or order.body.slip != body.slip):
            return f"the order {order.id} does not print the slip {body.slip}"
    if isinstance(body, _OF_COUNTERS) and (device.kind != "counter" or device.counter != body.counter):
        return f"{device.id} has no keys of counter {body.counter!r}"
    if isinstance(body, Rated):
        visit = visit_of(body.visit)
        if device.kind != "rating" or (visit is not None and visit.counter != device.counter):
            return f"{device.id} is no rating screen of the counter of visit {body.visit}"
    if isinstance(body, AgencyRated) and (device.kind != "rating" or device.counter):
        return f"{device.id} is no rating screen that stands by itself"
    return ""


def settled_by(body: EventBody) -> str:
    """The `do` that an event answers, "" when none."""
    if isinstance(body, TicketPrinted | PrintFailed | SlipPrinted | SlipFailed | Rated | CommandResult):
        return body.command or ""
    return ""


def command_for(
    device: str, body: EventBody, happened_ms: int, day_of: Callable[[int], str], pending: Mapping[str, Pending]
) -> c.Asking:
    """What an event asks of the engine; `happened_ms` is on legal time."""
    match body:
        case TicketWanted() | TicketIssued() | AppointmentShown() | GuidanceWanted() | HelpAsked():
            return _at_a_kiosk(device, body, happened_ms, day_of)
        case KeyPressed(key="finish") | VerbTyped(verb="call") if body.alone:
            return _alone(body, happened_ms, day_of)
        case KeyPressed():
            return _KEYS[body.key](body.counter, happened_ms, body.result)
        case VerbTyped():
            return c.TypeVerb(counter=body.counter, verb=body.verb, digits=body.digits, pressed_ms=happened_ms)
        case LoginTyped():
            # Of a hub that takes no PINs; else hub.login says what became of it.
            return c.SignIn(counter=body.counter, officer="", outcome="unset", pressed_ms=happened_ms)
        case TicketPrinted() | PrintFailed() | SlipPrinted() | SlipFailed():
            return _paper(device, body)
        case Rated() | AgencyRated():
            return _vote(body, happened_ms, day_of)
        case FaultChanged():
            return c.NoteFault(part=body.part, state=body.state, code=body.code, detail=body.detail)
        case CommandResult():
            return _result(body, pending.get(body.command))


def _at_a_kiosk(
    device: str,
    body: TicketWanted | TicketIssued | AppointmentShown | GuidanceWanted | HelpAsked,
    happened_ms: int,
    day_of: Callable[[int], str],
) -> c.Asking:
    match body:
        case TicketWanted():
            return c.Take(
                press=body.press,
                service=body.service,
                pressed_ms=happened_ms,
                priority=body.priority,
                kiosk=device,
                person=body.person,
            )
        case TicketIssued():
            return c.TakeReserve(
                press=body.press,
                service=body.service,
                number=body.number,
                kiosk=device,
                arrived_ms=happened_ms,
                # By its clock alone a kiosk that lost its power may seem to be of the day before.
                day=max(day_of(happened_ms), body.day or ""),
                priority=body.priority,
                person=body.person,
            )
        case AppointmentShown():
            return c.CheckIn(code=body.code, press=body.press, kiosk=device, pressed_ms=happened_ms)
        case GuidanceWanted():
            return c.AskGuidance(procedure=body.procedure, name=body.press, printer=device, pressed_ms=happened_ms)
        case HelpAsked():
            return c.AskHelp(kiosk=device, pressed_ms=happened_ms)


def _alone(body: KeyPressed | VerbTyped, happened_ms: int, day_of: Callable[[int], str]) -> c.Asking:
    """What the counter has done while nobody answered: never too old."""
    day = day_of(happened_ms)
    if isinstance(body, VerbTyped):
        return c.CallAlone(counter=body.counter, digits=body.digits, day=day, pressed_ms=happened_ms)
    return c.FinishAlone(counter=body.counter, number=body.alone, day=day, result=body.result, pressed_ms=happened_ms)


def _paper(device: str, body: TicketPrinted | PrintFailed | SlipPrinted | SlipFailed) -> c.Asking:
    match body:
        case TicketPrinted():
            return c.NotePrinted(kiosk=device, press=body.press, number=body.number, confirmed=body.confirmed)
        case PrintFailed():
            return c.NotePrintMissed(
                kiosk=device, press=body.press, number=body.number, outcome=body.outcome, reason=body.reason
            )
        case SlipPrinted():
            return c.NoteSlipPrinted(printer=device, slip=body.slip, confirmed=body.confirmed)
        case SlipFailed():
            return c.NoteSlipMissed(printer=device, slip=body.slip, outcome=body.outcome, reason=body.reason)


def _vote(body: Rated | AgencyRated, happened_ms: int, day_of: Callable[[int], str]) -> c.Asking:
    if isinstance(body, Rated):
        return c.Rate(
            visit=body.visit,
            level=body.level,
            levels=body.levels,
            tags=body.tags,
            voted_ms=happened_ms,
            day=day_of(happened_ms),
        )
    return c.RateAgency(
        vote=body.vote,
        agency=body.agency,
        questions=body.questions,
        answers={answer.question: answer.points for answer in body.answers},
        dossier=body.dossier,
        voted_ms=happened_ms,
    )


def expiry_of(pending: Pending) -> c.Asking:
    """What it means that nobody answered a `do` in time."""
    if isinstance(pending.body, PrintTicket):
        order = pending.body
        return c.NotePrintMissed(kiosk=pending.device, press=order.press, number=order.number, outcome="expired")
    if isinstance(pending.body, Slip):
        return c.NoteSlipMissed(printer=pending.device, slip=pending.body.slip, outcome="expired")
    if isinstance(pending.body, Announce):
        return c.NoteVoiceMissed(number=pending.body.number, outcome="expired")
    if isinstance(pending.body, Proclaim):
        return c.NoteVoiceMissed(number="", outcome="expired", reason=pending.body.notice)
    if isinstance(pending.body, Identify):
        return c.NoteIdentified(device=pending.device, asked_ms=pending.sent_ms, outcome="expired")
    return c.NoteAnswered()


def _result(result: CommandResult, pending: Pending | None) -> c.Asking:
    order = None if pending is None else pending.body
    if pending is not None and isinstance(order, Identify):
        return c.NoteIdentified(
            device=pending.device, asked_ms=pending.sent_ms, outcome=result.outcome, reason=result.reason
        )
    if pending is None or result.outcome == "done":
        return c.NoteAnswered()
    if isinstance(order, PrintTicket):
        return c.NotePrintMissed(
            kiosk=pending.device, press=order.press, number=order.number, outcome=result.outcome, reason=result.reason
        )
    if isinstance(order, Slip):
        return c.NoteSlipMissed(printer=pending.device, slip=order.slip, outcome=result.outcome, reason=result.reason)
    if isinstance(order, Announce):
        return c.NoteVoiceMissed(number=order.number, outcome=result.outcome, reason=result.reason)
    if isinstance(order, Proclaim):
        return c.NoteVoiceMissed(number="", outcome=result.outcome, reason=f"{order.notice}: {result.reason}"[:200])
    return c.NoteAnswered()
