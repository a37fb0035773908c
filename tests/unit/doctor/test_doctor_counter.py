"""`motcua doctor counter` on a real pty: virtual hardware at its far end, and a technician who reads what it shows."""

import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from counter_display.device import Polled
from counter_display.drivers import open_keypad
from counter_display.keypad_settings import KeypadTable
from counter_display.modbus_keypad_settings import ModbusButtonTable, ModbusKeypadTable
from counter_display.settings import CounterFile
from counter_display.virtual import VirtualLine
from counter_display.virtual_boards import ArmflyBoard
from counter_display.virtual_device import Board, KeyBox
from counter_display.virtual_keypad import VirtualKeypad
from counter_display.virtual_modbus import ModbusBoard, ModbusBox
from counter_display.virtual_pty import PtyLine
from counter_display.virtual_qsystem import QSystemBoard, QSystemBox
from devicekit.buttons.device import PinChanged, PinFound
from devicekit.clock import HandClock, SystemClock
from devicekit.link import Inbox
from devicekit.port_memory import MemoryPort
from devicekit.settings import load
from devicekit.sound.virtual import Loudspeaker
from devicekit.text_files import load_texts
from motcua.__main__ import main
from motcua.doctor.counter import Ask, CounterDoctor
from motcua.doctor.pressed import line_keys, plug_keys

HEAD = '[device]\nid = "counter-1"\nsite = "kontum"\nstate = "{folder}"\n'
SEEN_S, SILENCE_S, MOST = 2.0, 0.6, 10


@pytest.fixture
def far(request: pytest.FixtureRequest) -> Iterator[PtyLine]:
    boards: tuple[Board, ...] = request.param
    far = PtyLine(boards)
    far.start()
    yield far
    far.stop()


def settings(folder: Path, tables: str) -> CounterFile:
    file = folder / "counter-1.toml"
    file.write_text(HEAD.format(folder=folder) + tables, encoding="utf-8")
    return load(file, CounterFile)


def led(port: str, driver: str, address: int) -> str:
    return f'[line]\nport = "{port}"\n[display]\ndriver = "{driver}"\naddress = {address}\n'


class Technician:
    """Looks at one board and says truly what stands on it."""

    def __init__(self, shown: Callable[[str], bool], reads: Callable[[], str] = str) -> None:
        self._shown, self._reads = shown, reads
        self.asked: list[str] = []

    def __call__(self, question: str) -> str:
        self.asked.append(question)
        if "Which number" in question:
            return self._reads()
        if "Walk the addresses" in question:
            return ""
        text = question.split('"')[1]
        return "" if self._shown(text) else "n"


def visit(
    value: CounterFile, technician: Ask, press: Callable[[], None] = lambda: None, most: int = MOST
) -> tuple[bool, str]:
    """The whole visit; `press` is what the technician does when asked for keys."""
    doctor = CounterDoctor(value, load_texts("en"), SystemClock(), technician, most, SILENCE_S)
    said = []
    for line in doctor.visit():
        said.append(line)
        if line.startswith("3. Press each key"):
            press()
    return doctor.well, "\n".join(said)


def reader(far: PtyLine, index: int = 0) -> Technician:
    board = far.line.devices[index]

    def shows(text: str) -> bool:
        return far.wait_until(lambda line: board.text.rstrip() == text.rstrip(), SEEN_S)

    return Technician(shows, lambda: board.text.strip())


@pytest.mark.parametrize("far", [(ModbusBoard(5),)], indirect=True)
def test_a_display_that_is_well_shows_all_it_needs(far: PtyLine, tmp_path: Path) -> None:
    technician = reader(far)
    well, said = visit(settings(tmp_path, led(far.path, "modbus", 5)), technician)
    assert well, said
    assert "nobody speaks on it" in said
    assert "shows all letters and digits" in said
    assert [question.split('"')[1] for question in technician.asked] == ["8888", "0123", "4567", "89", "A001"]


@pytest.mark.parametrize("far", [(ModbusBoard(5), ArmflyBoard(7))], indirect=True)
def test_a_display_at_another_address_is_found_by_walking(far: PtyLine, tmp_path: Path) -> None:
    well, said = visit(settings(tmp_path, led(far.path, "modbus", 9)), reader(far))
    assert not well
    assert 'Sent "8888", the display does not answer' in said
    assert "Addresses that answered: 5" in said
    assert "write address = 5 in [display]" in said


