"""What is typed on a numeric keypad and what it asks for; the card is the same table."""

import re
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter_display.keypad import (
    DEAF_S,
    MARKS,
    MOST_DIGITS,
    NOTHING,
    PAD_KEYS,
    TYPING_S,
    WAYS,
    Meant,
    PadKey,
    Typing,
    Way,
    Wrong,
    forgotten,
    press,
)
from devicekit.pin_box import TypedPin

BY_MARK = {mark: key for key, mark in MARKS.items()} | {"B": "back", "E": "enter"}


def typed(text: str, typing: Typing = NOTHING, step: float = 0.3, at: float = 100.0) -> list[Meant | Wrong | TypedPin]:
    """What comes of these keys, one after the other; E is Enter, B is Backspace."""
    found: list[Meant | Wrong | TypedPin] = []
    for mark in text:
        typing, said = press(typing, BY_MARK[mark], at)
        found += [said] if said is not None else []
        at += step
    return found


@pytest.mark.parametrize(
    ("keys", "verb", "digits"),
    [
        ("E", "next", ""),
        ("*", "start", ""),
        ("+", "recall", ""),
        ("-", "noshow", ""),
        ("/", "fee", ""),
        ("1E", "finish", "1"),
        ("0E", "finish", "0"),
        ("0042E", "dossier", "0042"),
        ("12+", "call", "12"),
        ("2*", "to_service", "2"),
        ("3/", "to_counter", "3"),
        ("6-", "pause", "6"),
        ("0-", "close", "0"),
        (".E", "open", ""),
        (".-", "park", ""),
        (".+", "unpark", ""),
        ("12.+", "unpark", "12"),
        ("2.*", "to_and_back", "2"),
        (".*", "rate", ""),
        ("./", "hold", ""),
        ("12./", "switch", "12"),
        (".0", "help", ""),
        (".1", "reprint", ""),
        ("12.1", "reprint", "12"),
        (".9", "requeue", ""),
        (".8", "logout", ""),
        ("..", "undo", ""),
    ],
)
def test_a_sequence_asks_for_its_verb(keys: str, verb: str, digits: str) -> None:
    assert typed(keys) == [Meant(verb, digits)]  # type: ignore[arg-type]


@pytest.mark.parametrize("keys", ["9E", "12E", "123E", "00001", "7-", "12-", "123*", "1.E", "1.-", ".5", "1.0"])
def test_what_is_in_no_way_is_said_to_be_wrong_and_forgotten(keys: str) -> None:
    assert typed(keys) == [Wrong(keys.replace("E", "Enter"))]
    assert typed(f"{keys}E")[1:] == [Meant("next")]


@pytest.mark.parametrize("keys", ["13B2+", "7BBBB12+", "99..12+", "1.B2+", ".B12+", "BBB12+"])
def test_backspace_takes_back_the_last_key_and_two_dots_all_of_it(keys: str) -> None:
    assert typed(keys) == [Meant("call", "12")]


@pytest.mark.parametrize("keys", ["12+", "13B2+", "12.B+"])
def test_each_key_gives_new_time_for_the_next(keys: str) -> None:
    assert typed(keys, step=TYPING_S - 0.1) == [Meant("call", "12")]


def test_backspace_alone_is_no_verb() -> None:
    assert typed("12BBBBB") == []


@pytest.mark.parametrize("begun", ["1", "12", ".", "12."])
@pytest.mark.parametrize("key", ["E", "+", ".", "B"])
def test_half_a_sequence_that_waited_too_long_is_wrong_and_so_is_the_key_after_it(begun: str, key: str) -> None:
    late = 100.0 + TYPING_S
    assert press(half(begun), BY_MARK[key], late) == (forgotten(late), Wrong(begun))


@pytest.mark.parametrize("begun", ["1", "12", ".", "12."])
def test_a_digit_after_half_a_sequence_that_waited_too_long_begins_anew(begun: str) -> None:
    typing, said = press(half(begun), "5", 100.0 + TYPING_S)
    assert (typing.shown, said) == ("5", Wrong(begun))


