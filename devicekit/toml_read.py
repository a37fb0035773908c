"""Reads a TOML text to the end although it has faults: each fault is noted with its line, and the reading goes on.

tomllib stops at the first fault. The faulty statement is then blanked out and the text read again; a header that can't
be read takes its whole table with it, so that its keys are not taken for keys of the table above.
"""

import re
import tomllib
from collections.abc import Iterator
from typing import Any, NamedTuple

from devicekit.toml_lines import Path, key_lines

# Stands for a key that can't be read: nothing can be said to be missing in its table.
UNREADABLE = "?"
_PLACE = re.compile(r"(.*) \(at (?:line (\d+), column \d+|end of document)\)", re.DOTALL)
_STATEMENT = re.compile(r"""\s*(?:\[+\s*(?P<table>[\w."'-]+)|(?P<key>[\w."'-]+)\s*=)""")
_HEADER = re.compile(r"\s*\[")


class Fault(NamedTuple):
    """One place that is no TOML."""

    line: int
    reason: str


class Document(NamedTuple):
    """What could be read: the values, where each stands, what could not be read and which keys and tables it hid."""

    data: dict[str, Any]
    lines: dict[Path, int]
    faults: tuple[Fault, ...]
    damaged: frozenset[Path]


def read(text: str) -> Document:
    """Read a TOML text; never raises for what it holds."""
    rows = text.replace("\r\n", "\n").split("\n")
    whole = tuple(rows)
    faults: list[Fault] = []
    blanked: list[int] = []
    while True:
        try:
            data = tomllib.loads("\n".join(rows))
        except tomllib.TOMLDecodeError as error:
            reason, at = _place(str(error), len(rows))
            first, last = _statement_around(rows, at)
            faults.append(Fault(at if at <= last + 1 else first + 1, reason))
            blanked.extend(range(first, last + 1))
            rows[first : last + 1] = [""] * (last + 1 - first)
        else:
            lines = key_lines("\n".join(rows))
            return Document(data, lines, tuple(faults), frozenset(_hidden(whole, blanked, lines)))


def _place(message: str, rows: int) -> tuple[str, int]:
    """The reason without its place, and the line."""
    match = _PLACE.fullmatch(message)
    if match is None:
        return message, rows
    return match[1], int(match[2] or rows)


def _statement_around(rows: list[str], at: int) -> tuple[int, int]:
    """First and last row (from 0) to blank out for a fault on line `at`: it begins where the text above still reads."""
    first = next(row for row in range(at - 1, -1, -1) if row == 0 or (rows[row].strip() and _reads(rows[:row])))
    header = _HEADER.match(rows[first])
    ends = _HEADER if header else _STATEMENT
    last = first
    while last + 1 < len(rows) and not ends.match(rows[last + 1]):
        last += 1
    return first, last


def _reads(rows: list[str]) -> bool:
    try:
        tomllib.loads("\n".join(rows))
    except tomllib.TOMLDecodeError:
        return False
    return True


def _hidden(rows: tuple[str, ...], blanked: list[int], lines: dict[Path, int]) -> Iterator[Path]:
    """The keys and tables that the blanked rows seem to have held."""
    for row in blanked:
        if match := _STATEMENT.match(rows[row]):
            name = (match["table"] or match["key"]).strip("\"'").rpartition(".")[2]
            yield (name,) if match["table"] else (*_table_of(rows, row, lines), name)
            if match["table"]:
                yield (UNREADABLE,)
        elif rows[row].strip() and not rows[row].lstrip().startswith("#"):
            yield (*_table_of(rows, row, lines), UNREADABLE)


def _table_of(rows: tuple[str, ...], row: int, lines: dict[Path, int]) -> Path:
    header = next((above for above in range(row - 1, -1, -1) if _HEADER.match(rows[above])), None)
    return max((path for path, line in lines.items() if header is not None and line == header + 1), key=len, default=())
