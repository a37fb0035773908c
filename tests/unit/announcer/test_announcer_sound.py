"""Clips to sound: joined without stutter, replaced by the chime when a word is missing; clip files good and bad."""

import math
import shutil
import wave
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from announcer.clipmaker import vocabulary
from announcer.phrases import CHIME, PAUSE, Phrases
from announcer.sound import PAUSE_MS, Shape, join, sayable
from devicekit.orders import Announce
from devicekit.sound import clipset, mastering
from devicekit.sound.pcm import RATE, amplify, samples, seconds, silence, to_pcm
from devicekit.text_files import load_texts

SHIPPED = clipset.shipped("announcer", "vi")
TONE = to_pcm([1000, -1000] * 500)
CLIPS = {CHIME: to_pcm([7] * 300), "một": TONE, "hai": to_pcm([9] * 50)}


@given(
    st.lists(st.sampled_from([CHIME, "một", "hai", PAUSE])),
    st.integers(30, 80),
    st.integers(0, 2000),
)
def test_a_sound_is_as_long_as_its_clips_and_silences(names: list[str], gap_ms: int, lead_in_ms: int) -> None:
    sound = join(names, CLIPS, Shape(lead_in_ms, gap_ms))
    words = [name for name in names if name != PAUSE]
    pauses = gaps = 0
    for at in range(1, len(words)):
        places = [i for i, name in enumerate(names) if name != PAUSE]
        pauses += PAUSE in names[places[at - 1] : places[at]]
    gaps = max(0, len(words) - 1) - pauses
    expected = sum(len(CLIPS[word]) for word in words) + len(silence(lead_in_ms))
    assert len(sound) == expected + gaps * len(silence(gap_ms)) + pauses * len(silence(PAUSE_MS))


def test_clips_come_out_unchanged_and_gaps_silent() -> None:
    sound = join(["một", "hai"], CLIPS, Shape(0, 40))
    assert sound == TONE + silence(40) + CLIPS["hai"]
    assert seconds(silence(40)) == pytest.approx(0.04, abs=1e-4)


@pytest.mark.parametrize(
    ("names", "said", "missing"),
    [
        ((CHIME, PAUSE, "một"), (CHIME, PAUSE, "một"), ()),
        ((CHIME, PAUSE, "một", "ba", "ba"), (CHIME,), ("ba",)),
        (("một", "ba"), (CHIME,), ("ba",)),
    ],
)
def test_with_a_word_missing_only_the_chime_is_played(
    names: tuple[str, ...], said: tuple[str, ...], missing: tuple[str, ...]
) -> None:
    assert sayable(names, CLIPS) == (said, missing)


def test_a_call_without_its_chime_is_still_spoken() -> None:
    clips = {"một": TONE}
    assert sayable((CHIME, PAUSE, "một"), clips) == ((PAUSE, "một"), (CHIME,))
    assert join((PAUSE, "một"), clips, Shape(0, 50)) == TONE
    assert sayable((CHIME, PAUSE, "hai"), clips) == ((), (CHIME, "hai"))


def test_volume_is_in_decibels_and_never_wraps_around() -> None:
    assert amplify(TONE, 0) is TONE
    assert list(samples(amplify(TONE, -20)))[:2] == [100, -100]
    assert max(samples(amplify(to_pcm([30_000]), 20))) == 32_767


# Mastering


def test_mastering_trims_silence_and_levels() -> None:
    raw = silence(300) + to_pcm(round(2000 * math.sin(i / 8)) for i in range(RATE // 2)) + silence(700)
    clip = mastering.master(raw)
    assert 0.5 <= seconds(clip) <= 0.54
    assert mastering.level_dbfs(samples(clip)) == pytest.approx(mastering.LEVEL_DBFS, abs=0.5)
    assert (samples(clip)[0], samples(clip)[-1]) == (0, 0)


@pytest.mark.parametrize("raw", [b"", silence(100), to_pcm([10, -10] * 5000)], ids=["empty", "silent", "hiss"])
def test_a_recording_of_nothing_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match="nothing to hear"):
        mastering.master(raw)


# Files


def test_the_shipped_set_has_every_word_in_one_loudness() -> None:
    found = clipset.load(SHIPPED, vocabulary())
    assert found.wrong == {}
    assert {clipset.file_name(name) for name in vocabulary()} == {f.name for f in SHIPPED.glob("*.wav")}
    for name, sound in found.sounds.items():
        assert 0.1 < seconds(sound) < 4, name
        assert max(abs(sample) for sample in samples(sound)) <= 29_300, name
        assert -21 < mastering.level_dbfs(samples(sound)) < -18, name


def test_the_shipped_chime_is_the_computed_one() -> None:
    assert clipset.read(SHIPPED / "chime.wav") == mastering.chime()


def test_the_shipped_set_is_small() -> None:
    assert sum(file.stat().st_size for file in SHIPPED.iterdir()) < 3_700_000


def test_a_whole_call_fits_the_time_that_a_call_has() -> None:
    found = clipset.load(SHIPPED, vocabulary())
    phrases = Phrases(load_texts("vi"))
    names = phrases.clips(Announce(phrase="recall_last", number="L0505", counter="1234"))
    assert seconds(join(names, found.sounds, Shape(2000, 80))) < 13


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:2000])


def other_rate(file: Path) -> None:
    with wave.open(str(file), "wb") as clip:
        clip.setparams((2, 2, 44_100, 0, "NONE", "not compressed"))
        clip.writeframes(bytes(4000))


def empty(file: Path) -> None:
    clipset.write(file, b"")


def too_long(file: Path) -> None:
    clipset.write(file, silence(11_000))


def folder_instead(file: Path) -> None:
    file.unlink()
    file.mkdir()


BROKEN = {
    "is missing": Path.unlink,
    "cut off": cut,
    "44100 Hz, 16 bits, 2 channels; it must be 22050 Hz": other_rate,
    "it holds 0.0 s": empty,
    "it holds 11.0 s": too_long,
    "Is a directory": folder_instead,
    "does not start with RIFF": lambda file: file.write_bytes(b"ID3 song, not sound"),
    "can't be used": lambda file: file.write_bytes(b""),
}


@pytest.mark.parametrize("said", BROKEN)
def test_a_broken_clip_is_named_and_the_others_are_there(tmp_path: Path, said: str) -> None:
    for name in ("a.wav", "ba.wav"):
        shutil.copyfile(SHIPPED / name, tmp_path / name)
    BROKEN[said](tmp_path / "ba.wav")
    found = clipset.load(tmp_path, ("a", "ba"))
    assert set(found.sounds) == {"a"}
    assert found.wrong["ba"].startswith("ba.wav ")
    assert said in found.wrong["ba"]
