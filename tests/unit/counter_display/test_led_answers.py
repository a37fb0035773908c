"""A display that answers and a key box on one line: each gets its own bytes."""

from collections.abc import Sequence
from typing import Any

import pytest
from counter_bench import BOX, NEXT, Desk, emitted, shown
from led_boards import board_named

from counter_display.checksums import crc16_modbus
from counter_display.driver_qsystem import QSystemKeypad
from counter_display.logic import CounterLogic, Transmit
from devicekit.messages import KeyPressed, Part
from devicekit.ports import PortBack
from devicekit.steps import Health, HubHeard, Started
from devicekit.text_files import load_texts

KEY = KeyPressed(counter="counter-1", key="next_or_recall")


class Mixed(Desk):
    """A counter with a Modbus display that answers as `pieces` cut it, and a key box."""

    def __init__(self, name: str, pieces: Sequence[int], echo: bool) -> None:
        super().__init__()
        self._display, self._pieces, self._echoes = board_named(name), pieces, echo
        self.logic = CounterLogic(load_texts("vi"), self._display, QSystemKeypad(BOX), echo=echo)
        self.state = self.logic.start()
        self.do(Started("counter-1", "cafe", {}, ()), PortBack("line"), HubHeard(0))

    def do(self, *events: object) -> list[Any]:
        effects = super().do(*events)
        for effect in effects:
            if isinstance(effect, Transmit):
                self._answer(effect.data)
        return effects

    def _answer(self, frame: bytes) -> None:
        said = frame if self._echoes else b""
        if frame[0] == 3:
            said += frame if frame[1] == 6 else frame[:6] + crc16_modbus(frame[:6])
        for size in self._pieces:
            if said[:size]:
                self.key(said[:size])
            said = said[size:]

    def _arrive(self, data: bytes) -> None:
        if data[0] != 3:
            super()._arrive(data)

    @property
    def parts(self) -> list[tuple[str, Part]]:
        return [(effect.part, effect.now) for effect in self.effects if isinstance(effect, Health)]


@pytest.mark.parametrize("name", ["modbus", "modbus number"])
@pytest.mark.parametrize("pieces", [(99,), (1, 5, 99), (7, 1, 99)], ids=str)
@pytest.mark.parametrize("echo", [False, True])
def test_an_answer_is_the_displays_and_no_noise_of_the_box(name: str, pieces: Sequence[int], echo: bool) -> None:
    mixed = Mixed(name, pieces, echo)
    for number in range(101, 110):
        mixed.do(shown("serving", str(number)))
        mixed.wait(1.0)
    assert dict(mixed.parts) == {"line": Part(state="ok"), "display": Part(state="ok")}


def test_a_key_that_comes_in_place_of_an_answer_is_a_key() -> None:
    mixed = Mixed("modbus", (), echo=False)
    mixed.do(shown("serving", "105"))
    effects = mixed.key(NEXT)
    before = len(mixed.effects)
    mixed.wait(1.0)
    assert emitted([*effects, *mixed.effects[before:]]) == [KEY]


def test_a_key_between_two_frames_is_heard_at_once() -> None:
    mixed = Mixed("modbus", (99,), echo=False)
    mixed.do(shown("serving", "105"))
    mixed.wait(2.0)
    assert emitted(mixed.key(NEXT)) == [KEY]
