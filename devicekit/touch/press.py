"""Which touches are a press: down and up inside one target, one finger at a time, no double taps. Pure.

A target answers when the finger goes up, so that whoever slips can slide off it. One screen's touch comes as a finger's
event and again as a mouse's, made from it: the drivers let one of both through.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from devicekit.touch.box import Box

# A person who taps twice means once; nobody reads a new page in that time.
DOUBLE_S = 0.3
# A finger whose going up was lost must not hold the screen for ever.
LOST_S = 10.0
LONG_AGO = -1e9
Targets = Mapping[str, Box]


class Touch(NamedTuple):
    """A finger (0: a mouse) went down, moved or went up at that pixel."""

    kind: Literal["down", "move", "up"]
    finger: int
    x: float
    y: float


class Pressing(NamedTuple):
    """The finger on the glass: `target` is what it went down on, `inside` whether it is on it now."""

    page: str = ""
    finger: int | None = None
    target: str = ""
    inside: bool = False
    since: float = LONG_AGO
    last: float = LONG_AGO
    """When a press was last taken, in monotonic seconds."""

    @property
    def held(self) -> str:
        """The target that would be pressed now, "" for none."""
        return self.target if self.finger is not None and self.inside else ""


def turned(state: Pressing, page: str) -> Pressing:
    """Another page is shown: a finger that lies on the glass means nothing on it."""
    return state if page == state.page else state._replace(page=page, target="", inside=False)


def touched(state: Pressing, touch: Touch, targets: Targets, now: float) -> tuple[Pressing, str]:
    """Follow a touch; the id of the target that was pressed, or "" for none."""
    if touch.kind == "down":
        if state.finger not in (None, touch.finger) and now - state.since < LOST_S:
            return state, ""
        target = at(targets, touch.x, touch.y)
        early = now - state.last < DOUBLE_S
        target = "" if early else target
        return state._replace(finger=touch.finger, target=target, inside=bool(target), since=now), ""
    if touch.finger != state.finger:
        return state, ""
    box = targets.get(state.target)
    inside = box is not None and box.holds(touch.x, touch.y)
    if touch.kind == "move":
        return state._replace(inside=inside), ""
    over = state._replace(finger=None, target="", inside=False)
    return (over._replace(last=now), state.target) if inside else (over, "")


def at(targets: Targets, x: float, y: float) -> str:
    """The target at a point, "" for none."""
    return next((name for name, box in targets.items() if box.holds(x, y)), "")
