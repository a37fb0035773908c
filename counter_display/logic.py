"""The decisions of one counter: what its display and key box show, what its keys mean, and when each frame may go.

A key is never lost without a sign: it is on disk before anything else, the lamp is red until the hub has answered, and
stays so when it doesn't. Whether a key is still worth obeying is the hub's to say: it alone knows how old it is.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, cast

import msgspec
from msgspec.structs import replace

from counter_display import alone, beeps, brightness, buttons, login, speech
from counter_display.board import shown_instead
from counter_display.bus import BLINK, BOX, LAMP, LIGHT, LIT, NUMBER, TINY_S, What
from counter_display.device import (
    Display,
    DisplaySeen,
    Keypad,
    KeypadSeen,
    KeySeen,
    KeyTyped,
    LightSeen,
    LineSeen,
    Polled,
    SpeakerSeen,
)
from counter_display.hall import USUAL, Manner, followed, until
from counter_display.keypad import NOTHING, Meant, Verb, Wrong, body_of, cut, forgotten, late, press
from counter_display.night import heard
from counter_display.refusals import OWN_FAULT, TYPED, Code, fault, word
from counter_display.speech import Say
from counter_display.speech_words import OF_CODE, of_deed, of_refusal
from counter_display.state import (
    DONE_S,
    VERDICT_S,
    Asked,
    Period,
    State,
    Verdict,
    box_text,
    display_text,
    forget_past,
    lamp,
    lit,
    next_change,
    on_panel,
)
from counter_display.words import Words
from devicekit.buttons.device import PinChanged, PinFound
from devicekit.messages import CounterSet, KeyPressed, LoginTyped, Part, VerbTyped
from devicekit.orders import NO_LAMP, Identify
from devicekit.steps import (
    Answered,
    Emit,
    Health,
    HubHeard,
    HubSilent,
    Keep,
    Note,
    Ordered,
    Reply,
    SetTimer,
    Started,
    StateSet,
    StepRefused,
    StopTimer,
    TimerDue,
)
from devicekit.texts import Texts

# Boxes repeat a key that is held down, and their contacts bounce; nobody presses one key on purpose this fast.
SAME_KEY_S = 0.3
# More than that without an answer, and further keys only pile up old wishes.
ASKED_LIMIT = 8
# After that nobody looks for the answer any more.
FRESH_S = 15.0
LOOK = "look"
# Pins that another program holds, or that the user may not have yet, are asked for again; a plug is looked for by its
# own reader.
KEYS, KEYS_AGAIN_S = "keys", 10.0
_PARTS: dict[type, str] = {DisplaySeen: "display", LightSeen: "light", LineSeen: "line", SpeakerSeen: "speaker"}

Step = tuple[State, list[Any]]


class Show(NamedTuple):
    """That place of ours on the line is to show this frame from now on."""

    what: What
    frame: bytes
    urgency: int


class Hold(NamedTuple):
    """A key of ours waits for its answer: keep the line free for it, for a moment."""


class LightUp(NamedTuple):
    """Switch these lamps of push buttons, by what the buttons do."""

    lit: Mapping[str, bool]


class OpenKeys(NamedTuple):
    """Ask for the keypad once more."""


class CounterLogic:
    """One counter with a display, a key box, or both. Pure: its drivers only turn meaning into bytes and back."""

    def __init__(
        self,
        texts: Texts,
        display: Display | None,
        keypad: Keypad | Polled | None,
        on_display: bool = False,
        manner: Manner = USUAL,
    ) -> None:
        """`on_display`: a numeric keypad's words are on the display."""
        self._texts, self._display, self._keypad = texts, display, keypad
        self._on_display, self._manner = on_display, manner
        self._handlers: dict[type, Callable[[State, Any, float], Step]] = {
            Started: self._started,
            HubHeard: self._hub_heard,
            HubSilent: self._hub_silent,
            StateSet: self._set,
            Ordered: self._ordered,
            Answered: self._answered,
            KeySeen: self._box_key,
            KeyTyped: self._typed,
            login.PinSealed: self._sealed,
            KeypadSeen: self._keypad_seen,
            PinFound: self._pin,
            PinChanged: self._pin,
            **dict.fromkeys(_PARTS, self._part_seen),
            TimerDue: self._timer,
            StepRefused: self._step_refused,
        }

    def start(self) -> State:
        return State(pad=self._on_display)

    def step(self, state: State, event: object, now: float) -> tuple[State, Sequence[Any]]:
        handler = self._handlers.get(type(event))
        if handler is None:
            return state, ()
        before = state
        state, effects = handler(state, event, now)
        state, said = speech.after(before, forget_past(state, now), now)
        state, shown = self._settle(beeps.after(before, state, now), now)
        return state, [*effects, *said, *shown]

    # The hub

    def _started(self, state: State, event: Started, now: float) -> Step:
        state = state._replace(device=event.device, session=event.session, silent_since=now)
        state = state._replace(kept=alone.KEPT in event.kept)
        try:
            return state._replace(alone=alone.remembered(event.kept, event.unanswered)), []
        except msgspec.DecodeError as error:
            return state, [Note("error", f"what was kept on the disk can't be read and is left out: {error}")]

    def _hub_heard(self, state: State, event: HubHeard, now: float) -> Step:
        return _merged(state._replace(silent_since=None, clock=heard(state.clock, event.hub_ms, now)))

    def _hub_silent(self, state: State, event: HubSilent, now: float) -> Step:
        if state.silent_since is not None:
            return state, []
        # After a restart the officer still ends who is here now; a disk write for each call would cost its speed.
        state, here = state._replace(silent_since=now), alone.seen(state.shown)
        if state.alone is not None or not here.number:
            return state, []
        return state._replace(kept=True), [Keep(alone.KEPT, alone.encode(here))]

    def _set(self, state: State, event: StateSet, now: float) -> Step:
        body = event.body
        if not isinstance(body, CounterSet):
            return state, [Note("warning", f"a {type(body).__name__} is not for a counter; ignored")]
        # What the hub says is newer than what it said to an earlier run, not than what was done here since.
        left = state.alone if state.alone is not None and (state.alone.own or state.alone.deeds) else None
        return state._replace(shown=body, alone=left), []

    def _ordered(self, state: State, event: Ordered, now: float) -> Step:
        if isinstance(event.body, Identify) and not self._manner.seen:
            return state, [Reply(event.command, "refused", NO_LAMP)]
        if isinstance(event.body, Identify):
            period = Period(now, now + event.body.seconds)
            return state._replace(identify=period), [Reply(event.command, "done")]
        return state, [Reply(event.command, "refused", f"a counter can't do {type(event.body).__name__}")]

    def _answered(self, state: State, event: Answered, now: float) -> Step:
        if alone.is_deed(event.body):
            return self._deed_answered(state, event, now)
        asked = next((each for each in state.asked if each.name == event.key), None)
        if asked is None:
            return state, []
        left = tuple(each for each in state.asked if each is not asked)
        state = state._replace(asked=left, clock=heard(state.clock, event.hub_ms, now))
        if event.answer.outcome == "accepted":
            if login.is_unseen(event.body):
                return state._replace(verdict=self._did(event.body, now)), []
            return state, [Say(of_deed(event.body))] if now - asked.at <= FRESH_S else []
        if now - asked.at <= FRESH_S:
            state = state._replace(verdict=self._no(event.answer.reason, now))
        text = f"the hub refused a key: {event.answer.reason} {event.answer.detail}".rstrip()
        return state, [Note("info", text, {"counter": self._counter(state)})]

    def _deed_answered(self, state: State, event: Answered, now: float) -> Step:
        """The hub has taken in what was done here alone, or says what does not fit."""
        here = state.alone if state.alone is not None else alone.Alone()
        state, effects = _merged(state._replace(alone=alone.answered(here, event.key)))
        if not event.answer.reason:
            return state, effects
        state = state._replace(verdict=self._no(event.answer.reason, now))
        text = f"what was done alone does not fit: {event.answer.reason} {event.answer.detail}".rstrip()
        return state, [*effects, Note("warning", text, {"counter": self._counter(state)})]

    # Keys and line

    def _box_key(self, state: State, event: KeySeen, now: float) -> Step:
        if event.key is None:
            return self._refuse(state, now, "that key has no meaning here")
        return self._ask(state, body_of(Meant(event.key), self._counter(state)), event.at, now)

    def _typed(self, state: State, event: KeyTyped, now: float) -> Step:
        typing, said = press(state.typing, event.key, event.at)
        state = state._replace(typing=typing, verdict=None)
        if isinstance(said, Wrong):
            return self._wrong(state, said.typed, now)
        done = login.typed(state, said, event.at, now, self._texts)
        if done is not None or not isinstance(said, Meant):
            return done or (state, [])
        return self._ask(state, body_of(said, self._counter(state)), event.at, now)

    def _sealed(self, state: State, event: login.PinSealed, now: float) -> Step:
        said = login.sealed(state, event, now, self._texts)
        return said if isinstance(said, tuple) else self._ask(state, said, event.at, now)

    def _wrong(self, state: State, typed: str, now: float) -> Step:
        return self._refuse(state, now, f"typed {typed!r}: no such sequence, or it waited too long", TYPED)

    def _pin(self, state: State, event: PinFound | PinChanged, now: float) -> Step:
        panel, is_press = buttons.pressed(state.panel, event)
        state = state._replace(panel=panel)
        if not is_press:
            return state, []
        said = Meant(cast(Verb, event.button))
        return self._ask(state._replace(verdict=None), body_of(said, self._counter(state)), event.at, now)

    def _keypad_seen(self, state: State, event: KeypadSeen, now: float) -> Step:
        works, effects = event.part.state == "ok", list[Any]((Health("keypad", event.part),))
        was_typing, state = state.typing.begun, state._replace(typing=cut(state.typing, now, works))
        if was_typing and not works:
            state, said = self._refuse(state, now, f"what was typed is forgotten: the keypad is {event.part.state}")
            effects += said
        elif event.part.code == "stuck":
            effects.append(Say("stuck"))
        if event.part.code == "pins":
            effects.append(SetTimer(KEYS, KEYS_AGAIN_S))
        return state, effects

    def _ask(self, state: State, body: KeyPressed | VerbTyped | LoginTyped, at: float, now: float) -> Step:
        last, state = state.last_key, state._replace(last_key=(body, at))
        if last is not None and last[0] == body and at - last[1] < SAME_KEY_S:
            return state, []
        if state.silent_since is not None and now - state.silent_since >= alone.GRACE_S:
            return self._do_alone(state, body, now)
        if len(state.asked) >= ASKED_LIMIT:
            return self._refuse(state, now, f"key not taken: {ASKED_LIMIT} keys have no answer from the hub yet")
        presses = state.presses + 1
        asked = Asked(f"{state.session}.{presses}", at)
        return state._replace(presses=presses, asked=(*state.asked, asked)), [Emit(body, key=asked.name), Hold()]

    def _do_alone(self, state: State, body: KeyPressed | VerbTyped | LoginTyped, now: float) -> Step:
        """Nobody hears it now: done here and told later, or not taken, and that is said at once."""
        deed = alone.deed(alone.seen(state.shown) if state.alone is None else state.alone, body)
        if deed is None:
            away = Verdict(self._texts.get("led.hub_away"), now + VERDICT_S, "away")
            return state._replace(verdict=away), [Note("info", "key not taken: the hub does not answer")]
        name = f"{state.session}.{state.presses + 1}"
        after = replace(deed.after, deeds=(*deed.after.deeds, name))
        done, said = (None, [Say("called")]) if after.typed else (self._did(deed.body, now), [])
        state = state._replace(presses=state.presses + 1, alone=after, kept=True, verdict=done)
        return state, [Emit(deed.body, key=name), Keep(alone.KEPT, alone.encode(after)), *said]

    def _did(self, body: object, now: float) -> Verdict:
        return Verdict(self._texts.get("led.keypad.done"), now + DONE_S, of_deed(body), good=True)

    def _no(self, reason: str, now: float) -> Verdict:
        return Verdict(word(reason, self._texts), now + VERDICT_S, of_refusal(reason))

    def _refuse(self, state: State, now: float, why: str, code: Code = OWN_FAULT) -> Step:
        verdict = Verdict(fault(code, self._texts), now + VERDICT_S, OF_CODE[code])
        return state._replace(verdict=verdict), [Note("warning", why, {"counter": self._counter(state)})]

    def _part_seen(self, state: State, event: DisplaySeen | LightSeen | LineSeen | SpeakerSeen, now: float) -> Step:
        return state, [Health(_PARTS[type(event)], event.part)]

    def _timer(self, state: State, event: TimerDue, now: float) -> Step:
        if event.name == KEYS:
            return state, [OpenKeys()]
        if late(state.typing, now + TINY_S):
            left = state._replace(typing=forgotten(now, state.typing.entry is not None))
            return self._wrong(left, state.typing.shown, now)
        return state, []

    def _step_refused(self, state: State, event: StepRefused, now: float) -> Step:
        """Nothing of that step happened; a key must not be lost without a sign."""
        if isinstance(event.event, KeyTyped | PinChanged | KeySeen | login.PinSealed):
            return self._refuse(state._replace(typing=NOTHING), now, "a key was not taken: the disk refuses to write")
        if isinstance(event.event, HubSilent | HubHeard):
            # What is to be kept or forgotten can wait; that nobody answers, or somebody does again, is so.
            return state._replace(silent_since=now if isinstance(event.event, HubSilent) else None), []
        if isinstance(event.event, Answered) and alone.is_deed(event.event.body):
            # Nor does the hub answer twice: else what was called alone would stand on the display for good.
            after, effects = self._deed_answered(state, event.event, now)
            return after._replace(kept=state.kept), [each for each in effects if not isinstance(each, Keep)]
        return state, []

    def _counter(self, state: State) -> str:
        return login.counter_of(state)

    # What follows from any of it

    def _settle(self, state: State, now: float) -> Step:
        """Bring displays and lamps in step with the state; wake when something changes by itself."""
        manner = self._manner
        state = state._replace(hall=followed(state.hall, state.shown, now, manner.least_s))
        effects: list[Any] = []
        for look in (self._wish_display, self._wish_light, self._wish_box, self._lamps):
            state, more = look(state, now)
            effects += more
        moments = [next_change(state, now, manner.night), until(state.hall, state.shown, manner.least_s)]
        moments.append(buttons.next_change(state.panel, on_panel(state, now), now))
        moments.append(brightness.next_row(manner.hours, state.clock, now))
        due = min((moment for moment in moments if moment is not None), default=None)
        effects.append(StopTimer(LOOK) if due is None else SetTimer(LOOK, max(0.001, due - now)))
        return state, effects

    def _lamps(self, state: State, now: float) -> Step:
        """The lamps of push buttons, and one of them that stays down."""
        panel = state.panel
        lit, stuck = buttons.lamps(panel, on_panel(state, now), now), buttons.stuck_one(panel, now)
        effects: list[Any] = []
        if lit != panel.lit:
            effects.append(LightUp(lit))
        if stuck != panel.stuck:
            detail = f"button {stuck} stays down: look for what holds it"
            part = Part(state="degraded", code="stuck", detail=detail) if stuck else Part(state="ok")
            effects += [Health("keypad", part), *([Say("stuck")] if stuck else [])]
        return state._replace(panel=panel._replace(lit=lit, stuck=stuck)), effects

    def _wish_box(self, state: State, now: float) -> Step:
        if self._keypad is None:
            return state, []
        box, effects = box_text(state, now, self._texts), list[Any]()
        if box is not None:
            state, effects = _show(state, "box", self._keypad.show(*box), BOX)
        state, more = _show(state, "lamp", beeps.lamp_frame(self._keypad, lamp(state, now), state, now), LAMP)
        return state, effects + more

    def _wish_light(self, state: State, now: float) -> Step:
        return _show(state, "light", brightness.frame_of(self._manner.hours, state.clock, now), LIGHT)

    def _wish_display(self, state: State, now: float) -> Step:
        display = self._display
        if display is None:
            return state, []
        base = display_text(state, now, Words(self._texts, display.show), self._manner.night)
        if base is None:
            return state, []
        text, blinking = base
        new, effects = base != state.base, list[Any]()
        bright = not blinking or display.ability.blinks or lit(state, now)
        try:
            frame = display.show(text if bright else "", blinking)
        except ValueError as error:
            frame = shown_instead(display, self._texts.get("led.fault"))
            effects = [Note("error", str(error), {"counter": self._counter(state)})] if new else []
        state, shown = _show(state._replace(base=base), "display", frame, NUMBER if new else LIT if bright else BLINK)
        return state, effects + shown


def _merged(state: State) -> Step:
    """What was done alone is over once the hub is back and has answered all of it."""
    if state.silent_since is not None or (state.alone is not None and state.alone.deeds):
        return state, []
    forget = [Keep(alone.KEPT, None)] if state.kept else []
    return state._replace(alone=None, kept=False), [*forget]


def _show(state: State, what: What, frame: bytes, urgency: int) -> Step:
    """Give the line a frame that it has not been given yet; a place without one (b"") is none."""
    if not frame or state.wished.get(what) == frame:
        return state, []
    return state._replace(wished={**state.wished, what: frame}), [Show(what, frame, urgency)]
