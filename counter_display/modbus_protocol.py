"""Modbus RTU, the requests that displays and keypads need: text into registers (16), a number into one (6), a lamp (5);
how bits (2) and registers (3, 4) stand.

    to the board    addr | 10 | register 2 | count 2 | bytes 1 | 2 characters a register … | crc 2
    its answer      addr | 10 | register 2 | count 2                                       | crc 2
    to the board    addr | 06 | register 2 | value 2 | crc 2            its answer: the same bytes
    to the keypad   addr | 05 | coil 2     | ff 00 or 00 00 | crc 2     its answer: the same bytes
    to the keypad   addr | 02, 03, 04 | first 2 | count 2   | crc 2
    its answer      addr | 02, 03, 04 | bytes 1 | 8 bits a byte, the first one lowest, or 2 bytes a register … | crc 2
    a refusal       addr | function + 80 | code 1 | crc 2

The high byte of a register goes first, the CRC's low byte first. No byte marks begin or end: silence of 3.5 characters
does. An answer is looked for inside what came, because an adapter may hand our own bytes back before it, and a line
that is let go makes a byte or two.
Source: Modbus application protocol V1.1b3, 6.2 to 6.6, 6.12 and 7; Modbus over serial line V1.02, 2.5.1.
"""

from functools import lru_cache

from counter_display.checksums import crc16_modbus
from counter_display.device import Reply

READ_BITS, READ_HOLDING, READ_INPUTS = 0x02, 0x03, 0x04
WRITE_COIL, WRITE_ONE, WRITE_MANY, REFUSED = 0x05, 0x06, 0x10, 0x80
READS = frozenset((READ_BITS, READ_HOLDING, READ_INPUTS))
MOST_BITS, MOST_REGISTERS = 2000, 125
COIL_ON, COIL_OFF = 0xFF00, 0x0000
# 3.5 characters of 11 bits; above 19,200 baud the standard fixes the time.
SILENCE_BITS, FAST_BAUD, FAST_SILENCE_S = 38.5, 19200, 0.00175
ANSWER_BYTES = 8
"""Of an answer to what was written."""
REFUSAL_BYTES = 5
LEAST_BYTES = 4


def silence_s(baud: int) -> float:
    """How long the line must be silent between two frames."""
    return SILENCE_BITS / baud if baud <= FAST_BAUD else FAST_SILENCE_S


def write_registers(address: int, register: int, data: bytes) -> bytes:
    """The frame that writes `data`, two bytes a register, from `register` on. Raises ValueError for half a register."""
    if len(data) % 2 or not data:
        raise ValueError(f"{len(data)} bytes fill no whole registers of 2 bytes")
    return _framed(bytes((address, WRITE_MANY)) + _two(register) + _two(len(data) // 2) + bytes((len(data),)) + data)


def write_register(address: int, register: int, value: int) -> bytes:
    """The frame that writes one register, -32768 to 65535. Raises ValueError for what two bytes can't hold."""
    if not -0x8000 <= value <= 0xFFFF:
        raise ValueError(f"a register can't hold {value}; it holds -32768 to 65535")
    return _framed(bytes((address, WRITE_ONE)) + _two(register) + _two(value & 0xFFFF))


def write_coil(address: int, coil: int, on: bool) -> bytes:
    """The frame that switches one coil."""
    return _framed(bytes((address, WRITE_COIL)) + _two(coil) + _two(COIL_ON if on else COIL_OFF))


def read(address: int, function: int, first: int, count: int) -> bytes:
    """The question how `count` bits or registers stand. Raises ValueError for more than one answer holds."""
    most = MOST_BITS if function == READ_BITS else MOST_REGISTERS
    if function not in READS or not 1 <= count <= most:
        raise ValueError(f"function {function} does not read {count} at once; 2 reads 1 to 2000, 3 and 4 read 1 to 125")
    return _framed(bytes((address, function)) + _two(first) + _two(count))


@lru_cache(maxsize=8)
def answer(frame: bytes, data: bytes) -> bytes:
    """The whole answer to `frame` among these bytes; empty where there is none."""
    head, size = _expected(frame)
    return _found(head, size, data)


def values(question: bytes, answered: bytes) -> tuple[int, ...]:
    """The bits or registers that an answer() to that question holds."""
    body = answered[3:-2]
    count = int.from_bytes(question[4:6], "big")
    if question[1] == READ_BITS:
        return tuple(body[at // 8] >> at % 8 & 1 for at in range(count))
    return tuple(int.from_bytes(body[2 * at : 2 * at + 2], "big") for at in range(count))


def reply(frame: bytes, data: bytes) -> Reply:
    """What the bytes say that came after `frame`."""
    # What an adapter hands back of functions 5 and 6 is the answer itself: an echo must be taken off before.
    if answer(frame, data):
        return "taken"
    if _found(bytes((frame[0], frame[1] | REFUSED)), REFUSAL_BYTES, data):
        return "refused"
    return "coming" if len(data) < _expected(frame)[1] else "strange"


def is_frame(frame: bytes) -> bool:
    """Whether a board would take it for a frame: address, function, a checksum that is right."""
    return len(frame) >= LEAST_BYTES and _framed(frame[:-2]) == frame


def answer_bytes(frame: bytes) -> int:
    """How long the answer to `frame` is, when it is no refusal."""
    return _expected(frame)[1]


def _expected(frame: bytes) -> tuple[bytes, int]:
    """What the answer to a frame begins with, and its length."""
    if frame[1] not in READS:
        return frame[:6], ANSWER_BYTES
    count = int.from_bytes(frame[4:6], "big")
    size = -(-count // 8) if frame[1] == READ_BITS else 2 * count
    return frame[:2] + bytes((size,)), size + 5


def _found(head: bytes, size: int, data: bytes) -> bytes:
    """A frame of that head and size whose checksum is right."""
    at = data.find(head)
    while at >= 0:
        found = data[at : at + size]
        if len(found) == size and _framed(found[:-2]) == found:
            return found
        at = data.find(head, at + 1)
    return b""


def _framed(head: bytes) -> bytes:
    return head + crc16_modbus(head)


def _two(value: int) -> bytes:
    return value.to_bytes(2, "big")
