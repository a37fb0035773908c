"""What an officer types on a numeric keypad, and what that asks for. One table: the card is printed from it.

Laid out for one hand. The most used verbs are one key; what takes digits is digits, then the verb's key; what is used
seldom is a dot before the key. Enter goes on with the visit, + calls, * is about the service, / hands over, - puts
aside. Nothing happens before the verb's key; digits that wait too long for it are forgotten with a sign, and so is the
verb's key that comes while that stands: nobody gets a verb by half of what they typed.
"""

import re
from typing import Literal, NamedTuple, cast, get_args

from counter_display import pin_entry
from counter_display.pin_entry import ENTRY_S, Entry
from devicekit.messages import Key, KeyPressed, TypedVerb, VerbTyped
from devicekit.pin_box import TypedPin

Digit = Literal["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
PadKey = Literal[Digit, "enter", "plus", "minus", "star", "slash", "dot", "back"]
Verb = Literal[Key, TypedVerb, "login"]

DIGITS: tuple[Digit, ...] = get_args(Digit)
MARKS: dict[PadKey, str] = {
    "enter": "Enter",
    "plus": "+",
    "minus": "-",
    "star": "*",
    "slash": "/",
    "dot": ".",
    "back": "Backspace",
    **{digit: digit for digit in DIGITS},
}
"""What stands on each key; how a sequence is written."""
PAD_KEYS: tuple[PadKey, ...] = tuple(MARKS)
_KEYS = frozenset(get_args(Key))

# A hand that looks for the next key needs 2 s at most; after this long it has gone to do something else.
TYPING_S = 6.0
# After the sign, and after each key that it swallows.
DEAF_S = 3.0
MOST_DIGITS = 4


class Way(NamedTuple):
    """One sequence: the digits that may stand before (a pattern of the whole), then these keys."""

    verb: Verb
    keys: tuple[PadKey, ...]
    digits: str = ""
    example: str = ""
    """Such digits, as the card shows them."""

    @property
    def shown(self) -> str:
        """As the card writes it."""
        return " ".join([*self.example, *(MARKS[key] for key in self.keys)])


WAYS: tuple[Way, ...] = (
    Way("next", ("enter",)),
    Way("start", ("star",)),
    Way("recall", ("plus",)),
    Way("noshow", ("minus",)),
    Way("fee", ("slash",)),
    Way("undo", ("dot", "dot")),
    Way("finish", ("enter",), "[0-8]", "1"),
    Way("dossier", ("enter",), "[0-9]{4}", "0042"),
    Way("call", ("plus",), "[0-9]{1,4}", "12"),
    Way("to_service", ("star",), "[0-9]{1,2}", "2"),
    Way("to_counter", ("slash",), "[0-9]{1,3}", "3"),
    Way("pause", ("minus",), "[1-6]", "1"),
    Way("close", ("minus",), "0", "0"),
    Way("open", ("dot", "enter")),
    Way("park", ("dot", "minus")),
    Way("unpark", ("dot", "plus")),
    Way("unpark", ("dot", "plus"), "[0-9]{1,4}", "12"),
    Way("to_and_back", ("dot", "star"), "[0-9]{1,2}", "2"),
    Way("rate", ("dot", "star")),
    Way("hold", ("dot", "slash")),
    Way("switch", ("dot", "slash"), "[0-9]{1,4}", "12"),
    Way("help", ("dot", "0")),
    Way("reprint", ("dot", "1")),
    Way("reprint", ("dot", "1"), "[0-9]{1,4}", "12"),
    Way("requeue", ("dot", "9")),
    Way("login", ("dot", "7")),
    Way("logout", ("dot", "8")),
)
_PATTERNS = tuple((way, re.compile(way.digits, re.ASCII)) for way in WAYS)


class Typing(NamedTuple):
    """What was typed so far, and when the last key of it was; `forgotten`: what was typed, at that time.

    `entry`: somebody logs in; `deaf`: what was forgotten was that, and the rest of a PIN must not show as a number.
    """

    digits: str = ""
    dotted: bool = False
    at: float = 0.0
    forgotten: bool = False
    entry: Entry | None = None
    deaf: bool = False

    @property
    def begun(self) -> bool:
        return bool(self.digits) or self.dotted or self.entry is not None

    @property
    def until(self) -> float:
        """When it has waited too long."""
        return self.at + (TYPING_S if self.entry is None else ENTRY_S)

    @property
    def shown(self) -> str:
        """As a display shows it."""
        return self.entry.shown if self.entry is not None else self.digits + ("." if self.dotted else "")


NOTHING = Typing()


class Meant(NamedTuple):
    """A whole sequence."""

    verb: Verb
    digits: str = ""


class Wrong(NamedTuple):
    """What was typed means nothing, or waited too long; it is forgotten."""

    typed: str


def press(typing: Typing, key: PadKey, at: float) -> tuple[Typing, Meant | Wrong | TypedPin | None]:
    """One more key; None while more must follow, or when it only took something back."""
    if late(typing, at):
        return forgotten(at, deaf=True) if typing.entry else _after(key, at), Wrong(typing.shown)
    if typing.forgotten and at - typing.at < DEAF_S and (typing.deaf or (key not in DIGITS and key != "back")):
        return forgotten(at, typing.deaf), Wrong("-" if typing.deaf else MARKS[key])
    if typing.entry is not None:
        return _entered(typing, pin_entry.press(typing.entry, key), at)
    if key == "back":
        # Never a verb: who takes back two digits presses it three times.
        return _taken_back(typing, at), None
    if key == "dot" and not typing.dotted:
        return Typing(typing.digits, True, at), None
    if key == "dot" and typing.digits:
        # For keypads without Backspace: two dots forget all of it.
        return NOTHING, None
    if key in DIGITS and not typing.dotted:
        if len(typing.digits) == MOST_DIGITS:
            return NOTHING, Wrong(typing.digits + key)
        return Typing(typing.digits + key, False, at), None
    keys: tuple[PadKey, ...] = ("dot", key) if typing.dotted else (key,)
    meant = meaning(typing.digits, keys)
    if meant is not None and meant.verb == "login":
        return Typing(at=at, entry=Entry()), None
    return NOTHING, meant or Wrong(typing.shown + MARKS[key])


def _entered(typing: Typing, then: pin_entry.Next, at: float) -> tuple[Typing, Wrong | TypedPin | None]:
    """One more key of who logs in."""
    match then:
        case Entry():
            return Typing(at=at, entry=then), None
        case TypedPin():
            return NOTHING, then
        case None:
            return NOTHING, None
        case _:
            return forgotten(at, deaf=True), Wrong(typing.shown)


def meaning(digits: str, keys: tuple[PadKey, ...]) -> Meant | None:
    """What a whole sequence asks for, None for one that is in no way."""
    found = (way for way, pattern in _PATTERNS if way.keys == keys and pattern.fullmatch(digits))
    way = next(found, None)
    return None if way is None else Meant(way.verb, digits)


def late(typing: Typing, now: float) -> bool:
    """Whether what was typed has waited too long for its verb."""
    return typing.begun and now >= typing.until


def forgotten(at: float, deaf: bool = False) -> Typing:
    """What is left of typing that has waited too long."""
    return Typing(at=at, forgotten=True, deaf=deaf)


def cut(typing: Typing, at: float, works: bool) -> Typing:
    """What is left when the keypad fails, or works again: half of something is nobody's, and has no rest afterwards."""
    if typing.begun and not works:
        return forgotten(at, typing.entry is not None)
    return forgotten(at, typing.deaf) if typing.forgotten else typing


def _after(key: PadKey, at: float) -> Typing:
    # A digit begins anew; any other key would finish what is forgotten.
    return Typing(key, at=at) if key in DIGITS else forgotten(at)


def _taken_back(typing: Typing, at: float) -> Typing:
    return Typing(typing.digits, False, at) if typing.dotted else Typing(typing.digits[:-1], False, at)


def body_of(meant: Meant, counter: str) -> KeyPressed | VerbTyped:
    """What the hub is told: by the message that older hubs know, where that says it."""
    if meant.verb in _KEYS:
        result = int(meant.digits) if meant.digits not in ("", "0") else None
        return KeyPressed(counter=counter, key=cast(Key, meant.verb), result=result)
    return VerbTyped(counter=counter, verb=cast(TypedVerb, meant.verb), digits=meant.digits)
