"""A numeric keypad as the kernel reports it: whatever it sends, each press is one key, and nothing else is."""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter_display.input_events import CODES, EVENT, SETTLED_S, STUCK_S, Pad, decode, stuck
from counter_display.keypad import MARKS, PAD_KEYS, PadKey
from counter_display.virtual_keypad import TABLES, Kind, record, stroke, typed

STAMP = 1_795_395_600.25
ALL = "0123456789E+-*/.B"
NAMES = {"E": "enter", "B": "back"} | {mark: key for key, mark in MARKS.items()}


def keys(events: bytes) -> list[PadKey]:
    return list(decode(Pad(), events, 5.0)[1])


@pytest.mark.parametrize("kind", TABLES)
@pytest.mark.parametrize("bounces", [0, 3])
def test_every_key_of_every_kind_of_keypad_is_itself_once(kind: Kind, bounces: int) -> None:
    assert keys(typed(ALL, STAMP, kind, bounces)) == [NAMES[key] for key in ALL]


def test_the_table_has_every_key() -> None:
    assert set(CODES.values()) == set(PAD_KEYS)


def test_a_key_that_is_held_is_one_press_and_stuck_in_the_end() -> None:
    pad, found = decode(Pad(), stroke(82, 1, STAMP), 5.0)
    assert found == ("0",)
    for n in range(300):
        pad, found = decode(pad, stroke(82, 2, STAMP + n / 30), 5.0 + n / 30)
        assert found == ()
    assert stuck(pad, 5.0 + STUCK_S - 0.1) is None
    assert stuck(pad, 5.0 + STUCK_S) == "0"
    pad, _ = decode(pad, stroke(82, 0, STAMP + 11), 16.0)
    assert stuck(pad, 99.0) is None


def test_the_same_key_twice_in_one_read_is_two_presses() -> None:
    assert keys(typed("11", STAMP)) == ["1", "1"]


@pytest.mark.parametrize(("apart", "presses"), [(SETTLED_S - 0.002, 1), (SETTLED_S + 0.002, 2)])
def test_closed_again_too_soon_is_the_same_press(apart: float, presses: int) -> None:
    events = stroke(79, 1, STAMP) + stroke(79, 0, STAMP + 0.1) + stroke(79, 1, STAMP + 0.1 + apart)
    assert len(keys(events)) == presses


def test_a_clock_that_was_set_back_loses_no_press() -> None:
    events = typed("1", STAMP) + typed("1", STAMP - 3600)
    assert keys(events) == ["1", "1"]


def test_a_keyboards_star_and_plus_need_shift() -> None:
    shift_down, shift_up = stroke(42, 1, STAMP), stroke(42, 0, STAMP + 1)
    star = stroke(9, 1, STAMP + 0.1) + stroke(9, 0, STAMP + 0.2)
    plus = stroke(13, 1, STAMP + 0.3) + stroke(13, 0, STAMP + 0.4)
    assert keys(shift_down + star + plus + shift_up + plus) == ["star", "plus"]
    # Shift let go first: the key is up all the same.
    early = shift_down + stroke(13, 1, STAMP) + shift_up + stroke(13, 0, STAMP + 1) + shift_down
    assert keys(early + stroke(13, 1, STAMP + 2)) == ["plus", "plus"]


def test_after_lost_events_the_next_press_counts() -> None:
    dropped = record(STAMP, 0, 3, 0)
    assert keys(stroke(79, 1, STAMP) + dropped + stroke(79, 1, STAMP + 1)) == ["1", "1"]


@settings(max_examples=200)
@given(st.text(ALL, max_size=12), st.sampled_from(list(TABLES)), st.lists(st.integers(1, 60)))
def test_events_cut_anywhere_are_the_same_keys(text: str, kind: Kind, cuts: list[int]) -> None:
    events, pad, found = typed(text, STAMP, kind), Pad(), list[PadKey]()
    for cut in (*cuts, len(events)):
        pad, more = decode(pad, events[:cut], 5.0)
        events, found = events[cut:], [*found, *more]
    assert found == [NAMES[key] for key in text]


@settings(max_examples=300)
@given(st.lists(st.binary(max_size=100), max_size=6))
def test_any_bytes_are_survived(reads: list[bytes]) -> None:
    pad = Pad()
    for data in reads:
        pad, found = decode(pad, data, 5.0)
        assert set(found) <= set(PAD_KEYS)
        assert len(pad.rest) < EVENT.size


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(0, 600), st.integers(-1, 3), st.integers(0, 5)), max_size=40))
def test_no_key_without_a_press_of_it(events: list[tuple[int, int, int]]) -> None:
    data = b"".join(struct.pack("@llHHi", 100, 0, kind, code, value) for code, value, kind in events)
    downs = {CODES.get(code) for code, value, kind in events if kind == 1 and value == 1}
    shifted = {"star", "plus"} if any(code in (9, 13) for code, _, _ in events) else set()
    assert set(keys(data)) <= downs | shifted
