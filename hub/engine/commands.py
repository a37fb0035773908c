"""What may be asked of the engine, and how it says no."""

from typing import Literal

from msgspec import Struct

from devicekit.orders import PrintSlip
from hub.engine.hours_commands import Asked as Asked
from hub.engine.hours_commands import CloseDay as CloseDay
from hub.engine.hours_commands import Evacuate as Evacuate

VoidReason = Literal["left", "mistake", "double", "test", "other"]


class Take(Asked, frozen=True, kw_only=True):
    """Give the next number of a service to this press; `pressed_ms`: when, on legal time (None: just now)."""

    press: str
    service: str
    pressed_ms: int | None = None
    priority: bool = False
    kiosk: str = ""
    origin: Literal["kiosk", "web", "desk"] = "kiosk"
    rank: str = ""
    """The priority class; "" with `priority`: the first of the settings."""
    booked_ms: int = 0
    """The appointment, 0 for none."""
    test: bool = False
    """For trying: it has a number and paper, and nobody waits with it."""


class TakeSeveral(Asked, frozen=True, kw_only=True):
    """Numbers for a group: `press` names the whole order."""

    press: str
    service: str
    count: int
    priority: bool = False
    kiosk: str = ""


class TakeByHand(Asked, frozen=True, kw_only=True):
    """A number that was written on paper at `arrived_ms`, when there was no power."""

    press: str
    service: str
    number: str
    arrived_ms: int
    day: str
    priority: bool = False
    rank: str = ""


class TakeReserve(Asked, frozen=True, kw_only=True):
    """A kiosk gave this number of its reserve to that press at `arrived_ms`, on `day`."""

    press: str
    service: str
    number: str
    kiosk: str
    arrived_ms: int
    day: str
    priority: bool = False


class AtCounter(Asked, frozen=True, kw_only=True):
    """Base of what an officer does; `pressed_ms` as in Take."""

    counter: str
    pressed_ms: int | None = None


class CallNext(AtCounter, frozen=True, kw_only=True):
    """`service`: of that one alone."""

    service: str = ""


class CallNumber(AtCounter, frozen=True, kw_only=True):
    """That number and no other."""

    number: str


class Recall(AtCounter, frozen=True, kw_only=True):
    """`last`: and say that it is the last time."""

    last: bool = False


class Start(AtCounter, frozen=True, kw_only=True):
    """`seat`: the officer goes to the citizen."""

    seat: bool = False


class Park(AtCounter, frozen=True, kw_only=True):
    """Set aside for `minutes` (None: as settings say); `mine`: for this counter alone."""

    minutes: int | None = None
    reason: str = ""
    mine: bool = False


class Unpark(AtCounter, frozen=True, kw_only=True):
    """Take back a parked number; left out: the only one that is parked here."""

    number: str = ""


class Requeue(AtCounter, frozen=True, kw_only=True):
    pass


class Transfer(AtCounter, frozen=True, kw_only=True):
    """To a service or to a counter; `back`: and then here again."""

    service: str = ""
    to_counter: str = ""
    back: bool = False


class Move(AtCounter, frozen=True, kw_only=True):
    """The present visit goes on at another counter."""

    to_counter: str


class Undo(AtCounter, frozen=True, kw_only=True):
    """What was done last here has not been."""


class Pause(AtCounter, frozen=True, kw_only=True):
    """`reason`: keypad.pause.reason 1 to 6."""

    reason: int


class Resume(AtCounter, frozen=True, kw_only=True):
    pass


class Finish(AtCounter, frozen=True, kw_only=True):
    result: int | None = None


class MissedCall(AtCounter, frozen=True, kw_only=True):
    """Nobody came."""


class NextOrRecall(AtCounter, frozen=True, kw_only=True):
    """One key of a small box: recall while the citizen is on the way, else next."""


class FinishOrNoShow(AtCounter, frozen=True, kw_only=True):
    """One key of a small box: nobody came while called, finished while serving."""

    result: int | None = None


class SendToFee(AtCounter, frozen=True, kw_only=True):
    """To the fee counter; `back`: and here again after paying (None: as procedure or settings say)."""

    back: bool | None = None


class OpenCounter(AtCounter, frozen=True, kw_only=True):
    pass


class CloseCounter(AtCounter, frozen=True, kw_only=True):
    pass


class OpenService(Asked, frozen=True, kw_only=True):
    service: str


class CloseService(Asked, frozen=True, kw_only=True):
    service: str


class AboutNumber(Asked, frozen=True, kw_only=True):
    """Base of what the help desk does."""

    number: str


class ChangeService(AboutNumber, frozen=True, kw_only=True):
    """The wrong button was pressed: another service, the same time."""

    service: str


