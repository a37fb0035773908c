"""What a counter's program knows, and what display, key box and lamp show because of it."""

from collections.abc import Mapping
from typing import NamedTuple

from counter_display.alone import Alone, is_marked, next_mark
from counter_display.bus import TINY_S, What
from counter_display.buttons import Panel
from counter_display.device import Lamp
from counter_display.keypad import NOTHING, TYPING_S, Typing
from counter_display.protocol import BOX_CELLS
from counter_display.words import Words
from devicekit.messages import CounterSet, KeyPressed, VerbTyped
from devicekit.texts import Texts

# Half a period. One frame and its gap take 0.31 s of the line: this leaves half of it free while a number blinks.
BLINK_S = 0.6
AWAY_S = 60.0
# A healthy answer takes 10 ms; one that needs longer than this is in trouble, and the officer should know.
LATE_S = 5.0
VERDICT_S = 3.0
DONE_S = 1.5


class Asked(NamedTuple):
    """A key that the hub has not answered."""

    name: str
    at: float


class Verdict(NamedTuple):
    """A word for the officer, for a moment, instead of what is shown else; `good`: it was done."""

    text: str
    until: float
    good: bool = False


class Period(NamedTuple):
    begin: float
    end: float


class State(NamedTuple):
    """Everything that the logic remembers; times are monotonic seconds."""

    device: str = ""
    session: str = ""
    shown: CounterSet | None = None
    blinking_since: float = 0.0
    silent_since: float | None = 0.0
    asked: tuple[Asked, ...] = ()
    presses: int = 0
    last_key: tuple[KeyPressed | VerbTyped, float] | None = None
    verdict: Verdict | None = None
    identify: Period | None = None
    base: tuple[str, bool] | None = None
    """The text last given to the display, and whether it blinks."""
    wished: Mapping[What, bytes] = {}
    """What the line was given last for each of our places."""
    typing: Typing = NOTHING
    panel: Panel = Panel()
    pad: bool = False
    """A numeric keypad, which has no lamp and no letters: what is for the officer is on the display."""
    alone: Alone | None = None
    """What was done here without the hub, or an earlier run left; None while what the hub said is all."""
    kept: bool = False
    """Whether some of that is on the disk."""


def display_text(state: State, now: float, words: Words) -> tuple[str, bool] | None:
    """What stands above the counter and whether it blinks; None while nobody knows and the old picture may stay."""
    if state.identify is not None:
        middle = (state.identify.begin + state.identify.end) / 2
        return words.get("led.test" if now + TINY_S < middle else "led.test.all"), False
    if state.shown is not None and state.shown.evacuate:
        return words.get("led.evacuate"), True
    typed = pad_text(state, now, words)
    if typed is not None and words.shows(typed):
        return typed, False
    if _is_marked(state, now):
        return words.get("led.hub_away"), False
    if state.alone is not None:
        return state.alone.text, False
    return None if state.shown is None else _hall_text(state.shown, words)


def _is_marked(state: State, now: float) -> bool:
    """Whether the hall reads that nothing here is of now; a number that the officer calls alone is."""
    if state.silent_since is None or (state.alone is not None and state.alone.typed):
        return False
    if state.alone is None and state.shown is None:
        return _away(state, now)
    return is_marked(now + TINY_S - state.silent_since)


def _hall_text(shown: CounterSet, words: Words) -> tuple[str, bool]:
    if shown.state in ("closed", "paused"):
        return words.get(f"led.{shown.state}"), False
    if shown.number is None:
        return "", False
    # Whoever is called reads more than a number where there is room; who is served need not be called.
    called = shown.state == "called"
    return words.get("led.call", number=shown.number) if called else shown.number, shown.blinking


def pad_text(state: State, now: float, words: Words) -> str | None:
    """What the display says to the officer for a moment instead of what it says to the hall, None for nothing."""
    if not state.pad:
        return None
    if state.verdict is not None:
        return state.verdict.text
    if state.typing.begun:
        return state.typing.shown
    since = (_unheard_since(state, asked) for asked in state.asked)
    if any(begin <= now + TINY_S < begin + VERDICT_S for begin in since):
        return words.get("led.hub_away")
    return None


def box_text(state: State, now: float, texts: Texts) -> tuple[str, bool] | None:
    """What the officer's box shows and whether it blinks; None as for the display."""
    if state.identify is not None:
        return texts.get("led.test.all")[:BOX_CELLS], False
    if state.verdict is not None:
        return state.verdict.text[:BOX_CELLS], False
    if state.alone is not None and state.alone.typed:
        return state.alone.text[-BOX_CELLS:], False
    if _away(state, now):
        return texts.get("led.hub_away"), False
    if state.shown is None:
        return None
    if state.shown.evacuate:
        return texts.get("led.evacuate"), True
    if state.shown.state == "closed":
        return texts.get("led.closed.3"), False
    if state.shown.state == "paused":
        return texts.get("led.paused.3"), False
    if state.shown.number is not None:
        return state.shown.number[-BOX_CELLS:], state.shown.blinking
    return texts.get("led.keypad.waiting" if state.shown.waiting else "led.keypad.empty"), False


def lamp(state: State, now: float) -> Lamp:
    """What the lamp of the box says about the last key."""
    silent = state.silent_since is not None
    late = any(now + TINY_S >= asked.at + LATE_S for asked in state.asked)
    if (state.verdict is not None and not state.verdict.good) or late or (state.asked and silent):
        return "refused"
    if state.asked:
        return "asked"
    return "away" if silent else "ready"


def lit(state: State, now: float) -> bool:
    """Whether a blinking number is in its bright half."""
    return int((now - state.blinking_since + TINY_S) / BLINK_S) % 2 == 0


def forget_past(state: State, now: float) -> State:
    """Drop what was for a moment only."""
    if state.verdict is not None and now + TINY_S >= state.verdict.until:
        state = state._replace(verdict=None)
    if state.identify is not None and now + TINY_S >= state.identify.end:
        state = state._replace(identify=None)
    return state


def next_change(state: State, now: float) -> float | None:
    """When any of this looks different although nothing happened."""
    moments = [asked.at + LATE_S for asked in state.asked]
    if state.base is not None and state.base[1]:
        halves = int((now - state.blinking_since + TINY_S) / BLINK_S) + 1
        moments.append(state.blinking_since + halves * BLINK_S)
    if state.pad:
        since = [_unheard_since(state, asked) for asked in state.asked]
        moments += [*since, *(begin + VERDICT_S for begin in since)]
    if state.typing.begun:
        moments.append(state.typing.at + TYPING_S)
    if state.silent_since is not None:
        silent_s = now + TINY_S - state.silent_since
        moments += [state.silent_since + AWAY_S, state.silent_since + next_mark(silent_s)]
    if state.verdict is not None:
        moments.append(state.verdict.until)
    if state.identify is not None:
        moments += [(state.identify.begin + state.identify.end) / 2, state.identify.end]
    return min((moment for moment in moments if moment > now + TINY_S), default=None)


def _unheard_since(state: State, asked: Asked) -> float:
    """When it is plain that nobody answers that key."""
    return asked.at if state.silent_since is not None else asked.at + LATE_S


def _away(state: State, now: float) -> bool:
    return state.silent_since is not None and now + TINY_S >= state.silent_since + AWAY_S
