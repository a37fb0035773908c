"""Whose ID card was scanned, as a keyed hash of the day: the same person is known again today, and nobody else. Pure.

The card's number (NĐ 137/2015/NĐ-CP, TT 59/2021/TT-BCA): province 3 digits, century and sex 1, year of birth 2, and 6
more. A card whose other fields say another birth or sex was read badly. Nothing of the card but the hash comes
out of here: whoever has no key can't try all numbers, and tomorrow's hash of the same card is another.
"""

import hashlib
import hmac

from devicekit.scanner.judge import NotForUs, judge

HASH_DIGITS = 32
# The fourth digit: men have the even ones, women the odd; 0 and 1 are the 1900s, and so on.
_SEX = ("Nam", "Nữ")


def day_key(key: str, day: str) -> bytes:
    """The key of one day (YYYY-MM-DD), from the centre's."""
    return hmac.digest(key.encode(), f"motcua person {day}".encode(), "sha256")


def person_of(text: str, key: bytes) -> str:
    """The keyed hash of the holder of an ID card; "" for any other scan, and for a card that was read badly."""
    if judge(text) != NotForUs("id_card"):
        return ""
    number, _, _, birth, sex, *_ = (field.strip() for field in text.split("|"))
    if sex != _SEX[int(number[3]) % 2] or birth[4:] != f"{19 + int(number[3]) // 2}{number[4:6]}":
        return ""
    return hmac.new(key, number.encode(), hashlib.sha256).hexdigest()[:HASH_DIGITS]
