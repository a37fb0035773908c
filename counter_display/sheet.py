"""What a counter's screen shows, as values: logic makes them, a renderer draws them. Pure."""

from typing import Literal, NamedTuple

from counter_display.brightness import FULL
from devicekit.touch.page import Words

Form = Literal["number", "words", "rest", "test", "dark"]
"""rest: nobody is served for a while, so little is bright and all of it moves."""
Tone = Literal["plain", "call", "alarm"]

NOTHING = Words("")


class Note(NamedTuple):
    """A line for the officer: what is typed, or what became of a key."""

    words: Words
    good: bool = True


class Sheet(NamedTuple):
    """One screenful."""

    form: Form
    place: Words = NOTHING
    """The counter, as its sign says."""
    service: Words = NOTHING
    title: Words = NOTHING
    """Above the number; without one, in its place."""
    number: str = ""
    lit: bool = True
    """A number that blinks is in its bright half."""
    tone: Tone = "plain"
    officer: str = ""
    mark: Words = NOTHING
    """The hub is away: what is shown may be old."""
    note: Note | None = None
    time: str = ""
    day: Words = NOTHING
    percent: int = FULL
    """How much of its light the screen gives."""
    step: int = 0
    """Counts on while nothing else changes: whatever stands still moves with it."""
