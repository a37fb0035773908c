"""A loudspeaker behind a command: real processes, a virtual sound card at the far end, and all that fails there."""

import os
import signal
import subprocess
import sys
import threading
import time
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from announcer.driver_command import CommandPlayer
from devicekit.drivers import find
from devicekit.messages import Part
from devicekit.sound.pcm import SAMPLE_BYTES, silence, to_pcm
from devicekit.sound.virtual import Loudspeaker

OK = Part(state="ok")
# Larger than a pipe: the far end must really take it.
SOUND = to_pcm(range(-20_000, 20_000)) * 3
Wait = Callable[..., None]


@pytest.fixture
def speaker(tmp_path: Path) -> Loudspeaker:
    return Loudspeaker(tmp_path / "speaker", speed=0)


@pytest.fixture
def player(speaker: Loudspeaker) -> Iterator[CommandPlayer]:
    player = CommandPlayer(speaker.command, margin_s=2.0)
    yield player
    player.hush()
    player.close()


def heard(file: Path) -> bytes:
    with wave.open(str(file)) as sound:
        return sound.readframes(sound.getnframes())


def gone(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


def warm_process() -> psutil.Process:
    (process,) = [each for each in psutil.Process().children() if each.status() != psutil.STATUS_ZOMBIE]
    return process


def test_the_driver_is_found_by_its_name(speaker: Loudspeaker) -> None:
    assert find("player", "command") is CommandPlayer


def test_the_sound_arrives_whole_and_its_first_sample_has_a_time(player: CommandPlayer, speaker: Loudspeaker) -> None:
    before = time.monotonic()
    assert player.play(SOUND) == OK
    (file,) = speaker.sounds()
    assert heard(file) == SOUND
    assert before < speaker.firsts()[0] < time.monotonic()


def test_a_process_waits_for_the_next_sound_and_speaks_it(player: CommandPlayer, speaker: Loudspeaker) -> None:
    assert player.look() == OK
    waiting = warm_process().pid
    assert player.look() == OK
    assert warm_process().pid == waiting
    assert player.play(SOUND) == OK
    assert player.play(silence(50)) == OK
    assert [len(heard(file)) for file in speaker.sounds()] == [len(SOUND), len(silence(50))]


def test_no_sound_card_is_known_before_anybody_is_called(player: CommandPlayer, speaker: Loudspeaker) -> None:
    speaker.fail("no-card")
    part = player.look()
    assert (part.state, part.code) == ("failed", "exit")
    assert "ended with status 1: aplay: main:852: audio open error" in part.detail
    assert player.play(SOUND).code == "exit"
    speaker.fail("")
    assert player.look() == OK
    assert player.play(SOUND) == OK


def test_a_card_that_was_lost_while_a_process_waited_is_tried_afresh(
    player: CommandPlayer, speaker: Loudspeaker, wait_until: Wait
) -> None:
    player.look()
    waiting = warm_process()
    waiting.kill()
    wait_until(lambda: waiting.status() == psutil.STATUS_ZOMBIE, "the end of the process that waited")
    assert player.play(SOUND) == OK
    assert len(speaker.sounds()) == 1


def test_a_card_that_breaks_in_the_middle_is_reported(player: CommandPlayer, speaker: Loudspeaker) -> None:
    player.look()
    speaker.fail("break")
    part = player.play(SOUND)
    assert (part.state, part.code) == ("failed", "exit")
    assert speaker.sounds() == []
    speaker.fail("")
    assert player.play(SOUND) == OK


def test_a_player_that_hangs_is_killed_and_the_next_call_works(speaker: Loudspeaker) -> None:
    player = CommandPlayer(speaker.command, margin_s=0.3)
    player.look()
    speaker.fail("hang")
    part = player.play(silence(200))
    assert (part.state, part.code) == ("failed", "hung")
    assert "was stopped" in part.detail
    speaker.fail("")
    assert CommandPlayer.play(player, silence(200)) == OK
    player.close()
    assert len(speaker.sounds()) == 1


def test_what_is_cut_off_ends_at_once_is_no_fault_and_the_next_sound_is_played(
    speaker: Loudspeaker, wait_until: Wait
) -> None:
    player = CommandPlayer(speaker.command, margin_s=30)
    speaker.fail("hang")
    parts: list[Part] = []
    thread = threading.Thread(target=lambda: parts.append(player.play(silence(200))))
    thread.start()
    wait_until(lambda: psutil.Process().children(), "the process that plays")
    wait_until(lambda: player._busy is not None, "the sound on its way")
    player.cut()
    thread.join()
    assert [(part.state, part.code) for part in parts] == [("ok", "cut")]
    speaker.fail("")
    assert [player.play(SOUND).state, player.play(SOUND).state] == ["ok", "ok"]
    assert [heard(file) for file in speaker.sounds()][-1] == SOUND
    player.close()


@pytest.mark.parametrize("then", ["wait", "exit 0"], ids=["waits", "ends"])
def test_children_of_a_hanging_player_die_with_it(tmp_path: Path, wait_until: Wait, then: str) -> None:
    script = f"sleep 1000 & echo $! > {tmp_path}/pid; {then}"
    player = CommandPlayer(("sh", "-c", script), margin_s=0.3)
    assert player.play(silence(10)).code == "hung"
    child = int((tmp_path / "pid").read_text())
    wait_until(lambda: gone(child), "the end of the player's child")
    player.close()


@pytest.mark.parametrize("command", ["/no/such/player", "/etc/hostname"], ids=["missing", "not-executable"])
def test_a_command_that_can_not_be_started_is_named_with_the_next_step(command: str) -> None:
    player = CommandPlayer((command,))
    for part in (player.look(), player.play(SOUND)):
        assert (part.state, part.code) == ("failed", "not_startable")
        assert command in part.detail
        assert "[player] command" in part.detail
    player.close()


def test_a_sound_is_cut_off_at_once_when_the_program_ends(speaker: Loudspeaker, wait_until: Wait) -> None:
    player = CommandPlayer(Loudspeaker(speaker.folder, speed=1).command)
    parts: list[Part] = []
    thread = threading.Thread(target=lambda: parts.append(player.play(silence(60_000))))
    thread.start()
    wait_until(speaker.firsts, "the first sample")
    begin = time.monotonic()
    player.hush()
    thread.join()
    assert time.monotonic() - begin < 2
    assert parts[0].state == "failed"
    assert speaker.sounds() == []
    player.close()


def test_a_loudspeaker_takes_as_long_as_its_sound(speaker: Loudspeaker) -> None:
    player = CommandPlayer(Loudspeaker(speaker.folder, speed=4).command)
    player.look()
    begin = time.monotonic()
    assert player.play(silence(2000)) == OK
    assert 0.45 < time.monotonic() - begin < 2
    player.close()


def test_a_fault_that_nobody_knows_is_refused(speaker: Loudspeaker) -> None:
    with pytest.raises(ValueError, match="known: no-card, break, hang"):
        speaker.fail("fire")


def test_what_the_player_says_is_cut_to_fit_a_message(tmp_path: Path) -> None:
    player = CommandPlayer(("sh", "-c", "printf %02000d 1 >&2; exit 3"))
    part = player.look()
    assert "ended with status 3" in part.detail
    assert len(part.detail) == 200
    player.close()


def test_a_waiting_process_ends_with_the_program_that_started_it(speaker: Loudspeaker, wait_until: Wait) -> None:
    """Killed as by a power cut, the program leaves no player behind that holds the sound card."""
    code = (
        "import sys, time; from announcer.driver_command import CommandPlayer\n"
        f"p = CommandPlayer({speaker.command!r}); p.look(); print(p._warm.pid, flush=True); time.sleep(100)"
    )
    program = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert program.stdout is not None
    waiting = int(program.stdout.readline())
    os.kill(program.pid, signal.SIGKILL)
    program.wait()
    program.stdout.close()
    wait_until(lambda: gone(waiting), "the end of the player that waited")


def test_sound_is_sixteen_bits(player: CommandPlayer, speaker: Loudspeaker) -> None:
    player.play(silence(1000))
    with wave.open(str(speaker.sounds()[0])) as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (1, SAMPLE_BYTES, 22_050)
