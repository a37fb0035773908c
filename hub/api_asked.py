"""What may be posted to the API, and the command of the engine that each means."""

from collections.abc import Callable
from typing import Annotated, Any, Literal, NamedTuple

from msgspec import Meta, Struct

from devicekit.message_fields import BookingCode, DeviceId, HubMillis, Number, ProcedureCode, ServiceId, Tag
from hub.engine import commands as c
from hub.engine.events import Override

RequestKey = Annotated[
    str,
    Meta(pattern=r"^[A-Za-z0-9-]{8,48}$(?!\n)", description="unique for ever, such as a UUID; a repeat keeps it"),
]
Minutes = Annotated[int, Meta(ge=0, le=480)]


class Asked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what is posted: an unknown key is a mistake of the caller's."""

    request: RequestKey


class TakeTicket(Asked, frozen=True, kw_only=True):
    """A number for somebody; `kiosk` prints the paper, without it there is none.

    `override` says why it is given past hours, quota or capacity, where site.toml lets the help desk (may_override).

    `priority_class` is one of [[priority]] in site.toml (left out with `priority`: the first); `appointment_ms` checks
    in an appointment; `test` gives a number to try with, which nobody waits with.
    """

    service: ServiceId
    priority: bool = False
    kiosk: DeviceId | None = None
    priority_class: ServiceId | None = None
    appointment_ms: HubMillis | None = None
    test: bool = False
    override: Override | None = None


class TakeBatch(Asked, frozen=True, kw_only=True):
    """Numbers in a row for a group, all or none."""

    service: ServiceId
    count: Annotated[int, Meta(ge=1, le=20)]
    priority: bool = False
    kiosk: DeviceId | None = None


class TakeWritten(Asked, frozen=True, kw_only=True):
    """A number that was written on paper in a power cut, at `written_ms` of today."""

    service: ServiceId
    number: Number
    written_ms: HubMillis
    priority: bool = False


class CounterAct(Asked, frozen=True, kw_only=True):
    """An officer's key."""


class CounterNext(Asked, frozen=True, kw_only=True):
    """Whose turn it is; `service`: of that one alone."""

    service: ServiceId | None = None


class CounterCall(Asked, frozen=True, kw_only=True):
    """That number out of turn, where site.toml lets the counter (may_pick)."""

    number: Number


class CounterRecall(Asked, frozen=True, kw_only=True):
    """Once more; `last`: and say that it is the last time."""

    last: bool = False


class CounterStart(Asked, frozen=True, kw_only=True):
    """The citizen is there; `seat`: the officer goes to where they sit."""

    seat: bool = False


class CounterFinish(Asked, frozen=True, kw_only=True):
    """The officer's last key of a visit, with its result."""

    result: Annotated[int, Meta(ge=1, le=8)] | None = None


class CounterFee(Asked, frozen=True, kw_only=True):
    """To the fee counter; `back`: and here again after paying (left out: as procedure or settings say)."""

    back: bool | None = None


class CounterPark(Asked, frozen=True, kw_only=True):
    """Set aside for `minutes` (0: until taken back; left out: as site.toml says); `mine`: for this counter alone."""

    minutes: Minutes | None = None
    reason: Tag | None = None
    mine: bool = False


class CounterUnpark(Asked, frozen=True, kw_only=True):
    """Take back a parked number; left out: the only one that is parked here."""

    number: Number | None = None


class CounterTransfer(Asked, frozen=True, kw_only=True):
    """To a service, a counter, or an officer wherever they sit; the time kept; `back`: and then here again."""

    service: ServiceId | None = None
    counter: DeviceId | None = None
    officer: DeviceId | None = None
    back: bool = False


class CounterMove(Asked, frozen=True, kw_only=True):
    """The present visit goes on at another counter, which must be free."""

    counter: DeviceId


class CounterSwitch(Asked, frozen=True, kw_only=True):
    """Go on with a number that is aside, the present one aside; left out: the only one."""

    number: Number | None = None


class CounterPause(Asked, frozen=True, kw_only=True):
    """1 break, 2 meeting, 3 fetching files, 4 helping another counter, 5 machine fault, 6 end of shift."""

    reason: Annotated[int, Meta(ge=1, le=6)]


class CounterLogin(Asked, frozen=True, kw_only=True):
    """An officer logs in; `officer` is their id, or the number that they type on a keypad. The PIN is kept nowhere."""

    officer: DeviceId
    pin: Annotated[str, Meta(pattern=r"^[0-9]{4,8}$(?!\n)")]


class Unlock(Asked, frozen=True, kw_only=True):
    """An officer whose PIN was typed wrongly too often may try again."""

    officer: DeviceId


class DeskAct(Asked, frozen=True, kw_only=True):
    """Something for the holder of a number."""


class DeskService(Asked, frozen=True, kw_only=True):
    """The wrong service was chosen: another one, the time kept."""

    service: ServiceId


class DeskReprint(Asked, frozen=True, kw_only=True):
    """One more slip out of `kiosk`, marked as a copy."""

    kiosk: DeviceId


class DeskVoid(Asked, frozen=True, kw_only=True):
    """Nobody holds that number any more."""

    reason: Literal["left", "mistake", "double", "test", "other"]


class BookAppointment(Asked, frozen=True, kw_only=True):
    """A place at `time_ms`; `code` is what its holder brings (left out: `R-` and `request`)."""

    service: ServiceId
    time_ms: HubMillis
    code: BookingCode | None = None


class CheckInAppointment(Asked, frozen=True, kw_only=True):
    """The holder of the appointment is here; `kiosk` prints the paper, without it there is none."""

    kiosk: DeviceId | None = None


class CancelAppointment(Asked, frozen=True, kw_only=True):
    """Nobody will come with that code."""


class PrintGuide(Asked, frozen=True, kw_only=True):
    """What a procedure of the catalogue needs, on paper; `printer` left out: the centre's own."""

    procedure: ProcedureCode
    printer: DeviceId | None = None


class CounterGuide(Asked, frozen=True, kw_only=True):
    """What a procedure of the catalogue needs, on the printer of the counter, else on the centre's own."""

    procedure: ProcedureCode


class PrintExplanation(Asked, frozen=True, kw_only=True):
    """Why the number was called when it was, on paper; `day` left out: today.

    `printer` says where, else that of `counter` prints it, else the centre's own.
    """

    day: Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$(?!\n)")] | None = None
    printer: DeviceId | None = None
    counter: DeviceId | None = None


class PrintDayReport(Asked, frozen=True, kw_only=True):
    """What became of today's numbers, on paper; `printer` left out: the centre's own."""

    printer: DeviceId | None = None


class EndDay(Asked, frozen=True, kw_only=True):
    """Close the day; `early`: although numbers are still given or people served."""

    early: bool = False


class HelpComes(Asked, frozen=True, kw_only=True):
    """Somebody goes to the kiosk where help was asked for."""

    kiosk: DeviceId


class Evacuate(Asked, frozen=True, kw_only=True):
    """Ask everybody to leave the building, or say that it is over; `word` is EVACUATE, so that no slip does it."""

    on: bool
    word: str


EVACUATION_WORD = "EVACUATE"


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
