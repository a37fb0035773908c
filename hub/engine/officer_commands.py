"""What an officer, and who helps them, may ask about being logged in. No PIN comes this far."""

from typing import Literal

from hub.engine.counter_commands import AtCounter
from hub.engine.hours_commands import Asked

Outcome = Literal["right", "wrong", "stale", "unset"]
"""What became of a PIN beside the engine: stale: nobody can read it any more; unset: no officer here has one."""


class SignIn(AtCounter, frozen=True, kw_only=True):
    """`officer` "": the number that was typed is nobody's."""

    officer: str
    outcome: Outcome


class SignOut(AtCounter, frozen=True, kw_only=True):
    """Whoever is logged in there goes."""


class UnlockOfficer(Asked, frozen=True, kw_only=True):
    """Wrong PINs up to now count no more."""

    officer: str
