"""What a counter's program knows, and what display, key box and lamp show because of it."""

from collections.abc import Mapping
from typing import NamedTuple

from msgspec.structs import replace

from counter_display.alone import Alone
from counter_display.bus import TINY_S, What
from counter_display.buttons import Panel, Says
from counter_display.device import Lamp
from counter_display.hall import Hall
from counter_display.keypad import NOTHING, Typing
from counter_display.night import HubClock, Night, is_dark, next_edge
from counter_display.protocol import BOX_CELLS
from counter_display.speech_words import Word
from counter_display.words import Words
from devicekit.messages import CounterSet, KeyPressed, LoginTyped, VerbTyped
from devicekit.texts import Texts

# Half a period. One frame and its gap take 0.31 s of the line: this leaves half of it free while a number blinks.
BLINK_S = 0.6
AWAY_S = 60.0
# While the hub is away, and the display has no room for a mark: so long the number, then so long the mark.
LAST_S, MARK_S = 4.0, 2.0
# A healthy answer takes 10 ms; one that needs longer than this is in trouble, and the officer should know.
LATE_S = 5.0
VERDICT_S = 3.0
DONE_S = 1.5


class Asked(NamedTuple):
    """A key that the hub has not answered; `told`: the officer has heard so."""

    name: str
    at: float
    told: bool = False


class Verdict(NamedTuple):
    """A text for the officer, for a moment, instead of what is shown else, and a word; `good`: it was done."""

    text: str
    until: float
    word: Word
    good: bool = False


class Period(NamedTuple):
    begin: float
    end: float


class State(NamedTuple):
    """Everything that the logic remembers; times are monotonic seconds."""

    device: str = ""
    session: str = ""
    shown: CounterSet | None = None
    hall: Hall = Hall()
    clock: HubClock = HubClock()
    beep_until: float = 0.0
    silent_since: float | None = 0.0
    asked: tuple[Asked, ...] = ()
    presses: int = 0
    last_key: tuple[KeyPressed | VerbTyped | LoginTyped, float] | None = None
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


def display_text(state: State, now: float, words: Words, night: Night | None = None) -> tuple[str, bool] | None:
    """What stands above the counter and whether it blinks; None while nobody knows and the old picture may stay."""
    shown = state.hall.shown
    if shown is not None and shown.evacuate:
        return words.get("led.evacuate"), True
    if state.identify is not None:
        middle = (state.identify.begin + state.identify.end) / 2
        return words.get("led.test" if now + TINY_S < middle else "led.test.all"), False
    typed = pad_text(state, now, words)
    if typed is not None and words.shows(typed):
        return typed, False
    if is_dark(night, state.clock, now) and (shown is None or shown.number is None) and state.alone is None:
        return "", False
    if state.alone is not None and state.alone.typed:
        # The officer calls it now: that is no old word of the hub's.
        return state.alone.text, False
    if away(state, now):
        return _last_text(state, now, words)
    if state.alone is not None:
        return state.alone.text, False
    return None if shown is None else _hall_text(shown, words)


def _last_text(state: State, now: float, words: Words) -> tuple[str, bool]:
    """While the hub is away, the last that it said with a mark: behind the number, or in turn with it."""
    shown, wait = state.hall.shown, _if_shown("led.hub_away", words)
    if state.alone is not None:
        marked = words.get("led.away", number=state.alone.text)
        return (marked if words.shows(marked) else state.alone.text) if state.alone.number else wait, False
    if shown is None or shown.state == "free":
        return wait, False
    if shown.number is None:
        return _hall_text(shown, words)
    marked = words.get("led.away", number=shown.number)
    if words.shows(marked):
        return marked, shown.blinking
    return (wait, False) if _in_turn(state, now)[0] else _hall_text(shown, words)


def _in_turn(state: State, now: float) -> tuple[bool, float]:
    """Whether it is the mark's turn, and when the other's is."""
    since = now + TINY_S - (state.silent_since or 0.0) - AWAY_S
    over = since % (LAST_S + MARK_S)
    return over >= LAST_S, now + (LAST_S if over < LAST_S else LAST_S + MARK_S) - over


