"""Overheard on a line: frames typed from the documents, frames by mbpoll, noise; live, captured and replayed."""

import os
import select
import subprocess
import threading
import tomllib
from pathlib import Path

import pytest
from conftest import wait_until
from hypothesis import given
from hypothesis import strategies as st

from counter_display.display_settings import DisplayTable
from counter_display.drivers import open_display
from counter_display.virtual_modbus import ModbusBoard
from motcua.__main__ import main
from motcua.led import captures
from motcua.led.sniffing import PAUSE_S, UNKNOWN, Chunk, best, bursts, guesses

WAIT_S = 10.0
NOISE = ("ff fe", "fd", "fc")
# Modbus over serial line and application protocol, Armfly's and Apertum's sources, the Alpha document.
TYPED = """
# typed by hand
0.000 11 06 00 01 00 03 9a 9b
0.100 11 06 00 01 00 03 9a 9b
0.200 11 10 00 01 00 02 04 00 0a 01 02 c6 f0   # the example of function 16
0.210 11 10 00 01 00 02 12 98
0.400 01 05 41 30 31 32 20 20 20 07
0.700 01 11 31 07
1.000 24 30 30 31 2c 48 45 4c 4c 4f 23
1.100 24 30 30 31 2c 30 31 26
1.200 00 00 00 00 00 01 5a 30 30 02 41 41 1b 20 62 48 69 04
1.400 02 30 31 41 30 31 32 03 70 ff
"""


