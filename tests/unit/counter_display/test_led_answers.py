"""A display that answers and a key box on one line: each gets its own bytes."""

from collections.abc import Sequence

import pytest
from counter_bench import BOX, NEXT, Desk, emitted, shown
from led_boards import board_named

from counter_display.answers import POLL_RETRIES, RETRIES, Answers, asked, over
from counter_display.checksums import crc16_modbus
from counter_display.driver_qsystem import QSystemKeypad
from devicekit.messages import KeyPressed, Part
from devicekit.ports import PortBack, SerialBytes
from devicekit.steps import Health, HubHeard, Started

KEY = KeyPressed(counter="counter-1", key="next_or_recall")


class Mixed(Desk):
    """A counter with a Modbus display that answers as `pieces` cut it, and a key box."""

    def __init__(self, name: str, pieces: Sequence[int], echo: bool) -> None:
        self._pieces, self._echoes = pieces, echo
        super().__init__(echo, board_named(name), QSystemKeypad(BOX))
        self.do(Started("counter-1", "cafe", {}, ()), PortBack("line"), HubHeard(0))

    def _arrive(self, data: bytes) -> None:
        if data[0] != 3:
            super()._arrive(data)
        said = data if self._echoes else b""
        if data[0] == 3:
            said += data if data[1] == 6 else data[:6] + crc16_modbus(data[:6])
        for size in self._pieces:
            if said[:size]:
                self.effects += self._wire(SerialBytes("line", said[:size], self.now))
            said = said[size:]

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


@pytest.mark.parametrize(("polled", "missed"), [(True, 0), (False, 1)])
def test_a_spoilt_answer_is_a_sign_of_life_of_a_keypad_and_none_of_a_display_that_has_not_shown(
    polled: bool, missed: int
) -> None:
    board = board_named("modbus")
    due = asked(Answers(), board.show("105"), 1.0)._replace(came=b"\xff")
    assert over(due, board, polled)[0].missed == missed


@pytest.mark.parametrize(("polled", "retries"), [(True, POLL_RETRIES), (False, RETRIES)])
def test_silence_is_a_fault_once_when_all_is_tried(polled: bool, retries: int) -> None:
    board, state, news = board_named("modbus"), Answers(), list[str]()
    for n in range(retries + 3):
        state, part = over(asked(state, board.show("105"), n), board, polled)
        news += [f"{n} {part.code}"] if part is not None else []
    assert news == [f"{retries} no_answer"]
