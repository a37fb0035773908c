"""What devices and other systems report, and the time."""

from typing import Literal

from devicekit.orders import PrintSlip
from hub.engine.hours_commands import Asked


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
