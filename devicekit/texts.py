"""The texts that people see, by key: values in, words out. devicekit.text_files loads them."""

import difflib
import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

PLACEHOLDER = re.compile(r"\{(\w+)\}")


class Sentence(NamedTuple):
    """One sentence in both languages."""

    vi: str
    en: str

    @property
    def lines(self) -> str:
        """A line for each language, Vietnamese first."""
        return f"{self.vi}\n{self.en}"


class Texts:
    """Every text of one language."""

    def __init__(self, language: str, entries: Mapping[str, str]) -> None:
        """Take the texts of `language`. Raises ValueError naming the key that is not in Unicode form NFC."""
        for key, text in entries.items():
            if not unicodedata.is_normalized("NFC", text):
                raise ValueError(f"text {key!r} of {language!r} is not in Unicode form NFC; save it as {text!r} in NFC")
        self.language = language
        self._entries = dict(entries)

    def get(self, key: str, /, **placeholders: object) -> str:
        """The text of `key` with its {…} filled in; what is filled in may be a sentence itself.

        Raises KeyError for a key or a placeholder that is not there, naming the nearest.
        """
        text = self._entries.get(key)
        if text is None:
            near = difflib.get_close_matches(key, self._entries, n=1)
            hint = f"; the nearest is {near[0]!r}" if near else ""
            raise KeyError(f"no text {key!r} in {self.language!r}{hint}")
        if "{" not in text:
            return text
        missing = set(PLACEHOLDER.findall(text)) - set(placeholders)
        if missing:
            raise KeyError(f"text {key!r} of {self.language!r} needs {', '.join(sorted(missing))}")
        return PLACEHOLDER.sub(lambda match: self._word(placeholders[match[1]]), text)

    def _word(self, value: object) -> str:
        return str(getattr(value, self.language) if isinstance(value, Sentence) else value)

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def keys(self) -> frozenset[str]:
        return frozenset(self._entries)

    def placeholders(self, key: str) -> frozenset[str]:
        """The names inside {…} of one text."""
        return frozenset(PLACEHOLDER.findall(self._entries[key]))
