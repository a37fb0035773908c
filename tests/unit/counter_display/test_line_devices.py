"""A line with what really hangs on it, in memory on a hand-turned clock: devices that die, two that speak at once."""

import queue
from collections.abc import Iterator

import pytest

from counter_display.bus import LAMP, NUMBER, REFRESH_S
from counter_display.device import DisplaySeen, KeypadSeen, KeySeen, LineSeen
from counter_display.display_settings import DisplayTable
from counter_display.driver_modbus import open_display
from counter_display.driver_modbus_keypad import open_keypad
from counter_display.driver_qsystem import QSystemDisplay, QSystemKeypad
from counter_display.keypad_settings import KeypadTable
from counter_display.line import Line
from counter_display.line_logic import NOISE_LIMIT, REPAIRS
from counter_display.modbus_keypad_settings import ModbusButtonTable, ModbusKeypadTable
from counter_display.virtual import VirtualLine
from counter_display.virtual_device import Device
from counter_display.virtual_modbus import ModbusBoard, ModbusBox
from counter_display.virtual_qsystem import QSystemBoard, QSystemBox
from devicekit.clock import HandClock
from devicekit.port_memory import MemoryPort

STEP_S = 0.002
TABLE = ModbusKeypadTable(function=3, lamp=0, button=(ModbusButtonTable(does="next", at=0),))


class Hall:
    """A line whose seats are filled by sit(); run() lets time pass."""

    def __init__(self, *devices: Device) -> None:
        self.clock = HandClock()
        self.far = VirtualLine(self.clock, devices)
        self.line = Line(MemoryPort(self.far), self.clock, thread=False)
        self.inboxes: list[queue.SimpleQueue[object]] = []
        self.heard: list[tuple[int, object]] = []

    def start(self, seats: int) -> None:
        for seat in range(seats):
            self.inboxes.append(queue.SimpleQueue())
            self.line.start(seat, self.inboxes[seat])

    def run(self, seconds: float) -> None:
        for _ in range(round(seconds / STEP_S)):
            self.clock.turn(STEP_S)
            while self.line.poll():
                pass
        for seat, inbox in enumerate(self.inboxes):
            while not inbox.empty():
                self.heard.append((seat, inbox.get()))

    def show(self, seat: int, frame: bytes) -> None:
        self.line.wish(seat, "display", frame, NUMBER)

    def said(self, *kinds: type) -> list[tuple[int, str]]:
        """How displays or keypads were found, by their seat."""
        return [(seat, each.part.code or each.part.state) for seat, each in self.heard if isinstance(each, kinds)]

    def keys(self) -> list[int]:
        return [seat for seat, each in self.heard if isinstance(each, KeySeen)]

    def stop(self) -> None:
        for seat in range(len(self.inboxes)):
            self.line.stop(seat)


def modbus(address: int) -> tuple[ModbusBoard, ModbusBox]:
    return ModbusBoard(address), ModbusBox(address + 100, ("next",))


@pytest.fixture
def asked() -> Iterator[tuple[Hall, list[tuple[ModbusBoard, ModbusBox]]]]:
    """Ten counters of displays and keypads that answer."""
    devices = [modbus(n) for n in range(11, 21)]
    hall = Hall(*(device for pair in devices for device in pair))
    displays = [open_display(DisplayTable(driver="modbus", address=board.address), 9600) for board, _ in devices]
    for display, (_, box) in zip(displays, devices, strict=True):
        keypad = KeypadTable(driver="modbus", address=box.address, modbus=TABLE)
        hall.line.sit(display, open_keypad(keypad, hall.clock, 9600))
    hall.start(10)
    for n, display in enumerate(displays):
        hall.show(n, display.show(f"A{n:03}"))
    hall.run(2.0)
    yield hall, devices
    hall.stop()


def frame(number: int, text: str) -> bytes:
    return open_display(DisplayTable(driver="modbus", address=11 + number), 9600).show(text)


def test_every_device_is_found_and_every_key_comes_to_its_counter(
    asked: tuple[Hall, list[tuple[ModbusBoard, ModbusBox]]],
) -> None:
    hall, devices = asked
    assert [board.text for board, _ in devices] == [f"A{n:03}" for n in range(10)]
    assert sorted(hall.said(DisplaySeen, KeypadSeen)) == sorted([(n, "ok") for n in range(10)] * 2)
    for n in (7, 2, 9):
        hall.far.press(devices[n][1], "next")
        hall.run(0.5)
    assert hall.keys() == [7, 2, 9]


