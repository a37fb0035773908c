"""The Alpha sign protocol (Alpha, BetaBrite, Adaptive), as far as one counter needs it: write a text file.

    00 00 00 00 00 | 01 | 'Z' | address, 2 hex digits | 02 | 'A' | file 'A' | 1b | 20 | mode | text | 04
    … | text | 03 | sum, 4 hex digits | 04                    with the checksum, which signs don't ask for

The zeros let the sign find the speed. 'Z' is every type of sign, address 00 every sign. Position 20 is the middle
line; mode 'b' holds a text, 'c' flashes it. The sum runs from 02 to 03, both included. A sign answers nothing. Old
signs want 7 bits and even parity: bit 7 of an 8-bit byte is then that parity, and the line stays 8N1.
Source: Alpha Sign Communications Protocol (form 9708-8061), as msparks/alphasign sends it.
"""

WAKE = bytes(5)
SOH, STX, ETX, EOT, ESC = 0x01, 0x02, 0x03, 0x04, 0x1B
EVERY_TYPE = b"Z"
WRITE_TEXT = b"A"
FILE = b"A"
MIDDLE_LINE = b" "
HOLD, FLASH = b"b", b"c"


def text_frame(address: int, text: str, mode: bytes, checksum: bool, seven_bits: bool) -> bytes:
    """The frame that shows a text of printable ASCII in that mode."""
    body = bytes((STX,)) + WRITE_TEXT + FILE + bytes((ESC,)) + MIDDLE_LINE + mode + text.encode("ascii")
    if checksum:
        body += bytes((ETX,))
        body += b"%04X" % (sum(body) & 0xFFFF)
    frame = WAKE + bytes((SOH,)) + EVERY_TYPE + b"%02X" % address + body + bytes((EOT,))
    return bytes(map(_even, frame)) if seven_bits else frame


def _even(value: int) -> int:
    return value | (value.bit_count() % 2) << 7
