"""The reference page of all settings, from the same structs that read them: a key can't be missing from it."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec
from msgspec import inspect

from devicekit.settings import Settings
from devicekit.settings_words import allowed, sayer, unwrap

HEAD = """# Settings

Every key of every settings file. A key that is not here is an error; `motcua check FILE…` says which, with its line.
File and folder names are meant from the folder of the settings file. This page is generated: `make docs`.
"""


class Row(NamedTuple):
    """One key of one table."""

    key: str
    allowed: str
    default: str
    meaning: str


class Table(NamedTuple):
    """One table of a file; `header` as it is written there."""

    header: str
    meaning: str
    rows: tuple[Row, ...]


def page(files: dict[str, type[Settings]]) -> str:
    """The page in Markdown; `files` by the name that the reader knows."""
    return HEAD + "".join(_chapter(name, kind) for name, kind in files.items())


def tables(kind: type[Settings]) -> Iterator[Table]:
    """The tables of one kind of file, in the order of its struct."""
    yield from _tables(_struct(inspect.type_info(kind)), "")


def _tables(outer: inspect.StructType, around: str) -> Iterator[Table]:
    """The tables inside of one, each followed by those inside of it; `around` is the outer one's name and a dot."""
    for field in outer.fields:
        inner, name = unwrap(field.type)[0], f"{around}{field.encode_name}"
        header = f"[{name}]"
        if isinstance(inner, inspect.CollectionType):
            inner, header = unwrap(inner.item_type)[0], f"[{header}]"
        for struct in _structs(inner):
            tag = f'{struct.tag_field} = "{struct.tag}"' if struct.tag_field else ""
            # A struct with a tag begins its docstring with header and tag.
            meaning = (struct.cls.__doc__ or "").partition(f"{tag}: ")[2] if tag else _meaning(field.type)
            yield Table(f"{header} {tag}".strip(), meaning, tuple(_rows(struct)))
            yield from _tables(struct, f"{name}.")


def _chapter(name: str, kind: type[Settings]) -> str:
    lines = ["", f"## {name}", ""]
    for table in tables(kind):
        lines += [f"### `{table.header}`", "", _sentence(table.meaning), ""]
        lines += ["| key | allowed | if left out | meaning |", "|---|---|---|---|"]
        lines += [f"| {' | '.join(_cell(cell) for cell in row)} |" for row in table.rows]
        lines.append("")
    return "\n".join(lines)


def _rows(struct: inspect.StructType) -> Iterator[Row]:
    if struct.tag_field:
        yield Row(f"`{struct.tag_field}`", f'"{struct.tag}"', "must be given", "what kind of device it is")
    for field in struct.fields:
        kind, extra = unwrap(field.type)
        yield Row(f"`{field.encode_name}`", _allowed(kind, extra), _default(field), _meaning(field.type))


def _allowed(kind: inspect.Type, extra: Any) -> str:
    if isinstance(kind, inspect.CollectionType):
        inner, inner_extra = unwrap(kind.item_type)
        return f"list of: {_allowed(inner, inner_extra)}"
    return allowed(sayer("en"), kind, extra)


def _default(field: inspect.Field) -> str:
    if field.required:
        return "must be given"
    value = field.default if field.default is not msgspec.NODEFAULT else field.default_factory()
    return "nothing" if value is None else f"`{msgspec.json.encode(value).decode()}`"


def _structs(kind: inspect.Type) -> list[inspect.StructType]:
    if isinstance(kind, inspect.UnionType):
        return [struct for each in kind.types for struct in _structs(unwrap(each)[0])]
    return [kind] if isinstance(kind, inspect.StructType) else []


def _struct(kind: inspect.Type) -> inspect.StructType:
    return _structs(unwrap(kind)[0])[0]


def _meaning(kind: inspect.Type) -> str:
    """The description of a field, outside or inside of its `| None`."""
    if isinstance(kind, inspect.Metadata):
        return str((kind.extra_json_schema or {}).get("description", "")) or _meaning(kind.type)
    if isinstance(kind, inspect.UnionType):
        return next(filter(None, map(_meaning, kind.types)), "")
    return ""


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].removesuffix(".") + "."


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
