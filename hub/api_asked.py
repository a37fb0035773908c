"""What may be posted to the API; api_commands knows what each means."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from devicekit.message_fields import BookingCode, DeviceId, HubMillis, Number, ProcedureCode, ServiceId, Tag
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


class IdentifyDevice(Asked, frozen=True, kw_only=True):
    """The device shows itself for some seconds: its lamps or its screen, a sentence of a speaker, a printer's paper."""

    seconds: Annotated[int, Meta(ge=1, le=60)] = 10


class Evacuate(Asked, frozen=True, kw_only=True):
    """Ask everybody to leave the building, or say that it is over; `word` is EVACUATE, so that no slip does it."""

    on: bool
    word: str


EVACUATION_WORD = "EVACUATE"