@pytest.mark.parametrize("far", [(QSystemBoard(4),)], indirect=True)
def test_a_display_that_answers_nothing_is_found_by_who_reads_it(far: PtyLine, tmp_path: Path) -> None:
    board = far.line.devices[0]

    def reads() -> str:
        return "4" if board.text.strip() == "4" else ""

    def shows(text: str) -> bool:
        return far.wait_until(lambda line: board.text.strip() == text, 0.2)

    technician = Technician(shows, reads)
    value = settings(tmp_path, led(far.path, "qsystem", 3))
    well, said = visit(value, technician)
    assert not well
    assert "write address = 4 in [display]" in said


@pytest.mark.parametrize("far", [(QSystemBoard(4),)], indirect=True)
@pytest.mark.parametrize(("most", "walked"), [(255, 127), (MOST, MOST)], ids=["driver's", "technician's"])
def test_the_walk_ends_at_the_highest_address_that_the_driver_has(
    far: PtyLine, tmp_path: Path, most: int, walked: int
) -> None:
    asked = []

    def says_no(question: str) -> str:
        asked.append(question)
        return "n"

    visit(settings(tmp_path, led(far.path, "qsystem", 3)), says_no, most=most)
    assert asked[-1].strip().startswith("Walk the addresses")
    assert f"up to {walked}," in asked[-1]


def test_a_box_with_another_address_is_named(tmp_path: Path) -> None:
    box = QSystemBox(18)
    far = PtyLine((box,))
    far.start()
    try:
        value = settings(tmp_path, f'[line]\nport = "{far.path}"\n[keypad]\ndriver = "qsystem"\naddress = 17\n')
        well, said = visit(value, Technician(lambda text: True), lambda: far.press(box, "next"))
    finally:
        far.stop()
    assert not well
    assert "A box with address 18 is on the line" in said
    assert "No key was heard" in said


def test_a_box_says_each_of_its_keys(tmp_path: Path) -> None:
    box = QSystemBox(17)
    far = PtyLine((box,))
    far.start()
    try:
        value = settings(tmp_path, f'[line]\nport = "{far.path}"\n[keypad]\ndriver = "qsystem"\naddress = 17\n')
        well, said = visit(
            value,
            Technician(lambda text: True),
            partial(each_of, far, box, "next", "fee", "next"),
        )
    finally:
        far.stop()
    assert well, said
    assert "Key heard: Next / Recall" in said
    assert "2 different keys heard" in said


def test_a_keypad_that_is_asked_says_each_of_its_keys(tmp_path: Path) -> None:
    box = ModbusBox(21, ("next", "park"))
    far = PtyLine((box,))
    far.start()
    keypad = '[keypad]\ndriver = "modbus"\naddress = 21\n[keypad.modbus]\nfunction = 3\n'
    buttons = "".join(f'[[keypad.modbus.button]]\ndoes = "{does}"\nat = {at}\n' for at, does in enumerate(box.keys))

    def fingers() -> None:
        # Counting begins with the first answer.
        assert far.wait_until(lambda line: len(line.spoken) >= 2, SEEN_S)
        for key in box.keys:
            far.press(box, key)

    pressing = threading.Thread(target=fingers)
    try:
        value = settings(tmp_path, f'[line]\nport = "{far.path}"\n{keypad}{buttons}')
        well, said = visit(value, Technician(lambda text: True), pressing.start)
    finally:
        pressing.join()
        far.stop()
    assert well, said
    assert "Key heard: Next" in said
    assert "2 different keys heard" in said


def test_a_numeric_keypad_says_each_of_its_keys(tmp_path: Path) -> None:
    keypad = VirtualKeypad(tmp_path / "pad-event-kbd")
    keypad.plug()
    value = settings(tmp_path, f'[keypad]\ndriver = "usb"\ndevice = "{keypad.path}"\n')
    typing = threading.Thread(target=keypad.type, args=("7E+",))
    try:
        well, said = visit(value, Technician(lambda text: True), typing.start)
    finally:
        typing.join()
        keypad.unplug()
    assert well, said
    assert [line.split(": ")[1] for line in said.splitlines() if "Key heard" in line] == ["7", "Enter", "+"]


