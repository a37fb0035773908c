"""The decisions of one counter: what its display and key box show, what its keys mean, and when each frame may go.

A key is never lost without a sign: it is on disk before anything else, the lamp is red until the hub has answered, and
stays so when it doesn't. Whether a key is still worth obeying is the hub's to say: it alone knows how old it is.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, cast, get_args

from counter_display import answers, buttons, login
from counter_display import bus as line
from counter_display.board import shown_instead
from counter_display.bus import BLINK, BOX, GAP_S, LAMP, NUMBER, Bus
from counter_display.device import Display, Keypad, KeypadSeen, KeySeen, KeyTyped, Noise, StrangerSeen
from counter_display.keypad import NOTHING, Meant, Verb, Wrong, forgotten, late, press
from counter_display.protocol import Echo, strip_echo
from counter_display.refusals import OWN_FAULT, TYPED, fault, word
from counter_display.state import (
    DONE_S,
    TINY_S,
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
)
from counter_display.words import Words
from devicekit.buttons.device import PinChanged, PinFound
from devicekit.messages import CounterSet, Key, KeyPressed, LoginTyped, Part, TypedVerb, VerbTyped
from devicekit.orders import Identify
from devicekit.ports import PortBack, PortLost, SerialBytes
from devicekit.steps import (
    Answered,
    Emit,
    Health,
    HubHeard,
    HubSilent,
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
# The hub answers within 10 ms. A lamp frame sent at once would hold the line for 0.3 s, and the new number with it.
GRACE_S = 0.05
# More than that without an answer, and further keys only pile up old wishes.
ASKED_LIMIT = 8
# After that nobody looks for the answer any more.
FRESH_S = 15.0
# An adapter that hands our bytes back does so within the frame and its own 16 ms, a busy one later. The shorter time is
# for adapters that should not: a lamp frame that comes back looks like a key, and must never count as one.
ECHO_S, NO_ECHO_S = 1.0, 0.06
NOISE_LIMIT, NOISE_S = 3, 60.0
LOOK = "look"
# Pins that another program holds, or that the user may not have yet, are asked for again; a plug is looked for by its
# own reader.
KEYS, KEYS_AGAIN_S = "keys", 10.0
_KEYS = frozenset(get_args(Key))

Step = tuple[State, list[Any]]


class Transmit(NamedTuple):
    """Put these bytes on the line, now."""

    data: bytes


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
        keypad: Keypad | None,
        baud: int = 9600,
        echo: bool = False,
        on_display: bool = False,
    ) -> None:
        """`echo`: the adapter hands our own bytes back; `on_display`: a numeric keypad's words are on the display."""
        self._texts, self._display, self._keypad = texts, display, keypad
        self._baud, self._echo, self._on_display = baud, echo, on_display
        self._handlers: dict[type, Callable[[State, Any, float], Step]] = {
            Started: self._started,
            HubHeard: self._hub_heard,
            HubSilent: self._hub_silent,
            StateSet: self._set,
            Ordered: self._ordered,
            Answered: self._answered,
            SerialBytes: self._bytes,
            KeyTyped: self._typed,
            login.PinSealed: self._sealed,
            KeypadSeen: self._keypad_seen,
            PinFound: self._pin,
            PinChanged: self._pin,
            PortBack: self._port_back,
            PortLost: self._port_lost,
            TimerDue: self._timer,
            StepRefused: self._step_refused,
        }

    def start(self) -> State:
        display = None if self._display is None else self._display.ability
        gaps = [display.gap_s + display.answer_s] if display is not None else []
        # A key box is of the kind that GAP_S is for.
        gap = max([*gaps, GAP_S] if self._keypad is not None else gaps, default=GAP_S)
        return State(Bus(self._baud, gap=gap), pad=self._on_display)

    def step(self, state: State, event: object, now: float) -> tuple[State, Sequence[Any]]:
        handler = self._handlers.get(type(event))
        if handler is None:
            return state, ()
        state, effects = handler(state, event, now)
        state, shown = self._settle(forget_past(state, now), now)
        return state, effects + shown

    # The hub

    def _started(self, state: State, event: Started, now: float) -> Step:
        return state._replace(device=event.device, session=event.session, silent_since=now), []

    def _hub_heard(self, state: State, event: HubHeard, now: float) -> Step:
        return state._replace(silent_since=None), []

    def _hub_silent(self, state: State, event: HubSilent, now: float) -> Step:
        return state._replace(silent_since=now if state.silent_since is None else state.silent_since), []

    def _set(self, state: State, event: StateSet, now: float) -> Step:
        body = event.body
        if not isinstance(body, CounterSet):
            return state, [Note("warning", f"a {type(body).__name__} is not for a counter; ignored")]
        before = state.shown
        same = before is not None and (before.number, before.blinking) == (body.number, body.blinking)
        since = state.blinking_since if same else now
        return state._replace(shown=body, blinking_since=since), []

    def _ordered(self, state: State, event: Ordered, now: float) -> Step:
        if isinstance(event.body, Identify):
            period = Period(now, now + event.body.seconds)
            return state._replace(identify=period), [Reply(event.command, "done")]
        return state, [Reply(event.command, "refused", f"a counter can't do {type(event.body).__name__}")]

    def _answered(self, state: State, event: Answered, now: float) -> Step:
        asked = next((each for each in state.asked if each.name == event.key), None)
        if asked is None:
            return state, []
        state = state._replace(asked=tuple(each for each in state.asked if each is not asked))
        if event.answer.outcome == "accepted":
            if login.is_unseen(event.body):
                state = state._replace(verdict=Verdict(self._texts.get("led.keypad.done"), now + DONE_S, good=True))
            return state, []
        if now - asked.at <= FRESH_S:
            state = state._replace(verdict=Verdict(word(event.answer.reason, self._texts), now + VERDICT_S))
        text = f"the hub refused a key: {event.answer.reason} {event.answer.detail}".rstrip()
        return state, [Note("info", text, {"counter": self._counter(state)})]

    # The line

    def _bytes(self, state: State, event: SerialBytes, now: float) -> Step:
        echo, data = strip_echo(state.echo if event.at <= state.echo_until else Echo(), event.data)
        state = state._replace(echo=echo)
        if self._display is None or not state.answers.frame:
            return self._box_bytes(state, data, event.at, now)
        found, part = answers.heard(state.answers, self._display, data)
        return state._replace(answers=found), [Health("display", part)] if part else []

    def _box_bytes(self, state: State, data: bytes, at: float, now: float) -> Step:
        if self._keypad is None:
            return state, []
        memory, heard = self._keypad.hear(state.memory, data, at)
        state = state._replace(memory=memory)
        effects: list[Any] = []
        for each in heard:
            if isinstance(each, KeySeen):
                state, more = self._box_key(state, each, at, now)
            elif isinstance(each, StrangerSeen):
                more = [
                    Note("warning", f"a key box with address {each.address} is on this line; it has no counter here")
                ]
            else:
                state, more = self._noise(state, each, now)
            effects += more
        return state, effects

    def _box_key(self, state: State, seen: KeySeen, at: float, now: float) -> Step:
        if seen.key is None:
            return self._refuse(state, now, "that key has no meaning here")
        return self._ask(state, KeyPressed(counter=self._counter(state), key=seen.key), at, now)

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
        # Half a sequence of a keypad that was pulled is nobody's.
        state = state if event.part.state == "ok" else state._replace(typing=NOTHING)
        again = [SetTimer(KEYS, KEYS_AGAIN_S)] if event.part.code == "pins" else []
        return state, [Health("keypad", event.part), *again]

    def _ask(self, state: State, body: KeyPressed | VerbTyped | LoginTyped, at: float, now: float) -> Step:
        last, state = state.last_key, state._replace(last_key=(body, at))
        if last is not None and last[0] == body and at - last[1] < SAME_KEY_S:
            return state, []
        if len(state.asked) >= ASKED_LIMIT:
            return self._refuse(state, now, f"key not taken: {ASKED_LIMIT} keys have no answer from the hub yet")
        presses = state.presses + 1
        asked = Asked(f"{state.session}.{presses}", at)
        state = state._replace(
            presses=presses, asked=(*state.asked, asked), bus=state.bus._replace(hold_until=now + GRACE_S)
        )
        return state, [Emit(body, key=asked.name)]

    def _refuse(self, state: State, now: float, why: str, code: int = OWN_FAULT) -> Step:
        verdict = Verdict(fault(code, self._texts), now + VERDICT_S)
        return state._replace(verdict=verdict), [Note("warning", why, {"counter": self._counter(state)})]

    def _noise(self, state: State, noise: Noise, now: float) -> Step:
        recent = (*(at for at in state.noise if at + NOISE_S > now), now)[-NOISE_LIMIT:]
        state = state._replace(noise=recent)
        if len(recent) < NOISE_LIMIT or state.garbled:
            return state, []
        detail = f"bytes that are no frame, such as {noise.data[:16].hex(' ')}: check wiring, baud rate and addresses"
        part = Part(state="degraded", code="garbled", detail=detail)
        return state._replace(garbled=True), [Health("line", part)]

    def _port_back(self, state: State, event: PortBack, now: float) -> Step:
        state = state._replace(line_up=True, bus=line.again(state.bus), echo=Echo(), memory=None)
        return state, [Health("line", Part(state="ok"))]

    def _port_lost(self, state: State, event: PortLost, now: float) -> Step:
        part = Part(state="failed", code="port", detail=event.reason)
        silent = state.answers._replace(frame=b"")
        return state._replace(line_up=False, garbled=False, noise=(), answers=silent), [Health("line", part)]

    def _timer(self, state: State, event: TimerDue, now: float) -> Step:
        if event.name == KEYS:
            return state, [OpenKeys()]
        if late(state.typing, now + TINY_S):
            left = state._replace(typing=forgotten(now, state.typing.entry is not None))
            return self._wrong(left, state.typing.shown, now)
        if state.garbled and not any(at + NOISE_S > now for at in state.noise):
            return state._replace(garbled=False, noise=()), [Health("line", Part(state="ok"))]
        return state, []

    def _step_refused(self, state: State, event: StepRefused, now: float) -> Step:
        """Nothing of that step happened: what was true of the line all the same is taken over, without writing."""
        if isinstance(event.event, PortBack):
            return state._replace(line_up=True, bus=line.again(state.bus)), []
        if isinstance(event.event, PortLost):
            return state._replace(line_up=False), []
        if isinstance(event.event, KeyTyped | PinChanged | login.PinSealed):
            return self._refuse(state._replace(typing=NOTHING), now, "a key was not taken: the disk refuses to write")
        if isinstance(event.event, SerialBytes) and self._keypad is not None:
            # A half frame from before the refused bytes would spoil the next one.
            return self._refuse(state._replace(memory=None), now, "a key was not taken: the disk refuses to write")
        return state, []

    def _counter(self, state: State) -> str:
        return login.counter_of(state)

    # What follows from any of it

    def _settle(self, state: State, now: float) -> Step:
        """Bring the line in step with the state: wish, send what may go now, wake when something changes by itself."""
        state, effects = self._unanswered(state, now)
        for look in (self._wish, self._send, self._lamps):
            state, more = look(state, now)
            effects += more
        moments = [next_change(state, now), buttons.next_change(state.panel, lamp(state, now), now)]
        moments += [line.next_due(state.bus)] if state.line_up else []
        moments += [state.noise[-1] + NOISE_S] if state.garbled else []
        moments += [state.answers.until] if state.answers.frame else []
        due = min((moment for moment in moments if moment is not None), default=None)
        effects.append(StopTimer(LOOK) if due is None else SetTimer(LOOK, max(0.001, due - now)))
        return state, effects

    def _unanswered(self, state: State, now: float) -> Step:
        """The time for the display's answer may be over: what came is then for the key box, if for anybody."""
        due = state.answers
        if self._display is None or not due.frame or now + TINY_S < due.until:
            return state, []
        found, part = answers.over(due, self._display)
        if found.missed <= answers.RETRIES:
            state = state._replace(bus=line.once_more(state.bus, "display"))
        state, effects = self._box_bytes(state._replace(answers=found), due.came, now, now)
        return state, [*effects, Health("display", part)] if part else effects

    def _send(self, state: State, now: float) -> Step:
        if not state.line_up:
            return state, []
        bus, frame = line.take(state.bus, now)
        state = state._replace(bus=bus)
        if frame is None:
            return state, []
        display = None if self._display is None else self._display.ability
        if display is not None and display.answer_s and frame == bus.sent.get("display"):
            state = state._replace(answers=answers.asked(state.answers, frame, bus.free_at))
        # What comes back from a display that answers may be its frame again, and be the answer.
        expected = Echo(frame) if self._echo or not state.answers.frame else Echo()
        state = state._replace(echo=expected, echo_until=now + (ECHO_S if self._echo else NO_ECHO_S))
        return state, [Transmit(frame)]

    def _lamps(self, state: State, now: float) -> Step:
        """The lamps of push buttons, and one of them that stays down."""
        panel = state.panel
        lit, stuck = buttons.lamps(panel, lamp(state, now), now), buttons.stuck_one(panel, now)
        effects: list[Any] = []
        if lit != panel.lit:
            effects.append(LightUp(lit))
        if stuck != panel.stuck:
            detail = f"button {stuck} stays down: look for what holds it"
            part = Part(state="degraded", code="stuck", detail=detail) if stuck else Part(state="ok")
            effects.append(Health("keypad", part))
        return state._replace(panel=panel._replace(lit=lit, stuck=stuck)), effects

    def _wish(self, state: State, now: float) -> Step:
        effects: list[Any] = []
        if self._display is not None:
            state, effects = self._wish_display(state, self._display, now)
        if self._keypad is not None:
            box = box_text(state, now, self._texts)
            bus = state.bus
            if box is not None:
                bus = line.want(bus, "box", self._keypad.show(*box), BOX)
            bus = line.want(bus, "lamp", self._keypad.lamp(lamp(state, now)), LAMP)
            state = state._replace(bus=bus)
        return state, effects

    def _wish_display(self, state: State, display: Display, now: float) -> Step:
        base = display_text(state, now, Words(self._texts, display.show))
        if base is None:
            return state, []
        text, blinking = base
        waiting = state.bus.waiting.get("display")
        new = base != state.base
        if not new and waiting is not None and waiting.urgency == NUMBER:
            return state, []  # a number is shown before it blinks
        effects: list[Any] = []
        try:
            steady = not blinking or display.ability.blinks or lit(state, now)
            frame = display.show(text if steady else "", blinking)
        except ValueError as error:
            frame = shown_instead(display, self._texts.get("led.fault"))
            effects = [Note("error", str(error), {"counter": self._counter(state)})] if new else []
        bus = line.want(state.bus, "display", frame, NUMBER if new else BLINK)
        return state._replace(base=base, bus=bus), effects


def body_of(meant: Meant, counter: str) -> KeyPressed | VerbTyped:
    """What the hub is told: by the message that older hubs know, where that says it."""
    if meant.verb in _KEYS:
        result = int(meant.digits) if meant.digits not in ("", "0") else None
        return KeyPressed(counter=counter, key=cast(Key, meant.verb), result=result)
    return VerbTyped(counter=counter, verb=cast(TypedVerb, meant.verb), digits=meant.digits)
