"""Our Modbus bytes before judges that know nothing of us: mbpoll (libmodbus) and pymodbus' own server, on real ptys."""

import os
import select
import subprocess
import sys
from pathlib import Path

import pytest
from led_boards import board_named

from counter_display import modbus_protocol
from counter_display.checksums import crc16_modbus
from counter_display.modbus_protocol import answer, read, reply, values, write_coil

SERVER = Path(__file__).with_name("modbus_server.py")
WAIT_S = 10.0


def heard(master: int, size: int) -> bytes:
    """That many bytes, or what came within the time."""
    data = b""
    while len(data) < size and select.select([master], [], [], WAIT_S)[0]:
        data += os.read(master, size - len(data))
    return data


def mbpoll(device: str, register: int, values: list[int]) -> subprocess.Popen[str]:
    words = ["-m", "rtu", "-a", "3", "-b", "9600", "-P", "none", "-t", "4", "-0", "-r", str(register), "-1", "-o", "5"]
    command = ["mbpoll", *words, device, *map(str, values)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def registers(data: bytes) -> list[int]:
    return [int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data), 2)]


@pytest.mark.parametrize(
    ("name", "text", "register", "values"),
    [
        ("modbus", "A012", 0x70, registers(b"A012")),
        ("modbus", "", 0x70, registers(b"    ")),
        ("modbus low first", "L007", 0x70, registers(b"0L70  ")),
        ("modbus number", "1005", 0, [1005]),
    ],
)
def test_mbpoll_sends_the_same_bytes_and_takes_the_same_answer(
    serial_line: tuple[int, str], name: str, text: str, register: int, values: list[int]
) -> None:
    master, device = serial_line
    frame = board_named(name).show(text)
    with mbpoll(device, register, values) as judge:
        assert heard(master, len(frame)).hex(" ") == frame.hex(" ")
        answer = frame if frame[1] == 6 else frame[:6] + crc16_modbus(frame[:6])
        assert board_named(name).reply(frame, answer) == "taken"
        os.write(master, answer)
        assert judge.wait(WAIT_S) == 0


@pytest.mark.parametrize(
    ("name", "text", "first", "expected"),
    [
        ("modbus", "A012", 0x70, b"A012"),
        ("modbus low first", "L007", 0x70, b"0L70  "),
        ("modbus number", "1005", 0, (1005).to_bytes(2, "big")),
    ],
)
def test_the_server_of_pymodbus_holds_what_was_shown_and_its_answer_is_taken(
    serial_line: tuple[int, str], name: str, text: str, first: int, expected: bytes
) -> None:
    master, device = serial_line
    command = [sys.executable, str(SERVER), device, "3"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        assert server.stdout.readline() == "ready\n"
        display = board_named(name)
        frame = display.show(text)
        os.write(master, frame)
        assert display.reply(frame, heard(master, 8)) == "taken"
        beyond = modbus_protocol.write_registers(3, 0x200, b"A012")
        os.write(master, beyond)
        assert modbus_protocol.reply(beyond, heard(master, 5)) == "refused"
        server.stdin.write(f"{first} {len(expected) // 2}\n")
        server.stdin.flush()
        assert server.stdout.readline().strip() == expected.hex()
        server.stdin.close()
        assert server.wait(WAIT_S) == 0


@pytest.mark.parametrize(
    ("function", "kind", "body"),
    [(2, "1", "01 05"), (4, "3", "06 00 07 ff ff 00 00"), (3, "4", "06 00 07 ff ff 00 00")],
)
def test_mbpoll_asks_a_keypad_by_the_same_bytes_and_reads_the_same_in_its_answer(
    serial_line: tuple[int, str], function: int, kind: str, body: str
) -> None:
    master, device = serial_line
    question = read(3, function, 0x10, 3)
    words = [
        "-m",
        "rtu",
        "-a",
        "3",
        "-b",
        "9600",
        "-P",
        "none",
        "-t",
        kind,
        "-0",
        "-r",
        "16",
        "-c",
        "3",
        "-1",
        "-o",
        "5",
    ]
    with subprocess.Popen(["mbpoll", *words, device], stdout=subprocess.PIPE, text=True) as judge:
        assert heard(master, len(question)).hex(" ") == question.hex(" ")
        head = question[:2] + bytes.fromhex(body)
        said = head + crc16_modbus(head)
        os.write(master, said)
        assert judge.stdout is not None
        shown = [line.split()[1] for line in judge.stdout if line.startswith("[")]
    assert answer(question, said) == said
    assert shown == [str(value) for value in values(question, said)]


def test_mbpoll_switches_a_lamp_by_the_same_bytes(serial_line: tuple[int, str]) -> None:
    master, device = serial_line
    order = write_coil(3, 5, True)
    words = ["-m", "rtu", "-a", "3", "-b", "9600", "-P", "none", "-t", "0", "-0", "-r", "5", "-1", "-o", "5"]
    with subprocess.Popen(["mbpoll", *words, device, "1"], stdout=subprocess.PIPE, text=True) as judge:
        assert heard(master, len(order)).hex(" ") == order.hex(" ")
        os.write(master, order)
        assert judge.wait(WAIT_S) == 0


def test_the_server_of_pymodbus_answers_what_a_keypad_is_asked(serial_line: tuple[int, str]) -> None:
    master, device = serial_line
    with subprocess.Popen(
        [sys.executable, str(SERVER), device, "3"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        assert server.stdout.readline() == "ready\n"

        def asked(frame: bytes, size: int) -> bytes:
            os.write(master, frame)
            said = heard(master, size)
            assert reply(frame, said) == "taken"
            return said

        asked(modbus_protocol.write_registers(3, 1, bytes.fromhex("0007 ffff")), 8)
        asked(write_coil(3, 0, True), 8)
        asked(write_coil(3, 9, True), 8)
        for function in (3, 4):
            question = read(3, function, 0, 3)
            assert values(question, asked(question, 11)) == (0x201, 7, 0xFFFF)
        question = read(3, 2, 0, 10)
        assert values(question, asked(question, 7)) == (1, 0, 0, 0, 0, 0, 0, 0, 0, 1)
        refused = read(3, 4, 0x200, 3)
        os.write(master, refused)
        assert reply(refused, heard(master, 5)) == "refused"
        server.stdin.close()
        assert server.wait(WAIT_S) == 0
