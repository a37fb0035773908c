"""The ASCII frames of Armfly's LED-485-xxx digit tubes (the same boards also speak Modbus RTU).

    to the board    24 '$' | address, 3 digits | 2c ',' | text | 23 '#'     shows the text; no answer, no checksum
    to the board    24 '$' | address, 3 digits | 2c ',' | 30 31 | 26 '&'    are you there?
    its answer      59 45 53 "YES"

$ , # and & mark the frame, so no text may hold them. The board knows capital letters only.
Source: Armfly's bsp_rs485_led.c, as two programs by others use it.
"""

MARKS = frozenset("$,#&")
MOST = 255
HERE = b"YES"


def text_frame(address: int, text: str) -> bytes:
    """The frame that shows a text; it is as long as the board is wide, so that nothing of the old one stays."""
    return b"$%03d,%b#" % (address, text.encode("ascii"))


def question(address: int) -> bytes:
    """The frame that asks whether a board is there; the answer is HERE."""
    return b"$%03d,01&" % address
