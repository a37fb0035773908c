"""What people type or paste where a dossier code is asked for: the code in it, or which part of it looks wrong."""

import re
from datetime import date
from typing import Literal

from devicekit.dossier_code import UNIT, code_in, dossier_code

Part = Literal["unit", "day", "sequence", "whole"]

# A link from a QR code has about 150 characters; what is longer is no code, and nobody needs it back.
MOST_TYPED = 300
# Phones put these in the place of a hyphen.
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_UNIT = re.compile(UNIT, re.ASCII)
_SEQUENCE = re.compile(r"\d{4,6}", re.ASCII)
_SAMPLE_UNIT, _SAMPLE_SEQUENCE = "H34.12", "0001"


def fit(text: str) -> str:
    """The text as it may be shown again: nothing invisible, never endless."""
    return "".join(each for each in text[:MOST_TYPED] if each.isprintable()).strip()


def code_typed(text: str, today: date) -> str | None:
    """The one code in the text, although it has blanks or long dashes in it or a link around it."""
    if len(text) > MOST_TYPED:
        return None
    hyphens = text.translate(_DASHES)
    return code_in(hyphens, today) or code_in("".join(hyphens.split()), today)


def wrong_part(text: str, today: date) -> Part:
    """The first part of what should be a code that is not as it must be."""
    parts = "".join(text.translate(_DASHES).split()).upper().split("-")
    if len(parts) != 3 or len(text) > MOST_TYPED:
        return "whole"
    unit, day, sequence = parts
    if not _UNIT.fullmatch(unit):
        return "unit"
    if dossier_code(f"{_SAMPLE_UNIT}-{day}-{_SAMPLE_SEQUENCE}", today) is None:
        return "day"
    return "whole" if _SEQUENCE.fullmatch(sequence) else "sequence"
