"""From TOML values to typed settings, leaf by leaf: every fault is noted and the walk goes on.

msgspec stops at its first error and knows no lines, so the structs are walked here with msgspec.inspect and msgspec
converts the leaves. A leaf that is wrong is replaced by something of its type, so that the whole value can be built and
the checks between keys can run as well; what they say about a wrong leaf is left out (`bad`).
"""

import datetime
import unicodedata
from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Annotated, Any, Literal, NamedTuple, Union

import msgspec
from msgspec import inspect
from msgspec.structs import replace

from devicekit.settings_words import Say, allowed, nearest, show, unwrap
from devicekit.toml_lines import Path
from devicekit.toml_read import UNREADABLE

_SEQUENCES: dict[type[inspect.Type], Any] = {
    inspect.ListType: list,
    inspect.VarTupleType: tuple,
    inspect.SetType: set,
    inspect.FrozenSetType: frozenset,
}
_BLANKS: dict[type, Any] = {
    inspect.StrType: "",
    inspect.IntType: 0,
    inspect.FloatType: 0.0,
    inspect.BoolType: False,
}
_PLAIN: dict[type, Any] = {
    inspect.BoolType: bool,
    inspect.DateTimeType: datetime.datetime,
    inspect.DateType: datetime.date,
    inspect.TimeType: datetime.time,
    inspect.AnyType: Any,
}


class Said(NamedTuple):
    """A fault and the place that it is about."""

    path: Path
    text: str


class Walk:
    """One walk over one file; `faults` and `bad` are what it found."""

    def __init__(self, say: Say, damaged: frozenset[Path], folder: FilePath) -> None:
        self._say = say
        self._damaged = damaged
        self._folder = folder
        self.faults: list[Said] = []
        self.bad: set[Path] = set()

    def convert(self, raw: object, kind: inspect.Type, path: Path) -> Any:
        """The typed value of `raw`; never raises for what a file can hold."""
        kind, extra = unwrap(kind)
        if isinstance(kind, inspect.UnionType) and all(isinstance(each, inspect.StructType) for each in kind.types):
            return self._tagged(raw, kind, path)
        if isinstance(kind, inspect.StructType):
            return self._struct(raw, kind, path)
        if isinstance(kind, inspect.DictType):
            return self._mapping(raw, kind, path)
        if isinstance(kind, inspect.CollectionType):
            return self._sequence(raw, kind, path)
        return self._leaf(raw, kind, extra, path)

    def _struct(self, raw: object, kind: inspect.StructType, path: Path) -> Any:
        if not isinstance(raw, dict):
            return self._refuse(raw, kind, {}, path)
        fields = {field.encode_name: field for field in kind.fields}
        taken: dict[str, tuple[object, str]] = {key: (raw[key], key) for key in fields if key in raw}
        for key in (each for each in raw if each not in fields and each != kind.tag_field):
            near = self._unknown(key, [*fields, *([kind.tag_field] if kind.tag_field else [])], (*path, key))
            if near in fields and near not in taken:
                # One slip of the pen is one error: the misspelt key's value stands for the key that is missing.
                taken[near] = (raw[key], key)
        values = {}
        for name, field in fields.items():
            if name in taken:
                value, key = taken[name]
                values[field.name] = self.convert(value, field.type, (*path, key))
            elif field.required:
                values[field.name] = self._missing(name, field.type, path)
            elif isinstance(field.default, str):
                values[field.name] = self._placed(field.default, unwrap(field.type)[1])
            elif isinstance(field.default, msgspec.Struct):
                values[field.name] = self._left_out(field.default)
        return kind.cls(**values)

    def _left_out(self, table: msgspec.Struct) -> msgspec.Struct:
        """A table that is not in the file: the file names among its defaults are meant from that folder too."""
        kind = inspect.type_info(type(table))
        fields = kind.fields if isinstance(kind, inspect.StructType) else ()
        return replace(table, **{f.name: self._placed(getattr(table, f.name), unwrap(f.type)[1]) for f in fields})

    def _unknown(self, key: str, known: list[str], path: Path) -> str:
        near = nearest(key, known)
        text = "settings.unknown_near" if near else "settings.unknown"
        self._fault(path, text, key=key, near=near, allowed=", ".join(known))
        return near

    def _missing(self, name: str, kind: inspect.Type, path: Path) -> Any:
        self.bad.add((*path, name))
        bare, extra = unwrap(kind)
        if (*path, name) not in self._damaged and (*path, UNREADABLE) not in self._damaged:
            table = ".".join(part for part in path if isinstance(part, str))
            # As it must be written: whoever copies [show.brightness] gets a table where a row belongs.
            written = f"[[{table}]]" if table and isinstance(path[-1], int) else f"[{table}]"
            where = written if table else self._say("settings.this_file")
            text = "settings.missing_table" if isinstance(bare, inspect.StructType) and not path else "settings.missing"
            self.faults.append(
                Said(path, self._say(text, key=name, table=where, allowed=allowed(self._say, bare, extra)))
            )
        return blank(bare)

    def _tagged(self, raw: object, kind: inspect.UnionType, path: Path) -> Any:
        structs = {each.tag: each for each in kind.types if isinstance(each, inspect.StructType)}
        first = next(iter(structs.values()))
        if not isinstance(raw, dict):
            return self._refuse(raw, first, {}, path)
        tag = raw.get(first.tag_field)
        chosen = structs.get(tag) if isinstance(tag, str | int) else None
        if chosen is not None:
            return self._struct(raw, chosen, path)
        choice = inspect.LiteralType(tuple(each for each in structs if each is not None))
        if first.tag_field in raw:
            self._refuse(tag, choice, {}, (*path, str(first.tag_field)))
        else:
            self._missing(str(first.tag_field), choice, path)
        self.bad.add(path)
        return blank(first)

    def _mapping(self, raw: object, kind: inspect.DictType, path: Path) -> Any:
        if not isinstance(raw, dict):
            return self._refuse(raw, kind, {}, path)
        key_type, extra = unwrap(kind.key_type)
        for key in raw:
            self._leaf(key, key_type, extra, (*path, key))
        return {key: self.convert(value, kind.value_type, (*path, key)) for key, value in raw.items()}

    def _sequence(self, raw: object, kind: inspect.CollectionType, path: Path) -> Any:
        if not isinstance(raw, list):
            return self._refuse(raw, kind, {}, path)
        items = [self.convert(value, kind.item_type, (*path, index)) for index, value in enumerate(raw)]
        if len(items) < (kind.min_length or 0):
            self._fault(path, "settings.too_few", key=_name(path), least=kind.min_length)
        if kind.max_length is not None and len(items) > kind.max_length:
            self._fault(path, "settings.too_many", key=_name(path), most=kind.max_length)
        return _SEQUENCES[type(kind)](items)

    def _leaf(self, raw: object, kind: inspect.Type, extra: Mapping[str, Any], path: Path) -> Any:
        if isinstance(raw, str) and (place := _hidden(raw)) is not None:
            code = f"U+{ord(raw[place]):04X}"
            self._fault(path, "settings.hidden_character", key=_name(path), code=code, place=place + 1)
            return blank(kind)
        try:
            return self._placed(msgspec.convert(raw, _annotation(kind), strict=True), extra)
        except msgspec.ValidationError:
            self._refuse(raw, kind, extra, path)
        like = isinstance(raw, type(_BLANKS.get(type(kind)))) and not isinstance(raw, bool)
        return raw if like else blank(kind)

    def _placed(self, value: Any, extra: Mapping[str, Any]) -> Any:
        """File names are meant from the folder of the settings file, wherever the program is started."""
        return str(self._folder / value) if extra.get("beside") and value else value

    def _refuse(self, raw: object, kind: inspect.Type, extra: Mapping[str, Any], path: Path) -> Any:
        choices = kind.values if isinstance(kind, inspect.LiteralType) else ()
        near = nearest(raw, choices) if isinstance(raw, str) else ""
        shown = "***" if extra.get("secret") else show(raw)
        text = "settings.value_near" if near else "settings.value"
        self._fault(path, text, key=_name(path), value=shown, allowed=allowed(self._say, kind, extra), near=near)
        return blank(kind)

    def _fault(self, path: Path, text: str, **values: object) -> None:
        self.faults.append(Said(path, self._say(text, **values)))
        self.bad.add(path)


