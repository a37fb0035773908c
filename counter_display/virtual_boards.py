"""LED boards at the far end of a line: each takes the bytes of its protocol one by one and holds what it shows.

Their decoders share nothing with the encoders. They keep the rules that real boards keep: a frame that begins before
the line was silent long enough is lost, half a frame is forgotten, a wrong checksum shows nothing and answers nothing.
"""

import re
from collections import deque
from typing import Literal, NamedTuple

KEPT = 1000
LONGEST_FRAME = 300
# Half a frame is not completed by bytes that come later than this.
HALF_FRAME_S = 0.02
WAKE = b"\0\0\0\0\0"

Style = Literal["segments", "matrix"]


class Dropped(NamedTuple):
    """Bytes that a board did not act upon, and why."""

    why: str
    data: bytes


class Board:
    """What all boards do: wait for silence, collect a frame, show."""

    style: Style = "segments"

    def __init__(self, address: int, cells: int, gap_s: float = 0.0) -> None:
        self.address, self.cells = address, cells
        self.text = ""
        self.blinking = False
        self.history: deque[str] = deque(maxlen=KEPT)
        self.dropped: deque[Dropped] = deque(maxlen=KEPT)
        self._gap_s = gap_s
        self._frame = bytearray()
        self._deaf = self._just_done = False

    def hear(self, value: int, quiet_s: float) -> bytes:
        """One byte that came after so much silence on the line; gives what the board answers to it."""
        if self._frame and quiet_s > HALF_FRAME_S:
            self._drop("half a frame")
        if quiet_s >= self._gap_s:
            self._deaf = False
        elif self._just_done:
            self._deaf = True
            self.dropped.append(Dropped("too soon", bytes((value,))))
        self._just_done = False
        if self._deaf:
            return b""
        self._frame.append(value)
        answer = self._look(bytes(self._frame))
        if len(self._frame) > LONGEST_FRAME:
            self._drop("no end")
        return answer

    def _look(self, frame: bytes) -> bytes:
        """See whether the bytes so far are a frame; every board its own."""
        raise NotImplementedError

    def _done(self) -> None:
        """A frame has ended, ours or another's."""
        self._frame.clear()
        self._just_done = True

    def _drop(self, why: str) -> None:
        self.dropped.append(Dropped(why, bytes(self._frame)))
        self._frame.clear()

    def _show(self, text: str, blinking: bool = False) -> None:
        self.text, self.blinking = text.rstrip(), blinking
        self.history.append(self.text)
        self._done()


class QSystemBoard(Board):
    """01, address, 7 characters, 07."""

    style: Style = "matrix"

    def __init__(self, address: int, cells: int = 7, gap_s: float = 0.3) -> None:
        super().__init__(address, cells, gap_s)

    def _look(self, frame: bytes) -> bytes:
        if frame[0] != 0x01:
            self._drop("no frame")
        elif frame[-1] == 0x07 and len(frame) >= 4:
            if len(frame) == 10 and frame[1] == self.address:
                self._show(frame[2:9].decode("latin-1"))
            else:
                self._done()
        elif len(frame) >= 10:
            self._drop("no end")
        return b""


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

    def __init__(self, address: int, cells: int = 16, gap_s: float = 0.0, seven_bits: bool = False) -> None:
        super().__init__(address, cells, gap_s)
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
        elif self._frame[-1] == 0x04:
            self._take(self._whole.fullmatch(bytes(self._frame)))
        return b""

    def _take(self, found: re.Match[bytes] | None) -> None:
        if found is None:
            self._drop("not understood")
            return
        if found["sum"] is not None and int(found["sum"], 16) != (sum(found["body"]) + 3) % 65536:
            self._drop("checksum")
        elif found["type"] == b"Z" and int(found["place"], 16) in (0, self.address):
            self._show(found["text"].decode("ascii"), blinking=found["mode"] == b"c")
        else:
            self._done()
