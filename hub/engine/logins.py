"""Who is logged in where, and what wrong PINs have led to; a part of the state of a day."""

from typing import NamedTuple

from msgspec import Struct


class Locked(NamedTuple):
    """`until_ms` 0: not any more; `n`: how often since a right PIN."""

    until_ms: int
    n: int


class Slowed(NamedTuple):
    """So many wrong PINs in a row at a counter; it takes none before `until_ms`."""

    wrong: int
    until_ms: int


class Logins(Struct):
    at: dict[str, str] = {}
    """Who is logged in at each counter where somebody was today; "": nobody any more."""
    served: dict[tuple[str, str], str] = {}
    """Who was, when the visit of a number at a counter ended (number, counter)."""
    wrong: dict[str, int] = {}
    """Wrong PINs of each officer since the last right one, or the last lock."""
    locks: dict[str, Locked] = {}
    slow: dict[str, Slowed] = {}

    def where(self, officer: str) -> str:
        """The counter that they are logged in at, "" for none."""
        return next((counter for counter, there in self.at.items() if there == officer), "")

    def locked(self) -> tuple[str, ...]:
        """The officers who can't log in now."""
        return tuple(sorted(officer for officer, lock in self.locks.items() if lock.until_ms))
