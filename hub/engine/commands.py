"""What may be asked of the engine, and how it says no."""

from hub.engine.booking_commands import AboutBooking as AboutBooking
from hub.engine.booking_commands import Book as Book
from hub.engine.booking_commands import CancelBooking as CancelBooking
from hub.engine.booking_commands import CheckIn as CheckIn
from hub.engine.counter_commands import AtCounter as AtCounter
from hub.engine.counter_commands import CallAlone as CallAlone
from hub.engine.counter_commands import CallNext as CallNext
from hub.engine.counter_commands import CallNumber as CallNumber
from hub.engine.counter_commands import CloseCounter as CloseCounter
from hub.engine.counter_commands import Finish as Finish
from hub.engine.counter_commands import FinishAlone as FinishAlone
from hub.engine.counter_commands import FinishOrNoShow as FinishOrNoShow
from hub.engine.counter_commands import Hold as Hold
from hub.engine.counter_commands import InviteToRate as InviteToRate
from hub.engine.counter_commands import MissedCall as MissedCall
from hub.engine.counter_commands import Move as Move
from hub.engine.counter_commands import NameDossier as NameDossier
from hub.engine.counter_commands import NextOrRecall as NextOrRecall
from hub.engine.counter_commands import OpenCounter as OpenCounter
from hub.engine.counter_commands import Park as Park
from hub.engine.counter_commands import Pause as Pause
from hub.engine.counter_commands import Recall as Recall
from hub.engine.counter_commands import Requeue as Requeue
from hub.engine.counter_commands import Resume as Resume
from hub.engine.counter_commands import SendToFee as SendToFee
from hub.engine.counter_commands import Start as Start
from hub.engine.counter_commands import Switch as Switch
from hub.engine.counter_commands import Transfer as Transfer
from hub.engine.counter_commands import TypeVerb as TypeVerb
from hub.engine.counter_commands import Undo as Undo
from hub.engine.counter_commands import Unpark as Unpark
from hub.engine.device_commands import AskIdentify as AskIdentify
from hub.engine.device_commands import NoteIdentified as NoteIdentified
from hub.engine.hours_commands import Asked as Asked
from hub.engine.hours_commands import CloseDay as CloseDay
from hub.engine.hours_commands import Evacuate as Evacuate
from hub.engine.officer_commands import SignIn as SignIn
from hub.engine.officer_commands import SignOut as SignOut
from hub.engine.officer_commands import UnlockOfficer as UnlockOfficer
from hub.engine.paper_commands import AskDayReport as AskDayReport
from hub.engine.paper_commands import AskGuidance as AskGuidance
from hub.engine.paper_commands import AskPaper as AskPaper
from hub.engine.paper_commands import AskWhy as AskWhy
from hub.engine.refusal import Reason as Reason
from hub.engine.refusal import Refusal as Refusal
from hub.engine.refusal import Said as Said
from hub.engine.report_commands import NoteAnswered as NoteAnswered
from hub.engine.report_commands import NoteFault as NoteFault
from hub.engine.report_commands import NotePrinted as NotePrinted
from hub.engine.report_commands import NotePrintMissed as NotePrintMissed
from hub.engine.report_commands import NoteSlipMissed as NoteSlipMissed
from hub.engine.report_commands import NoteSlipPrinted as NoteSlipPrinted
from hub.engine.report_commands import NoteVoiceMissed as NoteVoiceMissed
from hub.engine.report_commands import PayFee as PayFee
from hub.engine.report_commands import Rate as Rate
from hub.engine.report_commands import RateAgency as RateAgency
from hub.engine.report_commands import ReportDossier as ReportDossier
from hub.engine.report_commands import Tend as Tend
from hub.engine.ticket_commands import AboutNumber as AboutNumber
from hub.engine.ticket_commands import AnswerHelp as AnswerHelp
from hub.engine.ticket_commands import AskHelp as AskHelp
from hub.engine.ticket_commands import ChangeService as ChangeService
from hub.engine.ticket_commands import CloseService as CloseService
from hub.engine.ticket_commands import MarkBack as MarkBack
from hub.engine.ticket_commands import OpenService as OpenService
from hub.engine.ticket_commands import Reprint as Reprint
from hub.engine.ticket_commands import Take as Take
from hub.engine.ticket_commands import TakeByHand as TakeByHand
from hub.engine.ticket_commands import TakeReserve as TakeReserve
from hub.engine.ticket_commands import TakeSeveral as TakeSeveral
from hub.engine.ticket_commands import VoidNumber as VoidNumber
from hub.engine.ticket_commands import VoidReason as VoidReason

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
    | Hold
    | Switch
    | Undo
    | Pause
    | Resume
    | OpenCounter
    | CloseCounter
    | NameDossier
    | InviteToRate
    | CallAlone
    | FinishAlone
    | TypeVerb
    | OpenService
    | CloseService
    | ChangeService
    | Reprint
    | MarkBack
    | VoidNumber
    | AskHelp
    | AnswerHelp
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
    | AskIdentify
    | NoteIdentified
    | AskGuidance
    | AskWhy
    | AskDayReport
    | Book
    | CancelBooking
    | CheckIn
    | SignIn
    | SignOut
    | UnlockOfficer
)
