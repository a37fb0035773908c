"""The command of the engine that each thing posted to the API means."""

from collections.abc import Callable
from typing import Any, NamedTuple

from hub.api_asked import (
    Asked,
    BookAppointment,
    CancelAppointment,
    CheckInAppointment,
    CounterAct,
    CounterCall,
    CounterFee,
    CounterFinish,
    CounterGuide,
    CounterLogin,
    CounterMove,
    CounterNext,
    CounterPark,
    CounterPause,
    CounterRecall,
    CounterStart,
    CounterSwitch,
    CounterTransfer,
    CounterUnpark,
    DeskAct,
    DeskReprint,
    DeskService,
    DeskVoid,
    EndDay,
    Evacuate,
    HelpComes,
    PrintDayReport,
    PrintGuide,
    TakeBatch,
    TakeTicket,
    TakeWritten,
    Unlock,
)
from hub.engine import commands as c


class Verb(NamedTuple):
    """One verb: what is posted, the command that it means, and how it can be refused beside the usual."""

    body: type[Asked]
    command: Callable[[str, Any], c.Asking]
    """(counter or number, body) -> command."""
    reasons: tuple[str, ...] = ()
    summary: str = ""


def _to(at: str, body: CounterTransfer) -> c.Asking:
    return c.Transfer(
        counter=at,
        service=body.service or "",
        to_counter=body.counter or "",
        to_officer=body.officer or "",
        back=body.back,
    )


COUNTER_VERBS: dict[str, Verb] = {
    "next": Verb(
        CounterNext,
        lambda at, body: c.CallNext(counter=at, service=body.service or ""),
        ("nobody_waiting", "unknown_service", "counter_paused"),
    ),
    "call": Verb(
        CounterCall,
        lambda at, body: c.CallNumber(counter=at, number=body.number),
        ("not_permitted", "unknown_number", "must_wait", "counter_paused"),
    ),
    "recall": Verb(CounterRecall, lambda at, body: c.Recall(counter=at, last=body.last)),
    "start": Verb(CounterStart, lambda at, body: c.Start(counter=at, seat=body.seat)),
    "no-show": Verb(CounterAct, lambda at, _: c.MissedCall(counter=at)),
    "finish": Verb(CounterFinish, lambda at, body: c.Finish(counter=at, result=body.result)),
    "fee": Verb(CounterFee, lambda at, body: c.SendToFee(counter=at, back=body.back), ("no_fee_counter",)),
    "park": Verb(
        CounterPark,
        lambda at, body: c.Park(counter=at, minutes=body.minutes, reason=body.reason or "", mine=body.mine),
    ),
    "unpark": Verb(
        CounterUnpark,
        lambda at, body: c.Unpark(counter=at, number=body.number or ""),
        ("unknown_number", "not_permitted", "counter_paused"),
    ),
    "requeue": Verb(CounterAct, lambda at, _: c.Requeue(counter=at)),
    "transfer": Verb(CounterTransfer, _to, ("unknown_service", "unknown_officer", "officer_away")),
    "move": Verb(
        CounterMove,
        lambda at, body: c.Move(counter=at, to_counter=body.counter),
        ("counter_busy", "counter_paused"),
    ),
    "hold": Verb(CounterAct, lambda at, _: c.Hold(counter=at), ("not_permitted", "bench_full")),
    "switch": Verb(CounterSwitch, lambda at, body: c.Switch(counter=at, number=body.number or ""), ("unknown_number",)),
    "pause": Verb(CounterPause, lambda at, body: c.Pause(counter=at, reason=body.reason)),
    "resume": Verb(CounterAct, lambda at, _: c.Resume(counter=at)),
    "open": Verb(CounterAct, lambda at, _: c.OpenCounter(counter=at)),
    "close": Verb(CounterAct, lambda at, _: c.CloseCounter(counter=at)),
    "logout": Verb(CounterAct, lambda at, _: c.SignOut(counter=at)),
    "undo": Verb(CounterAct, lambda at, _: c.Undo(counter=at), ("nothing_to_undo", "undo_late", "undo_sent")),
}
DESK_VERBS: dict[str, Verb] = {
    "service": Verb(
        DeskService,
        lambda number, body: c.ChangeService(number=number, service=body.service),
        ("unknown_service",),
        "Change the service, keep the time",
    ),
    "reprint": Verb(
        DeskReprint,
        lambda number, body: c.Reprint(number=number, kiosk=body.kiosk),
        ("unknown_kiosk", "not_permitted"),
        "Print a lost slip again",
    ),
    "back": Verb(DeskAct, lambda number, _: c.MarkBack(number=number), ("too_late",), "Mark as back"),
    "void": Verb(DeskVoid, lambda number, body: c.VoidNumber(number=number, reason=body.reason), (), "Void a number"),
}


