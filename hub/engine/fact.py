"""The base of all facts."""

from msgspec import Struct


class Fact(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base of all facts."""

    at_ms: int
    number: str = ""
    follows: bool = False
    """Follows from the same command as the fact before it."""


class LateFact(Fact, frozen=True, kw_only=True):
    """A fact that may have happened before it could be told: at `then_ms`, 0 where it is told at once."""

    then_ms: int = 0

    @property
    def is_late(self) -> bool:
        """Whether it was done while the hub was silent: no voice called it, and no screen asked about it."""
        return self.then_ms > 0

    @property
    def moment_ms(self) -> int:
        """When it happened."""
        return self.then_ms or self.at_ms
