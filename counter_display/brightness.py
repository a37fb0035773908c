"""How bright display and screen of a counter are, by the hub's time. Pure.

A row is in force from its minute of the day until the next row's, over midnight too; one row alone always is. Before
the hub has said its time none is: the board stays as it is, and the screen at its full light.
"""

from collections.abc import Sequence
from typing import NamedTuple

from counter_display.night import DAY_S, HubClock

FULL = 100


class Row(NamedTuple):
    """From that minute of the day: the screen's light in percent, and the frame that the LED board is sent, if any."""

    minute: int
    percent: int = FULL
    frame: bytes = b""


def in_force(rows: Sequence[Row], clock: HubClock, now: float) -> Row | None:
    """The row of this moment."""
    wall = clock.at(now)
    if wall is None or not rows:
        return None
    minute = int(wall % DAY_S // 60)
    begun = [row for row in rows if row.minute <= minute]
    # Before the first of today it is still the last of yesterday.
    return max(begun or rows, key=lambda row: row.minute)


def frame_of(rows: Sequence[Row], clock: HubClock, now: float) -> bytes:
    """What the LED board is to have been sent; empty for nothing."""
    row = in_force(rows, clock, now)
    return b"" if row is None else row.frame


def percent_of(rows: Sequence[Row], clock: HubClock, now: float) -> int:
    """The screen's light."""
    row = in_force(rows, clock, now)
    return FULL if row is None else row.percent


def next_row(rows: Sequence[Row], clock: HubClock, now: float) -> float | None:
    """When another row comes into force; None when none does."""
    wall = clock.at(now)
    if wall is None or len(rows) < 2:
        return None
    return now + min((row.minute * 60 - wall) % DAY_S or DAY_S for row in rows)
