"""The sentence that a loudspeaker says by itself: numbers are called at the counters, because the hub is silent.

No order asks for it, so none is answered. It gives way to everything: while something is said or waits, it is left out
until its next turn.
"""

from collections.abc import Sequence

from announcer.playlist import Call

AWAY = "away"
KEY = (AWAY,)
# A hub that is started again is back within that, and the hall need not hear of it.
FIRST_S = 60.0


def sentence(clips: Sequence[str], now: float) -> Call:
    """It as a call of nobody's."""
    return Call((AWAY,), KEY, tuple(clips), 0, now)
