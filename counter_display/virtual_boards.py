"""Virtual LED boards of single kinds: Armfly's digit tubes by their own text protocol, signs of the Alpha kind."""

import re
from collections.abc import Mapping

from counter_display.virtual_device import Board, Style

WAKE = b"\0\0\0\0\0"


class ArmflyBoard(Board):
    """$, three digits, a comma, then text and # or a question and &."""

    _whole = re.compile(rb"\$(\d\d\d),([^#&$]*)([#&])")

    def __init__(self, address: int, cells: int = 4, gap_s: float = 0.0) -> None:
        super().__init__(address, cells, gap_s)

    def _look(self, frame: bytes) -> bytes:
        if frame[-1:] == b"$" and len(frame) > 1:
            self._drop("a frame in a frame")
            self._frame.append(0x24)
        elif frame[0] != 0x24:
            self._drop("no frame")
        elif frame[-1:] in b"#&":
            return self._take(self._whole.fullmatch(frame))
        return b""

    def _take(self, found: re.Match[bytes] | None) -> bytes:
        if found is None:
            self._drop("not understood")
            return b""
        mine, content, end = int(found[1]) == self.address, found[2], found[3]
        if mine and end == b"#":
            self._show(content.decode("latin-1")[: self.cells])
            return b""
        self._done()
        return b"YES" if mine and content == b"01" else b""


class AlphaBoard(Board):
    """Zeros, 01, type and address, then text files between 02 and 04; each bit 7 is taken for parity."""

    style: Style = "matrix"
    _whole = re.compile(
        rb"\0{5}\x01(?P<type>.)(?P<place>[0-9A-F]{2})(?P<body>\x02A[\x20-\x7e]\x1b[\x20\x22\x26\x30](?P<mode>[a-v])"
        rb"(?P<text>[\x20-\x7e]*))(?:(?P<etx>\x03)(?P<sum>[0-9A-F]{4}))?\x04",
        re.DOTALL,
    )

    def __init__(
        self,
        address: int,
        cells: int = 16,
        gap_s: float = 0.0,
        seven_bits: bool = False,
        lights: Mapping[bytes, int] | None = None,
    ) -> None:
        super().__init__(address, cells, gap_s, lights)
        self._seven_bits = seven_bits

    def _look(self, frame: bytes) -> bytes:
        value = frame[-1]
        if self._seven_bits:
            if value.bit_count() % 2:
                self._drop("parity")
                return b""
            self._frame[-1] = value & 0x7F
        if self._frame.endswith(WAKE):
            # However the bytes before began, this is a beginning.
            self._frame[:] = WAKE
        elif self._frame[0] != 0:
            self._drop("no frame")
        elif self._frame[-1] == 0x04 and not self._dims(bytes(self._frame)):
            self._take(self._whole.fullmatch(bytes(self._frame)))
        return b""

    def _take(self, found: re.Match[bytes] | None) -> None:
        if found is None:
            self._drop("not understood")
            return
        if found["sum"] is not None and int(found["sum"], 16) != (sum(found["body"]) + 3) % 65536:
            self._drop("checksum")
        elif found["type"] == b"Z" and int(found["place"], 16) in (0, self.address):
            self._show(found["text"].decode("ascii"), blinks=found["mode"] == b"c")
        else:
            self._done()