def sniffed(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    status = main(["sniff", *words, "--language", "en"])
    said = capsys.readouterr()
    return status, said.out + said.err


def test_frames_typed_from_the_documents_are_told_apart() -> None:
    found = [guess for burst in bursts(captures.chunks(TYPED.splitlines())) for guess in guesses(burst.data)]
    assert [(each.protocol, each.text, each.address) for each in found] == [
        ("modbus", "modbus.value", 17),
        ("modbus", "modbus.value", 17),
        ("modbus", "modbus.text", 17),
        ("modbus", "modbus.taken", 17),
        ("qsystem", "qsystem.text", 5),
        ("qsystem", "qsystem.key", 17),
        ("armfly", "armfly.text", 1),
        ("armfly", "armfly.question", 1),
        ("alpha", "alpha.text", 0),
        ("template", "template.checksum", None),
        (UNKNOWN, "unknown", None),
    ]
    assert found[6].values["text"] == "HELLO"
    assert (found[9].values["kind"], found[9].values["part"]) == ("xor8", "address")
    assert best(found) == ("modbus", 17)


def test_a_capture_made_of_mbpoll_and_a_board_is_read_as_what_it_is(
    serial_line: tuple[int, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    master, device = serial_line
    words = ["-m", "rtu", "-a", "3", "-b", "9600", "-P", "none", "-t", "4", "-0", "-r", "112", "-1", "-o", "5"]
    values = [str(int.from_bytes(pair, "big")) for pair in (b"A0", b"12")]
    board, heard = ModbusBoard(3), b""
    with subprocess.Popen(["mbpoll", *words, device, *values], stdout=subprocess.DEVNULL) as judge:
        while len(heard) < 13 and select.select([master], [], [], WAIT_S)[0]:
            heard += os.read(master, 64)
        answer = b"".join(board.hear(value, 0.0 if at else 1.0, 0.0) for at, value in enumerate(heard))
        os.write(master, answer)
        assert judge.wait(WAIT_S) == 0
    file = tmp_path / "mbpoll.txt"
    file.write_text(captures.written(Chunk(0.0, heard)) + captures.written(Chunk(0.02, answer)), encoding="utf-8")
    status, said = sniffed(capsys, "--replay", str(file))
    assert status == 0
    assert 'Modbus RTU: address 3, function 16, writes from register 0x0070: "A012"' in said
    assert "The protocol is modbus: 2 of the 2 frames heard, address 3" in said
    assert '[display]\ndriver = "modbus"\naddress = 3\n' in said
    assert "--protocol modbus --address 3" in said


def test_what_is_heard_live_is_captured_and_a_replay_says_the_same(
    serial_line: tuple[int, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    master, device = serial_line
    file = tmp_path / "line.txt"

    def speak() -> None:
        wait_until(lambda: file.exists() and file.read_text(encoding="utf-8"), "the sniffer to listen")
        for frame in (b"$001,A001#", b"$002,A002#", b"\xfe\xff"):
            os.write(master, frame)
            threading.Event().wait(4 * PAUSE_S)  # a pause is what ends a frame

    speaker = threading.Thread(target=speak, name="speaker")
    speaker.start()
    status, live = sniffed(capsys, device, "--seconds", "1.5", "-o", str(file))
    speaker.join()
    assert status == 0
    assert 'Armfly: address 1, shows "A001"' in live
    assert 'Armfly: address 2, shows "A002"' in live
    assert "fe ff" in live
    _, again = sniffed(capsys, "--replay", str(file))
    assert again.replace(" PORT ", f" {device} ") == live


@pytest.mark.parametrize(
    ("frames", "said"),
    [
        (["11 06 00 01 00 03 9a 9b", *NOISE], "The protocol is modbus: 1 of the 4 frames heard, address 17"),
        (["24 30 30 31 2c 30 31 26", *NOISE], "Perhaps armfly, address 1: only 1 of the 4 frames heard"),
        (
            ["24 30 30 31 2c 30 31 26", "24 30 30 32 2c 30 31 26"],
            "The protocol is armfly: 2 of the 2 frames heard, address 1, 2",
        ),
    ],
    ids=["a right CRC is enough", "one frame may be chance", "two are not"],
)
def test_the_summary_says_plainly_which_protocol_it_is_and_what_to_write(
    frames: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "line.txt"
    file.write_text("".join(f"{n}.000 {frame}\n" for n, frame in enumerate(frames)), encoding="utf-8")
    status, told = sniffed(capsys, "--replay", str(file))
    assert status == 0
    assert said in told
    written = told[told.index("[display]") : told.index("Try it first")]
    display = tomllib.loads(written)["display"]
    assert open_display(DisplayTable(**display), 9600)
    assert f"--protocol {display['driver']} --address {display['address']}" in told


@pytest.mark.parametrize(
    ("name", "protocol"), [("qsystem", "qsystem"), ("armfly", "armfly"), ("modbus", "modbus"), ("alpha", "alpha")]
)
@given(number=st.integers(0, 999), address=st.integers(1, 127), noise=st.binary(max_size=5))
def test_a_frame_of_ours_is_known_again(name: str, protocol: str, number: int, address: int, noise: bytes) -> None:
    frame = open_display(DisplayTable(driver=name, address=address), 9600).show(f"A{number:03}")
    (found,) = guesses(frame)
    assert (found.protocol, found.address, found.data) == (protocol, address, frame)
    assert f"A{number:03}" in str(found.values["text"])


@given(st.binary(max_size=80))
def test_nothing_that_was_heard_is_left_out(data: bytes) -> None:
    assert b"".join(each.data for each in guesses(data)) == data


@given(st.lists(st.tuples(st.integers(0, 50), st.binary(min_size=1, max_size=20)), max_size=20))
def test_a_capture_holds_what_was_written(steps: list[tuple[int, bytes]]) -> None:
    at, made = 0, []
    for step, data in steps:
        at += step
        made.append(Chunk(at / 1000, data))
    assert list(captures.chunks("".join(map(captures.written, made)).splitlines())) == made
    assert b"".join(burst.data for burst in bursts(made)) == b"".join(chunk.data for chunk in made)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0.0 01 02\n0.1 zz\n", "line 2"),
        ("now 01\n", "line 1"),
        ("0.5 01\n0.4 02\n", "line 2"),
        ("nan 01\n", "line 1"),
        ("0.5\n", "line 1"),
    ],
)
def test_a_capture_that_is_none_is_refused_with_its_line(
    text: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "line.txt"
    file.write_text(text, encoding="utf-8")
    status, said = sniffed(capsys, "--replay", str(file))
    assert (status, words in said) == (2, True), said


@pytest.mark.parametrize(
    ("text", "words"), [("0 fe fd\n", "of no protocol known here"), ("# nothing\n", "Nothing was heard")]
)
def test_a_line_without_sense_says_what_to_try(
    text: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "line.txt"
    file.write_text(text, encoding="utf-8")
    status, said = sniffed(capsys, "--replay", str(file))
    assert (status, words in said) == (1, True)


def test_a_capture_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, said = sniffed(capsys, "--replay", str(tmp_path / "none.txt"))
    assert (status, "none.txt can't be read" in said) == (2, True)
