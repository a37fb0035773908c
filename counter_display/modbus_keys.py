"""The presses in what a Modbus keypad says of itself, pure: its buttons as bits, or a counter of presses for each.

A bit says what is down at that moment: a press between two questions is not seen. A counter goes up by one with each
press and begins anew after its last value: none is lost, and none comes twice, also when an answer is lost.
"""

from typing import NamedTuple

# After that nobody waits for what a press was to do (logic.FRESH_S): the reading is a beginning, not news.
CONTINUES_S = 15.0
# Nobody leans on a button that long.
STUCK_S = 10.0
# A finger taps one key six times a second at most, and more than some are none: the keypad has begun anew. One tap of a
# contact that bounces may count twice; of two so close the counter takes one (logic.SAME_KEY_S).
TAP_S, BOUNCED, MOST = 0.15, 2, 8


class Reading(NamedTuple):
    """The bits or counters of a keypad's buttons at that monotonic second."""

    values: tuple[int, ...]
    at: float


class Memory(NamedTuple):
    """What is known between two readings."""

    reading: Reading
    since: tuple[float | None, ...] = ()
    """Since when each button of a keypad of bits is down; None: it is up."""
    stuck: int | None = None
    """Which button has been reported to stay down."""


def remembered(before: Memory | None, now: Reading, are_bits: bool) -> Memory:
    """The next memory; counters never tell that a button is held."""
    if not are_bits:
        return Memory(now)
    earlier = before.since if before is not None else (None,) * len(now.values)
    since = tuple((was or now.at) if down else None for was, down in zip(earlier, now.values, strict=True))
    held = (n for n, begin in enumerate(since) if begin is not None and now.at - begin >= STUCK_S)
    return Memory(now, since, next(held, None))


def presses(before: Reading | None, now: Reading, wraps_at: int | None) -> tuple[int, ...]:
    """How often each button was pressed since the reading before; None: the first one.

    `wraps_at` is how many values a counter has; None for bits.
    """
    if before is None or now.at - before.at > CONTINUES_S:
        return (0,) * len(now.values)
    pairs = zip(before.values, now.values, strict=True)
    if wraps_at is None:
        return tuple(int(new > old) for old, new in pairs)
    most = min(MOST, BOUNCED + int((now.at - before.at) / TAP_S))
    return tuple(_at_most(most, (new - old) % wraps_at) for old, new in pairs)


def _at_most(most: int, counted: int) -> int:
    return counted if counted <= most else 0
