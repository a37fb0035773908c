"""The facts of a day, as the log keeps them for ever. No personal data in any of them.

A field is only ever added with a default, never renamed: the log of last year must still be read. Facts about a ticket
bear its `number`; `at_ms` is the hub's legal time.
"""

from hub.engine.booking_events import AppointmentBooked as AppointmentBooked
from hub.engine.booking_events import AppointmentCancelled as AppointmentCancelled
from hub.engine.booking_events import AppointmentKept as AppointmentKept
from hub.engine.booking_events import AppointmentMissed as AppointmentMissed
from hub.engine.booking_events import BookingEvent
from hub.engine.counter_events import AloneConflict as AloneConflict
from hub.engine.counter_events import Called as Called
from hub.engine.counter_events import CounterClosed as CounterClosed
from hub.engine.counter_events import CounterOpened as CounterOpened
from hub.engine.counter_events import CounterPaused as CounterPaused
from hub.engine.counter_events import CounterReleased as CounterReleased
from hub.engine.counter_events import CounterResumed as CounterResumed
from hub.engine.counter_events import Finished as Finished
from hub.engine.counter_events import Held as Held
from hub.engine.counter_events import Leg as Leg
from hub.engine.counter_events import Moved as Moved
from hub.engine.counter_events import NoShow as NoShow
from hub.engine.counter_events import Parked as Parked
from hub.engine.counter_events import Recalled as Recalled
from hub.engine.counter_events import Requeued as Requeued
from hub.engine.counter_events import SentBack as SentBack
from hub.engine.counter_events import Started as Started
from hub.engine.counter_events import Switched as Switched
from hub.engine.counter_events import Transferred as Transferred
from hub.engine.counter_events import Undone as Undone
from hub.engine.counter_events import Unparked as Unparked
from hub.engine.device_events import DeviceEvent
from hub.engine.device_events import Identified as Identified
from hub.engine.device_events import IdentifyAsked as IdentifyAsked
from hub.engine.fact import Fact as Fact
from hub.engine.fact import LateFact as LateFact
from hub.engine.hours_events import AppointmentDue as AppointmentDue
from hub.engine.hours_events import AppointmentHeld as AppointmentHeld
from hub.engine.hours_events import BellRung as BellRung
from hub.engine.hours_events import CarriedOver as CarriedOver
from hub.engine.hours_events import DayClosed as DayClosed
from hub.engine.hours_events import Evacuation as Evacuation
from hub.engine.hours_events import HoursEvent
from hub.engine.hours_events import OfferChanged as OfferChanged
from hub.engine.officer_events import OfficerAway as OfficerAway
from hub.engine.officer_events import OfficerEvent
from hub.engine.officer_events import OfficerLocked as OfficerLocked
from hub.engine.officer_events import OfficerSignedIn as OfficerSignedIn
from hub.engine.officer_events import OfficerSignedOut as OfficerSignedOut
from hub.engine.officer_events import OfficerUnlocked as OfficerUnlocked
from hub.engine.officer_events import PinWrong as PinWrong
from hub.engine.officer_events import TriesHeld as TriesHeld
from hub.engine.paper_events import DayReported as DayReported
from hub.engine.paper_events import GuidanceAsked as GuidanceAsked
from hub.engine.paper_events import PaperEvent
from hub.engine.paper_events import WhyAsked as WhyAsked
from hub.engine.policy_events import CounterRule as CounterRule
from hub.engine.policy_events import PolicySet as PolicySet
from hub.engine.report_events import AgencyRated as AgencyRated
from hub.engine.report_events import DossierNamed as DossierNamed
from hub.engine.report_events import DossierReported as DossierReported
from hub.engine.report_events import FaultNoted as FaultNoted
from hub.engine.report_events import FeePaid as FeePaid
from hub.engine.report_events import Printed as Printed
from hub.engine.report_events import PrintMissed as PrintMissed
from hub.engine.report_events import Rated as Rated
from hub.engine.report_events import RatedOfPastDay as RatedOfPastDay
from hub.engine.report_events import RatingAsked as RatingAsked
from hub.engine.report_events import SentToFee as SentToFee
from hub.engine.report_events import SlipMissed as SlipMissed
from hub.engine.report_events import SlipPrinted as SlipPrinted
from hub.engine.report_events import VoiceMissed as VoiceMissed
from hub.engine.store_events import EpochRaised as EpochRaised
from hub.engine.store_events import StoreRestored as StoreRestored
from hub.engine.ticket_events import HelpAnswered as HelpAnswered
from hub.engine.ticket_events import HelpAsked as HelpAsked
from hub.engine.ticket_events import MarkedBack as MarkedBack
from hub.engine.ticket_events import NumberVoided as NumberVoided
from hub.engine.ticket_events import Override as Override
from hub.engine.ticket_events import ReprintAsked as ReprintAsked
from hub.engine.ticket_events import ReserveOfPastDay as ReserveOfPastDay
from hub.engine.ticket_events import ReserveTaken as ReserveTaken
from hub.engine.ticket_events import Series as Series
from hub.engine.ticket_events import ServiceChanged as ServiceChanged
from hub.engine.ticket_events import TicketTaken as TicketTaken


class DayStarted(Fact, frozen=True, kw_only=True):
    """A working day began (YYYY-MM-DD): every series starts again."""

    day: str


class ServiceOpened(Fact, frozen=True, kw_only=True):
    service: str


class ServiceClosed(Fact, frozen=True, kw_only=True):
    service: str


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
    | AloneConflict
    | NoShow
    | Parked
    | Unparked
    | Requeued
    | Transferred
    | SentBack
    | Moved
    | Held
    | Switched
    | MarkedBack
    | ServiceChanged
    | ReprintAsked
    | HelpAsked
    | HelpAnswered
    | Undone
    | SentToFee
    | FeePaid
    | DossierNamed
    | DossierReported
    | SlipPrinted
    | SlipMissed
    | CounterOpened
    | CounterClosed
    | CounterPaused
    | CounterResumed
    | CounterReleased
    | PolicySet
    | ServiceOpened
    | ServiceClosed
    | Printed
    | PrintMissed
    | VoiceMissed
    | Rated
    | RatedOfPastDay
    | RatingAsked
    | AgencyRated
    | FaultNoted
    | EpochRaised
    | StoreRestored
    | HoursEvent
    | PaperEvent
    | BookingEvent
    | OfficerEvent
    | DeviceEvent
)
