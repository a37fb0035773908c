"""The engine's decisions: what follows from a command in a state, as facts, or why nothing does.

Rules. A press has one ticket for ever. A number is given once a day. A ticket is at one counter at most. What is
refused changes nothing. Nothing here depends on how many people wait: queues are heaps, and their fronts are read.
Each family of verbs has a module of its own; this one knows which.
"""

from msgspec.structs import replace

from hub.engine import (
    alone,
    bench,
    booking,
    calling,
    counter_keys,
    devices,
    doors,
    dossiers,
    fees,
    help_desk,
    hours,
    notes,
    numbering,
    officers,
    papers,
    rating,
    typed,
    undoing,
)
from hub.engine import commands as c
from hub.engine.commands import Refusal
from hub.engine.day import State
from hub.engine.numbering import next_n
from hub.engine.rules import STALE_KEY_MS, STALE_PRESS_MS, Decision, Gate, Handler, Rules, always
from hub.plan import Plan

__all__ = ["STALE_KEY_MS", "STALE_PRESS_MS", "Decision", "Engine", "next_n"]

_HANDLERS: dict[type[c.Asked], Handler] = {
    c.Take: numbering.take,
    c.TakeSeveral: numbering.take_several,
    c.TakeByHand: numbering.by_hand,
    c.TakeReserve: numbering.reserve,
    c.CallNext: calling.next_one,
    c.CallNumber: calling.call_number,
    c.CallAlone: alone.call,
    c.FinishAlone: alone.finish,
    c.Unpark: calling.unpark,
    c.NextOrRecall: calling.next_or_recall,
    c.Recall: counter_keys.recall,
    c.Start: counter_keys.start,
    c.Finish: counter_keys.finish,
    c.MissedCall: counter_keys.no_show,
    c.FinishOrNoShow: counter_keys.finish_or_no_show,
    c.Park: counter_keys.park,
    c.Requeue: counter_keys.requeue,
    c.Transfer: counter_keys.transfer,
    c.Move: counter_keys.move,
    c.Hold: bench.hold,
    c.Switch: bench.switch,
    c.SendToFee: counter_keys.to_fee,
    c.Undo: undoing.undo,
    c.OpenCounter: doors.counter,
    c.CloseCounter: doors.counter,
    c.Pause: doors.pause,
    c.Resume: doors.resume,
    c.OpenService: doors.service,
    c.CloseService: doors.service,
    c.Tend: doors.tend,
    c.ChangeService: help_desk.change_service,
    c.Reprint: help_desk.reprint,
    c.MarkBack: help_desk.mark_back,
    c.VoidNumber: help_desk.void,
    c.AskHelp: help_desk.ask_help,
    c.AnswerHelp: help_desk.answer_help,
    c.NotePrinted: notes.paper,
    c.NotePrintMissed: notes.paper,
    c.NoteVoiceMissed: notes.note,
    c.NoteSlipPrinted: notes.slip,
    c.NoteSlipMissed: notes.slip,
    c.NoteFault: notes.note,
    c.NoteAnswered: notes.note,
    c.AskIdentify: devices.identify,
    c.NoteIdentified: devices.note,
    c.Rate: rating.rate,
    c.RateAgency: rating.rate_agency,
    c.ReportDossier: dossiers.report,
    c.PayFee: fees.paid_elsewhere,
    c.NameDossier: dossiers.name,
    c.InviteToRate: rating.invite,
    c.AskGuidance: papers.guidance,
    c.AskWhy: papers.why,
    c.AskDayReport: papers.report,
    c.CloseDay: hours.close,
    c.Evacuate: hours.evacuate,
    c.Book: booking.book,
    c.CancelBooking: booking.cancel,
    c.CheckIn: booking.check_in,
    c.SignIn: officers.sign_in,
    c.SignOut: officers.sign_out,
    c.UnlockOfficer: officers.unlock,
}


class Engine:
    """The decisions under one centre's settings; holds nothing that changes."""

    def __init__(self, plan: Plan, gate: Gate = always) -> None:
        self.rules = Rules(plan, gate)

    def decide(self, state: State, command: c.Asking, now_ms: int) -> Decision:
        """The facts that follow (none: it was so already), or the refusal. Changes nothing."""
        if isinstance(command, c.TypeVerb):
            meant = typed.meant(self.rules, state, command, now_ms)
            return meant if isinstance(meant, Refusal) else self.decide(state, meant, now_ms)
        decision = _HANDLERS[type(command)](self.rules, state, command, now_ms)
        if isinstance(decision, Refusal) or not isinstance(command, c.AtCounter) or len(decision) < 2:
            return decision
        # One key is one deed, however many facts it makes: undo takes back all of it.
        return decision[0], *(replace(fact, follows=True) for fact in decision[1:])

    def due_ms(self, state: State) -> int | None:
        """When to ask Tend: the end of the first timer that runs, None when none does."""
        return doors.due_ms(state)
