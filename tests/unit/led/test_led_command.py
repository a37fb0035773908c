"""`motcua led` on a real pty, with virtual boards at its far end that know nothing of the command."""

import os
import threading
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from counter_display.notation import parse
from counter_display.template_protocol import Template
from counter_display.virtual_boards import AlphaBoard, ArmflyBoard
from counter_display.virtual_device import Board
from counter_display.virtual_modbus import ModbusBoard
from counter_display.virtual_pty import PtyLine
from counter_display.virtual_qsystem import QSystemBoard
from counter_display.virtual_template import TemplateBoard
from devicekit.port_serial import SerialPort
from motcua.__main__ import main

SHOWN_S = 5.0
CONFIG = """[device]
id = "counter-1"
site = "kontum"
state = "state"
[line]
port = "/dev/null"
[display]
driver = "template"
address = 9
[display.template]
prefix = "02"
address_as = "hex2"
suffix = "03"
checksum = "xor8"
checksum_at = "after_suffix"
answer = "06"
"""
TEMPLATE = Template(b"\x02", b"\x03", address_as="hex2", checksum="xor8", checksum_at="after_suffix", answer=b"\x06")


@contextmanager
def wired(*boards: Board) -> Iterator[PtyLine]:
    far = PtyLine(boards)
    far.start()
    try:
        yield far
    finally:
        far.stop()


@contextmanager
def wire_of(answer: Callable[[bytes], bytes]) -> Iterator[str]:
    """A serial device whose far end does with what it hears as `answer` says."""
    master, slave = os.openpty()
    tty.setraw(slave)

    def serve() -> None:
        while data := os.read(master, 256):
            if data == b"\xffend":
                return
            os.write(master, answer(data))

    thread = threading.Thread(target=serve, name="far end")
    thread.start()
    try:
        yield os.ttyname(slave)
    finally:
        os.write(slave, b"\xffend")
        thread.join()
        os.close(master)
        os.close(slave)


