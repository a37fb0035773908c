"""A call as clips: which spoken words, in which order. Numbers are read out here; no voice is trusted with a digit.

    A001, counter 3: mời công dân có số thứ tự | a | không | không | một | PAUSE | đến quầy số | ba

A ticket's number is read digit by digit, zeros included, as it stands on paper; a counter's as a number. Rules of
Vietnamese: 15 mười lăm, 21 hai mươi mốt, 24 hai mươi tư, 105 một trăm lẻ (linh) năm, 1005 một nghìn (ngàn) không trăm
lẻ năm. A clip is named by the words that it speaks.
"""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Literal, NamedTuple

from devicekit.message_fields import DayPart
from devicekit.orders import Announce, Notice, Phrase, Proclaim
from devicekit.texts import Texts

CHIME = "chime"
PAUSE = ","
DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
# How the letters are said; D is "dê", Đ is "đê".
LETTERS = {
    "A": "a",
    "B": "bê",
    "C": "xê",
    "D": "dê",
    "Đ": "đê",
    "E": "e",
    "F": "ép",
    "G": "giê",
    "H": "hát",
    "I": "i",
    "J": "gi",
    "K": "ca",
    "L": "e lờ",
    "M": "em mờ",
    "N": "en nờ",
    "O": "o",
    "P": "pê",
    "Q": "quy",
    "R": "e rờ",
    "S": "ét sì",
    "T": "tê",
    "U": "u",
    "V": "vê",
    "W": "vê kép",
    "X": "ích xì",
    "Y": "i dài",
    "Z": "dét",
}
PHRASES: dict[Phrase, str] = {
    "call": "voice.call",
    "recall": "voice.recall",
    "recall_last": "voice.recall_last",
    "post": "voice.post",
    "back": "voice.back",
    "return": "voice.return",
    "desk": "voice.desk",
}
NOTICES: dict[Notice, str] = {
    "open": "voice.open",
    "closing_soon": "voice.closing_soon",
    "ticket_closed": "voice.ticket_closed",
    "lunch": "voice.lunch",
    "resume": "voice.resume",
    "closed": "voice.closed",
    "evacuate": "voice.evacuate",
    "evacuate_over": "voice.evacuate_over",
}
TEST = "voice.test"
MANUAL = "voice.manual"
LARGEST = 9999

_PARTS = re.compile(r"(\{number\}|\{n\}|\{part\}|\{time\}|[,.])")
_SILENT_SIGNS = " -./"


class Reading(NamedTuple):
    """Words that differ by region."""

    zero_tens: Literal["lẻ", "linh"] = "lẻ"
    thousand: Literal["nghìn", "ngàn"] = "nghìn"


