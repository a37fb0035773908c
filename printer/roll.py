"""How much paper is left on a roll: by the rows printed since it was put in, and at this hall's pace in days."""

import msgspec

MM = 25.4


class Roll(msgspec.Struct, frozen=True):
    """Since the roll was put in."""

    rows: int = 0
    days: int = 0
    """Days on which something was printed."""
    day: str = ""
    """The latest of them."""


class Left(msgspec.Struct, frozen=True):
    """What is told; `days` None as long as there is no pace to tell it by."""

    metres: int
    days: int | None


def used(roll: Roll, rows: int, day: str) -> Roll:
    """A paper of so many rows was printed on a day."""
    return Roll(roll.rows + rows, roll.days + (day != roll.day), day)


def is_new(before: str, now: str) -> bool:
    """Whether somebody put in a new roll between two states of the printer (codes of printer.status)."""
    return before in ("paper_out", "paper_low") and now not in ("paper_out", "paper_low", "unreachable", "silent")


def left(roll: Roll, roll_m: float, dpi: int) -> Left:
    """Never below nothing: rolls are longer than they say, and papers shorter than they are counted."""
    metres = max(0.0, roll_m - roll.rows * MM / dpi / 1000)
    a_day = roll.rows * MM / dpi / 1000 / roll.days if roll.days else 0.0
    return Left(int(metres), int(metres / a_day) if a_day else None)
