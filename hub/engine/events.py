"""The facts of a day, as the log keeps them for ever. No personal data in any of them.

A field is only ever added with a default, never renamed: the log of last year must still be read. Facts about a ticket
bear its `number`; `at_ms` is the hub's legal time.
"""

from typing import Literal

from msgspec import Struct


class Fact(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base of all facts."""

    at_ms: int
    number: str = ""


class DayStarted(Fact, frozen=True, kw_only=True):
    """A working day began (YYYY-MM-DD): every series starts again."""

    day: str


class TicketTaken(Fact, frozen=True, kw_only=True):
    """The hub gave a number of the running series; `n` is the number without prefix, `ahead` what the ticket says."""

    press: str
    service: str
    n: int
    ahead: int
    priority: bool = False
    kiosk: str = ""
    origin: str = "kiosk"


class ReserveTaken(Fact, frozen=True, kw_only=True):
    """A kiosk had given a number of its reserve; `in_place_of` is the hub's own number for that press, if any."""

    press: str
    service: str
    kiosk: str
    arrived_ms: int
    priority: bool = False
    in_place_of: str = ""


class ReserveOfPastDay(Fact, frozen=True, kw_only=True):
    """A kiosk's reserve ticket of an earlier day came in only now: history, nobody waits with it."""

    press: str
    service: str
    kiosk: str
    arrived_ms: int
    day: str
    priority: bool = False


class NumberVoided(Fact, frozen=True, kw_only=True):
    """A number that nobody holds (any more), and why."""

    reason: str
    replaced_by: str = ""


Leg = Literal["", "fee", "back"]
"""Which part of a visit somebody waits for: the first counter, the fee counter, the first counter again."""


class Called(Fact, frozen=True, kw_only=True):
    counter: str
    leg: Leg = ""


class Recalled(Fact, frozen=True, kw_only=True):
    counter: str
    leg: Leg = ""


class Started(Fact, frozen=True, kw_only=True):
    counter: str


class Finished(Fact, frozen=True, kw_only=True):
    """The visit at this counter is over; `by` says who ended it: the officer, by calling the next, or the one-stop."""

    counter: str
    result: int | None = None
    by: Literal["finish", "next", "onestop"] = "finish"


class NoShow(Fact, frozen=True, kw_only=True):
    counter: str


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


class SlipPrinted(Fact, frozen=True, kw_only=True):
    """A slip came out."""

    slip: str
    confirmed: bool = True


class SlipMissed(Fact, frozen=True, kw_only=True):
    """A slip did not come out, nobody knows, the printer refused, or the order expired."""

    slip: str
    outcome: Literal["failed", "unknown", "refused", "expired"]
    reason: str = ""


class CounterOpened(Fact, frozen=True, kw_only=True):
    counter: str


class CounterClosed(Fact, frozen=True, kw_only=True):
    counter: str


class ServiceOpened(Fact, frozen=True, kw_only=True):
    service: str


class ServiceClosed(Fact, frozen=True, kw_only=True):
    service: str


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


class EpochRaised(Fact, frozen=True, kw_only=True):
    """A device had seen a higher epoch than the hub's: the store is an older copy, or was."""

    epoch: int
    seen: int


class StoreRestored(Fact, frozen=True, kw_only=True):
    """A backup was put in the store's place; its newest fact was of `until_ms`. Every series leaves out `skip` numbers:
    what was given after the backup is on paper already."""

    skip: int
    until_ms: int


EngineEvent = (
    DayStarted
    | TicketTaken
    | ReserveTaken
    | ReserveOfPastDay
    | NumberVoided
    | Called
    | Recalled
    | Started
    | Finished
    | NoShow
    | SentToFee
    | FeePaid
    | DossierReported
    | SlipPrinted
    | SlipMissed
    | CounterOpened
    | CounterClosed
    | ServiceOpened
    | ServiceClosed
    | Printed
    | PrintMissed
    | VoiceMissed
    | Rated
    | RatedOfPastDay
    | AgencyRated
    | FaultNoted
    | EpochRaised
    | StoreRestored
)
