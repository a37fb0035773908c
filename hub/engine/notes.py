"""What devices say of paper, voice and themselves."""

from hub.engine import commands as c
from hub.engine import events as e
from hub.engine.commands import Refusal
from hub.engine.day import State
from hub.engine.rules import Decision, Rules


def slip(_rules: Rules, state: State, note: c.NoteSlipPrinted | c.NoteSlipMissed, now_ms: int) -> Decision:
    """What a printer says of a dossier's slip."""
    number = state.papers.of.get(note.slip, "")
    if isinstance(note, c.NoteSlipPrinted):
        return (e.SlipPrinted(at_ms=now_ms, number=number, slip=note.slip, confirmed=note.confirmed),)
    return (e.SlipMissed(at_ms=now_ms, number=number, slip=note.slip, outcome=note.outcome, reason=note.reason),)


def paper(_rules: Rules, state: State, note: c.NotePrinted | c.NotePrintMissed, now_ms: int) -> Decision:
    """A kiosk speaks of its own paper only, also when the word that it gave that number of its reserve comes later."""
    ticket = state.tickets.get(note.number)
    if ticket is None:
        own = note.press.startswith(f"{note.kiosk}.")
    else:
        own = (ticket.press, ticket.kiosk) == (note.press, note.kiosk)
    if not own:
        return Refusal("press_reused", f"{note.kiosk} was not given {note.number} for press {note.press}")
    if isinstance(note, c.NotePrinted):
        return (e.Printed(at_ms=now_ms, number=note.number, press=note.press, confirmed=note.confirmed),)
    return (
        e.PrintMissed(at_ms=now_ms, number=note.number, press=note.press, outcome=note.outcome, reason=note.reason),
    )


def note(_rules: Rules, _state: State, note: c.NoteVoiceMissed | c.NoteFault | c.NoteAnswered, now_ms: int) -> Decision:
    """What devices say of themselves."""
    match note:
        case c.NoteVoiceMissed():
            return (e.VoiceMissed(at_ms=now_ms, number=note.number, outcome=note.outcome, reason=note.reason),)
        case c.NoteFault():
            return (e.FaultNoted(at_ms=now_ms, part=note.part, state=note.state, code=note.code, detail=note.detail),)
        case _:
            return ()
