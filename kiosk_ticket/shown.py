"""Codes of appointments that were shown here and that the hub has not answered. Pure.

However often codes are scanned while the hub is silent, the outbox stays small: a code waits in it once, and at most
SHOWN_LIMIT of them. One that has waited longer than its holder stands there makes room: the hub would refuse it.
"""

from msgspec.structs import replace

from devicekit.messages import AppointmentShown
from devicekit.steps import Answered, Emit, Note
from kiosk_ticket.state import PRESS_LIVES_S, Shown, State, Timing, is_silent
from kiosk_ticket.tickets import Step

# One after the other holds a code before the scanner; so many within two minutes that nobody answered are play.
SHOWN_LIMIT = 16


def check_in(state: State, code: str, now: float, timing: Timing) -> Step:
    """A code was shown: the hub says which number it has, or why none. While it is silent the lamps say no at once."""
    known, silent = state.shown.get(code), is_silent(state, now, timing)
    if known is not None and not _is_over(known, now):
        return (
            refused(state, "the hub is silent; that code waits for it already", now, timing) if silent else (state, [])
        )
    old = code if known is not None else next((each for each, of in state.shown.items() if _is_over(of, now)), "")
    if not old and len(state.shown) >= SHOWN_LIMIT:
        return refused(state, f"too_many: {SHOWN_LIMIT} codes wait for the hub", now, timing)
    presses = state.presses + 1
    press = f"{state.device}.{state.session}.{presses}"
    others = {each: of for each, of in state.shown.items() if each != old}
    replaces = state.shown[old].press if old else ""
    state = replace(state, presses=presses, shown={**others, code: Shown(press, now)})
    asked = Emit(AppointmentShown(press=press, code=code), key=press, replaces=replaces)
    if not silent:
        return state, [asked]
    state, said = refused(state, "the hub is silent; the code is checked in if it answers in time", now, timing)
    return state, [asked, *said]


def answered(state: State, body: AppointmentShown, event: Answered, now: float, timing: Timing) -> Step:
    """The order to print follows; or the lamps say no, when its holder still stands there."""
    known = state.shown.get(body.code)
    if known is not None and known.press == body.press:
        state = replace(state, shown={each: of for each, of in state.shown.items() if each != body.code})
    if event.answer.outcome != "refused":
        return state, []
    why = f"{event.answer.reason} {event.answer.detail}".strip()
    if known is None or _is_over(known, now):
        return state, [_note(why)]
    return refused(state, why, now, timing)


def refused(state: State, why: str, now: float, timing: Timing) -> Step:
    """No number by what was scanned: every lamp says no."""
    until = {each.name: now + timing.refused for each in state.buttons}
    return replace(state, refused_until={**state.refused_until, **until}), [_note(why)]


def _note(why: str) -> Note:
    return Note("warning", f"no ticket: {why}")


def _is_over(shown: Shown, now: float) -> bool:
    return now - shown.at >= PRESS_LIVES_S
