"""A counter with its line and its hub, on a clock turned by hand."""

from typing import Any, Literal

from counter_display.bus import Place
from counter_display.device import Display, Keypad, KeyTyped
from counter_display.driver_qsystem import QSystemDisplay, QSystemKeypad
from counter_display.hall import USUAL, Manner
from counter_display.keypad import PadKey
from counter_display.line_logic import LineLogic, News
from counter_display.line_state import Seat
from counter_display.logic import CounterLogic, Hold, Show
from devicekit.messages import Answer, CounterSet
from devicekit.ports import PortBack, PortLost, SerialBytes
from devicekit.steps import (
    Answered,
    Emit,
    HubHeard,
    SetTimer,
    Started,
    StateSet,
    StopTimer,
    TimerDue,
)
from devicekit.text_files import load_texts

DISPLAY, BOX = 3, 4
STARTED = Started("counter-1", "cafe", {}, ())
NEXT = bytes((1, BOX, 0x31, 7))
START = bytes((1, BOX, 0x32, 7))
REDIRECT = bytes((1, BOX, 0x33, 7))

LAMPS = {0x31: "red", 0x32: "green", 0x33: "red fast", 0x35: "red slow"}

Shows = Literal["closed", "free", "called", "serving", "paused"]


class Desk:
    """A counter's logic with its timers, alone on a line; remembers what the line sent, and what that shows."""

    def __init__(
        self,
        echo: bool = False,
        display: Display | None = None,
        keypad: Keypad | None = None,
        on_display: bool = False,
        manner: Manner = USUAL,
    ) -> None:
        display = display or QSystemDisplay(DISPLAY)
        self.logic = CounterLogic(load_texts("vi"), display, keypad, on_display, manner)
        self.state = self.logic.start()
        self._line = LineLogic((Seat(display, keypad),), echo=echo)
        self.line = self._line.start()
        self.now = 100.0
        self.timers: dict[str, float] = {}
        self.effects: list[Any] = []
        self.sent: list[tuple[float, bytes]] = []
        self.display: str | None = None
        self.box = self.lamp = ""

    def do(self, *events: object) -> list[Any]:
        effects: list[Any] = []
        for event in events:
            effects += self._wire(event) if isinstance(event, SerialBytes | PortBack | PortLost) else self._step(event)
            effects += self._turn()
        self.effects += effects
        return effects

    def _step(self, event: object) -> list[Any]:
        self.state, effects = self.logic.step(self.state, event, self.now)
        for effect in effects:
            if isinstance(effect, SetTimer):
                self.timers[effect.name] = self.now + effect.seconds
            elif isinstance(effect, StopTimer):
                self.timers.pop(effect.name, None)
            elif isinstance(effect, Show):
                place = Place(0, effect.what)
                self.line = self._line.wish(self.line, place, effect.frame, effect.urgency, self.now)
            elif isinstance(effect, Hold):
                self.line = self._line.hold(self.line, self.now)
        return list(effects)

    def _wire(self, event: SerialBytes | PortBack | PortLost) -> list[Any]:
        if isinstance(event, SerialBytes):
            self.line, news = self._line.hear(self.line, event.data, event.at, self.now)
        elif isinstance(event, PortBack):
            self.line, news = self._line.back(self.line, self.now)
        else:
            self.line, news = self._line.lost(self.line, event.reason)
        return self._told(news)

    def _turn(self) -> list[Any]:
        """What the line does now by itself."""
        effects: list[Any] = []
        frame: bytes | None = b""
        while frame is not None:
            self.line, frame, news = self._line.turn(self.line, self.now)
            effects += self._told(news)
            if frame is not None:
                self.sent.append((self.now, frame))
                self._arrive(frame)
        return effects

    def _told(self, news: list[News]) -> list[Any]:
        return [effect for each in news for effect in self._step(each.event)]

    def type(self, *keys: PadKey) -> list[Any]:
        """Press these keys of a numeric keypad, one after the other."""
        effects: list[Any] = []
        for key in keys:
            effects += self.do(KeyTyped(key, self.now))
            self.wait(0.4)
        return effects

    def wait(self, seconds: float) -> None:
        end = self.now + seconds
        while (due := self._due()) is not None and due <= end:
            self.now = max(self.now, due)
            ripe = [name for name, at in self.timers.items() if at <= self.now]
            for name in ripe:
                del self.timers[name]
                self.do(TimerDue(name))
            self.effects += self._turn()
        self.now = end

    def _due(self) -> float | None:
        line = self._line.next_due(self.line, self.now)
        return min((at for at in (line, *self.timers.values()) if at is not None), default=None)

    def key(self, frame: bytes) -> list[Any]:
        return self.do(SerialBytes("line", frame, self.now))

    def answer(self, outcome: Literal["accepted", "refused"] = "accepted", reason: str = "") -> list[Any]:
        """The hub answers the last key."""
        emit = next(effect for effect in reversed(self.effects) if isinstance(effect, Emit))
        return self.do(Answered(emit.key, emit.body, Answer(id="x", outcome=outcome, reason=reason)))

    def _arrive(self, data: bytes) -> None:
        if data[1] == DISPLAY:
            self.display = data[2:-1].decode().rstrip()
        elif len(data) == 4:
            self.lamp = LAMPS[data[2] if data[2] <= 0x36 else data[2] - 7]
        else:
            self.box = ("*" if data[2] == 0x21 else "") + data[3:-1].decode().strip()


def shown(state: Shows, number: str | None = None, blinking: bool = False, waiting: int = 0) -> StateSet:
    return StateSet(CounterSet(counter="counter-1", state=state, number=number, blinking=blinking, waiting=waiting))


def desk(*events: object, echo: bool = False) -> Desk:
    """A counter on a good line that has heard its hub."""
    made = Desk(echo, keypad=QSystemKeypad(BOX))
    made.do(STARTED, PortBack("line"), HubHeard(0), *events)
    return made


def emitted(effects: list[Any]) -> list[object]:
    return [effect.body for effect in effects if isinstance(effect, Emit)]
