"""The order in which what came at once is decided: as it came, but deeds of counters that were alone by their own time.

When the hub is back its counters tell of the same minutes, one after the other; who called a number first has it.
"""

from collections.abc import Sequence

from hub.engine import commands as c


def in_time(requests: Sequence[tuple[str, c.Asking]]) -> list[int]:
    """The places of the requests (device, what it asks) in the order in which they are decided.

    What one device says stays in its order.
    """
    places = [i for i, (_, asked) in enumerate(requests) if isinstance(asked, c.CallAlone | c.FinishAlone)]
    if len(places) < 2:
        return list(range(len(requests)))
    moments, latest = dict[int, int](), dict[str, int]()
    for i in reversed(places):
        # Of a boot that the hub never heard only that it was before now is known: no later than what followed it.
        device, command = requests[i]
        then_ms = command.pressed_ms or 0 if isinstance(command, c.AtCounter) else 0
        moments[i] = latest[device] = min(then_ms, latest.get(device, then_ms))
    order = list(range(len(requests)))
    for place, which in zip(places, sorted(places, key=lambda i: (moments[i], i)), strict=True):
        order[place] = which
    return order
