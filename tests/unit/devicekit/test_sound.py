"""Sound as samples, and the small form in which a short word lies on the disk."""

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devicekit.sound import clipset
from devicekit.sound.mastering import level_dbfs
from devicekit.sound.pcm import RATE, from_small, samples, small, to_pcm


def tone(hertz: float, loud: int = 12_000) -> bytes:
    return to_pcm(round(loud * math.sin(2 * math.pi * hertz * at / RATE)) for at in range(RATE // 4))


@given(st.binary(max_size=300))
def test_a_small_sound_has_two_samples_for_each_and_keeps_its_own(data: bytes) -> None:
    values = samples(from_small(data))
    assert len(values) == 2 * len(data)
    assert list(values[::2]) == [(value - 128) * 256 for value in data]


@given(st.lists(st.integers(-32_768, 32_767), max_size=300))
def test_any_sound_can_be_made_small(values: list[int]) -> None:
    assert len(small(to_pcm(values))) == (len(values) + 1) // 2


@pytest.mark.parametrize(("hertz", "below_db"), [(200, 35), (1000, 35), (3000, 15)])
def test_speech_comes_back_nearly_as_it_was(hertz: int, below_db: int) -> None:
    sound = tone(hertz)
    back = from_small(small(sound))
    off = [a - b for a, b in zip(samples(sound), samples(back), strict=False)]
    assert level_dbfs(off) < level_dbfs(samples(sound)) - below_db


def test_what_is_too_high_for_half_the_rate_is_left_out() -> None:
    high = tone(10_500)
    assert level_dbfs(samples(from_small(small(high)))) < level_dbfs(samples(high)) - 25


def test_a_small_clip_is_a_quarter_and_is_read_like_any_other(tmp_path: Path) -> None:
    sound = tone(440)
    clipset.write(tmp_path / "a.wav", sound)
    clipset.write(tmp_path / "b.wav", sound, is_small=True)
    assert clipset.read(tmp_path / "a.wav") == sound
    assert abs(len(clipset.read(tmp_path / "b.wav")) - len(sound)) <= 2
    assert (tmp_path / "b.wav").stat().st_size < (tmp_path / "a.wav").stat().st_size / 3.9
