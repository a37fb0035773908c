"""Sums over the rows of the store: SQLite notices a broken page, never a flipped bit in a number.

A fact's sum goes on from that of the fact before it: one that is missing, or of another history, is noticed too.
"""

import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from devicekit.text_files import sentence
from hub.errors import StoreBroken

Row = tuple[Any, ...]


def sum_of(row: Row, before: int = 0) -> int:
    """32 bits over the values of a row: enough to notice a failing disk (not an attacker)."""
    # A named tuple would say its name.
    return zlib.crc32(repr((*row,)).encode(), before)


def summed(rows: Iterable[Row]) -> list[Row]:
    """Rows that stand by themselves, each with its sum."""
    return [(*row, sum_of(row)) for row in rows]


def chained(rows: Iterable[Row], before: int) -> list[Row]:
    """Rows that follow each other, each with its sum."""
    found = []
    for row in rows:
        before = sum_of(row, before)
        found.append((*row, before))
    return found


def checked(path: Path, table: str, row: Row) -> Row:
    """A row without its sum. Raises StoreBroken when the sum is another; a row of an older version has none."""
    *values, kept = row
    if kept is not None and kept != sum_of(tuple(values)):
        raise damaged(path, f"{table} {values[0]}")
    return tuple(values)


class Chain:
    """Follows facts in order from the sum of the fact before them (None: it was of an older version, or none is)."""

    def __init__(self, path: Path, before: int | None) -> None:
        self._path, self._before = path, before

    def check(self, row: Row) -> Row:
        """A fact's row without its sum. Raises StoreBroken when it does not follow the one before it."""
        *values, kept = row
        if kept is None and self._before is None:
            return tuple(values)
        if kept != sum_of(tuple(values), self._before or 0):
            raise damaged(self._path, f"fact {values[0]}")
        self._before = sum_of(tuple(values), self._before or 0)
        return tuple(values)


def damaged(path: Path, place: str) -> StoreBroken:
    """What to say of a row that is not as it was written."""
    return StoreBroken(sentence("store.changed", path=path, place=place))
