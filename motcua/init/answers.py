"""What `motcua init` must know of a centre, judged field by field in the words of the settings errors.

A flag and an answer at the terminal are text first and pass through the same judge(). The order of the fields is the
order of the questions; a field is judged together with those before it.
"""

import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, inspect

from devicekit.settings import Id, Name
from devicekit.settings_walk import Walk
from devicekit.settings_words import Language, sayer, unwrap
from hub.site_tables import Phone
from motcua.init.answer_checks import problems
from motcua.init.presets import PresetName

YesNo = Annotated[bool, Meta(extra={"allowed": "yes_no"})]

YES = frozenset({"c", "có", "co", "y", "yes", "true"})
NO = frozenset({"k", "không", "khong", "n", "no", "false"})


class Answers(Struct, frozen=True, kw_only=True):
    """All of it; each field is a flag and a question."""

    language: Language
    preset: PresetName
    name: Name
    id: Id
    hotline: Phone
    host: Name
    services: Annotated[tuple[Name, ...], Meta(min_length=1)]
    counters: Annotated[int, Meta(ge=1, le=99)]
    # Three digits leave 99 numbers for the reserves: six kiosks have 15 for each service, the people of some minutes.
    kiosks: Annotated[int, Meta(ge=1, le=6)]
    printer_address: Annotated[tuple[Name, ...], Meta(min_length=1)]
    fee: YesNo
    announcer: YesNo
    ratings: Literal["none", "counters", "hall", "all"]
    slip_printers: Annotated[int, Meta(ge=0, le=99)]


FIELDS: dict[str, inspect.Type] = {
    field.name: field.type
    for field in inspect.type_info(Answers).fields  # type: ignore[attr-defined]
}


def judge(field: str, text: str, before: Mapping[str, Any], language: Language) -> tuple[Any, list[str]]:
    """The value of an answer, and every sentence about what is wrong with it; `before`: the fields before it."""
    say = sayer(language)
    walk = Walk(say, frozenset(), Path())
    value = walk.convert(raw(field, text), FIELDS[field], (field,))
    if walk.faults:
        return value, [fault.text for fault in walk.faults]
    return value, [say(each.text, **each.values) for each in problems({**before, field: value}, field, walk)] + [
        fault.text for fault in walk.faults
    ]


def shape(field: str) -> type:
    """What an answer is: int, bool, tuple or str."""
    kind, _ = unwrap(FIELDS[field])
    shapes = {inspect.IntType: int, inspect.BoolType: bool, inspect.VarTupleType: tuple}
    return shapes.get(type(kind), str)


def raw(field: str, text: str) -> object:
    """An answer as a settings file would hold it; what can't be that stays text, and is refused as such."""
    words = unicodedata.normalize("NFC", text).strip()
    match shape(field)():
        case bool():
            return True if words.lower() in YES else False if words.lower() in NO else words
        case int():
            return int(words) if words.isascii() and words.removeprefix("-").isdigit() else words
        case tuple():
            return [word.strip() for word in words.split(",") if word.strip()]
        case _:
            return words


def spelt(value: object) -> str:
    """A value as one would type it."""
    if isinstance(value, bool):
        return "c" if value else "k"
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
