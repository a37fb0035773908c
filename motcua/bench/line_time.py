"""What a line itself needs: computed from its baud rate, the silences and the bytes of its frames. Pure."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

BITS_PER_BYTE = 10


class Exchange(NamedTuple):
    """A frame and its answer, if it has one: bytes, what the device thinks between them, and the silence after."""

    asked: int
    answered: int = 0
    turn_s: float = 0.0
    gap_s: float = 0.0

    def seconds(self, baud: int) -> float:
        """The time that it holds the line."""
        return (self.asked + self.answered) * BITS_PER_BYTE / baud + self.gap_s + (self.turn_s if self.answered else 0)


def needed_s(moments: Sequence[float], each: Iterable[Exchange], baud: int) -> float:
    """From the first of these moments until all is done at best, when each brings that much work for the line.

    At best: the line never waits for anybody, does nothing else, and asks whom it has to ask at the right moment.
    """
    work, ordered = sum(exchange.seconds(baud) for exchange in each), sorted(moments)
    return max(at + (len(ordered) - n) * work for n, at in enumerate(ordered)) - ordered[0]
