"""What stands on the officer's card: the sequences of counter_display.keypad.WAYS in words, and what digits mean."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from counter_display.keypad import TYPING_S, WAYS, Way
from counter_display.refusals import CODES, TYPED
from devicekit.text_files import LANGUAGES, load_texts

# Whose words differ from keypad.<verb>: by verb, and whether digits stand before.
_KEYS = {
    ("finish", True): "keypad.finish_result",
    ("pause", True): "keypad.pause_reason",
    ("close", True): "keypad.shut",
    ("open", False): "keypad.here",
    ("login", False): "keypad.login_steps",
    ("unpark", True): "keypad.unpark_number",
    ("reprint", True): "keypad.reprint_number",
}
RESULTS, PAUSES = range(1, 9), range(1, 7)


class Words(NamedTuple):
    """One thing in both languages."""

    vi: str
    en: str


class Row(NamedTuple):
    """A sequence: the digits before (an example), then the keys."""

    way: Way
    words: Words


class Section(NamedTuple):
    title: Words
    rows: tuple[Row, ...]


class Notes(NamedTuple):
    """A list of lines; what stands before the first blank of a line is what is typed, or shown."""

    title: Words
    lines: tuple[Words, ...]


class Card(NamedTuple):
    """All of it."""

    title: Words
    place: str
    alone: tuple[Row, ...]
    """What single keys do."""
    sections: tuple[Section, ...]
    notes: tuple[Notes, ...]
    hints: tuple[Words, ...]
    services: Notes


def words(key: str, **values: object) -> Words:
    """A text in both languages; what a language does not need of the values is left."""
    return Words(*(load_texts(language).get(key, **values) for language in LANGUAGES))


def words_of(way: Way) -> Words:
    """What a sequence does."""
    return words(_KEYS.get((way.verb, bool(way.digits)), f"keypad.{way.verb}"))


def card(place: str = "", services: Sequence[str] = ()) -> Card:
    """The card of one centre (`place`), whose services bear numbers in their order."""
    alone = [way for way in WAYS if len(way.keys) == 1 and not way.digits]
    groups = {
        "keypad.card.digits": [way for way in WAYS if len(way.keys) == 1 and way.digits],
        "keypad.card.dot": [way for way in WAYS if len(way.keys) > 1],
    }
    codes = (words(f"keypad.code.{n}", **({"n": f"{TYPING_S:g}"} if n == TYPED else {})) for n in CODES)
    signs = (*(words(f"keypad.sign.{n}") for n in ("done", "empty", "away")), *codes)
    return Card(
        title=words("keypad.card.title"),
        place=place,
        alone=_rows(alone),
        sections=tuple(Section(words(key), _rows(ways)) for key, ways in groups.items()),
        notes=(
            Notes(words("keypad.card.results"), _results()),
            Notes(words("keypad.pause.reason"), tuple(words(f"keypad.pause.reason.{n}") for n in PAUSES)),
            Notes(words("keypad.card.signs"), signs),
        ),
        hints=(words("keypad.card.correct"), words("keypad.card.two")),
        services=Notes(
            words("keypad.card.services"), tuple(Words(f"{n} {name}", "") for n, name in enumerate(services, 1))
        ),
    )


def _results() -> tuple[Words, ...]:
    return (*(words(f"keypad.result.{n}") for n in RESULTS), words("keypad.card.no_result"))


def _rows(ways: Iterable[Way]) -> tuple[Row, ...]:
    return tuple(Row(way, words_of(way)) for way in ways)
