"""What a line needs by its own: the sums that the benchmark divides by."""

import pytest

from motcua.bench.line_time import Exchange, asked_in_turn_s, at_best_s

BAUD = 9600
BYTE_S = 10 / BAUD
QUESTION, NUMBER = Exchange(8, 9, 0.004, 0.004), Exchange(13, 8, 0.004, 0.004)


def test_one_press_needs_its_question_and_its_number() -> None:
    needed = (8 + 9) * BYTE_S + 0.008 + 13 * BYTE_S
    assert at_best_s([5.0], QUESTION, NUMBER, BAUD) == pytest.approx(needed)
    assert asked_in_turn_s([5.0], QUESTION, NUMBER, BAUD) == pytest.approx(needed)


def test_a_frame_without_an_answer_is_its_bytes_and_the_silence_after() -> None:
    assert Exchange(10, gap_s=0.3).seconds(BAUD) == pytest.approx(10 * BYTE_S + 0.3)
    assert at_best_s([0.0, 0.0], Exchange(4), Exchange(10, gap_s=0.3), BAUD) == pytest.approx(28 * BYTE_S + 0.3)


def test_who_presses_late_is_waited_for() -> None:
    assert at_best_s([0.0, 9.0], QUESTION, NUMBER, BAUD) == pytest.approx(9 + at_best_s([0.0], QUESTION, NUMBER, BAUD))


def test_who_must_ask_everybody_needs_longer_than_who_knows() -> None:
    moments = [n / 30 for n in range(30)]
    best, in_turn = (need(moments, QUESTION, NUMBER, BAUD) for need in (at_best_s, asked_in_turn_s))
    assert best < in_turn < 1.5 * best


def test_all_at_once_each_is_asked_once() -> None:
    assert asked_in_turn_s([1.0] * 30, QUESTION, NUMBER, BAUD) == pytest.approx(
        at_best_s([1.0] * 30, QUESTION, NUMBER, BAUD)
    )
