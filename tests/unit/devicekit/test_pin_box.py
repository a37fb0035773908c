"""A PIN on its way: the hub that made the key reads it, nobody else does, and a box does not tell how long it is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devicekit.pin_box import PinKey, TypedPin, seal

NUMBERS = st.text("0123456789", min_size=1, max_size=8)
PINS = st.text("0123456789", min_size=4, max_size=8)


@settings(max_examples=50)
@given(NUMBERS, PINS)
def test_what_is_sealed_is_read_by_the_key_it_was_sealed_to(officer: str, pin: str) -> None:
    key = PinKey()
    assert key.open(seal(key.public, TypedPin(officer, pin))) == (officer, pin)


def test_every_box_is_of_one_length_and_no_two_are_alike() -> None:
    key = PinKey()
    boxes = [seal(key.public, typed) for typed in (TypedPin("1", "4711"), TypedPin("12345678", "87654321"))]
    boxes += [seal(key.public, TypedPin("1", "4711"))]
    assert len(set(map(len, boxes))) == 1
    assert len(set(boxes)) == 3


def test_another_key_reads_nothing() -> None:
    box = seal(PinKey().public, TypedPin("12", "4711"))
    with pytest.raises(ValueError, match="not sealed to this key"):
        PinKey().open(box)


@given(st.text("ABCxyz019_-", min_size=1, max_size=160))
def test_what_is_no_box_is_refused_by_its_own_error(box: str) -> None:
    with pytest.raises(ValueError, match=r"sealed|base64|PIN|data"):
        KEY.open(box)


@pytest.mark.parametrize("key", ["", "A" * 43, "short"], ids=["empty", "a point of low order", "short"])
def test_what_is_no_key_is_refused_by_its_own_error(key: str) -> None:
    with pytest.raises(ValueError, match="key"):
        seal(key, TypedPin("1", "4711"))


def test_a_box_of_more_than_there_is_room_for_is_refused() -> None:
    with pytest.raises(ValueError, match="8 digits"):
        seal(KEY.public, TypedPin("1" * 20, "4711"))


def test_what_was_typed_is_in_no_text_of_it() -> None:
    assert "4711" not in f"{TypedPin('12', '4711')!r} {(TypedPin('12', '4711'),)}"


KEY = PinKey()
