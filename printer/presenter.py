"""A paper in the mouth of a presenter: who does not take it in time is told of, then it is taken back or dropped."""

from typing import Literal, NamedTuple

Untaken = Literal["leave", "retract", "eject"]


class Presenter(NamedTuple):
    """One that holds papers in its mouth, and what becomes of those that nobody takes."""

    take_s: float = 30.0
    untaken: Untaken = "retract"


class Mouth(NamedTuple):
    """Since when a paper is held, in monotonic seconds (None: there is none), and whether it was told of."""

    since: float | None = None
    is_told: bool = False


class Seen(NamedTuple):
    """What follows of a look at the mouth."""

    mouth: Mouth
    not_taken: bool = False
    clear: bool = False
    """It has been told before: now the mouth is made free."""


def look(mouth: Mouth, is_held: bool, now: float, take_s: float) -> Seen:
    """Take in what was seen; `take_s` seconds are enough to take a paper."""
    if not is_held:
        return Seen(Mouth())
    since = now if mouth.since is None else mouth.since
    if now - since < take_s:
        return Seen(Mouth(since))
    return Seen(Mouth(since, True), True, mouth.is_told)
