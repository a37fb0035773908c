"""The words of a settings error: what a key may be, how a value is spelt, which known word is meant.

The sentences are data (texts/settings_vi.toml, texts/settings_en.toml); a key of them is `table.name`.
"""

import difflib
import functools
import tomllib
from collections.abc import Callable, Iterable, Mapping
from importlib import resources
from typing import Any, Literal

import msgspec
from msgspec import inspect

from devicekit.texts import Texts

Say = Callable[..., str]
Language = Literal["vi", "en"]


def sayer(language: Language) -> Say:
    """The function that says a sentence of that language: say("settings.unknown", key="prefx")."""
    return settings_texts(language).get


@functools.cache
def settings_texts(language: Language) -> Texts:
    """Every sentence about settings files."""
    source = (resources.files("devicekit") / "texts" / f"settings_{language}.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(source)
    return Texts(language, {f"{table}.{name}": text for table in tables for name, text in tables[table].items()})


def nearest(word: object, known: Iterable[object]) -> str:
    """The known word most like `word`, or nothing when none is like it."""
    by_lower = {str(each).lower(): str(each) for each in known}
    close = difflib.get_close_matches(str(word).lower(), by_lower, n=1, cutoff=0.55)
    return by_lower[close[0]] if close else ""


def unwrap(kind: inspect.Type) -> tuple[inspect.Type, dict[str, Any]]:
    """A type without its Meta wrappers and without None (TOML has no null), and the wrappers' `extra`, inner first."""
    extra: dict[str, Any] = {}
    while True:
        if isinstance(kind, inspect.Metadata):
            extra = (kind.extra or {}) | extra
            kind = kind.type
        elif isinstance(kind, inspect.UnionType) and kind.includes_none:
            rest = tuple(each for each in kind.types if not isinstance(each, inspect.NoneType))
            kind = rest[0] if len(rest) == 1 else inspect.UnionType(rest)
        else:
            return kind, extra


def show(raw: object) -> str:
    """A value as a settings file would spell it, cut to the length of an error line."""
    text = msgspec.json.encode(raw).decode() if isinstance(raw, str | int | float | list | dict) else str(raw)
    return text if len(text) <= 60 else text[:57] + "..."


def allowed(say: Say, kind: inspect.Type, extra: Mapping[str, Any]) -> str:
    """What a key of this type may be, in words."""
    if "allowed" in extra:
        return say(f"allowed.{extra['allowed']}")
    match kind:
        case inspect.StrType():
            return _text_allowed(say, kind)
        case inspect.IntType() | inspect.FloatType():
            return _number_allowed(say, kind)
        case inspect.LiteralType():
            return say("allowed.one_of", values=", ".join(show(each) for each in kind.values))
        case inspect.StructType():
            return say("allowed.table")
        case inspect.UnionType():
            return " / ".join(allowed(say, each, {}) for each in kind.types)
        case inspect.CollectionType():
            item, item_extra = unwrap(kind.item_type)
            if isinstance(item, inspect.StructType):
                return say("allowed.tables")
            return say("allowed.list", item=allowed(say, item, item_extra))
        case _:
            return say(f"allowed.{type(kind).__name__}")


def _text_allowed(say: Say, kind: inspect.StrType) -> str:
    if kind.pattern is not None:
        return say("allowed.pattern", pattern=kind.pattern)
    if kind.max_length is not None:
        return say("allowed.text_between", least=kind.min_length or 0, most=kind.max_length)
    return say("allowed.filled_text" if kind.min_length else "allowed.text")


def _number_allowed(say: Say, kind: inspect.IntType | inspect.FloatType) -> str:
    name = "whole" if isinstance(kind, inspect.IntType) else "number"
    least, most = (kind.ge if kind.ge is not None else kind.gt), (kind.le if kind.le is not None else kind.lt)
    if least is not None and most is not None:
        return say(f"allowed.{name}_between", least=least, most=most)
    if least is not None:
        return say(f"allowed.{name}_from", least=least)
    return say(f"allowed.{name}")
