"""What the lamp of a button says to the person in front of it. A button box has no other words."""

from typing import Literal

Pattern = Literal["off", "on", "working", "refused", "down", "identify", "card", "unheard"]
"""off: this service is closed; on: press here; working: your ticket is coming; refused: no ticket, ask a person;

down: this machine is out of service; identify: a technician looks for this machine; card: now hold your ID card
before the scanner; unheard: your call for help is kept, nobody knows of it yet."""

# Seconds lit, seconds dark.
RHYTHMS: dict[Pattern, tuple[float, float]] = {
    "working": (0.25, 0.25),
    "refused": (0.1, 0.1),
    "down": (0.1, 1.9),
    "identify": (0.5, 0.5),
    "card": (0.5, 0.15),
    "unheard": (0.1, 0.9),
}
TINY_S = 1e-6


def at(pattern: Pattern, now: float) -> tuple[bool, float | None]:
    """Whether the lamp burns at that monotonic second, and when it goes on or off by itself; None: it does not."""
    if pattern not in RHYTHMS:
        return pattern == "on", None
    bright, dark = RHYTHMS[pattern]
    into = (now + TINY_S) % (bright + dark)
    burns = into < bright
    return burns, now + TINY_S + (bright - into if burns else bright + dark - into)
