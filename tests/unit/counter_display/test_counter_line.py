"""Several counters on one line, behind a pty: real drivers, real threads, one owner of the port."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import wait_until
from told import Ear

from counter_display.agent import Counter, build_all
from counter_display.bus import BOX, NUMBER
from counter_display.buttons import Deed
from counter_display.driver_modbus_keypad import ModbusKeypad
from counter_display.driver_qsystem import QSystemDisplay, QSystemKeypad
from counter_display.line import Line
from counter_display.logic import Show
from counter_display.modbus_keypad_settings import ModbusButtonTable, ModbusKeypadTable
from counter_display.settings import CounterFile
from counter_display.virtual_modbus import ModbusBox
from counter_display.virtual_pty import PtyLine
from counter_display.virtual_qsystem import QSystemBoard, QSystemBox
from devicekit.clock import SystemClock
from devicekit.port_serial import SerialPort
from devicekit.settings import loads

FILE = """
[device]
id = "counter-{n}"
site = "kontum"
state = "state"
[line]
port = "{port}"
[display]
address = {n}
[keypad]
address = 1{n}
"""


class Wire(PtyLine):
    """A line with the panels 1 and 2 and the boxes 11 and 12."""

    def __init__(self, link: Path) -> None:
        self.panels = {n: QSystemBoard(n) for n in (1, 2)}
        self.boxes = {10 + n: QSystemBox(10 + n) for n in (1, 2)}
        super().__init__((*self.panels.values(), *self.boxes.values()), link=link)

    def reads(self, **shown: str) -> bool:
        """Whether these panels and boxes come to show that: p1="A001", b12="001"."""
        every = {f"p{n}": panel for n, panel in self.panels.items()} | {f"b{n}": box for n, box in self.boxes.items()}
        return self.wait_until(lambda _: all(every[name].text == text for name, text in shown.items()), 10.0)


class Hall:
    """Two counters of one program, and the line that they share."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        files = [loads(FILE.format(n=n, port=wire.path), f"counter-{n}.toml", CounterFile) for n in (1, 2)]
        self.counters: list[Counter] = build_all(files, SystemClock())
        self.ears = [Ear(), Ear()]
        for (_, hardware), ear in zip(self.counters, self.ears, strict=True):
            hardware.start(ear.inbox)

    def show(self, n: int, text: str) -> None:
        self.counters[n - 1][1].perform(Show("display", QSystemDisplay(n).show(text), NUMBER))
        self.counters[n - 1][1].perform(Show("box", QSystemKeypad(10 + n).show(text[-3:], False), BOX))

    def stop(self) -> None:
        for _, hardware in self.counters:
            hardware.stop()


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Wire]:
    line = Wire(tmp_path / "led")
    line.start()
    yield line
    line.stop()


@pytest.fixture
def hall(wire: Wire) -> Iterator[Hall]:
    hall = Hall(wire)
    yield hall
    hall.stop()


def test_two_counters_show_on_their_own_displays_and_never_speak_at_once(wire: Wire, hall: Hall) -> None:
    for number in range(1, 4):
        hall.show(1, f"A00{number}")
        hall.show(2, f"C00{number}")
    assert wire.reads(p1="A003", p2="C003", b11="003", b12="003")
    assert not wire.line.violations


def test_a_key_is_heard_by_the_counter_whose_box_it_is(wire: Wire, hall: Hall) -> None:
    wait_until(lambda: [ear.states for ear in hall.ears] == [["ok"], ["ok"]], "the line is open")
    wire.press(wire.boxes[12], "next")
    wait_until(lambda: hall.ears[1].keys, "the key")
    wire.press(wire.boxes[11], "start")
    wait_until(lambda: hall.ears[0].keys, "the other key")
    assert [ear.keys for ear in hall.ears] == [["start"], ["next_or_recall"]]


def test_a_box_that_belongs_to_no_counter_is_told_to_all(wire: Wire, hall: Hall) -> None:
    wait_until(lambda: hall.ears[0].states and hall.ears[1].states, "the line is open")
    wire.say(bytes((1, 99, 0x31, 7)))
    wait_until(lambda: all(ear.states[-1] == "stranger" for ear in hall.ears), "both know")
    assert [ear.keys for ear in hall.ears] == [[], []]


