"""The facts of who is logged in where. Rules as in events: ids alone, and nothing of any PIN."""

from typing import Literal

from hub.engine.fact import Fact


class OfficerSignedIn(Fact, frozen=True, kw_only=True):
    counter: str
    officer: str


class OfficerSignedOut(Fact, frozen=True, kw_only=True):
    """`by`: the officer, the counter's closing, or logging in elsewhere."""

    counter: str
    officer: str
    by: Literal["officer", "closed", "moved"] = "officer"


class PinWrong(Fact, frozen=True, kw_only=True):
    """`officer` "": the number was nobody's. The counter takes no other PIN before `wait_ms`."""

    counter: str
    officer: str = ""
    wait_ms: int = 0


class OfficerLocked(Fact, frozen=True, kw_only=True):
    """Too many wrong PINs: none of theirs counts before `until_ms`; for the `n`-th time since a right one."""

    officer: str
    until_ms: int
    n: int = 1


class OfficerUnlocked(Fact, frozen=True, kw_only=True):
    officer: str
    by: Literal["timer", "desk"] = "timer"


class TriesHeld(Fact, frozen=True, kw_only=True):
    """From the day before: `wrong` PINs since the last right one or lock, and how many locks since a right one."""

    officer: str
    wrong: int = 0
    locks: int = 0


class OfficerAway(Fact, frozen=True, kw_only=True):
    """Who was waited for alone is at no counter any more: who waits for them is anybody's."""

    officer: str


OfficerEvent = OfficerSignedIn | OfficerSignedOut | PinWrong | OfficerLocked | OfficerUnlocked | TriesHeld | OfficerAway
