"""Answers of `motcua init` by flags alone: every error at once, or the flags that nobody can guess."""

from collections.abc import Mapping
from typing import Any

from devicekit.errors import SettingsError
from devicekit.settings_words import Language
from devicekit.text_files import in_both
from motcua.init.answers import FIELDS, Answers, judge
from motcua.init.defaults import default

# Nobody but the centre's people know what it is called; all else can be guessed and changed later.
REQUIRED = ("name", "id")


def flag(field: str) -> str:
    """How a field is given on the command line."""
    return f"--{field.replace('_', '-')}"


def from_flags(given: Mapping[str, str]) -> Answers:
    """Raises SettingsError with all that is wrong."""
    missing = [flag(field) for field in REQUIRED if field not in given]
    if missing:
        raise SettingsError((in_both("init.missing", flags=", ".join(missing)),))
    values: dict[str, Any] = {}
    wrong: list[str] = []
    for field in FIELDS:
        language: Language = values.get("language", "vi")
        usual, _ = judge(field, default(field, values), values, language)
        value, faults = judge(field, given[field], values, language) if field in given else (usual, [])
        wrong += [f"{flag(field)}: {sentence}" for sentence in faults]
        values[field] = usual if faults else value
    if wrong:
        raise SettingsError(tuple(wrong))
    return Answers(**values)
