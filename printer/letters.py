"""Vietnamese as bytes, for printers that have letters of their own.

TCVN-3 is two pages with the same places: one has the letters in lower case, one the capitals; ASCII is in both. It is
TCVN 5712 without the capitals in the control codes. Ă Â Đ are at A1 A2 A7 of the capitals' page, the other capitals
where their small letters are in the other page.

CP1258 has ă â đ ê ô ơ ư and a few letters with a tone whole; every other tone is a byte of its own after its letter,
which few printers put above it.
"""

import unicodedata
from typing import NamedTuple

_FIRST = 0xA1
# From A1 to FE; a blank is no letter of the page.
_LOWER = "       ăâêôơưđ      àảãáạ ằẳẵắ       ặầẩẫấậè ẻẽéẹềểễếệìỉ   ĩíịò ỏõóọồổỗốộờởỡớợù ủũúụừửữứựỳỷỹýỵ"
LOWER = {letter: _FIRST + place for place, letter in enumerate(_LOWER) if letter != " "}
UPPER = {letter.upper(): code for letter, code in LOWER.items()} | {"Ă": 0xA1, "Â": 0xA2, "Đ": 0xA7}
TONES = dict(zip("\u0300\u0309\u0303\u0301\u0323", b"\xcc\xd2\xde\xec\xf2", strict=True))
# The letters with a tone that CP1258 has whole.
WHOLE = frozenset("ÀÁÂÈÉÊÍÓÔÙÚàáâèéêíóôùú")
# What no page has is written with what every page has.
PLAIN = str.maketrans(
    {"–": "-", "—": "-", "‑": "-", "…": "...", "“": '"', "”": '"', "‘": "'", "’": "'", "•": "-", "×": "x", "\xa0": " "}
)


class Run(NamedTuple):
    """Bytes of one page; None is any page, since ASCII is in all."""

    page: int | None
    data: bytes


def plain(text: str) -> str:
    """The text with signs that every printer has; letters stay as they are."""
    return text.translate(PLAIN)


def tcvn3(text: str, lower: int, upper: int) -> list[Run] | None:
    """The text (NFC) in pages `lower` and `upper`, changing page only where a letter asks for it; None if one lacks."""
    runs: list[tuple[int, bytearray]] = []
    for letter in text:
        page, code = _placed(letter, lower, upper)
        if code == 0:
            return None
        if not runs or (page is not None and page != runs[-1][0]):
            runs.append((page if page is not None else lower, bytearray()))
        runs[-1][1].append(code)
    return [Run(page, bytes(data)) for page, data in runs]


def cp1258(text: str, page: int) -> list[Run] | None:
    """The text (NFC) with its tones apart; None when it has a letter that is not in the page."""
    data = bytearray()
    for letter in text:
        for part in letter if letter in WHOLE else _without_tone(letter):
            if part in TONES:
                data.append(TONES[part])
                continue
            try:
                data += part.encode("cp1258")
            except UnicodeEncodeError:
                return None
    return [Run(page, bytes(data))] if min(data, default=32) >= 32 else None


def ascii_only(text: str) -> list[Run]:
    """The text without marks; what is no letter of ours becomes "?"."""
    bare = "".join(_bare(letter) for letter in text)
    return [Run(None, bytes(ord(each) if " " <= each <= "~" else ord("?") for each in bare))]


def _placed(letter: str, lower: int, upper: int) -> tuple[int | None, int]:
    if " " <= letter <= "~":
        return None, ord(letter)
    if letter in LOWER:
        return lower, LOWER[letter]
    return upper, UPPER.get(letter, 0)


def _without_tone(letter: str) -> str:
    """The letter, and behind it its tone if it has one."""
    parts = unicodedata.normalize("NFD", letter)
    tones = "".join(part for part in parts if part in TONES)
    rest = "".join(part for part in parts if part not in TONES)
    return unicodedata.normalize("NFC", rest) + tones


def _bare(letter: str) -> str:
    if letter in "đĐ":
        return "d" if letter == "đ" else "D"
    # One for one: letters of other scripts come apart into several.
    return "".join(part for part in unicodedata.normalize("NFD", letter) if not unicodedata.combining(part))[:1]