def led(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    status = main(["led", *words, "--language", "en"])
    said = capsys.readouterr()
    return status, said.out + said.err


@pytest.mark.parametrize(
    ("protocol", "board", "said"),
    [
        ("qsystem", QSystemBoard(3), "answers nothing"),
        ("armfly", ArmflyBoard(3), "Asked $003,01&, the display answers YES"),
        ("modbus", ModbusBoard(3), "The display answers: taken"),
        ("alpha", AlphaBoard(3), "answers nothing"),
    ],
)
def test_a_text_is_shown_and_what_was_sent_and_came_back_is_said(
    protocol: str, board: Board, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with wired(board) as far:
        status, words = led(capsys, far.path, "A001", "--protocol", protocol, "--address", "3")
        assert far.wait_until(lambda line: line.devices[0].text == "A001", SHOWN_S)
        sent = b"".join(each.data for each in far.line.spoken if each.speaker is None)
    assert status == 0
    assert said in words
    frame = sent.partition(b"$003,01&")[0]
    assert frame.hex(" ") in words
    assert f"Sent {len(frame)} bytes to the display with address 3" in words


def test_a_board_of_a_file_with_a_template_is_shown_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "counter-1.toml"
    file.write_text(CONFIG, encoding="utf-8")
    with wired(TemplateBoard(9, TEMPLATE)) as far:
        status, words = led(capsys, far.path, "L007", "--config", str(file))
        assert far.line.devices[0].text == "L007"
    assert status == 0
    assert "02 30 39 4c 30 30 37 03" in words
    assert "02 '09L007' 03" in words


@pytest.mark.parametrize(
    ("more", "given"),
    [
        ("--address 8 --protocol modbus", "--protocol, --address"),
        ("--address 0", "--address"),
        ("--baud 9600", "--baud"),
        ("--cells 4 --glyphs all", "--cells, --glyphs"),
        ("--echo", "--echo"),
    ],
)
def test_what_the_file_says_itself_is_refused_beside_it(
    more: str, given: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "counter-1.toml"
    file.write_text(CONFIG, encoding="utf-8")
    with wired(TemplateBoard(9, TEMPLATE)) as far:
        found, said = led(capsys, far.path, "L007", "--config", str(file), *more.split())
        assert not far.line.spoken
    assert (found, said.partition(": ")[0]) == (2, given)


@pytest.mark.parametrize(
    ("protocol", "answer", "status", "words"),
    [
        ("modbus", lambda data: b"", 1, "No answer within"),
        ("modbus", lambda data: b"\x00" * 9, 1, "Bytes came back, but they are no answer"),
        ("modbus", lambda data: data, 1, "write echo = true"),
        ("modbus", lambda data: data + bytes.fromhex("01 10 00 70 00 02 40 13"), 0, "The display answers: taken"),
        ("modbus", lambda data: bytes.fromhex("01 90 02 cd c1"), 1, "The display answers: refused"),
        ("armfly", lambda data: b"", 1, "does not answer YES"),
        ("qsystem", lambda data: b"", 0, "swap the wires A and B"),
    ],
    ids=["nobody", "noise", "our own echo", "echo and answer", "a refusal", "no YES", "a silent kind"],
)
def test_what_comes_back_is_explained(
    protocol: str, answer: Callable[[bytes], bytes], status: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with wire_of(answer) as path:
        found, said = led(capsys, path, "A001", "--protocol", protocol)
    assert (found, words in said) == (status, True), said


NUMBER = (
    CONFIG.partition("[display]")[0]
    + """echo = true
[display]
driver = "modbus"
address = 1
[display.modbus]
function = 6
"""
)


@pytest.mark.parametrize(("times", "status", "words"), [(1, 1, "no answer"), (2, 0, "The display answers: taken")])
def test_an_answer_that_looks_like_the_frame_is_not_taken_for_its_echo(
    times: int, status: int, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "counter-1.toml"
    file.write_text(NUMBER, encoding="utf-8")
    with wire_of(lambda data: data * times) as path:
        found, said = led(capsys, path, "1005", "--config", str(file))
    assert (found, words in said) == (status, True), said


@pytest.mark.parametrize(
    ("text", "more", "words"),
    [
        ("K001", ["--protocol", "modbus"], "cannot show K of"),
        ("TẠM", ["--protocol", "alpha"], "cannot show Ạ of"),
        ("A0012", ["--protocol", "modbus"], "4 characters at most"),
        ("A001", ["--protocol", "modbus", "--address", "248"], "takes addresses 1 to 247"),
    ],
)
def test_what_can_not_be_shown_is_refused_before_anything_is_sent(
    text: str, more: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with wired(ModbusBoard(1)) as far:
        status, said = led(capsys, far.path, text, *more)
        assert not far.line.spoken
    assert (status, words in said) == (2, True), said


def test_a_port_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, said = led(capsys, str(tmp_path / "nothing"), "A001")
    assert status == 2
    assert str(tmp_path / "nothing") in said


def test_a_port_in_use_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with wired(QSystemBoard(1)) as far:
        other = SerialPort(far.path)
        other.open()
        status, said = led(capsys, far.path, "A001")
        other.close()
    assert status == 2
    assert "used by another program" in said or "in use" in said


@pytest.mark.parametrize("cells", ["0", "33", "x", "-1"])
def test_a_number_of_characters_that_no_board_has_is_refused(cells: str) -> None:
    with pytest.raises(SystemExit):
        main(["led", "/dev/null", "A001", "--cells", cells])


LIGHT = b"\x1bB015\r"


@pytest.mark.parametrize(
    ("board", "flags", "status", "words"),
    [
        (
            AlphaBoard(1),
            ["--protocol", "alpha", "--raw", "1b 'B015' 0d"],
            0,
            "answers nothing. See whether it does what",
        ),
        (
            ModbusBoard(1),
            ["--protocol", "modbus", "--raw", "01 06 00 10 00 0a"],
            0,
            "The display answers: taken. See whe",
        ),
        (
            ModbusBoard(1),
            ["--protocol", "modbus", "--raw", "01 06 02 00 00 0a"],
            1,
            "refused. Address, speed and wires",
        ),
    ],
    ids=["silent", "taken", "refused"],
)
def test_bytes_of_a_manual_are_sent_as_they_are_written_with_the_checksum_that_is_wanted(
    board: Board, flags: list[str], status: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    is_modbus = isinstance(board, ModbusBoard)
    with wired(board) as far:
        found, said = led(capsys, far.path, *flags, *(["--checksum", "crc16-modbus"] if is_modbus else []))
        sent = b"".join(each.data for each in far.line.spoken if each.speaker is None)
    assert (found, words in said) == (status, True), said
    assert sent == LIGHT if not is_modbus else sent[:6] == parse(flags[-1])


def test_a_frame_with_an_answer_of_its_template_dims_the_board(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "counter-1.toml"
    file.write_text(CONFIG, encoding="utf-8")
    with wired(TemplateBoard(9, TEMPLATE, lights={LIGHT: 15})) as far:
        status, said = led(capsys, far.path, "--config", str(file), "--raw", "1b 'B015' 0d")
        board = far.line.devices[0]
    assert (status, isinstance(board, Board) and board.light) == (0, 15), said


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        ([], "either a text"),
        (["A001", "--raw", "02"], "either a text"),
        (["A001", "--checksum", "xor8"], "either a text"),
        (["--protocol", "modbus", "--raw", "01 06 00 10 00 0a"], "add --checksum crc16-modbus"),
        (["--protocol", "modbus", "--raw", "01"], "no frame of Modbus"),
        (["--raw", "01", "--blink", "--cells", "4"], "--blink, --cells is for texts only"),
    ],
    ids=["nothing", "both", "a checksum for a text", "no CRC", "half a frame", "what only a text has"],
)
def test_what_is_no_frame_is_refused_before_anything_is_sent(
    flags: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with wired(ModbusBoard(1)) as far:
        status, said = led(capsys, far.path, *flags)
        assert not far.line.spoken
    assert (status, words in said) == (2, True), said


@pytest.mark.parametrize("raw", ["E2f", "", "'x", "1b42"])
def test_bytes_in_no_notation_are_refused_in_words(raw: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, said = led(capsys, "/dev/null", "--raw", raw)
    assert (status, f'"{raw}" in --raw is not understood. Write pairs' in said) == (2, True), said


def test_a_frame_that_nobody_answers_is_no_fault_of_the_wires_and_has_no_address_of_ours(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with wired(ModbusBoard(1)) as far:
        flags = ("--protocol", "modbus", "--address", "9", "--checksum", "crc16-modbus")
        _, said = led(capsys, far.path, "--raw", "00 06 00 10 00 0a", *flags)
    assert "Some displays answer only to texts" in said
    assert "address 9" not in said
