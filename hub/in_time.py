"""The order in which what came at once is decided: as it came, but deeds of counters that were alone by their own time.

When the hub is back its counters tell of the same minutes, one after the other; who called a number first has it.
"""

from collections.abc import Sequence
from math import inf

from hub.engine import commands as c


def in_time(requests: Sequence[tuple[str, c.Asking]]) -> list[int]:
    """The places of the requests (device, what it asks) in the order in which they are decided.

    What one device says stays in its order: what a counter asks after what it did alone waits for that too.
    """
    alone = [device for device, asked in requests if isinstance(asked, c.CallAlone | c.FinishAlone)]
    if len(alone) < 2:
        return list(range(len(requests)))
    places = [i for i, (device, _) in enumerate(requests) if device in alone]
    moments, latest = dict[int, float](), dict[str, float]()
    for i in reversed(places):
        # Of a boot that the hub never heard only that it was before now is known: no later than what followed it.
        device, asked = requests[i]
        then_ms = (asked.pressed_ms or 0) if isinstance(asked, c.CallAlone | c.FinishAlone) else inf
        moments[i] = latest[device] = min(then_ms, latest.get(device, then_ms))
    order = list(range(len(requests)))
    for place, which in zip(places, sorted(places, key=lambda i: (moments[i], i)), strict=True):
        order[place] = which
    return order
