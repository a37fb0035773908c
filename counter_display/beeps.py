"""When a key box that can beep does: somebody begins to wait for a free counter, or a key was refused. Pure.

The box beeps once for each frame that says so, and the line repeats the last frame of every place. So that frame is
asked for only for a moment: long enough to wait for its turn on the line, and rarely caught by a repetition.
"""

from typing import Protocol, runtime_checkable

from counter_display.bus import TINY_S
from counter_display.device import Keypad, Lamp, Polled
from counter_display.state import State

BEEP_S = 1.2


@runtime_checkable
class Beeping(Protocol):
    """A key box that beeps."""

    def beep(self, lamp: Lamp) -> bytes:
        """The frame that sets the lamp, and beeps once."""


def after(before: State, state: State, now: float) -> State:
    """The state with what there is to beep about since the step before."""
    refused = state.verdict is not None and state.verdict is not before.verdict and not state.verdict.good
    return state._replace(beep_until=now + BEEP_S) if refused or _begins_to_wait(before, state) else state


def lamp_frame(keypad: Keypad | Polled, lamp: Lamp, state: State, now: float) -> bytes:
    """The frame for the lamp, with a beep while there is one to ask for."""
    asked = now + TINY_S < state.beep_until
    return keypad.beep(lamp) if asked and isinstance(keypad, Beeping) else keypad.lamp(lamp)


def _begins_to_wait(before: State, state: State) -> bool:
    old, new = before.shown, state.shown
    if old is None or new is None or old is new:
        return False
    return (old.state, old.waiting, new.state) == ("free", 0, "free") and new.waiting > 0
