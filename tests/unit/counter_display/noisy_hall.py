"""Counters on one noisy line, on a clock turned by hand: real drivers and logic, officers who press, a hub that calls.

What was pressed, what was taken for a press, what each display was to show and what it showed are all kept.
"""

import queue
import random
from collections.abc import Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace
from virtual_led import far_board

from counter_display.agent import CounterHardware, seated
from counter_display.display_settings import DisplayTable
from counter_display.keypad_settings import KeypadTable
from counter_display.line import Line
from counter_display.logic import CounterLogic, Show
from counter_display.modbus_keypad_settings import ModbusButtonTable, ModbusKeypadTable
from counter_display.modbus_keys import CONTINUES_S
from counter_display.settings import CounterFile
from counter_display.settings import Line as LineTable
from counter_display.virtual import Noise, VirtualLine
from counter_display.virtual_device import Board, KeyBox
from counter_display.virtual_modbus import ModbusBox
from counter_display.virtual_qsystem import QSystemBox
from devicekit.clock import HandClock
from devicekit.device_settings import Device
from devicekit.messages import Answer, CounterSet, KeyPressed
from devicekit.port_memory import MemoryPort
from devicekit.steps import Answered, Emit, HubHeard, SetTimer, Started, StateSet, StopTimer, TimerDue

KEYS = ("next", "start")
# Finer than any silence on the line.
STEP_S = 0.004
FIRST_BOARD, FIRST_BOX = 11, 61


class Press(NamedTuple):
    """A key, and when it was pressed or taken for pressed."""

    at: float
    key: str


class Desk:
    """One counter: its logic with its timers, its devices at the far end, its officer, its share of the hub."""

    def __init__(self, n: int, display: DisplayTable, keypad: str) -> None:
        self.settings = replace(display, address=FIRST_BOARD + n)
        self.board: Board = far_board(self.settings)
        self._twin = far_board(self.settings)
        box = FIRST_BOX + n
        self.box: KeyBox = QSystemBox(box) if keypad == "qsystem" else ModbusBox(box, KEYS)
        self.file = CounterFile(
            device=Device(id=f"counter-{n}", site="sim", state="none"),
            line=LineTable(port="memory"),
            display=self.settings,
            keypad=_keypad(keypad, box),
        )
        self.pressed: list[Press] = []
        self.taken: list[Press] = []
        self.frames: dict[bytes, str] = {}
        """What each frame for its display says."""
        self.number = 1000 * (n + 1)
        self._logic: CounterLogic
        self._hardware: CounterHardware
        self._inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._timers: dict[str, float] = {}
        self._state: Any = None

    def sit(self, line: Line, clock: HandClock) -> None:
        self._clock = clock
        self._logic, self._hardware = seated(self.file, line, clock)
        self._state = self._logic.start()
        self._hardware.start(self._inbox)
        self._step(Started(self.file.device.id, "cafe", {}, ()))
        self._step(HubHeard(0))

    def stand_up(self) -> None:
        self._hardware.stop()

    def work(self) -> None:
        """Take what the line has for this counter, and what its timers say."""
        now = self._clock.monotonic()
        while not self._inbox.empty():
            self._step(self._inbox.get())
        for name in [name for name, at in self._timers.items() if at <= now]:
            del self._timers[name]
            self._step(TimerDue(name))

    def _step(self, event: object) -> None:
        now = self._clock.monotonic()
        self._state, effects = self._logic.step(self._state, event, now)
        for effect in effects:
            match effect:
                case SetTimer():
                    self._timers[effect.name] = now + effect.seconds
                case StopTimer():
                    self._timers.pop(effect.name, None)
                case Emit():
                    self._answer(effect)
                case Show(what="display"):
                    self.frames[effect.frame] = self._says(effect.frame)
            self._hardware.perform(effect)

    def _answer(self, emit: Emit) -> None:
        """The hub: it calls the next number, or it is served."""
        assert isinstance(emit.body, KeyPressed)
        key = emit.body.key.removesuffix("_or_recall")
        self.taken.append(Press(self._clock.monotonic(), key))
        self._inbox.put(Answered(emit.key, emit.body, Answer(id="x", outcome="accepted")))
        if key not in KEYS:
            return
        self.number += key == "next"
        state = "called" if key == "next" else "serving"
        number = str(self.number)
        body = CounterSet(counter="counter", state=state, number=number, blinking=key == "next")  # type: ignore[arg-type]
        self._inbox.put(StateSet(body))

    def _says(self, frame: bytes) -> str:
        for at, value in enumerate(frame):
            self._twin.hear(value, 0.0 if at else 1.0, 0.0)
        return self._twin.text

    # What came of it

    @property
    def wrong_texts(self) -> list[str]:
        """What its display showed and was never to show."""
        return [each.text for each in self.board.history if each.text not in {"", *self.frames.values()}]

    @property
    def reads(self) -> str:
        """What a person reads on it; in the noise the dark half of a blink may be long."""
        return next((each.text for each in reversed(self.board.history) if each.text), "")

    def text_at(self, moment: float) -> str:
        return next((each.text for each in reversed(self.board.history) if each.at <= moment), "")

    def unmatched(self) -> tuple[list[Press], list[Press]]:
        """Keys that were taken and not pressed; keys that were pressed and not taken."""
        left, phantoms = list(self.pressed), list[Press]()
        for each in self.taken:
            mine = next((p for p in left if p.key == each.key and 0 <= each.at - p.at <= CONTINUES_S + 1), None)
            if mine is None:
                phantoms.append(each)
            else:
                left.remove(mine)
        return phantoms, left


