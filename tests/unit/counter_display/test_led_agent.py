"""The counter's program with every kind of display at the far end of its wire, on a clock turned by hand."""

from pathlib import Path

import pytest
from led_boards import SETTINGS
from virtual_led import far_board
from wired_counter import WiredCounter

from counter_display.bus import REFRESH_S
from counter_display.settings import CounterFile, Line
from counter_display.virtual_modbus import ModbusBoard
from devicekit.device_settings import Device
from devicekit.messages import CounterSet, Part
from devicekit.topics import Address

ME = Address("kontum", "counter", "counter-1")


class Counter(WiredCounter):
    """One counter without keys."""

    def __init__(self, name: str, folder: Path) -> None:
        device = Device(id="counter-1", site="kontum", state=str(folder))
        settings = CounterFile(device=device, line=Line(port="memory"), display=SETTINGS[name])
        super().__init__(settings, far_board(SETTINGS[name]), folder)

    def show(self, body: CounterSet) -> None:
        self.hear(0)
        super().show(body)

    def texts(self, seconds: float) -> set[str]:
        """Let time pass; everything that the board showed in it."""
        return self.run(seconds, lambda board: board.text)

    @property
    def display(self) -> Part | None:
        """How the display is, as the program says."""
        return self.part("display")


@pytest.mark.parametrize("name", SETTINGS)
def test_a_number_blinks_until_it_is_served_and_no_frame_is_lost(name: str, tmp_path: Path) -> None:
    counter, number = Counter(name, tmp_path), "1005" if name != "template fixed" else "105"
    counter.texts(1.0)
    counter.show(CounterSet(counter="counter-1", state="called", number=number, blinking=True))
    seen = counter.texts(4.0)
    # A sign of 16 characters has room to say what the number is to do.
    assert seen - {""} == {f"MOI SO {number}" if name.startswith("alpha") else number}
    # A board that blinks by itself is told once; the others are sent number and darkness in turns.
    assert counter.board.blinks == name.startswith("alpha")
    assert name.startswith("alpha") == (len(counter.board.history) == 1)
    counter.show(CounterSet(counter="counter-1", state="serving", number=number))
    counter.texts(1.0)
    assert counter.texts(4.0) == {number}
    assert not counter.board.blinks
    assert not counter.board.dropped
    counter.stop()


@pytest.mark.parametrize("name", SETTINGS)
def test_quick_changes_keep_the_silence_that_the_board_needs(name: str, tmp_path: Path) -> None:
    counter = Counter(name, tmp_path)
    counter.texts(1.0)
    for number in range(101, 110):
        counter.show(CounterSet(counter="counter-1", state="serving", number=str(number)))
        counter.texts(0.02)
    counter.texts(2.0)
    assert (counter.board.text, list(counter.board.dropped)) == ("109", [])
    counter.stop()


def test_a_word_that_a_board_cannot_show_leaves_it_dark(tmp_path: Path) -> None:
    counter = Counter("modbus number", tmp_path)
    counter.show(CounterSet(counter="counter-1", state="serving", number="1005"))
    counter.texts(1.0)
    counter.show(CounterSet(counter="counter-1", state="closed"))
    counter.texts(1.0)
    assert counter.board.text == ""
    counter.show(CounterSet(counter="counter-1", state="serving", number="1006"))
    counter.texts(1.0)
    assert counter.board.text == "1006"
    counter.stop()


ANSWERING = [name for name in SETTINGS if name.startswith("modbus") or name == "template STX ETX"]


def serving(number: str) -> CounterSet:
    return CounterSet(counter="counter-1", state="serving", number=number)


@pytest.mark.parametrize("name", SETTINGS)
def test_a_board_that_answers_is_known_to_work(name: str, tmp_path: Path) -> None:
    counter = Counter(name, tmp_path)
    counter.show(serving("105"))
    counter.texts(1.0)
    assert counter.display == (Part(state="ok") if name in ANSWERING else None)
    counter.stop()


@pytest.mark.parametrize("name", ANSWERING)
def test_a_board_that_goes_silent_is_a_fault_until_it_answers_again(name: str, tmp_path: Path) -> None:
    counter, address = Counter(name, tmp_path), SETTINGS[name].address
    counter.show(serving("105"))
    counter.texts(1.0)
    counter.board.address = address + 1
    counter.show(serving("106"))
    counter.texts(0.3)
    assert counter.display == Part(state="ok"), "one frame without an answer is no fault"
    counter.texts(2.0)
    assert counter.display is not None
    assert (counter.display.state, counter.display.code) == ("failed", "no_answer")
    counter.board.address = address
    counter.texts(REFRESH_S)
    assert (counter.display, counter.board.text) == (Part(state="ok"), "106")
    counter.stop()


def test_a_frame_that_was_lost_is_sent_again_at_once(tmp_path: Path) -> None:
    counter = Counter("modbus", tmp_path)
    counter.show(serving("105"))
    counter.texts(1.0)
    counter.board.address = 99
    counter.show(serving("106"))
    counter.texts(0.1)
    counter.board.address = 3
    counter.texts(0.3)
    assert (counter.board.text, counter.display) == ("106", Part(state="ok"))
    counter.stop()


def test_a_board_that_refuses_says_so(tmp_path: Path) -> None:
    counter = Counter("modbus", tmp_path)
    assert isinstance(counter.board, ModbusBoard)
    counter.board.registers.clear()
    counter.show(serving("105"))
    counter.texts(1.0)
    assert counter.display is not None
    assert (counter.display.state, counter.display.code) == ("failed", "refused")
    counter.stop()


def test_a_silent_board_is_told_no_more_often_than_one_that_works(tmp_path: Path) -> None:
    counter = Counter("modbus", tmp_path)
    counter.board.address = 99
    counter.show(serving("105"))
    counter.texts(1.0)
    told = len(counter.line.spoken)
    counter.texts(3 * REFRESH_S)
    assert len(counter.line.spoken) - told == 3
    counter.stop()