class Reprint(AboutNumber, frozen=True, kw_only=True):
    """The slip was lost: one more comes out of `kiosk`."""

    kiosk: str


class MarkBack(AboutNumber, frozen=True, kw_only=True):
    """Who missed the call is here."""


class VoidNumber(AboutNumber, frozen=True, kw_only=True):
    """Nobody holds that number any more."""

    reason: VoidReason


class Tend(Asked, frozen=True, kw_only=True):
    """It is time: what ends by itself has ended."""


class NotePrinted(Asked, frozen=True, kw_only=True):
    """What `kiosk` says of the paper of a press."""

    kiosk: str
    press: str
    number: str
    confirmed: bool


class NotePrintMissed(Asked, frozen=True, kw_only=True):
    kiosk: str
    press: str
    number: str
    outcome: Literal["failed", "unknown", "refused", "expired"]
    reason: str = ""


class NoteVoiceMissed(Asked, frozen=True, kw_only=True):
    number: str
    outcome: Literal["failed", "refused", "expired"]
    reason: str = ""


class Rate(Asked, frozen=True, kw_only=True):
    """What the citizen of a visit thought, at `voted_ms` on `day`; no level: not rated."""

    visit: str
    level: int | None
    levels: int
    tags: tuple[str, ...]
    voted_ms: int
    day: str


class RateAgency(Asked, frozen=True, kw_only=True):
    """What somebody thought of an agency: points by question."""

    vote: str
    agency: str
    questions: str
    answers: dict[str, int]
    dossier: str
    voted_ms: int


class ReportDossier(Asked, frozen=True, kw_only=True):
    """The one-stop system's word about a dossier: `state` is the national one (1 to 10, 0: none that we know).

    `counter` and `ticket` as far as it names them. `slip` is what the citizen takes home, None for nothing; its texts
    may be personal, so no fact ever holds them. `fee_back`: whether who pays for it comes back to the counter.
    """

    code: str
    state: int
    counter: str = ""
    ticket: str = ""
    procedure: str = ""
    accepted_ms: int | None = None
    due_ms: int | None = None
    fee_back: bool | None = None
    slip: PrintSlip | None = None


class PayFee(Asked, frozen=True, kw_only=True):
    """The fee of a dossier was paid, somewhere."""

    code: str


class NoteSlipPrinted(Asked, frozen=True, kw_only=True):
    """What `printer` says of the paper of a slip."""

    printer: str
    slip: str
    confirmed: bool


class NoteSlipMissed(Asked, frozen=True, kw_only=True):
    printer: str
    slip: str
    outcome: Literal["failed", "unknown", "refused", "expired"]
    reason: str = ""


class NoteFault(Asked, frozen=True, kw_only=True):
    part: str
    state: str
    code: str = ""
    detail: str = ""


class NoteAnswered(Asked, frozen=True, kw_only=True):
    """A device answered a `do` that is no fact of the day."""


Asking = (
    Take
    | TakeSeveral
    | TakeByHand
    | TakeReserve
    | CallNext
    | CallNumber
    | Recall
    | Start
    | Finish
    | MissedCall
    | NextOrRecall
    | FinishOrNoShow
    | SendToFee
    | Park
    | Unpark
    | Requeue
    | Transfer
    | Move
    | Undo
    | Pause
    | Resume
    | OpenCounter
    | CloseCounter
    | OpenService
    | CloseService
    | ChangeService
    | Reprint
    | MarkBack
    | VoidNumber
    | Tend
    | NotePrinted
    | NotePrintMissed
    | NoteVoiceMissed
    | Rate
    | RateAgency
    | ReportDossier
    | PayFee
    | NoteSlipPrinted
    | NoteSlipMissed
    | NoteFault
    | CloseDay
    | Evacuate
    | NoteAnswered
)

Reason = Literal[
    "unknown_service",
    "service_closed",
    "used_up",
    "press_reused",
    "number_taken",
    "not_reserve",
    "too_old",
    "unknown_counter",
    "counter_closed",
    "nobody_waiting",
    "wrong_state",
    "unknown_visit",
    "rated_already",
    "unknown_agency",
    "no_fee_counter",
    "counter_paused",
    "counter_busy",
    "not_permitted",
    "unknown_number",
    "must_wait",
    "too_late",
    "nothing_to_undo",
    "undo_late",
    "undo_sent",
    "unknown_class",
    "unknown_kiosk",
    "outside_hours",
    "quota_used",
    "capacity_used",
    "evacuation",
    "still_open",
    "day_closed",
    "no_calendar",
]


class Refusal(Struct, frozen=True):
    """No, and why: `reason` is stable, `detail` is for the technician."""

    reason: Reason
    detail: str
