"""The facts that devices and other systems report: paper, voice, dossiers, fees, ratings. Rules as in events."""

from typing import Literal

from hub.engine.fact import Fact


class SentToFee(Fact, frozen=True, kw_only=True):
    """From `counter` into the line of the fee counter's `service`; `back`: and to that counter again after paying."""

    counter: str
    service: str
    back: bool
    slip: str = ""


class FeePaid(Fact, frozen=True, kw_only=True):
    """Paid, for the dossier `code` if that is known; `back_to` is the counter that goes on ("" when all is done).

    Without a number it is about nobody who is here today.
    """

    code: str = ""
    back_to: str = ""


class DossierReported(Fact, frozen=True, kw_only=True):
    """What the one-stop system said of a dossier; `number` is the visit that it belongs to, "" for none of today."""

    code: str
    state: int
    counter: str = ""
    procedure: str = ""
    accepted_ms: int | None = None
    due_ms: int | None = None
    fee_back: bool | None = None
    slip: str = ""


class DossierNamed(Fact, frozen=True, kw_only=True):
    """The officer at `counter` says that this dossier is of that visit."""

    code: str
    counter: str


class SlipPrinted(Fact, frozen=True, kw_only=True):
    """A slip came out."""

    slip: str
    confirmed: bool = True


class SlipMissed(Fact, frozen=True, kw_only=True):
    """A slip did not come out, nobody knows, the printer refused, or the order expired."""

    slip: str
    outcome: Literal["failed", "unknown", "refused", "expired"]
    reason: str = ""


class Printed(Fact, frozen=True, kw_only=True):
    """The paper came out."""

    press: str
    confirmed: bool = True


class PrintMissed(Fact, frozen=True, kw_only=True):
    """The paper did not come out, nobody knows, the kiosk refused, or the order expired."""

    press: str
    outcome: Literal["failed", "unknown", "refused", "expired"]
    reason: str = ""


class VoiceMissed(Fact, frozen=True, kw_only=True):
    """A call of that number was not spoken by a speaker: it said why, or nothing in time."""

    outcome: Literal["failed", "refused", "expired"]
    reason: str = ""


class Rated(Fact, frozen=True, kw_only=True):
    """What the citizen of a visit thought of the officer; no level: not rated. Nothing says who it was."""

    visit: str
    day: str
    counter: str
    officer: str = ""
    level: int | None = None
    levels: int = 3
    tags: tuple[str, ...] = ()


class RatingAsked(Fact, frozen=True, kw_only=True):
    """The officer at `counter` invites the citizen of a visit once more to say what they think."""

    counter: str


class RatedOfPastDay(Rated, frozen=True, kw_only=True):
    """A rating of an earlier day that came in only now."""


class AgencyRated(Fact, frozen=True, kw_only=True):
    """What somebody thought of an agency, at `voted_ms`: points (0 to 2) by question of that list of questions."""

    vote: str
    agency: str
    questions: str
    answers: dict[str, int]
    voted_ms: int
    dossier: str = ""


class FaultNoted(Fact, frozen=True, kw_only=True):
    """A part of a device failed or recovered."""

    part: str
    state: str
    code: str = ""
    detail: str = ""
