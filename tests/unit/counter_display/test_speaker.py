"""A word to the officer on its way to a virtual loudspeaker: real processes, listened to by their samples."""

import queue
import sys
import time
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from counter_display import speech_clips
from counter_display.agent import build
from counter_display.device import SpeakerSeen
from counter_display.settings import CounterFile
from counter_display.speaker import Clips, Speaker
from counter_display.speech import Say
from counter_display.speech_words import WORDS, Word, spoken
from devicekit.clock import HandClock
from devicekit.errors import SettingsError
from devicekit.messages import Part
from devicekit.settings import loads
from devicekit.sound import clipset, mastering
from devicekit.sound.command import SoundCommand
from devicekit.sound.pcm import samples, seconds
from devicekit.sound.virtual import Loudspeaker
from devicekit.text_files import LANGUAGES, load_texts
from devicekit.worker import ThreadWorker

FILE = """
[device]
id = "counter-1"
site = "kontum"
state = "s"
[keypad]
driver = "buttons"
[[keypad.button]]
does = "next"
pin = 5
"""
NAMES = spoken(load_texts("vi"))
Wait = Callable[..., None]


class Desk:
    """An officer's loudspeaker, and what is told of it."""

    def __init__(self, command: tuple[str, ...], margin_s: float = 3.0, folder: Path | None = None) -> None:
        self.inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
        clips = Clips(folder or speech_clips.shipped("vi"), NAMES)
        self.speaker = Speaker(clips, SoundCommand(command, "[speak]", margin_s), ThreadWorker("speaker"))
        self.speaker.start(self.inbox)
        self.first = self.told()

    def told(self) -> Part:
        """How the loudspeaker is, when there is news of it."""
        seen = self.inbox.get(timeout=20.0)
        assert isinstance(seen, SpeakerSeen)
        return seen.part

    def say(self, word: Word) -> Part:
        self.speaker.say(word)
        return self.told()


@pytest.fixture
def far(tmp_path: Path) -> Loudspeaker:
    return Loudspeaker(tmp_path / "speaker", speed=0)


@pytest.fixture
def desk(far: Loudspeaker) -> Iterator[Desk]:
    made = Desk(far.command)
    yield made
    made.speaker.stop()


def players() -> list[psutil.Process]:
    """Those that this test has started, of all that the process has."""
    return [each for each in psutil.Process().children() if "devicekit.sound.virtual" in each.cmdline()]


def heard(file: Path) -> bytes:
    with wave.open(str(file)) as sound:
        return sound.readframes(sound.getnframes())


def clip(word: Word) -> bytes:
    return clipset.read(speech_clips.shipped("vi") / clipset.file_name(NAMES[word]))


# The clips


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_has_a_short_clip_as_loud_as_the_others(language: str) -> None:
    names = speech_clips.vocabulary(language)
    found = clipset.load(speech_clips.shipped(language), names)
    assert found.wrong == {}
    assert {clipset.file_name(name) for name in names} == {
        file.name for file in speech_clips.shipped(language).glob("*.wav")
    }
    assert len(set(found.sounds.values())) == len(WORDS)
    for name, sound in found.sounds.items():
        assert 0.2 < seconds(sound) < 1.0, name
        assert -21 < mastering.level_dbfs(samples(sound)) < -18, name


def test_the_clips_are_small() -> None:
    assert sum(file.stat().st_size for file in speech_clips.shipped("vi").parent.rglob("*.wav")) < 300_000


# A word


def test_a_word_comes_out_sample_for_sample_and_at_once(desk: Desk, far: Loudspeaker) -> None:
    assert desk.first == Part(state="ok")
    for word in ("called", "code.2"):
        assert desk.say(word) == Part(state="ok")
    assert [heard(file) for file in far.sounds()] == [clip("called"), clip("code.2")]


def test_nothing_runs_while_nothing_is_said(desk: Desk) -> None:
    assert players() == []
    desk.say("done")
    assert players() == []


def test_a_newer_word_ends_the_older_one_and_of_several_the_newest_is_said(far: Loudspeaker, wait_until: Wait) -> None:
    slow = Loudspeaker(far.folder, speed=0.05, buffer_s=0.0)
    desk = Desk(slow.command, margin_s=60.0)
    desk.speaker.say("empty")
    wait_until(slow.firsts, "the first sample")
    begin = time.monotonic()
    for word in ("code.1", "code.3", "away"):
        desk.speaker.say(word)
    wait_until(lambda: len(slow.firsts()) == 2, "the newest word")
    assert slow.firsts()[1] - begin < 5.0
    desk.speaker.stop()
    assert len(slow.firsts()) == 2, "the words between never begin"
    assert slow.sounds() == []
    assert desk.told() == Part(state="ok")


def test_no_word_is_said_after_one_that_is_newer_and_the_newest_is_said(
    desk: Desk, far: Loudspeaker, wait_until: Wait
) -> None:
    words: list[Word] = ["done", "called", "finished", "code.4", "code.5", "away"]
    for word in words:
        desk.speaker.say(word)
    of_sound = {clip(word): n for n, word in enumerate(words)}
    wait_until(lambda: clip("away") in map(heard, far.sounds()), "the newest word")
    desk.speaker.stop()
    said = [of_sound[heard(file)] for file in far.sounds()]
    assert said == sorted(set(said))
    assert said[-1] == len(words) - 1


