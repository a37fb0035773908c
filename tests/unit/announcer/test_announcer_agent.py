"""The whole program of an announcer without a broker: real clips, a real player process, a voice that lacks words."""

import queue
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from announcer import ear
from announcer.agent import AnnouncerHardware, build, build_voice, phrases_of
from announcer.device import Played, SpeakerSeen
from announcer.drivers import open_player
from announcer.logic import Look, Speak
from announcer.phrases import CHIME
from announcer.settings import AnnouncerFile, PlayerTable, SoundTable, VoiceTable
from devicekit.clock import HandClock
from devicekit.device_settings import Device
from devicekit.errors import DriverError, SettingsError
from devicekit.messages import Part
from devicekit.orders import Announce
from devicekit.settings import loads
from devicekit.sound import clipset
from devicekit.sound.virtual import Loudspeaker
from devicekit.worker import InlineWorker

CALL = Announce(phrase="call", number="A105", counter="21")
WORDS = ["mời công dân có số thứ tự", "a", "một", "không", "năm", "đến quầy số", "hai", "mươi", "mốt"]


@pytest.fixture
def speaker(tmp_path: Path) -> Loudspeaker:
    return Loudspeaker(tmp_path / "speaker", speed=0)


def settings(speaker: Loudspeaker, clips: Path | None = None, volume_db: float = 0.0) -> AnnouncerFile:
    return AnnouncerFile(
        device=Device(id="announcer-1", site="kontum", state=str(speaker.folder)),
        player=PlayerTable(command=speaker.command),
        voice=VoiceTable(clips=None if clips is None else str(clips)),
        sound=SoundTable(lead_in_ms=200, gap_ms=40, volume_db=volume_db),
    )


class Program:
    """The hardware half on a worker that runs when it is asked."""

    def __init__(self, file: AnnouncerFile) -> None:
        self.inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
        self.worker = InlineWorker()
        self.hardware = AnnouncerHardware(build_voice(file, open_player(file.player)), self.worker)
        self.hardware.start(self.inbox)
        self._phrases = phrases_of(file)

    def look(self) -> SpeakerSeen:
        self.hardware.perform(Look())
        self.worker.poll()
        seen = self.inbox.get_nowait()
        assert isinstance(seen, SpeakerSeen)
        return seen

    def call(self) -> Played:
        self.hardware.perform(Speak("c1", self._phrases.clips(CALL)))
        self.worker.poll()
        played = self.inbox.get_nowait()
        assert isinstance(played, Played)
        return played


@pytest.fixture
def started() -> Iterator[Callable[[AnnouncerFile], Program]]:
    programs: list[Program] = []

    def start(file: AnnouncerFile) -> Program:
        programs.append(Program(file))
        return programs[-1]

    yield start
    for program in programs:
        program.hardware.stop()
        program.hardware.stop()


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(clipset.shipped("announcer", "vi"), tmp_path / "clips"))


def heard(speaker: Loudspeaker) -> list[str]:
    clips = clipset.load(clipset.shipped("announcer", "vi"), [CHIME, *WORDS]).sounds
    return [word.clip for word in ear.words(clipset.read(speaker.sounds()[-1]), clips)]


def test_a_call_comes_out_word_for_word(started, speaker: Loudspeaker) -> None:  # type: ignore[no-untyped-def]
    program = started(settings(speaker))
    assert program.look() == SpeakerSeen(Part(state="ok"), Part(state="ok"))
    assert program.call() == Played("c1", "", Part(state="ok"), Part(state="ok"))
    assert heard(speaker) == [CHIME, *WORDS]


def test_a_call_with_a_word_missing_is_a_chime_and_a_failure_that_names_the_clip(started, speaker, copied) -> None:  # type: ignore[no-untyped-def]
    (copied / "moots.wav").unlink()
    program = started(settings(speaker, copied))
    assert program.look().clips == Part(state="degraded", code="missing", detail="1 clips: moots.wav is missing")
    assert program.call().reason == "only the chime was played: moots.wav is missing"
    assert heard(speaker) == [CHIME]


def test_a_call_without_a_chime_is_spoken_all_the_same(started, speaker, copied) -> None:  # type: ignore[no-untyped-def]
    (copied / "chime.wav").write_bytes(b"RIFF")
    played = started(settings(speaker, copied)).call()
    assert played.reason == ""
    assert played.clips.detail.startswith("1 clips: chime.wav can't be used")
    assert heard(speaker) == WORDS


def test_an_empty_folder_plays_nothing_and_says_so(started, speaker, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "none").mkdir()
    program = started(settings(speaker, tmp_path / "none"))
    assert program.look().clips.state == "failed"
    played = program.call()
    assert played.reason.startswith("nothing was played: ")
    assert played.player is None
    assert speaker.sounds() == []


def test_the_volume_of_the_settings_is_heard(started, speaker: Loudspeaker) -> None:  # type: ignore[no-untyped-def]
    started(settings(speaker, volume_db=-20.0)).call()
    with pytest.raises(ValueError, match="noise"):
        heard(speaker)


def test_a_failing_player_is_told_with_its_own_words(started, speaker: Loudspeaker) -> None:  # type: ignore[no-untyped-def]
    speaker.fail("no-card")
    program = started(settings(speaker))
    assert program.look().player.state == "failed"
    played = program.call()
    assert "audio open error" in played.reason
    speaker.fail("")
    assert program.call().reason == ""


def test_both_halves_are_built_from_the_settings_and_open_nothing(speaker: Loudspeaker) -> None:
    logic, hardware = build(settings(speaker), HandClock())
    assert logic.start().waiting == ()
    hardware.stop()
    assert speaker.firsts() == []


def test_a_driver_that_nobody_has_is_named_with_the_known_ones(speaker: Loudspeaker) -> None:
    with pytest.raises(DriverError, match=r"no driver 'comand' for a player; known: command; did you mean 'command'"):
        open_player(PlayerTable(driver="comand"))


SAMPLE = """
[device]
id = "announcer-1"
site = "kontum"
state = "."
[player]
"""


def test_settings_that_can_not_work_are_said_with_line_and_next_step(tmp_path: Path) -> None:
    text = SAMPLE + 'command = []\n[voice]\nclips = "nowhere"\nthousand = "ngìn"\n[sound]\ngap_ms = 5\n'
    with pytest.raises(SettingsError) as error:
        loads(text, str(tmp_path / "a.toml"), AnnouncerFile, "en")
    said = str(error.value)
    assert [line.split(":")[1] for line in said.splitlines()] == ["7", "9", "10", "12"]
    assert "there is no folder" in said
    assert "comes with motcua" in said or "come with motcua" in said
    assert '"nghìn"' in said
    assert loads(SAMPLE, str(tmp_path / "a.toml"), AnnouncerFile, "en").player.command[0] == "aplay"