def test_an_adapter_put_in_again_shows_all_that_is_true_now(wire: Wire, hall: Hall) -> None:
    hall.show(1, "A001")
    hall.show(2, "C001")
    assert wire.reads(b12="001")
    wire.stop()
    wait_until(lambda: all(ear.states == ["ok", "port"] for ear in hall.ears), "both are told")
    for panel in wire.panels.values():
        panel.die()
        panel.revive()
    hall.show(2, "C002")
    wire.start()
    assert wire.reads(p1="A001", p2="C002")
    wait_until(lambda: all(ear.states == ["ok", "port", "ok"] for ear in hall.ears), "both are told")


def test_a_counter_that_stops_leaves_the_line_to_the_other_and_the_last_one_closes_it(wire: Wire) -> None:
    port = SerialPort(wire.path)
    line = Line(port, SystemClock())
    seats = [line.sit(QSystemDisplay(n), None) for n in (1, 2)]
    ears = [Ear(), Ear()]
    for seat, ear in zip(seats, ears, strict=True):
        line.start(seat, ear.inbox)
    wait_until(lambda: ears[1].states, "the line is open")
    line.stop(seats[0])
    line.wish(seats[1], "display", QSystemDisplay(2).show("C001"), NUMBER)
    assert wire.reads(p2="C001")
    line.stop(seats[1])
    line.stop(seats[1])
    assert not port.is_open


def test_who_sits_down_later_is_told_how_the_line_is(wire: Wire) -> None:
    line = Line(SerialPort(wire.path), SystemClock())
    seats, early, late = [line.sit(QSystemDisplay(n), None) for n in (1, 2)], Ear(), Ear()
    line.start(seats[0], early.inbox)
    wait_until(lambda: early.states, "the line is open")
    line.start(seats[1], late.inbox)
    assert late.states == ["ok"]
    for seat in seats:
        line.stop(seat)


class Counted(SerialPort):
    """A serial port that remembers what each read brought."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.pieces: list[bytes] = []

    def read(self, size: int, timeout: float) -> bytes:
        data = super().read(size, timeout)
        if data:
            self.pieces.append(data)
        return data


def test_an_answer_of_known_length_is_read_in_few_pieces_and_not_byte_by_byte(tmp_path: Path) -> None:
    deeds: tuple[Deed, ...] = ("next", "start", "fee", "park")
    far = PtyLine([ModbusBox(20, deeds)], link=tmp_path / "led")
    far.start()
    buttons = tuple(ModbusButtonTable(does=each, at=at) for at, each in enumerate(deeds))
    keypad = ModbusKeypad(20, ModbusKeypadTable(function=3, button=buttons), 0.004)
    port, ear = Counted(far.path), Ear()
    line = Line(port, SystemClock())
    seat = line.sit(None, keypad)
    line.start(seat, ear.inbox)
    answer = keypad.answer_bytes(keypad.poll(None))
    wait_until(lambda: len(b"".join(port.pieces)) >= 10 * answer, "ten answers")
    line.stop(seat)
    far.stop()
    # The rest may come a little later than the reader looks.
    assert len(port.pieces) <= 10 * answer / 3


class OneHand(SerialPort):
    """A port that remembers which threads wrote to it."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.hands: list[str] = []

    def write(self, data: bytes, timeout: float) -> None:
        super().write(data, timeout)
        self.hands.append(threading.current_thread().name.split()[0])


def test_a_keypad_alone_is_asked_by_the_thread_that_reads_its_answers(tmp_path: Path) -> None:
    far = PtyLine([ModbusBox(20, ("next",))], link=tmp_path / "led")
    far.start()
    table = ModbusKeypadTable(function=3, button=(ModbusButtonTable(does="next", at=0),))
    port, ear = OneHand(far.path), Ear()
    line = Line(port, SystemClock())
    seat = line.sit(None, ModbusKeypad(20, table, 0.004))
    line.start(seat, ear.inbox)
    wait_until(lambda: len(port.hands) >= 8, "eight questions")
    line.stop(seat)
    far.stop()
    assert set(port.hands) == {"reader"}
