"""How the generated files are written: templates with comments, filled in; tables without; comments in one column."""

from collections.abc import Iterable, Mapping
from importlib.resources import files
from string import Template

from devicekit.settings_show import scalar
from devicekit.settings_words import Language

# In a template a tab stands before the comment of a line: what is before it has no fixed length.
_MARK = "\t# "
_COLUMN = 30


def filled(name: str, language: Language, values: Mapping[str, str]) -> str:
    """A template with its $names filled in."""
    file = files("motcua").joinpath("init", "templates", language, f"{name}.txt")
    return Template(file.read_text(encoding="utf-8")).substitute(values)


def aligned(text: str) -> str:
    """With the comments behind values one below the other."""
    rows = (line.partition(_MARK) for line in text.splitlines())
    return "".join(f"{_padded(left)} # {comment}\n" if mark else f"{left}\n" for left, mark, comment in rows)


def _padded(left: str) -> str:
    return left.ljust(_COLUMN) if len(left) <= _COLUMN else f"{left}  "


def table(name: str, keys: Mapping[str, object]) -> str:
    """One [[table]], without the keys that say nothing."""
    rows = [f"{key} = {scalar(value)}" for key, value in keys.items() if value not in ("", None)]
    return "\n".join([f"[[{name}]]", *rows])


def tables(name: str, rows: Iterable[Mapping[str, object]]) -> str:
    """All the [[tables]] of one name."""
    return "\n\n".join(table(name, keys) for keys in rows)