class NoisyHall:
    """The line, and everybody on it."""

    def __init__(self, desks: Sequence[Desk], share: float, seed: int = 1) -> None:
        self.clock, self.desks = HandClock(), tuple(desks)
        self.far = VirtualLine(self.clock, [device for desk in desks for device in (desk.board, desk.box)])
        self.line = Line(MemoryPort(self.far), self.clock, thread=False)
        self.stayed: list[str] = []
        """Wrong texts that a good frame left on a display."""
        self._random = random.Random(seed)
        self._next = {desk: self._random.uniform(1, 10) for desk in self.desks}
        for desk in self.desks:
            desk.sit(self.line, self.clock)
        self.turn(2.0)
        self.far.noise = Noise(share, seed)

    def turn(self, seconds: float, pressing: bool = False) -> None:
        for _ in range(round(seconds / STEP_S)):
            self.clock.turn(STEP_S)
            if pressing:
                self._press()
            self.line.poll()
            for desk in self.desks:
                desk.work()
            self._watch()

    def settle(self, within: float) -> None:
        """Nobody presses; until every display is right, or that long."""
        end = self.clock.monotonic() + within
        # The last presses may not have been heard yet.
        self.turn(CONTINUES_S + 1)
        while self.clock.monotonic() < end and any(str(desk.number) not in desk.reads for desk in self.desks):
            self.turn(1.0)

    def stop(self) -> None:
        for desk in self.desks:
            desk.stand_up()

    def _press(self) -> None:
        now = self.clock.monotonic()
        for desk, due in self._next.items():
            if due <= now:
                key = KEYS[len(desk.pressed) % 2]
                desk.pressed.append(Press(now, key))
                self.far.press(desk.box, key)
                self._next[desk] = now + self._random.uniform(4, 12)

    def _watch(self) -> None:
        """Every frame that came through whole must have brought its display in order."""
        spoken = self.far.spoken
        while len(spoken) > 1:
            said = spoken.popleft()
            desk = next((each for each in self.desks if said.speaker is None and said.data in each.frames), None)
            if desk is not None and desk.text_at(said.end) != desk.frames[said.data]:
                self.stayed.append(f"{desk.text_at(said.end)!r} after {said.data!r}")


def _keypad(kind: str, address: int) -> KeypadTable:
    if kind == "qsystem":
        return KeypadTable(address=address)
    buttons = tuple(ModbusButtonTable(does=does, at=at) for at, does in enumerate(KEYS))  # type: ignore[arg-type]
    table = ModbusKeypadTable(function=int(kind), lamp=0, button=buttons)  # type: ignore[arg-type]
    return KeypadTable(driver="modbus", address=address, modbus=table)
