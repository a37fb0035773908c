"""The button that calls a person to a kiosk: what becomes of a press, and what the lamp honestly says of it. Pure.

    pressed, the hub answers     the lamp works until somebody says that they come
    pressed, the hub is silent   the lamp flashes: the call is kept, and nobody knows of it yet
    two minutes later            the lamp says no: nobody stands there any more

The hub refuses a call that is older, so what still lies in the outbox then calls nobody.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from devicekit.messages import HelpAsked, KioskSet
from devicekit.steps import Answered, Emit, Note
from kiosk_ticket import tickets
from kiosk_ticket.state import HELP, PRESS_LIVES_S, HelpCall, State, Timing
from kiosk_ticket.tickets import Step


def ask(state: State, now: float) -> Step:
    """A person needs a person. Pressed again before the hub answers it is one call, as old as the last press."""
    presses = state.presses + 1
    asked = HelpAsked(press=f"{state.device}.{state.session}.{presses}")
    return replace(state, presses=presses, call=HelpCall(now)), [Emit(asked, key=HELP, replaces=HELP)]


def answered(state: State, event: Answered) -> Step:
    """The hub has told people, or never will."""
    if event.answer.outcome != "refused":
        return replace(state, call=state.call and state.call._replace(reached=True)), []
    why = f"{event.answer.reason} {event.answer.detail}".strip()
    return replace(state, call=None), [Note("warning", f"the call for help was refused: {why}")]


def heard(state: State, body: KioskSet) -> State:
    """From the first `set` on that knows of the call the hub alone says how long it lasts."""
    call = state.call
    return replace(state, call=None) if call is not None and (call.reached or body.helping) else state


def late(state: State, now: float, timing: Timing) -> Step:
    """Whoever pressed has gone without anybody hearing of it."""
    if state.call is None or state.call.reached or now - state.call.at < PRESS_LIVES_S:
        return state, []
    state = tickets.says_no(replace(state, call=None), HELP, now, timing.refused)
    return state, [Note("warning", "a call for help did not reach the hub in time; nobody was called")]


def moments(state: State) -> Iterator[float]:
    """When to look again."""
    if state.call is not None and not state.call.reached:
        yield state.call.at + PRESS_LIVES_S
