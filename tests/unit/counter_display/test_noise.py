"""A line where 5 % of all bytes become other bytes, in both directions."""

import random
from collections.abc import Sequence

import pytest
from led_boards import SETTINGS
from noisy_hall import FIRST_BOX, Desk, NoisyHall

from counter_display.bus import REFRESH_S
from counter_display.protocol import KEYS as CODES
from counter_display.protocol import Decoder, KeyFrame, decode
from counter_display.virtual import Noise

SHARE = 0.05
MINUTE, HOUR = 60.0, 3600.0
# A CRC over the whole frame, and an answer to each. The keypads count, or say bits.
CHECKED = (("modbus", "4"), ("modbus number", "3"), ("template fixed", "4"))
# No checksum at all, or one that two wrong bytes may fit.
UNCHECKED = (("qsystem", "qsystem"), ("armfly", "qsystem"), ("alpha", "4"), ("template STX ETX", "4"))
# In the noise two frames of three go unanswered, and a display that says nothing for long is told every 5 s at most.
SETTLED_S = 12 * REFRESH_S
# Of the presses of thirty boxes, at most so many count as another box's, or as another key.
PHANTOMS_AMONG_30 = 0.01
TIMES = [
    pytest.param(MINUTE, id="a minute"),
    pytest.param(HOUR, id="an hour", marks=[pytest.mark.long, pytest.mark.timeout(1800)]),
]


def hall(kinds: Sequence[tuple[str, str]], seconds: float) -> NoisyHall:
    """That long in the noise, pressing; then nobody presses until all is right, in the same noise."""
    made = NoisyHall([Desk(n, SETTINGS[display], keypad) for n, (display, keypad) in enumerate(kinds)], SHARE)
    made.turn(seconds, pressing=True)
    made.settle(SETTLED_S)
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
    assert noisy.stayed == []
    for (name, keypad), desk in zip(UNCHECKED, noisy.desks, strict=True):
        phantoms, unheard = desk.unmatched()
        counts = f"{len(desk.pressed)} presses, {len(unheard)} not heard, {len(phantoms)} phantoms"
        print(f"{name}, keypad {keypad}: {len(desk.wrong_texts)} wrong of {len(desk.board.history)} texts; {counts}")
        # A box that speaks unasked: what is spoilt is not heard. Who is asked loses nothing.
        assert (phantoms, unheard) == ([], []) or keypad == "qsystem"
        assert len(phantoms) <= 1 + PHANTOMS_AMONG_30 * len(desk.pressed)
    noisy.far.noise = Noise(0.0)
    noisy.turn(3 * REFRESH_S)
    for desk in noisy.desks:
        assert str(desk.number) in desk.reads
    noisy.stop()


@pytest.mark.parametrize(("boxes", "most"), [(1, 0.001), (30, PHANTOMS_AMONG_30)])
def test_a_garbled_key_of_a_box_is_seldom_another_key(boxes: int, most: float) -> None:
    noise, moments = Noise(SHARE), random.Random(1)
    presses = wrong = heard = 0
    for _ in range(20_000):
        said = KeyFrame(FIRST_BOX + moments.randrange(boxes), moments.choice(sorted(CODES)))
        _, found = decode(Decoder(), bytes(noise.through(value) for value in (1, said.address, said.key, 7)), 1.0)
        taken = [each for each in found if isinstance(each, KeyFrame) and 0 <= each.address - FIRST_BOX < boxes]
        presses, heard, wrong = presses + 1, heard + (said in taken), wrong + any(each != said for each in taken)
    print(f"{boxes} boxes: {heard / presses:.2%} heard, {wrong / presses:.3%} taken for another key")
    # All four bytes must come through.
    assert heard / presses == pytest.approx((1 - SHARE) ** 4, abs=0.01)
    assert 0 < wrong / presses < most
