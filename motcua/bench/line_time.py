"""What a line itself needs: computed from its baud rate, the silences and the bytes of its frames. Pure."""

from collections.abc import Sequence
from statistics import fmean
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
        return self.asked * BITS_PER_BYTE / baud + self.after_s(baud)

    def after_s(self, baud: int) -> float:
        """The time from the end of the frame on."""
        return self.answered * BITS_PER_BYTE / baud + self.gap_s + (self.turn_s if self.answered else 0)


def at_best_s(moments: Sequence[float], key: Exchange, number: Exchange, baud: int) -> float:
    """From the first of these moments until the last display is right, when somebody presses at each of them.

    At best: the line never waits for anybody, does nothing else, and asks only whom it has to ask.
    """
    work, ordered = key.seconds(baud) + number.seconds(baud), sorted(moments)
    done = max(at + (len(ordered) - n) * work for n, at in enumerate(ordered))
    return done - ordered[0] - number.after_s(baud)


def asked_in_turn_s(moments: Sequence[float], question: Exchange, number: Exchange, baud: int) -> float:
    """The same where nobody knows who has pressed, and one after the other is asked; `moments` in that order.

    What it asks of those who have not pressed has to go over the line as well. A number goes before the next question,
    and is there at once. The mean over all who may be asked first.
    """
    asked_s, shown_s = question.seconds(baud), number.seconds(baud)
    done = fmean(_in_turn(moments, first, asked_s, shown_s) for first in range(len(moments)))
    return done - number.after_s(baud)


def _in_turn(moments: Sequence[float], first: int, asked_s: float, shown_s: float) -> float:
    now, left, turn = min(moments), set(range(len(moments))), first
    while left:
        place = turn % len(moments)
        pressed = place in left and moments[place] <= now
        now += asked_s + (shown_s if pressed else 0.0)
        left -= {place} if pressed else set()
        turn += 1
    return now - min(moments)
