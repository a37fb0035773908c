"""Logging in on a numeric keypad: the officer's number, Enter, the PIN, Enter. Pure; what is typed is only ever marks.

n, n-, n--   the number is being typed; from then on nothing that is typed stands anywhere, for it may be a PIN
P, P-, P--   the PIN
Backspace takes back a digit, and then the step; a dot ends it all. MOST_MARKS hide how long a PIN is. The dot is
beside the 0: one within a PIN may be a slip, so it counts as wrong, and what follows stands nowhere.
"""

from typing import NamedTuple

from devicekit.pin_box import FEWEST_DIGITS, MOST_DIGITS, TypedPin

# Who looks for a PIN in their memory needs longer than who knows where the next key is.
ENTRY_S = 15.0
MOST_MARKS = 3


class Entry(NamedTuple):
    """What was typed so far; `pin` is None while the number is being typed."""

    officer: str = ""
    pin: str | None = None

    @property
    def shown(self) -> str:
        """As a display shows it."""
        typed, sign = (self.officer, "n") if self.pin is None else (self.pin, "P")
        return sign + "-" * min(len(typed), MOST_MARKS)

    def __repr__(self) -> str:
        return f"Entry({self.shown})"


class Refused(NamedTuple):
    """No such number or PIN can be."""


Next = Entry | TypedPin | Refused | None


def press(entry: Entry, key: str) -> Next:
    """What one more key makes of it; None: given up."""
    typed = entry.officer if entry.pin is None else entry.pin
    if key == "back":
        return _back(entry)
    if key == "dot":
        return Refused() if entry.pin else None
    if key.isdigit():
        longer = typed + key
        if len(longer) > MOST_DIGITS:
            return Refused()
        return Entry(longer) if entry.pin is None else entry._replace(pin=longer)
    if key != "enter" or not typed:
        return Refused()
    if entry.pin is None:
        return entry._replace(pin="")
    return TypedPin(entry.officer, entry.pin) if len(entry.pin) >= FEWEST_DIGITS else Refused()


def _back(entry: Entry) -> Entry | None:
    if entry.pin is None:
        return Entry(entry.officer[:-1]) if entry.officer else None
    return entry._replace(pin=entry.pin[:-1] if entry.pin else None)
