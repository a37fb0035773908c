"""The far end of a line with LED boards: bytes take their time, and every board hears all of them, answers too."""

from collections import deque
from typing import NamedTuple

from counter_display.virtual_boards import Board
from devicekit.clock import Clock

# How long a board thinks before it answers.
TURN_ROUND_S = 0.002
KEPT = 5000


class _Byte(NamedTuple):
    value: int
    begin: float
    end: float
    speaker: Board | None


class BoardLine:
    """Boards on one line. Time comes from `clock`; everything up to now has happened after advance()."""

    def __init__(self, clock: Clock, boards: tuple[Board, ...], baud: int = 9600, tolerance_s: float = 0.0) -> None:
        """`tolerance_s` is added to every silence: a reader on a busy machine sees a frame that much early or late."""
        self.clock, self.boards = clock, boards
        self.heard: deque[int] = deque(maxlen=KEPT)
        self._byte_s, self._tolerance_s = 10 / baud, tolerance_s
        self._under_way: deque[_Byte] = deque()
        self._free_at = float("-inf")
        self._last_end = float("-inf")
        self._said = bytearray()

    def feed(self, data: bytes) -> bytes:
        """Bytes put on the line now; what the boards have said by now."""
        now = self.clock.monotonic()
        self.advance(now)
        self._speak(data, now, None)
        self.heard.extend(data)
        said = bytes(self._said)
        self._said.clear()
        return said

    def next_event(self) -> float | None:
        """When something arrives that is under way."""
        return self._under_way[0].end if self._under_way else None

    def advance(self, now: float) -> None:
        """Let everything happen that has happened by `now`."""
        while self._under_way and self._under_way[0].end <= now:
            byte = self._under_way.popleft()
            quiet = byte.begin - self._last_end + self._tolerance_s
            # Within a frame no silence is seen, however late its bytes were read.
            quiet = 0.0 if byte.begin - self._last_end < self._byte_s / 2 else quiet
            self._last_end = byte.end
            if byte.speaker is not None:
                self._said.append(byte.value)
            for board in self.boards:
                if board is not byte.speaker:
                    self._speak(board.hear(byte.value, quiet), byte.end + TURN_ROUND_S, board)

    def _speak(self, data: bytes, at: float, speaker: Board | None) -> None:
        for value in data:
            begin = max(at, self._free_at)
            self._free_at = begin + self._byte_s
            self._under_way.append(_Byte(value, begin, self._free_at, speaker))
