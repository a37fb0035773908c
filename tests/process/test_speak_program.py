"""The counter's program with an officer's loudspeaker: a key on a pty, a word at the far end, nobody else there."""

import json
import os
import signal
import subprocess
import sys
import time
import tty
import wave
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import wait_until

from counter_display.speech_clips import shipped
from counter_display.speech_words import Word, spoken
from devicekit.sound import clipset
from devicekit.sound.virtual import Loudspeaker
from devicekit.text_files import load_texts

FILE = """
[device]
id = "counter-1"
site = "kontum"
state = "{folder}/state"
[broker]
host = "127.0.0.1"
port = 1
[keypad]
driver = "serial"
device = "{port}"
[[keypad.key]]
key = "enter"
sends = "0D"
[[keypad.key]]
key = "9"
sends = "'9'"
[speak]
command = {command}
"""
# 0.05 s where nothing else runs, nearly all of it the far end's own start; a busy machine starts nothing that soon.
AT_ONCE_S, PRESSES = 3.0, 5


@pytest.fixture
def far(tmp_path: Path) -> Loudspeaker:
    return Loudspeaker(tmp_path / "speaker", speed=0)


@pytest.fixture
def keys(far: Loudspeaker, tmp_path: Path) -> Iterator[int]:
    """The program, ready; where keys are pressed."""
    keys, port = os.openpty()
    tty.setraw(port)
    file = tmp_path / "counter-1.toml"
    (tmp_path / "state").mkdir()
    values = {"folder": tmp_path, "port": os.ttyname(port), "command": json.dumps(far.command)}
    file.write_text(FILE.format(**values), encoding="utf-8")
    command = (sys.executable, "-m", "counter_display", str(file), "--log", "json")
    program = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert program.stderr is not None
    assert any("ready" in line for line in program.stderr)
    yield keys
    program.send_signal(signal.SIGTERM)
    program.communicate(timeout=20)
    assert program.returncode == 0
    os.close(keys)
    os.close(port)


def clip(word: Word) -> bytes:
    return clipset.read(shipped("vi") / clipset.file_name(spoken(load_texts("vi"))[word]))


def heard(far: Loudspeaker) -> list[bytes]:
    found = []
    for file in far.sounds():
        with wave.open(str(file)) as sound:
            found.append(sound.readframes(sound.getnframes()))
    return found


def first_press(keys: int, far: Loudspeaker) -> float:
    """When the first key was pressed that the program heard: what is typed before it has opened the port is lost."""
    for _ in range(PRESSES):
        pressed = time.monotonic()
        os.write(keys, b"\r")
        with suppress(AssertionError):
            wait_until(far.firsts, "a word", AT_ONCE_S)
            return pressed
    raise AssertionError("nothing was heard of any key")


def test_a_key_that_nobody_takes_is_heard_at_once(keys: int, far: Loudspeaker) -> None:
    pressed = first_press(keys, far)
    assert far.firsts()[0] - pressed < AT_ONCE_S
    wait_until(lambda: heard(far) == [clip("away")], "not connected")
    os.write(keys, b"9\r")
    wait_until(lambda: heard(far)[1:] == [clip("code.1")], "no such keys")
