"""Texts from their data files, devicekit/texts/<language>.toml."""

import tomllib
from functools import cache
from importlib.resources import files

from devicekit.texts import Sentence, Texts

LANGUAGES = ("vi", "en")


@cache
def load_texts(language: str) -> Texts:
    """All texts of a language. Raises ValueError when it has none."""
    if language not in LANGUAGES:
        raise ValueError(f"no texts in language {language!r}; known: {', '.join(LANGUAGES)}")
    source = files("devicekit").joinpath("texts", f"{language}.toml").read_text(encoding="utf-8")
    return Texts(language, tomllib.loads(source))


def sentence(key: str, /, **placeholders: object) -> Sentence:
    """A text in both languages."""
    return Sentence(load_texts("vi").get(key, **placeholders), load_texts("en").get(key, **placeholders))


def in_both(key: str, /, **placeholders: object) -> str:
    """One line for the person who stands there: Vietnamese first, then English in brackets."""
    said = sentence(key, **placeholders)
    return f"{said.vi} ({said.en})"
