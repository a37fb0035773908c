"""The checksums that boards ask for. Each takes the bytes that it covers and gives its own, in the order of the wire.

The CRC is our own and not pymodbus': importing its framer brings asyncio and ssl, 0.1 s and 12 MB for every counter,
and its API changes between minor versions. Its server and mbpoll judge these bytes in the tests.
"""

from collections.abc import Callable
from functools import reduce
from operator import xor
from typing import Literal

Checksum = Literal["none", "sum8", "xor8", "crc16-modbus", "lrc"]

CRC_START, CRC_POLYNOMIAL = 0xFFFF, 0xA001


def _shifted(value: int) -> int:
    for _ in range(8):
        value = (value >> 1) ^ CRC_POLYNOMIAL if value & 1 else value >> 1
    return value


# A keypad is asked ten times a second all day: bit by bit it would be a tenth of what that costs.
_CRC_OF = tuple(map(_shifted, range(256)))


def sum8(data: bytes) -> bytes:
    """The sum, its lowest byte."""
    return bytes((sum(data) & 0xFF,))


def xor8(data: bytes) -> bytes:
    """All bytes XORed, also called BCC."""
    return bytes((reduce(xor, data, 0),))


def lrc(data: bytes) -> bytes:
    """What makes the sum of all bytes zero (Modbus ASCII calls it LRC)."""
    return bytes((-sum(data) & 0xFF,))


def crc16_modbus(data: bytes) -> bytes:
    """CRC-16 of Modbus over serial line V1.02, 2.5.1.2: low byte first."""
    crc = CRC_START
    for value in data:
        crc = crc >> 8 ^ _CRC_OF[(crc ^ value) & 0xFF]
    return crc.to_bytes(2, "little")


OF: dict[Checksum, Callable[[bytes], bytes]] = {
    "none": lambda data: b"",
    "sum8": sum8,
    "xor8": xor8,
    "crc16-modbus": crc16_modbus,
    "lrc": lrc,
}
