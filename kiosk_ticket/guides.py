"""Guidance slips at a kiosk: a button of its own asks the hub for one, the ticket printer prints it after the tickets.

    press -> GuidanceWanted on the disk -> the hub's PrintGuidance -> "guide." on the disk -> printer
          -> SlipPrinted or SlipFailed on the disk

No number hangs on such a paper: where hub or printer are away the lamp says no at once, and nothing is kept for later.
"""

from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from devicekit.messages import GuidanceWanted, SlipFailed, SlipPrinted
from devicekit.orders import PrintGuidance
from devicekit.steps import Emit, Keep, Note, Reply
from kiosk_ticket import tickets
from kiosk_ticket.device import GuidePaper, GuidePrinted
from kiosk_ticket.state import Button, State, Timing, is_silent
from kiosk_ticket.tickets import Step

KEPT = "guide."
# Somebody who presses again and again has enough of them.
MOST = 4


class GuideUnfinished(NamedTuple):
    """The last run ended while it printed; this is what it left to be said."""

    words: SlipFailed


def pressed(state: State, button: Button, now: float, timing: Timing) -> Step:
    """Somebody wants to know what a procedure needs."""
    why = "printer" if state.printer.state == "failed" else ""
    why = why or ("hub_silent" if is_silent(state, now, timing) else "")
    why = why or ("too_many" if len(state.guiding) >= MOST else "")
    if why:
        return tickets.refuse(state, button.name, why, now, timing.refused)
    presses = state.presses + 1
    press = f"{state.device}.{state.session}.{presses}"
    wanted = GuidanceWanted(press=press, procedure=button.procedure)
    return replace(state, presses=presses), [Emit(wanted, key=press)]


def refused(state: State, wanted: GuidanceWanted, why: str, now: float, timing: Timing) -> Step:
    """The hub has no such paper: the lamp says no."""
    effects: list[Any] = []
    for button in (each for each in state.buttons if each.procedure == wanted.procedure):
        state, more = tickets.refuse(state, button.name, why, now, timing.refused)
        effects += more
    return state, effects


def ordered(state: State, command: str, order: PrintGuidance, asked_hub_ms: int) -> Step:
    """The hub says: print this. What to say if we never come back is on the disk before the first byte."""
    if state.printer.state == "failed":
        return state, [Reply(command, "failed", state.printer.code)]
    if len(state.guiding) >= MOST:
        return state, [Reply(command, "failed", "queue_full")]
    paper = GuidePaper(order, command, asked_hub_ms)
    words = SlipFailed(slip=order.slip, command=command, outcome="unknown", reason="restarted while printing")
    state = replace(state, guiding=(*state.guiding, paper))
    return state, [Keep(KEPT + order.slip, msgspec.json.encode(words)), paper]


def printed(state: State, event: GuidePrinted, _now: float) -> Step:
    """The printer is done with one, one way or the other."""
    paper = next((each for each in state.guiding if each.command == event.command), None)
    if paper is None:
        return state, [Note("warning", "the printer reported on a paper that is not being printed")]
    slip, outcome = paper.order.slip, event.outcome
    body: SlipPrinted | SlipFailed
    if outcome == "confirmed" or outcome == "sent":
        body = SlipPrinted(slip=slip, command=paper.command, confirmed=outcome == "confirmed")
    else:
        body = SlipFailed(slip=slip, command=paper.command, outcome=outcome, reason=event.reason)
    state = replace(state, guiding=tuple(each for each in state.guiding if each is not paper))
    return state, [Emit(body, answers=paper.command), Keep(KEPT + slip, None)]


def unfinished(kept: dict[str, bytes]) -> tuple[GuideUnfinished, ...]:
    """What the last run left to be said."""
    words = (value for key, value in kept.items() if key.startswith(KEPT))
    return tuple(GuideUnfinished(msgspec.json.decode(each, type=SlipFailed)) for each in words)


def last_words(state: State, event: GuideUnfinished, _now: float) -> Step:
    words = event.words
    return state, [Emit(words, answers=words.command or ""), Keep(KEPT + words.slip, None)]