def test_a_dead_display_is_told_and_slows_nobody_and_is_right_soon_after_it_is_back(
    asked: tuple[Hall, list[tuple[ModbusBoard, ModbusBox]]],
) -> None:
    hall, devices = asked
    board, _ = devices[3]
    board.die()
    hall.heard.clear()
    hall.show(3, frame(3, "A103"))
    hall.run(1.5)
    assert hall.said(DisplaySeen) == [(3, "no_answer")]
    begin = hall.clock.monotonic()
    for n in (0, 5, 9):
        hall.show(n, frame(n, f"C{n:03}"))
    hall.run(0.3)
    late = [devices[n][0].history[-1].at - begin for n in (0, 5, 9)]
    assert max(late) < 0.25
    board.revive()
    hall.run(REFRESH_S)
    assert (board.text, hall.said(DisplaySeen)) == ("A103", [(3, "no_answer"), (3, "ok")])


def test_a_display_that_refuses_holds_the_line_no_longer_than_its_no(
    asked: tuple[Hall, list[tuple[ModbusBoard, ModbusBox]]],
) -> None:
    hall, devices = asked
    devices[3][0].registers.clear()
    hall.heard.clear()
    begin = hall.clock.monotonic()
    hall.show(3, frame(3, "A103"))
    hall.show(4, frame(4, "A104"))
    hall.run(1.0)
    assert devices[4][0].history[-1].at - begin < 0.1
    assert hall.said(DisplaySeen) == [(3, "refused")]


def test_dead_keypads_are_told_and_the_living_are_asked_as_before(
    asked: tuple[Hall, list[tuple[ModbusBoard, ModbusBox]]],
) -> None:
    hall, devices = asked
    for _, box in devices[:5]:
        box.die()
    hall.heard.clear()
    hall.run(12.0)
    assert sorted(hall.said(KeypadSeen)) == [(n, "no_answer") for n in range(5)]
    begin = len(hall.far.spoken)
    hall.run(5.0)
    answers = [each for each in list(hall.far.spoken)[begin:] if each.speaker is devices[9][1]]
    assert len(answers) > 5.0 / 0.35, "five that live are asked three times a second at least"
    devices[0][1].revive()
    hall.run(25.0)
    assert hall.said(KeypadSeen)[-1] == (0, "ok")


def test_a_keypad_that_is_back_gets_its_lamp(asked: tuple[Hall, list[tuple[ModbusBoard, ModbusBox]]]) -> None:
    hall, devices = asked
    box = devices[2][1]
    keypad = open_keypad(KeypadTable(driver="modbus", address=box.address, modbus=TABLE), hall.clock, 9600)
    hall.line.wish(2, "lamp", keypad.lamp("ready"), LAMP)
    hall.run(0.5)
    assert box.lamp == "on"
    box.die()
    hall.run(1.5)
    box.revive()
    assert box.lamp == ""
    hall.run(1.0)
    assert box.lamp == "on"


def test_a_press_whose_answer_was_lost_comes_once(asked: tuple[Hall, list[tuple[ModbusBoard, ModbusBox]]]) -> None:
    hall, devices = asked
    hall.far.noise.share = 0.03
    for _ in range(10):
        hall.far.press(devices[4][1], "next")
        hall.run(2.0)
    hall.far.noise.share = 0.0
    hall.run(2.0)
    assert hall.keys() == [4] * 10


def test_a_number_that_a_key_spoke_into_is_sent_again_at_once() -> None:
    board, box = QSystemBoard(1), QSystemBox(11)
    hall = Hall(board, box)
    hall.line.sit(QSystemDisplay(1), QSystemKeypad(11))
    hall.start(1)
    hall.run(0.1)
    hall.show(0, QSystemDisplay(1).show("A001"))
    hall.far.press(box, "next")
    hall.run(0.1)
    assert board.text != "A001"
    hall.run(0.4)
    assert board.text == "A001"
    hall.stop()


def test_one_key_that_met_a_frame_is_no_bad_line_and_three_within_a_minute_are() -> None:
    board, box = QSystemBoard(1), QSystemBox(11)
    hall = Hall(board, box)
    hall.line.sit(QSystemDisplay(1), QSystemKeypad(11))
    hall.start(1)
    hall.run(0.5)
    for n in range(NOISE_LIMIT):
        assert hall.said(LineSeen) == [(0, "ok")]
        hall.show(0, QSystemDisplay(1).show(f"A00{n}"))
        hall.far.press(box, "next")
        hall.run(3.0)
    assert not hall.keys()
    assert hall.said(LineSeen) == [(0, "ok"), (0, "garbled")]
    hall.stop()


def test_noise_without_end_does_not_make_the_line_repeat_without_end() -> None:
    board = QSystemBoard(1)
    hall = Hall(board)
    hall.line.sit(QSystemDisplay(1), QSystemKeypad(11))
    hall.start(1)
    hall.run(0.1)
    hall.show(0, QSystemDisplay(1).show("A001"))
    for _ in range(500):
        hall.far.say(b"\xff")
        hall.run(0.01)
    assert sum(len(each.data) for each in hall.far.spoken if each.speaker is None) == (1 + REPAIRS) * 10
    hall.stop()
