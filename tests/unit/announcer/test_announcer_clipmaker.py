"""Making a clip set: every word by a process of its own, which may hang, fail or give rubbish; and by the real one."""

import sys
from pathlib import Path

import pytest

from announcer.clipmaker import make, vocabulary
from devicekit.sound import clipset
from devicekit.sound.clipmaker import NotMade, Synthesizer
from devicekit.sound.pcm import RATE
from motcua.__main__ import main as motcua

# Writes a tone; what it was told is its arguments: voice, rate, text, file.
TONE = f"""
import sys, wave
voice, rate, text, file = sys.argv[1:]
with wave.open(file, "wb") as clip:
    clip.setparams((1, 2, {RATE}, 0, "NONE", ""))
    clip.writeframes(bytes(2000) + b"\\x00\\x20\\x00\\xe0" * 4000 + bytes(2000))
"""


def worker(source: str) -> tuple[str, ...]:
    return (sys.executable, "-c", source)


def quiet(line: str) -> None:
    pass


def test_a_set_has_a_file_for_every_word_also_when_one_failed_at_first(tmp_path: Path) -> None:
    once = f"""
import pathlib, sys
mark = pathlib.Path({str(tmp_path / "tried")!r})
if sys.argv[3] == "năm" and not mark.exists():
    mark.touch()
    sys.exit(1)
"""
    make(tmp_path / "set", Synthesizer("vi", 135, worker(once + TONE)), quiet)
    found = clipset.load(tmp_path / "set", vocabulary())
    assert found.wrong == {}
    assert (tmp_path / "tried").exists()
    # The silence around the tone is gone, but for a margin.
    assert {len(found.sounds[name]) // 1000 for name in ("một", "năm")} == {17}


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("import threading; threading.Event().wait()", "it hung for 0.5 s and was killed"),
        ("import sys; sys.exit('no voice here')", "no voice here"),
        ("import sys; sys.exit(3)", "it ended with status 3"),
        ("pass", "No such file or directory"),
        (TONE.replace(str(RATE), "44100"), "44100 Hz"),
        (TONE.replace("\\x20", "\\x00").replace("\\xe0", "\\x00"), "nothing to hear"),
    ],
    ids=["hangs", "fails", "fails-silently", "writes-nothing", "other-rate", "silence"],
)
def test_a_synthesizer_that_does_not_work_is_ended_and_told_by_its_clip(tmp_path: Path, source: str, said: str) -> None:
    with pytest.raises(NotMade, match="clip 'mời công dân có số thứ tự' could not be made with voice 'vi'") as error:
        make(tmp_path, Synthesizer("vi", 135, worker(source), patience_s=0.5), quiet)
    assert said in str(error.value)


def test_a_folder_that_can_not_be_written_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert motcua(["make-clips", str(tmp_path / "file" / "voice")]) == 2
    assert f"{tmp_path}/file/voice: Not a directory; choose another folder" in capsys.readouterr().err


def test_the_list_tells_a_person_what_to_record(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert motcua(["make-clips", "--list", str(tmp_path)]) == 0
    lines = dict(line.split("\t") for line in capsys.readouterr().out.splitlines())
    assert lines["muwowif.wav"] == "mười"
    assert set(lines) == {file.name for file in clipset.shipped("announcer", "vi").glob("*.wav")}


def test_the_real_synthesizer_speaks_a_word_and_refuses_a_voice_that_it_has_not(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    sound = Synthesizer("vi", 135).spoken("năm", tmp_path / "raw.wav")
    assert 0.1 < len(sound) / 2 / RATE < 0.8
    assert motcua(["make-clips", str(tmp_path), "--voice", "vi-x"]) == 2
    assert "no voice 'vi-x' in espeak-ng; known: " in capfd.readouterr().err