class Phrases:
    """Puts calls into words; `texts` are Vietnamese."""

    def __init__(self, texts: Texts, reading: Reading = Reading()) -> None:  # noqa: B008  it never changes
        self._reading = reading
        blanks = {name: f"{{{name}}}" for name in ("number", "n", "part", "time")}
        # No clip knows what this centre is called.
        site = texts.get("voice.site")
        keys = (*PHRASES.values(), *NOTICES.values(), TEST, MANUAL)
        self._said = {key: texts.get(key, site=site, **blanks) for key in keys}
        self._day_parts: dict[DayPart, str] = {
            "morning": texts.get("day.morning"),
            "afternoon": texts.get("day.afternoon"),
        }
        self._hour, self._minute = texts.get("voice.hour"), texts.get("voice.minute")

    def clips(self, announce: Announce) -> tuple[str, ...]:
        """The clips of a call, the chime first. Raises ValueError for a counter that can't be read out."""
        words = [CHIME, PAUSE]
        for part in _parts(self._said[PHRASES[announce.phrase]]):
            if part == "{number}":
                words += by_digits(announce.number)
            elif part == "{n}":
                words += counter(announce.counter, self._reading)
            else:
                words.append(part)
        return tuple(words)

    def notice(self, proclaim: Proclaim) -> tuple[str, ...]:
        """The clips of a notice to the whole hall, the chime first. Raises ValueError for one that lacks its part."""
        words = [CHIME, PAUSE]
        for part in _parts(self._said[NOTICES[proclaim.notice]]):
            if part == "{part}":
                if proclaim.part is None:
                    raise ValueError(f"the notice {proclaim.notice} names no part of the day")
                words.append(self._day_parts[proclaim.part])
            elif part == "{n}":
                words += _number(str(proclaim.minutes), self._reading)
            elif part == "{time}":
                words += self._time(proclaim)
            else:
                words.append(part)
        return tuple(words)

    def _time(self, proclaim: Proclaim) -> list[str]:
        """13:00 is "mười ba", "giờ"; 07:05 is "bảy", "giờ", "năm", "phút"."""
        hours, _, minutes = proclaim.time.partition(":")
        if not minutes:
            raise ValueError(f"the notice {proclaim.notice} names no time")
        words = [*cardinal(int(hours), self._reading), self._hour]
        return words + ([*cardinal(int(minutes), self._reading), self._minute] if int(minutes) else [])

    def test(self) -> tuple[str, ...]:
        """What a technician hears who looks for this loudspeaker."""
        return (CHIME, PAUSE, *_parts(self._said[TEST]))

    def manual(self) -> tuple[str, ...]:
        """What the hall hears while the hub is silent and officers call by themselves."""
        return (CHIME, PAUSE, *_parts(self._said[MANUAL]))

    def vocabulary(self, manual: bool = True) -> tuple[str, ...]:
        """Every clip that any call with this reading may need, each once, in order; the chime first.

        `manual` False: without those of a sentence that is never said here, which an older set of one's own lacks.
        """
        said = [text for key, text in self._said.items() if manual or key != MANUAL]
        fixed = [part for text in said for part in _parts(text) if part[0] != "{" and part != PAUSE]
        words = [word for n in range(LARGEST + 1) for word in cardinal(n, self._reading)]
        hours = [*self._day_parts.values(), self._hour, self._minute]
        return tuple(dict.fromkeys([CHIME, *fixed, *hours, *words, *LETTERS.values()]))


def by_digits(number: str) -> list[str]:
    """A ticket's number, sign by sign: A001 is "a", "không", "không", "một"."""
    return [DIGITS[int(sign)] if sign.isdecimal() else LETTERS[sign] for sign in number]


def counter(number: str, reading: Reading) -> list[str]:
    """A counter's number as people see it: 12 is "mười", "hai"; 2B is "hai", "bê".

    Raises ValueError for one that is empty or has signs that are neither digits nor letters of ours.
    """
    words: list[str] = []
    for digits, signs in groupby(number.upper().strip(_SILENT_SIGNS), str.isdecimal):
        if digits:
            words += _number("".join(signs), reading)
            continue
        for sign in signs:
            if sign not in LETTERS and sign not in _SILENT_SIGNS:
                raise ValueError(f"counter {number!r} can't be read out: {sign!r} is no digit and no letter")
            words += [LETTERS[sign]] if sign in LETTERS else []
    if not words:
        raise ValueError("the call names no counter")
    return words


def cardinal(n: int, reading: Reading) -> list[str]:
    """A number from 0 to LARGEST, in words."""
    thousands, rest = divmod(n, 1000)
    if not thousands:
        return _below_thousand(rest, reading, hundreds_said=False)
    words = [DIGITS[thousands], reading.thousand]
    return words + (_below_thousand(rest, reading, hundreds_said=True) if rest else [])


def _below_thousand(n: int, reading: Reading, hundreds_said: bool) -> list[str]:
    hundreds, rest = divmod(n, 100)
    words = [DIGITS[hundreds], "trăm"] if hundreds or hundreds_said else []
    tens, unit = divmod(rest, 10)
    if tens == 0 and words:
        return words + ([reading.zero_tens, DIGITS[unit]] if unit else [])
    if tens == 0:
        return [DIGITS[unit]]
    words += ["mười"] if tens == 1 else [DIGITS[tens], "mươi"]
    return words + ([_after_tens(tens, unit)] if unit else [])


def _after_tens(tens: int, unit: int) -> str:
    if unit == 5:
        return "lăm"
    return {1: "mốt", 4: "tư"}.get(unit, DIGITS[unit]) if tens > 1 else DIGITS[unit]


def _number(digits: str, reading: Reading) -> list[str]:
    n = int(digits)
    return cardinal(n, reading) if n <= LARGEST else [DIGITS[int(digit)] for digit in digits]


def _parts(text: str) -> Iterator[str]:
    """A sentence as what is spoken in one piece, placeholders and pauses."""
    for part in _PARTS.split(text.rstrip(" .")):
        words = PAUSE if part == "." else part.strip().lower()
        if words:
            yield words
