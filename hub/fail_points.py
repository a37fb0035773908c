"""Named points between "received" and "acknowledged": a test names one, and the hub dies there as in a power cut.

Armed by __main__ alone, from MOTCUA_FAIL=<name>:<n>: kill -9 of itself when that point is passed for the n-th time.
Module state, against the rule of the house: a point must cost nothing, and nobody hands it through ten layers.
"""

import os
import signal

VARIABLE = "MOTCUA_FAIL"
_left: dict[str, int] = {}


def arm(text: str) -> None:
    """Take the text of the variable. Raises ValueError that shows how it looks."""
    name, colon, n = text.partition(":")
    if not name or not colon or not n.isdecimal() or int(n) == 0:
        raise ValueError(f"{VARIABLE}={text!r}: write it as name:n, such as committed:3")
    _left[name] = int(n)


def reach(name: str) -> None:
    """The hub is at that point."""
    if _left and name in _left:
        _left[name] -= 1
        if _left[name] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
