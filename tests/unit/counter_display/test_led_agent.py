"""The counter's program with every kind of display at the far end of its wire, on a clock turned by hand."""

import queue
from pathlib import Path

import pytest
from led_boards import SETTINGS
from virtual_led import far_board

from counter_display.agent import build
from counter_display.bus import REFRESH_S
from counter_display.settings import CounterFile, Line
from counter_display.virtual import VirtualLine
from counter_display.virtual_modbus import ModbusBoard
from devicekit import codec
from devicekit.clock import HandClock
from devicekit.device_settings import Device
from devicekit.link_memory import MemoryBroker, MemoryLink
from devicekit.messages import CounterSet, Part, SetState
from devicekit.port_memory import MemoryPort
from devicekit.runtime import Agent
from devicekit.spool import Spool
from devicekit.steps import HubHeard
from devicekit.topics import Address

ME = Address("kontum", "counter", "counter-1")


class Counter:
    """One counter without keys, and a hub that only says what to show."""

    def __init__(self, name: str, folder: Path) -> None:
        self.clock, self.board = HandClock(), far_board(SETTINGS[name])
        device = Device(id="counter-1", site="kontum", state=str(folder))
        settings = CounterFile(device=device, line=Line(port="memory"), display=SETTINGS[name])
        self.line = VirtualLine(self.clock, (self.board,))
        port = MemoryPort(self.line)
        logic, self._hardware = build(settings, self.clock, port)
        broker = MemoryBroker(self.clock)
        self._agent = Agent(ME, "0", logic, self._hardware, Spool(folder / "spool"), self.clock, lambda: 0.5)
        self._agent.start(MemoryLink(broker, self._agent.exchange.subscriptions(), self._agent.exchange.will()))
        self._hub, self._seq = MemoryLink(broker, ()), 0
        self._hub.start(queue.SimpleQueue())

    def show(self, body: CounterSet) -> None:
        # Of a hub that answers nothing the display says that it is away.
        self._agent.inbox.put(HubHeard(0))
        self._seq += 1
        message = SetState(epoch=1, seq=self._seq, hub_ms=0, body=body)
        self._hub.publish(ME.topic("set"), codec.encode(message))

    def run(self, seconds: float) -> set[str]:
        """Let time pass; everything that the board showed in it."""
        seen = {self.board.text}
        for _ in range(round(seconds / 0.02)):
            self.clock.turn(0.02)
            busy = True
            while busy:
                busy = self._hardware.poll() | (not self._agent.inbox.empty())
                self._agent.pump()
            seen.add(self.board.text)
        return seen

    @property
    def part(self) -> Part | None:
        """How the display is, as the program says."""
        return self._agent.parts.now.get("display")

    def stop(self) -> None:
        self._agent.stop()


@pytest.mark.parametrize("name", SETTINGS)
def test_a_number_blinks_until_it_is_served_and_no_frame_is_lost(name: str, tmp_path: Path) -> None:
    counter, number = Counter(name, tmp_path), "1005" if name != "template fixed" else "105"
    counter.run(1.0)
    counter.show(CounterSet(counter="counter-1", state="called", number=number, blinking=True))
    seen = counter.run(4.0)
    # A sign of 16 characters has room to say what the number is to do.
    assert seen - {""} == {f"MOI SO {number}" if name.startswith("alpha") else number}
    # A board that blinks by itself is told once; the others are sent number and darkness in turns.
    assert counter.board.blinks == name.startswith("alpha")
    assert name.startswith("alpha") == (len(counter.board.history) == 1)
    counter.show(CounterSet(counter="counter-1", state="serving", number=number))
    counter.run(1.0)
    assert counter.run(4.0) == {number}
    assert not counter.board.blinks
    assert not counter.board.dropped
    counter.stop()


@pytest.mark.parametrize("name", SETTINGS)
def test_quick_changes_keep_the_silence_that_the_board_needs(name: str, tmp_path: Path) -> None:
    counter = Counter(name, tmp_path)
    counter.run(1.0)
    for number in range(101, 110):
        counter.show(CounterSet(counter="counter-1", state="serving", number=str(number)))
        counter.run(0.02)
    counter.run(2.0)
    assert (counter.board.text, list(counter.board.dropped)) == ("109", [])
    counter.stop()


def test_a_word_that_a_board_cannot_show_leaves_it_dark(tmp_path: Path) -> None:
    counter = Counter("modbus number", tmp_path)
    counter.show(CounterSet(counter="counter-1", state="serving", number="1005"))
    counter.run(1.0)
    counter.show(CounterSet(counter="counter-1", state="closed"))
    counter.run(1.0)
    assert counter.board.text == ""
    counter.show(CounterSet(counter="counter-1", state="serving", number="1006"))
    counter.run(1.0)
    assert counter.board.text == "1006"
    counter.stop()


ANSWERING = [name for name in SETTINGS if name.startswith("modbus") or name == "template STX ETX"]


def serving(number: str) -> CounterSet:
    return CounterSet(counter="counter-1", state="serving", number=number)


@pytest.mark.parametrize("name", SETTINGS)
def test_a_board_that_answers_is_known_to_work(name: str, tmp_path: Path) -> None:
    counter = Counter(name, tmp_path)
    counter.show(serving("105"))
    counter.run(1.0)
    assert counter.part == (Part(state="ok") if name in ANSWERING else None)
    counter.stop()


@pytest.mark.parametrize("name", ANSWERING)
def test_a_board_that_goes_silent_is_a_fault_until_it_answers_again(name: str, tmp_path: Path) -> None:
    counter, address = Counter(name, tmp_path), SETTINGS[name].address
    counter.show(serving("105"))
    counter.run(1.0)
    counter.board.address = address + 1
    counter.show(serving("106"))
    counter.run(0.3)
    assert counter.part == Part(state="ok"), "one frame without an answer is no fault"
    counter.run(2.0)
    assert counter.part is not None
    assert (counter.part.state, counter.part.code) == ("failed", "no_answer")
    counter.board.address = address
    counter.run(REFRESH_S)
    assert (counter.part, counter.board.text) == (Part(state="ok"), "106")
    counter.stop()


def test_a_frame_that_was_lost_is_sent_again_at_once(tmp_path: Path) -> None:
    counter = Counter("modbus", tmp_path)
    counter.show(serving("105"))
    counter.run(1.0)
    counter.board.address = 99
    counter.show(serving("106"))
    counter.run(0.1)
    counter.board.address = 3
    counter.run(0.3)
    assert (counter.board.text, counter.part) == ("106", Part(state="ok"))
    counter.stop()


def test_a_board_that_refuses_says_so(tmp_path: Path) -> None:
    counter = Counter("modbus", tmp_path)
    assert isinstance(counter.board, ModbusBoard)
    counter.board.registers.clear()
    counter.show(serving("105"))
    counter.run(1.0)
    assert counter.part is not None
    assert (counter.part.state, counter.part.code) == ("failed", "refused")
    counter.stop()


def test_a_silent_board_is_told_no_more_often_than_one_that_works(tmp_path: Path) -> None:
    counter = Counter("modbus", tmp_path)
    counter.board.address = 99
    counter.show(serving("105"))
    counter.run(1.0)
    told = len(counter.line.spoken)
    counter.run(3 * REFRESH_S)
    assert len(counter.line.spoken) - told == 3
    counter.stop()
