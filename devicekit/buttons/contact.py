"""One push button's contact: which of its edges is a person's press. Pure.

A contact bounces for milliseconds when it closes and when it opens; a person presses a second time when nothing seems
to happen; a stuck button stays closed. A press counts when it begins: after the lock-out of the one before, and only
when the contact had been open for a while.
"""

from typing import NamedTuple

# Ten times what a good contact bounces, a quarter of the fastest double press.
SETTLED_S = 0.05
STUCK_S = 10.0
LONG_AGO = -1e9


class Contact(NamedTuple):
    """What is known of one contact; times are monotonic seconds."""

    down: bool = False
    down_since: float = LONG_AGO
    up_since: float = LONG_AGO
    locked_until: float = LONG_AGO


UNTOUCHED = Contact()


def changed(contact: Contact, down: bool, at: float, lock_out: float) -> tuple[Contact, bool]:
    """The contact closed or opened at `at`; True when that is a press."""
    if down == contact.down:
        return contact, False
    if not down:
        return contact._replace(down=False, up_since=at), False
    closed = contact._replace(down=True, down_since=at)
    if at < contact.locked_until or at - contact.up_since < SETTLED_S:
        return closed, False
    return closed._replace(locked_until=at + lock_out), True


def found(down: bool, at: float) -> Contact:
    """A contact as it is when the program starts: whoever holds it then pressed it before."""
    return Contact(down=down, down_since=at)


def stuck(contact: Contact, now: float) -> bool:
    """Whether it has been closed for longer than anybody presses."""
    return contact.down and now - contact.down_since >= STUCK_S