def command_for(operation: str, at: str, body: Asked, day_of: Callable[[int], str]) -> c.Asking:
    """What the engine is asked; `at` is the counter, number or code of the address."""
    press = f"web:{body.request}"
    if isinstance(body, TakeTicket):
        return c.Take(
            press=press,
            service=body.service,
            priority=body.priority,
            kiosk=body.kiosk or "",
            origin="web",
            rank=body.priority_class or "",
            booked_ms=body.appointment_ms or 0,
            test=body.test,
            override=body.override or "",
        )
    if isinstance(body, TakeBatch):
        return c.TakeSeveral(
            press=press, service=body.service, count=body.count, priority=body.priority, kiosk=body.kiosk or ""
        )
    if isinstance(body, TakeWritten):
        return c.TakeByHand(
            press=press,
            service=body.service,
            number=body.number,
            arrived_ms=body.written_ms,
            day=day_of(body.written_ms),
            priority=body.priority,
        )
    if isinstance(body, BookAppointment | CheckInAppointment | CancelAppointment):
        return _of_a_booking(at, press, body)
    if isinstance(body, EndDay | HelpComes | Evacuate):
        return _of_the_hall(body)
    if isinstance(body, PrintGuide | CounterGuide | PrintDayReport):
        return _of_a_paper(at, body)
    if isinstance(body, CounterLogin | Unlock):
        return _of_an_officer(at, body)
    verb = DESK_VERBS[operation.removeprefix("desk-")] if operation.startswith("desk-") else COUNTER_VERBS[operation]
    return verb.command(at, body)


def _of_the_hall(body: EndDay | HelpComes | Evacuate) -> c.Asking:
    match body:
        case EndDay():
            return c.CloseDay(early=body.early)
        case HelpComes():
            return c.AnswerHelp(kiosk=body.kiosk)
        case Evacuate():
            return c.Evacuate(on=body.on)


def _of_an_officer(counter: str, body: CounterLogin | Unlock) -> c.Asking:
    if isinstance(body, Unlock):
        return c.UnlockOfficer(officer=body.officer)
    # Of a hub that takes no PINs; else hub.login says what became of it.
    return c.SignIn(counter=counter, officer="", outcome="unset")


def _of_a_paper(counter: str, body: PrintGuide | CounterGuide | PrintDayReport) -> c.Asking:
    if isinstance(body, PrintDayReport):
        return c.AskDayReport(printer=body.printer or "")
    if isinstance(body, PrintGuide):
        return c.AskGuidance(procedure=body.procedure, name=body.request, printer=body.printer or "")
    return c.AskGuidance(procedure=body.procedure, name=body.request, counter=counter)


def _of_a_booking(code: str, press: str, body: BookAppointment | CheckInAppointment | CancelAppointment) -> c.Asking:
    if isinstance(body, BookAppointment):
        return c.Book(code=body.code or f"R-{body.request}", service=body.service, due_ms=body.time_ms)
    if isinstance(body, CheckInAppointment):
        return c.CheckIn(code=code, press=press, kiosk=body.kiosk or "")
    return c.CancelBooking(code=code)
