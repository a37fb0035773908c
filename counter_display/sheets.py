"""The sheets of a counter's screen, made from its state: Vietnamese with English beside it. Pure.

The order of what counts is the LED display's (state.display_text); a screen has room for the rest beside it.
"""

from datetime import UTC, datetime
from typing import NamedTuple

from counter_display.brightness import percent_of
from counter_display.bus import TINY_S
from counter_display.hall import Manner
from counter_display.keypad import TYPING_S
from counter_display.night import HubClock, is_dark
from counter_display.refusals import CODES, OTHER, TYPED, fault
from counter_display.sheet import NOTHING, Note, Sheet
from counter_display.state import State, away, lit, next_half, on_screen, unheard
from devicekit.messages import CounterSet
from devicekit.texts import Texts
from devicekit.touch.page import Words

# What stands still for hours burns in: it moves a little each minute, and at rest from place to place.
STEP_S = 60.0
REST_STEP_S = 20.0


class Quiet(NamedTuple):
    """Since when nobody is served and nothing is said to the officer, and what is shown meanwhile."""

    about: object = None
    since: float = 0.0


class Sheets:
    """Writes sheets."""

    def __init__(self, vietnamese: Texts, english: Texts, manner: Manner, rest_s: float) -> None:
        self._vi, self._en, self._manner, self._rest_s = vietnamese, english, manner, rest_s
        self._codes = {fault(code, vietnamese): code for code in CODES}

    def quiet(self, quiet: Quiet, state: State, now: float) -> Quiet:
        """How long it has been quiet, after a step."""
        shown = on_screen(state)
        about = (shown and (shown.state, shown.number, shown.fee, shown.evacuate), self._note(state, now) is not None)
        return quiet if about == quiet.about else Quiet(about, now)

    def of(self, state: State, quiet: Quiet, now: float) -> Sheet:
        """The sheet for this moment."""
        shown, step = on_screen(state), int(now // STEP_S)
        if shown is not None and shown.evacuate:
            return Sheet("words", title=self._say("voice.evacuate"), tone="alarm", step=step)
        if state.identify is not None:
            return Sheet("test", title=Words(state.device))
        note, nobody = self._note(state, now), shown is None or shown.number is None
        if nobody and note is None and is_dark(self._manner.night, state.clock, now):
            return Sheet("dark")
        percent = percent_of(self._manner.hours, state.clock, now)
        sheet = self._usual(state, now)._replace(step=step, note=note, percent=percent)
        if nobody and note is None and now + TINY_S >= quiet.since + self._rest_s:
            return sheet._replace(form="rest", step=int((now - quiet.since + TINY_S) / REST_STEP_S))
        return sheet

    def next_change(self, state: State, quiet: Quiet, now: float) -> float:
        """When it looks different although nothing happened; what the counter's logic wakes for is not counted."""
        wall = state.clock.at(now)
        moments = [
            (now // STEP_S + 1) * STEP_S,
            now + REST_STEP_S - (now - quiet.since + TINY_S) % REST_STEP_S,
            *([] if wall is None else [now + 60 - wall % 60]),
            *([quiet.since + self._rest_s] if quiet.since + self._rest_s > now + TINY_S else []),
        ]
        if blinks(state):
            moments.append(next_half(state, now))
        return min(moments)

    # Parts

    def _usual(self, state: State, now: float) -> Sheet:
        shown = on_screen(state)
        title, number, call = NOTHING, "", False
        if shown is None:
            title = self._say("screen.waiting")
        elif shown.number is None:
            title = self._say("screen.fee_away" if shown.fee == "away" else f"screen.{_alone(shown)}")
        else:
            number, call = shown.number, shown.state == "called"
            title = self._say(("screen.fee_here" if shown.fee else "screen.call") if call else "screen.serving")
        time, day = self._clock(state.clock, now)
        return Sheet(
            "number" if number else "words",
            place=self._say("rate.counter", n=shown.place) if shown and shown.place else NOTHING,
            service=Words(shown.service, shown.service_en) if shown else NOTHING,
            title=title,
            number=number,
            lit=not blinks(state) or lit(state, now),
            tone="call" if call else "plain",
            officer=shown.officer if shown and shown.state != "closed" else "",
            mark=self._mark(state, now),
            time=time,
            day=day,
        )

    def _note(self, state: State, now: float) -> Note | None:
        """As state.pad_text, in whole words."""
        if not state.pad:
            return None
        if state.verdict is not None:
            return self._verdict(state.verdict.text, state.verdict.good)
        if state.typing.begun:
            return Note(Words(state.typing.shown))
        return Note(self._say("keypad.sign.away"), good=False) if unheard(state, now) else None

    def _verdict(self, text: str, good: bool) -> Note:
        if good:
            return Note(self._say("keypad.sign.done"))
        if text == self._vi.get("led.keypad.empty"):
            return Note(self._say("keypad.sign.empty"), good=False)
        code = self._codes.get(text, OTHER)
        values = {"n": f"{TYPING_S:g}"} if code == TYPED else {}
        return Note(Words(*(each.get(f"keypad.code.{code}", **values) for each in (self._vi, self._en))), good=False)

    def _mark(self, state: State, now: float) -> Words:
        if not away(state, now) or state.silent_since is None or on_screen(state) is None:
            return NOTHING
        time, _ = self._clock(state.clock, state.silent_since)
        return self._say("board.stale", time=time) if time else self._say("screen.lost")

    def _clock(self, clock: HubClock, at: float) -> tuple[str, Words]:
        wall = clock.at(at)
        if wall is None:
            return "", NOTHING
        there = datetime.fromtimestamp(wall, UTC)
        names = [each.get(f"screen.weekday.{there.weekday()}") for each in (self._vi, self._en)]
        said = [
            each.get("screen.day", weekday=name, date=f"{there:%d/%m/%Y}")
            for each, name in zip((self._vi, self._en), names, strict=True)
        ]
        return f"{there:%H:%M}", Words(*said)

    def _say(self, key: str, **values: object) -> Words:
        return Words(self._vi.get(key, **values), self._en.get(key, **values))


def blinks(state: State) -> bool:
    """Whether the number on the screen blinks."""
    shown = on_screen(state)
    return shown is not None and shown.blinking and shown.number is not None


def _alone(shown: CounterSet) -> str:
    """What is said of a counter without a number."""
    return shown.state if shown.state in ("closed", "paused") else "free"
