"""A line where 5 % of all bytes become other bytes, in both directions."""

from collections.abc import Sequence

import pytest
from led_boards import SETTINGS
from noisy_hall import Desk, NoisyHall

from counter_display.bus import REFRESH_S
from counter_display.virtual import Noise

SHARE = 0.05
MINUTE, HOUR = 60.0, 3600.0
# A CRC over the whole frame, and an answer to each. The keypads count, or say bits.
CHECKED = (("modbus", "4"), ("modbus number", "3"), ("template fixed", "4"))
# No checksum at all, or one that two wrong bytes may fit.
UNCHECKED = (("qsystem", "qsystem"), ("armfly", "qsystem"), ("alpha", "4"), ("template STX ETX", "4"))
TIMES = [
    pytest.param(MINUTE, id="a minute"),
    pytest.param(HOUR, id="an hour", marks=[pytest.mark.long, pytest.mark.timeout(1800)]),
]


def hall(kinds: Sequence[tuple[str, str]], seconds: float) -> NoisyHall:
    """That long in the noise, pressing; then a while in which nobody presses."""
    made = NoisyHall([Desk(n, SETTINGS[display], keypad) for n, (display, keypad) in enumerate(kinds)], SHARE)
    made.turn(seconds, pressing=True)
    made.turn(3 * REFRESH_S)
    return made


@pytest.mark.parametrize("seconds", TIMES)
def test_with_a_checksum_no_wrong_number_no_phantom_key_no_lost_press_and_all_is_right_in_the_end(
    seconds: float,
) -> None:
    noisy = hall(CHECKED, seconds)
    for desk in noisy.desks:
        assert desk.wrong_texts == []
        assert desk.unmatched() == ([], [])
        assert len(desk.taken) == len(desk.pressed) > seconds / 12 - 1
        assert desk.reads == str(desk.number)
    assert noisy.stayed == []
    noisy.stop()


@pytest.mark.parametrize("seconds", TIMES)
def test_without_a_checksum_a_wrong_text_lives_until_the_next_good_frame(seconds: float) -> None:
    noisy = hall(UNCHECKED, seconds)
    for (name, keypad), desk in zip(UNCHECKED, noisy.desks, strict=True):
        phantoms, lost = desk.unmatched()
        wrong, changes = len(desk.wrong_texts), len(desk.board.history)
        print(
            f"{name}/{keypad}: {wrong} wrong texts of {changes}; {len(desk.pressed)} presses, {len(phantoms)} phantoms, {len(lost)} lost"
        )
    assert noisy.stayed == []
    noisy.far.noise = Noise(0.0)
    noisy.turn(3 * REFRESH_S)
    for desk in noisy.desks:
        assert str(desk.number) in desk.reads
    noisy.stop()
