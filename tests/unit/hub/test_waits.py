"""How long somebody waits is said as people say it, in both languages, and never too short."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devicekit.text_files import load_texts
from hub.engine.waits import HOUR_MS, MINUTE_MS, SECOND_MS, again_in, retry_s
from hub.key_words import in_words

UNITS = {"second": SECOND_MS, "minute": MINUTE_MS, "hour": HOUR_MS}


@pytest.mark.parametrize(
    ("left_ms", "vi", "en"),
    [
        (1, "sau 1 giây", "in 1 second"),
        (2_000, "sau 2 giây", "in 2 seconds"),
        (59_000, "sau 59 giây", "in 59 seconds"),
        (59_001, "sau 1 phút", "in 1 minute"),
        (60_000, "sau 1 phút", "in 1 minute"),
        (60_001, "sau 2 phút", "in 2 minutes"),
        (15 * MINUTE_MS - 1, "sau 15 phút", "in 15 minutes"),
        (120 * MINUTE_MS, "sau 120 phút", "in 120 minutes"),
        (64 * HOUR_MS, "sau khoảng 64 giờ", "in about 64 hours"),
    ],
)
def test_a_wait_is_said_in_seconds_or_minutes(left_ms: int, vi: str, en: str) -> None:
    said = again_in(left_ms)
    assert in_words(said, load_texts("vi")) == f"Nhập lại được {vi}"
    assert in_words(said, load_texts("en")) == f"Try again {en}"


@given(st.integers(1, 80 * HOUR_MS))
def test_whoever_waits_as_long_as_was_said_has_waited_enough(left_ms: int) -> None:
    said = again_in(left_ms)
    unit_ms, n = UNITS[said.code.removesuffix("s")], int(said.values["n"])
    assert (n == 1) == (said.code in UNITS)
    least_ms = n * unit_ms - (unit_ms if unit_ms < HOUR_MS else unit_ms / 2)
    most_ms = n * unit_ms + (0 if unit_ms < HOUR_MS else unit_ms / 2)
    assert least_ms <= left_ms <= most_ms
    assert retry_s([said]) == n * unit_ms // 1000
    assert retry_s([]) == 1
