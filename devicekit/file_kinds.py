"""Which settings file is which, by the tables that only that kind has; the names are keys of texts ([kind])."""

import re
from collections.abc import Iterable

TABLES: dict[str, frozenset[str]] = {
    "site": frozenset({"site", "hub", "service", "counter", "officer", "agency", "rating", "hours"}),
    "kiosk": frozenset({"ticket", "printer", "spare", "button", "buttons", "timing", "card", "booking"}),
    "counter": frozenset({"line", "display", "keypad", "hdmi", "show"}),
    "announcer": frozenset({"player", "voice", "sound"}),
    "rating": frozenset({"screen", "photos"}),
    "calendar": frozenset({"calendar", "session", "day"}),
    "layout": frozenset({"layout", "row"}),
    "printer": frozenset({"slip", "printer", "spare"}),
}

_HEADER = re.compile(r"^\s*\[+\s*(\w+)", re.MULTILINE)


def kind_by_tables(tables: Iterable[str]) -> str:
    """The kind that most of the tables belong to; "" when none of them says anything."""
    named = list(tables)
    votes = {kind: sum(table in own for table in named) for kind, own in TABLES.items()}
    best = max(votes, key=lambda kind: votes[kind])
    return best if votes[best] else ""


def kind_of_text(text: str) -> str:
    """The kind of a file by the headers of its tables, which one that is no TOML (yet) still has; "" for none."""
    return kind_by_tables(_HEADER.findall(text))
