"""How long somebody has to wait, as people say it."""

from collections.abc import Iterable

from hub.engine.refusal import Said

SECOND_MS, MINUTE_MS, HOUR_MS = 1_000, 60_000, 3_600_000
_UNITS = {"second": SECOND_MS, "minute": MINUTE_MS, "hour": HOUR_MS}


def again_in(left_ms: int) -> Said:
    """When a PIN may be typed again: never too short a time, but of more than two hours, which is about so long."""
    if left_ms <= 59 * SECOND_MS:
        return _said("second", -(-left_ms // SECOND_MS))
    if left_ms <= 2 * HOUR_MS:
        return _said("minute", -(-left_ms // MINUTE_MS))
    return _said("hour", round(left_ms / HOUR_MS))


def _said(unit: str, n: int) -> Said:
    return Said(of="again", code=unit if n == 1 else f"{unit}s", values={"n": str(n)})


def retry_s(said: Iterable[Said]) -> int:
    """The same in seconds, for programs; 1 where nothing of a wait was said."""
    units = ((_UNITS[each.code.removesuffix("s")], each) for each in said if each.of == "again")
    return max((unit * int(each.values["n"]) // SECOND_MS for unit, each in units), default=1)