def test_a_keypad_that_is_not_there_is_said(tmp_path: Path) -> None:
    value = settings(tmp_path, f'[keypad]\ndriver = "usb"\ndevice = "{tmp_path}/nothing"\n')
    well, said = visit(value, Technician(lambda text: True))
    assert not well
    assert "nothing" in said
    assert "check the keypad's plug" in said


def test_a_port_that_is_not_there_is_said_with_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings(tmp_path, led(f"{tmp_path}/ttyUSB9", "qsystem", 3))
    assert main(["doctor", "counter", "--config", str(tmp_path / "counter-1.toml")]) == 1
    said = capsys.readouterr().out
    assert "ttyUSB9" in said
    assert "ls /dev/serial/by-id" in said


def test_a_file_of_another_device_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "site.toml"
    file.write_text('[site]\nid = "kontum"\n', encoding="utf-8")
    assert main(["doctor", "counter", "--config", str(file), "--language", "en"]) != 0
    assert "this is no counter's file" in "".join(capsys.readouterr())


class SlowLine:
    """A keypad that is asked, on a line where every call takes a while; a finger comes with some of the questions."""

    def __init__(self, presses_at: tuple[int, ...]) -> None:
        self.clock, self.box = HandClock(), ModbusBox(21, ("next",))
        self._line, self._presses_at, self._asked = VirtualLine(self.clock, (self.box,)), presses_at, 0

    def feed(self, data: bytes) -> bytes:
        self._asked += bool(data)
        if data and self._asked in self._presses_at:
            self._line.press(self.box, "next")
        said = self._line.feed(data)
        self.clock.turn(SILENCE_S / 12)
        return said + self._line.feed(b"")


def test_each_key_of_a_keypad_that_is_asked_gives_time_for_the_next() -> None:
    far = SlowLine(presses_at=(3, 6, 9))
    port = MemoryPort(far)
    port.open()
    table = ModbusKeypadTable(function=3, button=(ModbusButtonTable(does="next", at=0),))
    keypad = open_keypad(KeypadTable(driver="modbus", address=21, modbus=table), far.clock, 9600)
    assert isinstance(keypad, Polled)
    assert list(line_keys(keypad, port, far.clock, SILENCE_S)) == ["next"] * 3


def each_of(far: PtyLine, box: KeyBox, *keys: str) -> None:
    for key in keys:
        far.press(box, key)


class Tapped:
    """A push button that is pressed and let go while it is listened to."""

    def start(self, inbox: Inbox) -> None:
        for event in (PinFound("next", False, 1.0), PinChanged("next", True, 2.0), PinChanged("next", False, 2.1)):
            inbox.put(event)

    def poll(self) -> bool:
        return False

    def stop(self) -> None:
        pass


def test_a_button_that_is_let_go_is_no_second_key() -> None:
    assert list(plug_keys(Tapped(), SystemClock(), 0.1)) == ["next"]


# The voice


def voice(folder: Path, speaker: Loudspeaker) -> CounterFile:
    keypad = f'[keypad]\ndriver = "serial"\ndevice = "{folder}/none"\n[[keypad.key]]\nkey = "enter"\nsends = "0D"\n'
    command = ", ".join(f'"{word}"' for word in speaker.command)
    return settings(folder, f'{keypad}[speak]\ncommand = [{command}]\nlanguage = "en"\n')


@pytest.mark.parametrize(
    ("fault", "hears", "well", "found"),
    [
        ("", "", True, "The officer hears words"),
        ("", "n", False, '"done" was not heard'),
        ("no-card", "", False, "It can't be said: "),
    ],
    ids=["well", "not heard", "no sound card"],
)
def test_a_word_to_the_officer_is_said_and_asked_for(
    tmp_path: Path, fault: str, hears: str, well: bool, found: str
) -> None:
    speaker = Loudspeaker(tmp_path / "speaker", speed=0)
    speaker.fail(fault)
    _, said = visit(voice(tmp_path, speaker), lambda question: hears)
    assert len(speaker.sounds()) == (0 if fault else 1)
    assert '4. The word "done" to the officer' in said
    assert found in said
    assert ("[speak] command (aplay -L)" in said) is not well
