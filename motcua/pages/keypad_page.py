"""The reference page of the numeric keypad, from the same content as the officer's card."""

from counter_display.keypad import MOST_DIGITS, TYPING_S
from motcua.card.content import Notes, Row, card

PATH = "reference/keypad.md"
HOW_TO = "how-to/officer-keypad.md"
HEAD = f"""# Numeric keypad

What is typed and what it asks for; digits are an example, up to {MOST_DIGITS} of them. What waits for its key longer
than {TYPING_S:g} s is forgotten. [How a counter is run from it](../{HOW_TO}); `motcua keypad-card` prints the same as a
card. This page is generated: `make docs`.
"""


def page() -> str:
    """The page, in Markdown."""
    content = card()
    rows = [*content.alone, *(row for section in content.sections for row in section.rows)]
    typed = "| typed | | |\n|---|---|---|\n" + "".join(map(_row, rows))
    return f"{HEAD}\n{typed}" + "".join(map(_list, content.notes))


def _row(row: Row) -> str:
    return f"| `{row.way.shown}` | {row.words.vi} | {row.words.en} |\n"


def _list(notes: Notes) -> str:
    lines = ((line.vi.partition(" "), line.en.partition(" ")) for line in notes.lines)
    rows = "".join(f"| `{what}` | {vi} | {en} |\n" for (what, _, vi), (_, _, en) in lines)
    return f"\n## {notes.title.vi} / {notes.title.en}\n\n| | | |\n|---|---|---|\n{rows}"
