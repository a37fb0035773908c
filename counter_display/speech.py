"""When a counter with a loudspeaker or headset says a word to its officer. Pure.

A word is said once, at the step that made it so; whether anything can say it is not known here.
"""

from typing import NamedTuple

from counter_display.bus import TINY_S
from counter_display.speech_words import Word
from counter_display.state import State, unheard_since


class Say(NamedTuple):
    """Say this word to the officer now, whatever is being said."""

    word: Word


def after(before: State, state: State, now: float) -> tuple[State, list[Say]]:
    """The state, and what there is to say since the step before: a verdict, or that nobody answers a key."""
    silent = [each for each in state.asked if not each.told and unheard_since(state, each) <= now + TINY_S]
    if silent:
        told = tuple(each._replace(told=True) if each in silent else each for each in state.asked)
        return state._replace(asked=told), [Say("away")]
    if state.verdict is None or state.verdict is before.verdict:
        return state, []
    return state, [Say(state.verdict.word)]
