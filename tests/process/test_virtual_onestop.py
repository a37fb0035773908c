"""`motcua virtual-onestop` as a program: ready, Ctrl-C, and what can't start says why in one line."""

import json
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import free_port

COMMAND = [sys.executable, "-m", "motcua", "virtual-onestop"]


@contextmanager
def started(*words: str) -> Iterator[subprocess.Popen[str]]:
    """The program, which ends with the test whatever happens."""
    program = subprocess.Popen([*COMMAND, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with program:
        try:
            yield program
        finally:
            program.kill()


def test_it_says_ready_takes_a_dossier_and_ends_cleanly_on_ctrl_c(tmp_path: Path) -> None:
    port, data = free_port(), tmp_path / "data"
    url = f"http://127.0.0.1:{port}"
    with started("--port", str(port), "--data", str(data), "--repeat", "0.5") as program:
        assert program.stdout is not None
        assert program.stderr is not None
        assert program.stdout.readline().strip() == f"ready {url}"
        body = json.dumps({"counter": "counter-1", "procedure": "1.001193"}).encode()
        asked = urllib.request.Request(f"{url}/desk/accept", body, {"content-type": "application/json"})
        with urllib.request.urlopen(asked) as answer:
            code = json.load(answer)["code"]
        with urllib.request.urlopen(f"{url}/desk/faults") as answer:
            assert json.load(answer)["repeat"] == 0.5
        program.send_signal(signal.SIGINT)
        assert program.wait(20) == 0
        assert program.stderr.read() == ""
        assert f'url = "{url}"' in program.stdout.read()
    assert code in (data / "desk.jsonl").read_text()


def refused(*words: str) -> str:
    done = subprocess.run([*COMMAND, *words], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_port_in_use_is_one_line_that_says_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = refused("--port", str(port))
    assert said.count("\n") == 1
    assert f"motcua virtual-onestop --port {port + 1}" in said


def test_beyond_this_machine_it_wants_a_token() -> None:
    said = refused("--listen", "0.0.0.0")
    assert said.count("\n") == 1
    assert "--token-file" in said


@pytest.mark.parametrize("words", [("--fail", "2"), ("--slow", "-1"), ("--away", "yes"), ("--port", "0")], ids=" ".join)
def test_a_wrong_flag_is_named(words: tuple[str, str]) -> None:
    assert words[0] in refused(*words)
