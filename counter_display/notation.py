"""How a technician writes bytes in settings: pairs of hex digits, and text in single quotes: `02 'A' 0d 0a`."""

import re
from typing import Annotated

from msgspec import Meta

Bytes = Annotated[str, Meta(max_length=120, extra={"allowed": "bytes"})]
"""A setting in this notation."""
_PART = re.compile(r"\s*(?:([0-9A-Fa-f]{2})|'([\x20-\x26\x28-\x7e]*)')(?=\s|$)")


def parse(text: str) -> bytes:
    """The bytes of a notation; "" is none. Raises ValueError saying what is wrong in it."""
    found, at, end = bytearray(), 0, len(text.rstrip())
    while at < end:
        part = _PART.match(text, at)
        if part is None:
            raise ValueError(text[at:].strip())
        found += bytes.fromhex(part[1]) if part[1] else (part[2] or "").encode("ascii")
        at = part.end()
    return bytes(found)


def written(data: bytes) -> str:
    """Bytes in that notation, text where it is text."""
    parts: list[str] = []
    for value in data:
        if not 0x20 <= value <= 0x7E or value == 0x27:
            parts.append(f"{value:02x}")
        elif parts and parts[-1].startswith("'"):
            parts[-1] = f"{parts[-1][:-1]}{chr(value)}'"
        else:
            parts.append(f"'{chr(value)}'")
    return " ".join(parts)
