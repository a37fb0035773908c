"""What a scanner sends, bytes in, scans out. Pure.

    [ ]Q1 ] text, UTF-8 [ CR | LF | CR LF ]        ]Q1: AIM's name of the kind of code, which some models put first

Rules. A scan ends with CR, with LF, or, where the scanner was set to send neither, when nothing has come for GAP_S.
More than MOST_BYTES is no code that we know: all of it is dropped up to its end, and said. A code that lies before the
scanner is read again and again and counts once. Between two scans nothing of the last one is kept.
"""

import re
import unicodedata
from typing import NamedTuple

# An ID card has some 200 bytes, a look-up page's address some 100.
MOST_BYTES = 512
# A scan comes in one piece, at 9600 baud 1 ms for each byte; nobody holds up two codes that fast.
GAP_S = 0.1
# Scanners on a stand read a code several times a second for as long as they see it.
SAME_S = 2.0
LONG_AGO = float("-inf")
TOO_LONG = f"a scan of more than {MOST_BYTES} bytes"

_ENDS = re.compile(rb"[\r\n]")
_AIM = re.compile(r"^\][A-Za-z][0-9A-Za-z]")
# FS, GS, RS and US stand for the card's | on some models; without a blank in place of a tab two words would be one.
_MEANT: dict[int, str] = {0x09: " ", **dict.fromkeys(range(0x1C, 0x20), "|")}


class Decoder(NamedTuple):
    """A scan that has begun, and what is needed to know the last one again."""

    pending: bytes = b""
    too_long: bool = False
    """The scan under way has been dropped; what is left of it will be as well."""
    since: float = LONG_AGO
    """When its last byte came, in monotonic seconds."""
    last: int = 0
    """The last scan's hash, never its text: that may be a card's."""
    last_at: float = LONG_AGO


class Scan(NamedTuple):
    """A whole scan, without what surrounds it: control characters are gone, and it is in Unicode form NFC."""

    text: str

    def __repr__(self) -> str:
        return f"Scan(<{len(self.text)} characters>)"


class TooLong(NamedTuple):
    """A scan that was dropped for its length."""

    reason: str = TOO_LONG


Found = Scan | TooLong


def decode(decoder: Decoder, data: bytes, now: float) -> tuple[Decoder, tuple[Found, ...]]:
    """Take the bytes that came at `now`; none, when the line was looked at and had nothing to say."""
    if not data:
        silent = now - decoder.since >= GAP_S
        return _end(decoder, now) if silent else (decoder, ())
    found: list[Found] = []
    *whole, rest = _ENDS.split(data)
    for piece in whole:
        decoder, more = _take(decoder, piece, now)
        decoder, ended = _end(decoder, now)
        found += (*more, *ended)
    decoder, more = _take(decoder, rest, now)
    return decoder, (*found, *more)


def _take(decoder: Decoder, piece: bytes, now: float) -> tuple[Decoder, tuple[Found, ...]]:
    decoder = decoder._replace(since=now)
    if decoder.too_long:
        return decoder, ()
    pending = decoder.pending + piece
    if len(pending) <= MOST_BYTES:
        return decoder._replace(pending=pending), ()
    return decoder._replace(pending=b"", too_long=True), (TooLong(),)


def _end(decoder: Decoder, now: float) -> tuple[Decoder, tuple[Found, ...]]:
    text = _text(decoder.pending)
    decoder = decoder._replace(pending=b"", too_long=False)
    if not text:
        return decoder, ()
    same = decoder.last == hash(text) and now - decoder.last_at < SAME_S
    decoder = decoder._replace(last=hash(text), last_at=now)
    return decoder, () if same else (Scan(text),)


def _text(data: bytes) -> str:
    """The text of a scan. Where it was no UTF-8 it holds U+FFFD: the rest of it still tells a card from a code."""
    meant = data.decode("utf-8", "replace").translate(_MEANT)
    plain = "".join(each for each in meant if unicodedata.category(each)[0] != "C").strip()
    return unicodedata.normalize("NFC", _AIM.sub("", plain).strip())
