"""The facts of a day, as the log keeps them for ever. No personal data in any of them.

A field is only ever added with a default, never renamed: the log of last year must still be read. Facts about a ticket
bear its `number`; `at_ms` is the hub's legal time.
"""

from typing import Literal

from hub.engine.fact import Fact as Fact
from hub.engine.hours_events import AppointmentDue as AppointmentDue
from hub.engine.hours_events import AppointmentHeld as AppointmentHeld
from hub.engine.hours_events import BellRung as BellRung
from hub.engine.hours_events import CarriedOver as CarriedOver
from hub.engine.hours_events import DayClosed as DayClosed
from hub.engine.hours_events import Evacuation as Evacuation
from hub.engine.hours_events import HoursEvent
from hub.engine.hours_events import OfferChanged as OfferChanged
from hub.engine.lifecycle import TicketState
from hub.engine.store_events import EpochRaised as EpochRaised
from hub.engine.store_events import StoreRestored as StoreRestored

Series = Literal["", "priority", "booked"]
"""Which series of a service a number is of."""


class DayStarted(Fact, frozen=True, kw_only=True):
    """A working day began (YYYY-MM-DD): every series starts again."""

    day: str


class TicketTaken(Fact, frozen=True, kw_only=True):
    """The hub gave a number of a running series; `n` is the number without prefix, `ahead` what the ticket says.

    `series`: "" the service's own, else that for priority or appointments; `rank` the priority class; `booked_ms` the
    appointment, `since_ms` the time that the place goes by when it is not now.
    """

    press: str
    service: str
    n: int
    ahead: int
    priority: bool = False
    kiosk: str = ""
    origin: str = "kiosk"
    series: Series = ""
    rank: str = ""
    booked_ms: int = 0
    since_ms: int = 0
    test: bool = False


class ReserveTaken(Fact, frozen=True, kw_only=True):
    """A number that the hub did not give: of a kiosk's reserve, or `by_hand` in a power cut.

    `in_place_of` is the hub's own number for that press, if any.
    """

    press: str
    service: str
    kiosk: str
    arrived_ms: int
    priority: bool = False
    in_place_of: str = ""
    rank: str = ""
    by_hand: bool = False


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


Leg = Literal["", "fee", "back", "visit"]
"""Which part of a visit somebody waits for: the first counter, the fee counter, the first again, one named counter."""


class Called(Fact, frozen=True, kw_only=True):
    """`rule` is what decided (hub.engine.policy), "" in facts older than rules."""

    counter: str
    leg: Leg = ""
    rule: str = ""


class Recalled(Fact, frozen=True, kw_only=True):
    """Called once more: for the `n`-th time with the first call (0: not counted); `last`: and no more."""

    counter: str
    leg: Leg = ""
    n: int = 0
    last: bool = False


class Started(Fact, frozen=True, kw_only=True):
    """`seat`: the officer goes to the citizen."""

    counter: str
    seat: bool = False


class Finished(Fact, frozen=True, kw_only=True):
    """The visit at this counter is over; `by` says who ended it: the officer, by calling the next, or the one-stop.

    `inferred`: nobody said the result; it follows from the dossier, or is the counter's usual one.
    """

    counter: str
    result: int | None = None
    by: Literal["finish", "next", "onestop"] = "finish"
    inferred: bool = False


class NoShow(Fact, frozen=True, kw_only=True):
    """Nobody came: the officer says so, or as many recalls have been as the settings allow."""

    counter: str
    by: Literal["officer", "recalls"] = "officer"


class Parked(Fact, frozen=True, kw_only=True):
    """Set aside at a counter until `until_ms` (0: until it is taken back); `mine`: for that counter alone."""

    counter: str
    until_ms: int = 0
    reason: str = ""
    mine: bool = False


class Unparked(Fact, frozen=True, kw_only=True):
    """Waits again, in the old place, or (`to_counter`) for that counter alone."""

    by: Literal["timer", "officer"] = "timer"
    to_counter: str = ""


class Requeued(Fact, frozen=True, kw_only=True):
    """From a counter back into the line, the time kept."""

    counter: str


class Transferred(Fact, frozen=True, kw_only=True):
    """To another service or counter, the time kept; `back`: and then here again."""

    counter: str
    service: str = ""
    to_counter: str = ""
    back: bool = False


class SentBack(Fact, frozen=True, kw_only=True):
    """Done at `counter`, where it had been sent: waits for the counter that sent it."""

    counter: str
    back_to: str


class Moved(Fact, frozen=True, kw_only=True):
    """The visit goes on at another counter, as it is."""

    counter: str
    to_counter: str


class MarkedBack(Fact, frozen=True, kw_only=True):
    """Missed the call and is here after all: called after `after_calls` others."""

    after_calls: int


class ServiceChanged(Fact, frozen=True, kw_only=True):
    """Wrongly chosen: waits for another service, with the same number and time."""

    service: str


class ReprintAsked(Fact, frozen=True, kw_only=True):
    """A lost slip comes out once more, marked as the `n`-th copy; the rest is what it says."""

    press: str
    kiosk: str
    n: int
    service: str
    arrived_ms: int
    priority: bool = False
    booked_ms: int = 0


class Undone(Fact, frozen=True, kw_only=True):
    """The last verb of a counter has not been, for this ticket: it is `state` again."""

    counter: str
    verb: str
    state: TicketState


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


class CounterPaused(Fact, frozen=True, kw_only=True):
    """`reason`: keypad.pause.reason 1 to 6; at `release_ms` (0: never) nobody waits for it alone any more."""

    counter: str
    reason: int
    release_ms: int = 0


class CounterResumed(Fact, frozen=True, kw_only=True):
    counter: str


class CounterReleased(Fact, frozen=True, kw_only=True):
    """Its pause is long: who waited or was parked for it alone is anybody's."""

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
    | Parked
    | Unparked
    | Requeued
    | Transferred
    | SentBack
    | Moved
    | MarkedBack
    | ServiceChanged
    | ReprintAsked
    | Undone
    | SentToFee
    | FeePaid
    | DossierReported
    | SlipPrinted
    | SlipMissed
    | CounterOpened
    | CounterClosed
    | CounterPaused
    | CounterResumed
    | CounterReleased
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
    | HoursEvent
)
