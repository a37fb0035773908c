"""What may be asked of a device itself, and what it says to that."""

from typing import Literal

from hub.engine.hours_commands import Asked

Outcome = Literal["done", "failed", "refused", "expired"]


class AskIdentify(Asked, frozen=True, kw_only=True):
    """Somebody looks for a device: it shows itself for `seconds`. `away`: why it can't hear that now, "": it can."""

    device: str
    seconds: int
    request: str
    away: str = ""


class NoteIdentified(Asked, frozen=True, kw_only=True):
    """What became of the order that was given at `asked_ms`."""

    device: str
    asked_ms: int
    outcome: Outcome
    reason: str = ""
