"""What settings are in effect, as TOML with secrets masked: for `motcua check --show` and for support."""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import inspect

from devicekit.settings import Settings
from devicekit.settings_words import unwrap
from devicekit.toml_lines import Path

MASK = "***"


def effective(value: Settings) -> str:
    """The settings as a TOML file that loads to the same value (except for secrets), defaults written out."""
    return "\n".join(_table(value, inspect.type_info(type(value)), ())).strip() + "\n"


def _table(value: Any, kind: inspect.Type, path: Path) -> Iterator[str]:
    """The lines of one table: its own keys first, then the tables in it."""
    later: list[tuple[str, Any, inspect.Type]] = []
    for key, inner, inner_kind in _members(value, kind):
        bare, extra = unwrap(inner_kind)
        if inner is None:
            yield f"# {_key(key)} ="
        elif extra.get("secret"):
            yield f"{_key(key)} = {scalar(MASK)}"
        elif _is_table(inner) or (isinstance(inner, list | tuple) and inner and _is_table(inner[0])):
            later.append((key, inner, bare))
        else:
            yield f"{_key(key)} = {scalar(inner)}"
    for key, inner, bare in later:
        name = ".".join(_key(str(part)) for part in (*path, key))
        many = isinstance(inner, list | tuple)
        item = unwrap(bare.item_type)[0] if isinstance(bare, inspect.CollectionType) else bare
        for each in inner if many else [inner]:
            yield from ("", f"[[{name}]]" if many else f"[{name}]")
            yield from _table(each, item, (*path, key))


def _members(value: Any, kind: inspect.Type) -> Iterator[tuple[str, Any, inspect.Type]]:
    if isinstance(kind, inspect.UnionType):
        kind = next(each for each in kind.types if isinstance(each, inspect.StructType) and each.cls is type(value))
    if isinstance(kind, inspect.StructType):
        if kind.tag_field is not None:
            yield kind.tag_field, kind.tag, inspect.StrType()
        for field in kind.fields:
            yield field.encode_name, getattr(value, field.name), field.type
    elif isinstance(kind, inspect.DictType):
        for key, inner in value.items():
            yield str(key), inner, kind.value_type


def _is_table(value: object) -> bool:
    return isinstance(value, msgspec.Struct | dict)


def _key(name: str) -> str:
    return (
        name
        if name and all(letter.isascii() and (letter.isalnum() or letter in "-_") for letter in name)
        else scalar(name)
    )


def scalar(value: Any) -> str:
    """A text, number, date or list of such as TOML spells it."""
    if isinstance(value, list | tuple | set | frozenset):
        return f"[{', '.join(scalar(each) for each in value)}]"
    if isinstance(value, str):
        # TOML's basic string is JSON's, but for DEL, which only TOML forbids.
        return msgspec.json.encode(value).decode().replace("\x7f", "\\u007f")
    if isinstance(value, bool | int | float):
        return str(value).lower()
    return str(value.isoformat())
