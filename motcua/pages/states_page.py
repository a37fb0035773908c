"""The reference page of a ticket's life: its picture and its table, drawn from hub.engine.lifecycle."""

from typing import get_args

from hub.engine.lifecycle import LIFECYCLE, TicketState, Verb

PATH = "reference/states.md"
HEAD = """# The life of a ticket

Every step that the queue knows; anything else is refused as `wrong_state`. This page is generated from
`hub/engine/lifecycle.py`: `make docs`.

```mermaid
stateDiagram-v2
    [*] --> waiting: take
"""
TABLE = """```

Each cell is the state that a verb leads to.

"""


def page() -> str:
    """The page, in Markdown."""
    states, verbs = get_args(TicketState), get_args(Verb)
    arrows: dict[tuple[str, str], list[str]] = {}
    for (state, verb), after in LIFECYCLE.items():
        arrows.setdefault((state, after), []).append(verb)
    picture = "".join(f"    {state} --> {after}: {', '.join(found)}\n" for (state, after), found in arrows.items())
    rows = [f"| verb | {' | '.join(states)} |", "|---" * (len(states) + 1) + "|"]
    rows += [f"| {verb} | {' | '.join(LIFECYCLE.get((state, verb), '') for state in states)} |" for verb in verbs]
    return HEAD + picture + TABLE + "\n".join(rows) + "\n"
