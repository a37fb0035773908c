"""The button box at the far end: what a person would say of its lamps."""

import pytest

from devicekit.buttons.virtual import ButtonBox
from devicekit.clock import HandClock
from kiosk_ticket.lamps import RHYTHMS, Pattern, at

STEP_S = 0.05


def shown(pattern: Pattern, seconds: float) -> tuple[ButtonBox, HandClock]:
    """A lamp that has shown this pattern for so long."""
    clock = HandClock()
    box = ButtonBox(clock)
    for _ in range(round(seconds / STEP_S)):
        box.light(14, at(pattern, clock.monotonic())[0])
        clock.turn(STEP_S)
    return box, clock


@pytest.mark.parametrize("pattern", RHYTHMS)
def test_every_rhythm_is_seen_to_blink_at_any_moment(pattern: Pattern) -> None:
    for n in range(45):
        box, clock = shown(pattern, 5 + n * STEP_S)
        assert box.blinking(14, clock.monotonic()), f"{pattern} after {n} steps"


@pytest.mark.parametrize("pattern", ["on", "off"])
def test_a_lamp_that_only_burns_or_only_does_not_is_not_blinking(pattern: Pattern) -> None:
    box, clock = shown(pattern, 3)
    assert not box.blinking(14, clock.monotonic())


def test_a_lamp_that_came_to_rest_soon_counts_as_resting() -> None:
    box, clock = shown("working", 3)
    box.light(14, True)
    clock.turn(0.7)
    assert not box.blinking(14, clock.monotonic())
    box.light(14, False)
    assert not box.blinking(14, clock.monotonic() + 2.1)
