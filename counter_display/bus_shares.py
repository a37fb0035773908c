"""What of a line's time goes to whom when all want it. Pure.

number                  as much as it wants, but questions get half of what numbers took
question (poll)         what numbers leave; when anything else wants the line, three parts of four
dark half of a blink    with its bright half, about half of the line
repetition (refresh)    a quarter
dead devices, together  a few per cent
"""

from typing import Literal, NamedTuple

Kind = Literal["number", "poll", "blink", "refresh", "other"]

# A number that blinks by itself on a slow line takes two frames of 0.31 s every 1.2 s.
BLINK_SHARE = 0.55
REFRESH_SHARE = 0.25
DEAD_SHARE = 0.03
# How long a dead device is left alone, but for a new number: it may have come back, and three in a row are sent to it.
DEAD_S, DEAD_BURST_S = 5.0, 0.4
POLLS_PER_NUMBER, POLLS_PER_OTHER = 0.5, 3.0
# Whatever happened, questions don't have the line for themselves for longer.
OWED_S = 1.0


class Shares(NamedTuple):
    """When each may go again, and how much time questions are owed."""

    blink_at: float = float("-inf")
    refresh_at: float = float("-inf")
    dead_until: float = float("-inf")
    """Until then what the dead have taken is more than their share."""
    owed_by_numbers: float = 0.0
    owed_by_others: float = 0.0

    @property
    def dead_at(self) -> float:
        """When a frame to a dead device may go again."""
        return self.dead_until - DEAD_BURST_S / DEAD_SHARE


def took(shares: Shares, kind: Kind, begin: float, cost: float, dead: bool) -> Shares:
    """A frame of that kind has taken `cost` seconds of the line from `begin` on, its silence included."""
    if dead:
        shares = shares._replace(dead_until=max(shares.dead_until, begin) + cost / DEAD_SHARE)
    if kind == "poll":
        return shares._replace(
            owed_by_numbers=_less(shares.owed_by_numbers, cost), owed_by_others=_less(shares.owed_by_others, cost)
        )
    if kind == "number":
        return shares._replace(owed_by_numbers=min(OWED_S, shares.owed_by_numbers + cost * POLLS_PER_NUMBER))
    if kind == "blink":
        shares = shares._replace(blink_at=begin + 2 * cost / BLINK_SHARE)
    if kind == "refresh":
        shares = shares._replace(refresh_at=begin + cost / REFRESH_SHARE)
    return shares._replace(owed_by_others=min(OWED_S, shares.owed_by_others + cost * POLLS_PER_OTHER))


def poll_rank(shares: Shares, number: int, other: int, last: int) -> float:
    """The urgency of questions: before numbers or before the rest when they are owed time, else after all."""
    if shares.owed_by_numbers > 0:
        return number - 0.5
    return other - 0.5 if shares.owed_by_others > 0 else last


def _less(owed: float, cost: float) -> float:
    return owed - cost if owed > 0 else owed
