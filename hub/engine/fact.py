"""The base of all facts."""

from msgspec import Struct


class Fact(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base of all facts."""

    at_ms: int
    number: str = ""
    follows: bool = False
    """Follows from the same command as the fact before it."""
