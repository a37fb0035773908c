"""A counter with its line and its hub, on a clock turned by hand."""

from typing import Any, Literal

from counter_display.driver_qsystem import QSystemDisplay, QSystemKeypad
from counter_display.logic import CounterLogic, Transmit
from devicekit.messages import Answer, CounterSet
from devicekit.ports import PortBack, SerialBytes
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
    """A counter's logic with its timers; remembers what it sent, and what that shows."""

    def __init__(self, echo: bool = False) -> None:
        keypad = QSystemKeypad(BOX)
        self.logic = CounterLogic(load_texts("vi"), QSystemDisplay(DISPLAY), keypad, echo=echo)
        self.state = self.logic.start()
        self.now = 100.0
        self.timers: dict[str, float] = {}
        self.effects: list[Any] = []
        self.sent: list[tuple[float, bytes]] = []
        self.display: str | None = None
        self.box = self.lamp = ""

    def do(self, *events: object) -> list[Any]:
        effects: list[Any] = []
        for event in events:
            self.state, more = self.logic.step(self.state, event, self.now)
            effects += more
        for effect in effects:
            if isinstance(effect, SetTimer):
                self.timers[effect.name] = self.now + effect.seconds
            elif isinstance(effect, StopTimer):
                self.timers.pop(effect.name, None)
            elif isinstance(effect, Transmit):
                self._arrive(effect.data)
        self.effects += effects
        return effects

    def wait(self, seconds: float) -> None:
        end = self.now + seconds
        while self.timers and min(self.timers.values()) <= end:
            name = min(self.timers, key=self.timers.__getitem__)
            self.now = self.timers.pop(name)
            self.do(TimerDue(name))
        self.now = end

    def key(self, frame: bytes) -> list[Any]:
        return self.do(SerialBytes("line", frame, self.now))

    def answer(self, outcome: Literal["accepted", "refused"] = "accepted", reason: str = "") -> list[Any]:
        """The hub answers the last key."""
        emit = next(effect for effect in reversed(self.effects) if isinstance(effect, Emit))
        return self.do(Answered(emit.key, emit.body, Answer(id="x", outcome=outcome, reason=reason)))

    def _arrive(self, data: bytes) -> None:
        self.sent.append((self.now, data))
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
    made = Desk(echo)
    made.do(STARTED, PortBack("line"), HubHeard(0), *events)
    return made


def emitted(effects: list[Any]) -> list[object]:
    return [effect.body for effect in effects if isinstance(effect, Emit)]