def test_say_comes_back_at_once_whatever_the_player_does(far: Loudspeaker) -> None:
    far.fail("hang")
    desk = Desk(far.command, margin_s=60.0)
    begin = time.monotonic()
    for _ in range(200):
        desk.speaker.say("done")
    assert time.monotonic() - begin < 1.0
    desk.speaker.stop()
    assert time.monotonic() - begin < 5.0
    assert players() == []


def test_a_loudspeaker_that_was_stopped_can_be_started_again(desk: Desk, far: Loudspeaker) -> None:
    desk.speaker.say("done")
    desk.speaker.stop()
    desk.speaker.stop()
    while not desk.inbox.empty():
        desk.inbox.get()
    before = len(far.sounds())
    desk.speaker.start(desk.inbox)
    assert desk.told() == Part(state="ok")
    assert desk.say("away") == Part(state="ok")
    assert [heard(file) for file in far.sounds()[before:]] == [clip("away")]


# What fails


def test_a_program_that_is_not_there_is_told_before_the_first_word() -> None:
    desk = Desk(("/no/such/player",))
    assert (desk.first.state, desk.first.code) == ("degraded", "not_startable")
    assert "/no/such/player" in desk.first.detail
    assert "[speak] command" in desk.first.detail
    assert desk.say("done").code == "not_startable"
    desk.speaker.stop()


def test_a_player_that_hangs_is_ended_told_and_well_again_with_the_next_word(far: Loudspeaker) -> None:
    desk = Desk(far.command, margin_s=0.5)
    far.fail("hang")
    part = desk.say("done")
    assert (part.state, part.code) == ("degraded", "hung")
    assert players() == []
    far.fail("")
    patient = Desk(far.command)
    assert patient.say("done") == Part(state="ok")
    for each in (desk, patient):
        each.speaker.stop()


def test_a_player_without_a_sound_card_is_told_and_heals(desk: Desk, far: Loudspeaker) -> None:
    far.fail("no-card")
    part = desk.say("done")
    assert (part.state, part.code) == ("degraded", "exit")
    assert "audio open error" in part.detail
    far.fail("")
    assert desk.say("done") == Part(state="ok")


def test_a_clip_that_is_missing_is_told_and_the_other_words_are_said(tmp_path: Path, far: Loudspeaker) -> None:
    for name in NAMES.values():
        if name != NAMES["away"]:
            clipset.write(tmp_path / clipset.file_name(name), clip("done"), is_small=True)
    desk = Desk(far.command, folder=tmp_path)
    assert (desk.first.state, desk.first.code) == ("degraded", "missing")
    assert "chuwa-keets-noois.wav is missing" in desk.first.detail
    assert desk.say("away") == desk.say("done") == desk.first
    assert len(far.sounds()) == 1
    desk.speaker.stop()


# The settings


def test_a_counter_without_the_table_has_no_loudspeaker_and_loads_nothing_for_one() -> None:
    source = (
        "import sys\nfrom counter_display.agent import build\nfrom counter_display.settings import CounterFile\n"
        "from devicekit.clock import HandClock\nfrom devicekit.settings import loads\n"
        f"build(loads({FILE!r}, 'c.toml', CounterFile), HandClock())\n"
        "sys.exit(any(name in sys.modules for name in ('counter_display.speaker', 'devicekit.sound.command', 'wave')))"
    )
    assert psutil.Popen([sys.executable, "-c", source]).wait(60) == 0


def test_a_counter_with_the_table_says_a_word_in_its_language_and_volume(far: Loudspeaker, wait_until: Wait) -> None:
    table = f'[speak]\ncommand = {list(far.command)}\nlanguage = "en"\nvolume_db = -20.0\n'.replace("'", '"')
    _, hardware = build(loads(FILE + table, "c.toml", CounterFile), HandClock(), keys=Nobody())
    inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
    hardware.start(inbox)
    hardware.perform(Say("finished"))
    wait_until(lambda: len(far.sounds()) == 1, "the word")
    hardware.stop()
    loud = clipset.read(speech_clips.shipped("en") / "finished.wav")
    (sound,) = map(heard, far.sounds())
    assert len(sound) == len(loud)
    assert max(samples(sound)) == pytest.approx(max(samples(loud)) / 10, abs=1)


class Nobody:
    """A keypad that nobody touches."""

    def start(self, inbox: object) -> None: ...

    def poll(self) -> bool:
        return False

    def stop(self) -> None: ...


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('language = "fr"', '"en", "vi"'),
        ("volume_db = 6.0", "-40 to 0"),
        ("command = []", "command"),
        ('speed = "slow"', "speed"),
    ],
)
def test_a_wrong_key_of_the_table_is_named_with_its_place(line: str, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        loads(f"{FILE}[speak]\n{line}\n", "c.toml", CounterFile, "en")
    (problem,) = caught.value.problems
    assert problem.startswith("c.toml:12:")
    assert said in problem


def test_a_loudspeaker_beside_no_keypad_is_an_error_with_its_line() -> None:
    with pytest.raises(SettingsError) as caught:
        loads(f"{FILE.partition('[keypad]')[0]}[hdmi]\n[speak]\n", "c.toml", CounterFile, "en")
    (problem,) = caught.value.problems
    assert problem.startswith("c.toml:7:")
    assert "Add [keypad] or leave out [speak]" in problem
