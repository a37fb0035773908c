"""Modbus RTU, the two requests that a display needs: text into registers (16), a number into one (6).

    to the board    addr | 10 | register 2 | count 2 | bytes 1 | 2 characters a register … | crc 2
    its answer      addr | 10 | register 2 | count 2                                       | crc 2
    to the board    addr | 06 | register 2 | value 2 | crc 2            its answer: the same bytes
    its refusal     addr | 90 or 86 | code 1 | crc 2

The high byte of a register goes first, the CRC's low byte first. No byte marks begin or end: silence of 3.5 characters
does. An answer is looked for inside what came, because an adapter may hand our own bytes back before it, and a line
that is let go makes a byte or two.
Source: Modbus application protocol V1.1b3, 6.6, 6.12 and 7; Modbus over serial line V1.02, 2.5.1.
"""

from counter_display.checksums import crc16_modbus
from counter_display.device import Reply

WRITE_ONE, WRITE_MANY, REFUSED = 0x06, 0x10, 0x80
# 3.5 characters of 11 bits; above 19,200 baud the standard fixes the time.
SILENCE_BITS, FAST_BAUD, FAST_SILENCE_S = 38.5, 19200, 0.00175
ANSWER_BYTES = 8
REFUSAL_BYTES = 5


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


def reply(frame: bytes, data: bytes) -> Reply:
    """What the board's bytes say of `frame`."""
    address, function = frame[0], frame[1]
    answer = frame if function == WRITE_ONE else _framed(frame[:6])
    # What an adapter hands back of a function 6 is the answer itself: an echo must be taken off before.
    if answer in data:
        return "taken"
    begin = bytes((address, function | REFUSED))
    at = data.find(begin)
    while at >= 0:
        refusal = data[at : at + REFUSAL_BYTES]
        if len(refusal) == REFUSAL_BYTES and _framed(refusal[:3]) == refusal:
            return "refused"
        at = data.find(begin, at + 1)
    return "coming" if len(data) < ANSWER_BYTES else "strange"


def _framed(head: bytes) -> bytes:
    return head + crc16_modbus(head)


def _two(value: int) -> bytes:
    return value.to_bytes(2, "big")
