"""What was scanned: a dossier code, a ticket of ours, or something that is not meant for us. Pure.

Of a card only that it is one comes out of here, never a letter of what is on it.
"""

import re
from datetime import date
from typing import Literal, NamedTuple

from devicekit.dossier_code import code_in

# Number, old number, name, birth, sex, place, day of issue; the cards of 2024 have more behind these.
ID_CARD_FIELDS = 7
# Number, name in hexadecimal, birth, sex, place or hospital; then what differs between the years.
HEALTH_CARD_FIELDS = 5
# What stands in for a byte that was lost on the way: what is left of a code may be another's.
LOST = "\N{REPLACEMENT CHARACTER}"

_ID_NUMBER = re.compile(r"[0-9]{12}")
# The insurance's own number (10 digits), or with kind and province before it (DN 4 79 and 10 digits).
_HEALTH_NUMBER = re.compile(r"[0-9]{10}|[A-Za-z]{2}[0-9]{13}")
_TICKET = re.compile(r"MC1\.([a-z0-9-]{1,32})\.([0-9]{8})\.([A-Z]?[0-9]{3,4})")


class Dossier(NamedTuple):
    """A dossier's code, by itself or in the address of a look-up page."""

    code: str


class OurTicket(NamedTuple):
    """A ticket from one of our kiosks."""

    site: str
    day: date
    number: str


class NotForUs(NamedTuple):
    """Anything else."""

    kind: Literal["id_card", "health_card", "unknown"]


Meaning = Dossier | OurTicket | NotForUs


def judge(text: str, today: date | None = None) -> Meaning:
    """What the text of a scan is. With `today`, a dossier code or a ticket of a later day is none."""
    if LOST not in text:
        code = code_in(text, today)
        if code is not None:
            return Dossier(code)
        ticket = _ticket(text, today)
        if ticket is not None:
            return ticket
    fields = [field.strip() for field in text.split("|")]
    if len(fields) >= ID_CARD_FIELDS and _ID_NUMBER.fullmatch(fields[0]):
        return NotForUs("id_card")
    if len(fields) >= HEALTH_CARD_FIELDS and _HEALTH_NUMBER.fullmatch(fields[0]):
        return NotForUs("health_card")
    return NotForUs("unknown")


def _ticket(text: str, today: date | None) -> OurTicket | None:
    match = _TICKET.fullmatch(text)
    if match is None:
        return None
    try:
        day = date.fromisoformat(match[2])
    except ValueError:
        return None
    return OurTicket(match[1], day, match[3]) if today is None or day <= today else None