def blank(kind: inspect.Type) -> Any:
    """A value of that type, to stand in for one that is missing or wrong."""
    kind, _ = unwrap(kind)
    if isinstance(kind, inspect.StructType):
        return kind.cls(**{field.name: blank(field.type) for field in kind.fields if field.required})
    if isinstance(kind, inspect.LiteralType):
        return kind.values[0]
    if isinstance(kind, inspect.UnionType):
        return blank(kind.types[0])
    if isinstance(kind, inspect.CollectionType):
        return _SEQUENCES[type(kind)]()
    return {} if isinstance(kind, inspect.DictType) else _BLANKS.get(type(kind))


def _hidden(text: str) -> int | None:
    """Where a character stands that is not seen but acts: line ends, ESC, marks that turn the writing round."""
    acts = (at for at, each in enumerate(text) if unicodedata.category(each)[0] == "C" or each in "\u2028\u2029")
    return next(acts, None)


def _name(path: Path) -> str:
    return next((part for part in reversed(path) if isinstance(part, str)), "")


def _annotation(kind: inspect.Type) -> Any:
    """The Python type that an inspected leaf was made from."""
    match kind:
        case inspect.StrType():
            meta = msgspec.Meta(min_length=kind.min_length, max_length=kind.max_length, pattern=kind.pattern)
            return Annotated[str, meta]
        case inspect.IntType() | inspect.FloatType():
            bounds: dict[str, Any] = {name: getattr(kind, name) for name in ("gt", "ge", "lt", "le", "multiple_of")}
            return Annotated[int if isinstance(kind, inspect.IntType) else float, msgspec.Meta(**bounds)]
        case inspect.LiteralType():
            return Literal[kind.values]
        case inspect.EnumType():
            return kind.cls
        case inspect.UnionType():
            return Union[tuple(_annotation(each) for each in kind.types)]  # noqa: UP007 - the members are values here
        case _:
            return _PLAIN[type(kind)]
