"""Logging in at a numeric keypad: what is typed is only ever marks, and half of it is never a number on the display."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_display.keypad import DEAF_S, MARKS, NOTHING, PAD_KEYS, Meant, PadKey, Typing, Wrong, press
from counter_display.pin_entry import ENTRY_S
from devicekit.pin_box import TypedPin

BY_MARK: dict[str, PadKey] = {mark: key for key, mark in MARKS.items()} | {"B": "back", "E": "enter"}
Said = Meant | Wrong | TypedPin


def typed(text: str, typing: Typing = NOTHING, at: float = 100.0) -> tuple[Typing, list[Said]]:
    """What comes of these keys; E is Enter, B is Backspace."""
    found: list[Said] = []
    for mark in text:
        typing, said = press(typing, BY_MARK[mark], at)
        found += [said] if said is not None else []
        at += 0.3
    return typing, found


@pytest.mark.parametrize(
    ("keys", "officer", "pin"),
    [
        (".712E4711E", "12", "4711"),
        (".71E12345678E", "1", "12345678"),
        (".713B2E4712B1E", "12", "4711"),
        (".713EBBB12E4711E", "12", "4711"),
    ],
    ids=["plain", "the longest PIN", "keys taken back", "back to the number"],
)
def test_number_and_pin_are_one_login(keys: str, officer: str, pin: str) -> None:
    assert typed(keys) == (NOTHING, [TypedPin(officer, pin)])


@pytest.mark.parametrize(
    ("keys", "shown"),
    [(".7", "n"), (".71", "n-"), (".7123", "n---"), (".71E", "P"), (".71E4711", "P---"), (".71E12345678", "P---")],
)
def test_the_display_has_marks_alone_and_not_how_many(keys: str, shown: str) -> None:
    assert typed(keys)[0].shown == shown


@pytest.mark.parametrize(
    "keys", [".7E", ".712E471E", ".712+", ".712E4711+", ".7123456789", ".712E123456789", ".712E47."]
)
def test_what_can_be_no_login_is_wrong_and_the_keypad_is_deaf_to_its_rest(keys: str) -> None:
    typing, said = typed(keys)
    assert [type(each) for each in said] == [Wrong]
    after, more = typed("47", typing, at=typing.at + 0.3)
    assert not after.begun
    assert {type(each) for each in more} == {Wrong}


def test_a_login_that_was_left_is_forgotten_and_the_rest_of_the_pin_shows_nowhere() -> None:
    typing, _ = typed(".712E47", at=0.0)
    late, said = press(typing, "1", typing.at + ENTRY_S)
    assert (late.shown, said) == ("", Wrong("P--"))
    later, said = press(late, "1", late.at + DEAF_S - 0.1)
    assert (later.shown, said) == ("", Wrong("-"))
    assert press(later, "1", later.at + DEAF_S)[0].shown == "1"


def test_a_slow_hand_has_longer_for_a_pin_than_for_a_verb() -> None:
    typing, _ = typed(".712E47")
    assert press(typing, "1", typing.at + ENTRY_S - 0.1)[1] is None


def test_a_dot_or_backspace_from_nothing_ends_it_without_a_sign() -> None:
    assert typed(".712.") == (NOTHING, [])
    assert typed(".7B") == (NOTHING, [])
    assert typed(".712E.12+") == (NOTHING, [Meant("call", "12")])


@given(st.lists(st.sampled_from(PAD_KEYS), max_size=30))
def test_no_text_of_what_is_typed_holds_a_digit_of_a_login(keys: list[PadKey]) -> None:
    typing, _ = typed(".7")
    for n, key in enumerate(keys):
        typing, said = press(typing, key, 101.0 + n / 10)
        if typing.entry is None:
            return
        assert not set(typing.shown) & set("0123456789")
        assert not set(repr(typing.entry)) & set("0123456789")
        assert said is None or not set(repr(said)) & set("0123456789")