def test_no_verb_is_made_of_the_rest_of_what_was_forgotten() -> None:
    assert typed(".+", forgotten(100.0), step=DEAF_S - 0.1, at=101.0) == [Wrong("."), Wrong("+")]
    assert typed("B+", forgotten(100.0), at=101.0) == [Meant("recall")]
    assert typed("5+", forgotten(100.0), at=101.0) == [Meant("call", "5")]
    assert typed("+", forgotten(100.0), at=100.0 + DEAF_S) == [Meant("recall")]


def half(begun: str) -> Typing:
    """What was typed at second 100 and means nothing yet."""
    typing = NOTHING
    for mark in begun:
        typing, said = press(typing, BY_MARK[mark], 100.0)
        assert said is None
    return typing


@pytest.mark.parametrize("way", [way for way in WAYS if way.verb != "login"], ids=lambda way: way.shown)
def test_what_the_card_says_is_what_is_typed(way: Way) -> None:
    keys = [*way.example, *(MARKS[key] for key in way.keys)]
    assert typed("".join("E" if key == "Enter" else key for key in keys)) == [Meant(way.verb, way.example)]


def test_no_sequence_has_two_meanings() -> None:
    for digits in ("", *(f"{n:0{width}}" for width in (1, 2, 3, 4) for n in range(10**width))):
        for keys in {way.keys for way in WAYS}:
            assert sum(way.keys == keys and _fits(way, digits) for way in WAYS) <= 1, (digits, keys)


def _fits(way: Way, digits: str) -> bool:
    return re.fullmatch(way.digits, digits, re.ASCII) is not None


Pressed = list[tuple[PadKey, float]]
PRESSED = st.lists(
    st.tuples(st.sampled_from(PAD_KEYS), st.one_of(st.floats(0, 1), st.floats(TYPING_S - 0.1, TYPING_S + 0.1))),
    max_size=40,
)


@settings(max_examples=300)
@given(PRESSED)
def test_no_stream_of_keys_gives_a_verb_that_was_not_typed(stream: Pressed) -> None:
    assert not untyped(stream)


@pytest.mark.long
def test_nor_do_a_hundred_thousand_streams() -> None:
    chance = Random(1)
    for _ in range(100_000):
        keys = chance.choices(PAD_KEYS, k=chance.randrange(1, 40))
        assert not untyped([(key, chance.choice((0.1, 0.2, 0.5, TYPING_S))) for key in keys])


def untyped(stream: Pressed) -> list[str]:
    """What a stream gave that was not typed.

    All keys since the last answer, without those taken back, must be the verb's own sequence, and none of it old.
    """
    typing, at, line, wrong = NOTHING, 0.0, list[PadKey](), list[str]()
    for key, pause in stream:
        at += pause
        too_late = bool(line) and at >= typing.until
        was_login = typing.entry is not None or typing.deaf
        typing, said = press(typing, key, at)
        line = line[:-1] if key == "back" else [*line, key]
        if isinstance(said, Meant):
            wrong += ["a verb of what had waited too long"] if too_late else []
            wrong += [f"{said} of {line}"] if tuple(line) != (*said.digits, *_own(said).keys) else []
        if was_login or typing.entry is not None:
            # Nothing of a login shows: test_pin_entry.
            line = [key] if typing.begun and typing.entry is None else []
            continue
        if said is not None or (line[-2:] == ["dot", "dot"] and not typing.begun):
            line = [key] if typing.begun else []
        wrong += [f"{typing} after {line}"] if typing.shown != "".join(MARKS[each] for each in line) else []
        wrong += [f"{typing} is too long"] if len(typing.digits) > MOST_DIGITS else []
    return wrong


def _own(said: Meant) -> Way:
    return next(way for way in WAYS if way.verb == said.verb and _fits(way, said.digits))