def _hall_text(shown: CounterSet, words: Words) -> tuple[str, bool]:
    if shown.state in ("closed", "paused"):
        return words.get(f"led.{shown.state}"), False
    if shown.number is None:
        return _if_shown("led.fee", words) if shown.fee == "away" else "", False
    # Whoever is called reads more than a number where there is room; who is served need not be called.
    called = shown.state == "called"
    return words.get("led.call", number=shown.number) if called else shown.number, shown.blinking


def _if_shown(key: str, words: Words) -> str:
    """A word that is left out where the display has no form for it: `motcua check` has said so."""
    word = words.get(key)
    return word if words.shows(word) else ""


def on_screen(state: State) -> CounterSet | None:
    """What a screen shows the hall: the hub's last word, with whoever is here since by the counter's own doing."""
    shown, own = state.hall.shown, state.alone
    if own is None:
        return shown
    base = CounterSet(counter=state.device, state="free") if shown is None else shown
    return replace(base, state="serving" if own.number else "free", number=own.text or None, blinking=False, fee="")


def pad_text(state: State, now: float, words: Words) -> str | None:
    """What the display says to the officer for a moment instead of what it says to the hall, None for nothing."""
    if not state.pad:
        return None
    if state.verdict is not None:
        return state.verdict.text
    if state.typing.begun:
        return state.typing.shown
    return words.get("led.hub_away") if unheard(state, now) else None


def unheard(state: State, now: float) -> bool:
    """Whether it is time to say that nobody answers a key."""
    since = (unheard_since(state, asked) for asked in state.asked)
    return any(begin <= now + TINY_S < begin + VERDICT_S for begin in since)


def box_text(state: State, now: float, texts: Texts) -> tuple[str, bool] | None:
    """What the officer's box shows and whether it blinks; None as for the display."""
    if state.identify is not None and not (state.shown is not None and state.shown.evacuate):
        return texts.get("led.test.all")[:BOX_CELLS], False
    if state.verdict is not None:
        return state.verdict.text[:BOX_CELLS], False
    if state.alone is not None and state.alone.typed:
        return state.alone.text[-BOX_CELLS:], False
    if away(state, now):
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


def on_panel(state: State, now: float) -> Says:
    """The same for lamps in push buttons, which are all that some counters have to be found by."""
    return "identify" if state.identify is not None else lamp(state, now)


def lit(state: State, now: float) -> bool:
    """Whether a blinking number is in its bright half."""
    return int((now - state.hall.since + TINY_S) / BLINK_S) % 2 == 0


def next_half(state: State, now: float) -> float:
    """When it is in the other one."""
    return state.hall.since + (int((now - state.hall.since + TINY_S) / BLINK_S) + 1) * BLINK_S


def forget_past(state: State, now: float) -> State:
    """Drop what was for a moment only."""
    if state.verdict is not None and now + TINY_S >= state.verdict.until:
        state = state._replace(verdict=None)
    if state.identify is not None and now + TINY_S >= state.identify.end:
        state = state._replace(identify=None)
    return state


def next_change(state: State, now: float, night: Night | None = None) -> float | None:
    """When any of this looks different although nothing happened."""
    moments = [asked.at + LATE_S for asked in state.asked]
    if state.base is not None and state.base[1]:
        moments.append(next_half(state, now))
    if state.pad:
        since = [unheard_since(state, asked) for asked in state.asked]
        moments += [*since, *(begin + VERDICT_S for begin in since)]
    if state.typing.begun:
        moments.append(state.typing.until)
    if state.silent_since is not None:
        moments.append(_in_turn(state, now)[1] if away(state, now) else state.silent_since + AWAY_S)
    moments.append(state.beep_until)
    edge = next_edge(night, state.clock, now)
    if edge is not None:
        moments.append(edge)
    if state.verdict is not None:
        moments.append(state.verdict.until)
    if state.identify is not None:
        moments += [(state.identify.begin + state.identify.end) / 2, state.identify.end]
    return min((moment for moment in moments if moment > now + TINY_S), default=None)


def unheard_since(state: State, asked: Asked) -> float:
    """When it is plain that nobody answers that key."""
    return asked.at if state.silent_since is not None else asked.at + LATE_S


def away(state: State, now: float) -> bool:
    """Whether the hub is silent for so long that what is shown may be wrong by now."""
    return state.silent_since is not None and now + TINY_S >= state.silent_since + AWAY_S
