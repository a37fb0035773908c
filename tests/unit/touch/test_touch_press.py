"""Which touches are a press."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devicekit.touch.box import Box
from devicekit.touch.press import DOUBLE_S, LOST_S, Pressing, Touch, touched, turned

TARGETS = {"left": Box(0, 0, 100, 100), "right": Box(110, 0, 100, 100)}
START = Pressing(page="ask")


def play(*touches: tuple[float, str, float, float], finger: int = 0, state: Pressing = START) -> list[str]:
    pressed = []
    for now, kind, x, y in touches:
        state, target = touched(state, Touch(kind, finger, x, y), TARGETS, now)
        pressed += [target] if target else []
    return pressed


def test_down_and_up_in_one_target_is_a_press() -> None:
    assert play((1, "down", 5, 5), (1.1, "up", 90, 90)) == ["left"]


def test_nothing_happens_before_the_finger_goes_up() -> None:
    assert play((1, "down", 5, 5), (1.1, "move", 6, 6)) == []


@pytest.mark.parametrize("end", [(150, 50), (105, 50), (50, 300), (-5, 5)], ids=["other", "gap", "ground", "outside"])
def test_who_slides_off_has_pressed_nothing(end: tuple[float, float]) -> None:
    assert play((1, "down", 50, 50), (1.2, "move", *end), (1.3, "up", *end)) == []


def test_a_finger_that_comes_back_presses() -> None:
    assert play((1, "down", 50, 50), (1.2, "move", 300, 50), (1.3, "move", 60, 50), (1.4, "up", 60, 50)) == ["left"]


def test_a_double_tap_is_one_press() -> None:
    first = ((1, "down", 5, 5), (1.05, "up", 5, 5))
    assert play(*first, (1.2, "down", 5, 5), (1.25, "up", 5, 5)) == ["left"]
    later = 1.05 + DOUBLE_S + 0.01
    assert play(*first, (later, "down", 5, 5), (later + 0.05, "up", 5, 5)) == ["left", "left"]


def test_a_second_tap_that_begins_early_counts_for_nothing_however_late_it_ends() -> None:
    assert play((1, "down", 5, 5), (1.05, "up", 5, 5), (1.2, "down", 150, 5), (3, "up", 150, 5)) == ["left"]


def test_a_second_finger_is_ignored_until_the_first_is_gone() -> None:
    state, _ = touched(START, Touch("down", 1, 5, 5), TARGETS, 1.0)
    state, _ = touched(state, Touch("down", 2, 150, 5), TARGETS, 1.1)
    state, second = touched(state, Touch("up", 2, 150, 5), TARGETS, 1.2)
    state, first = touched(state, Touch("up", 1, 5, 5), TARGETS, 1.3)
    assert (second, first) == ("", "left")


def test_a_finger_whose_going_up_was_lost_does_not_hold_the_screen_for_ever() -> None:
    state, _ = touched(START, Touch("down", 1, 5, 5), TARGETS, 1.0)
    assert play((2 + LOST_S, "down", 150, 5), (2.1 + LOST_S, "up", 150, 5), finger=2, state=state) == ["right"]


def test_a_finger_that_lies_there_when_the_page_turns_presses_nothing_on_the_new_one() -> None:
    state, _ = touched(START, Touch("down", 0, 5, 5), TARGETS, 1.0)
    state, target = touched(turned(state, "why"), Touch("up", 0, 5, 5), TARGETS, 1.1)
    assert target == ""
    assert play((2, "down", 5, 5), (2.1, "up", 5, 5), state=state) == ["left"]


def test_the_same_page_drawn_again_keeps_the_finger() -> None:
    state, _ = touched(START, Touch("down", 0, 5, 5), TARGETS, 1.0)
    assert play((1.2, "up", 5, 5), state=turned(state, "ask")) == ["left"]


touches = st.lists(
    st.tuples(
        st.floats(0, 0.5),
        st.sampled_from(["down", "move", "up"]),
        st.integers(0, 2),
        st.integers(-10, 250),
        st.integers(-10, 120),
    ),
    max_size=40,
)


@given(touches)
def test_no_series_of_touches_presses_twice_within_the_time_of_a_double_tap(
    series: list[tuple[float, str, int, int, int]],
) -> None:
    state, now, pressed = START, 100.0, []
    for wait, kind, finger, x, y in series:
        now += wait
        state, target = touched(state, Touch(kind, finger, x, y), TARGETS, now)
        if target:
            assert TARGETS[target].holds(x, y)
            pressed.append(now)
    assert all(b - a >= DOUBLE_S for a, b in pairwise(pressed))
