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
