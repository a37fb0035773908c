"""What every test gets: no thread, child process or socket file may outlive it; real brokers on free loopback ports."""

import os
import socket
import subprocess
import threading
import time
import tty
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import which

import hypothesis
import psutil
import pytest

from motcua.demo.wait import free_port

pytest_plugins = ["plugin_noskip", "plugin_workers"]

# A busy machine is no fault of the code; the global time limit catches what hangs.
# Every example that is worth having is in make test-long.
EXAMPLES = int(os.environ.get("MOTCUA_EXAMPLES", "30"))
hypothesis.settings.register_profile("house", deadline=None, max_examples=EXAMPLES)
hypothesis.settings.load_profile("house")
# No screen and no greeting, for every test that draws.
os.environ["PYGAME_HIDE_SUPPORT_PROMPT"], os.environ["SDL_VIDEODRIVER"] = "1", "dummy"

DEADLINE_S = 15.0


def wait_until(claim: Callable[[], object], what: str, seconds: float = DEADLINE_S) -> None:
    """Wait for the thing itself, never for a guessed time."""
    end = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < end, f"waited {seconds} s in vain for: {what}"
        threading.Event().wait(0.005)


@pytest.fixture(name="wait_until")
def wait_until_fixture() -> Callable[..., None]:
    return wait_until


@pytest.fixture
def serial_line() -> Iterator[tuple[int, str]]:
    """A serial device, and the descriptor of its far end."""
    far, near = os.openpty()
    tty.setraw(near)
    yield far, os.ttyname(near)
    os.close(far)
    os.close(near)


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """A thread or child that outlives its test would make the next one lie."""
    threads = set(threading.enumerate())
    children = set(psutil.Process().children(recursive=True))
    yield
    end = time.monotonic() + 3
    while time.monotonic() < end and (left := [t for t in threading.enumerate() if t not in threads]):
        left[0].join(0.05)
    left = [t for t in threading.enumerate() if t not in threads]
    assert not left, f"threads left: {left}"
    orphans = [p for p in psutil.Process().children(recursive=True) if p not in children]
    assert not orphans, f"processes left: {orphans}"


class Mosquitto:
    """A real broker on a free loopback port, which can be killed and restarted."""

    def __init__(self, folder: Path, extra: str = "allow_anonymous true\n") -> None:
        self.folder, self.port = folder, free_port()
        self.config = folder / "mosquitto.conf"
        self.config.write_text(f"listener {self.port} 127.0.0.1\nset_tcp_nodelay true\n{extra}")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        program = which("mosquitto") or which("mosquitto", path="/usr/sbin")
        assert program, "mosquitto is needed: apt-get install mosquitto"
        log = (self.folder / "mosquitto.log").open("ab")
        self._process = subprocess.Popen([program, "-c", str(self.config)], stdout=log, stderr=log)
        log.close()
        wait_until(self._listens, f"mosquitto on port {self.port}")
        # Another program on this port would answer in its place.
        assert self._process.poll() is None, (self.folder / "mosquitto.log").read_text()

    def kill(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()

    def _listens(self) -> bool:
        with socket.socket() as sock:
            return sock.connect_ex(("127.0.0.1", self.port)) == 0


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[Mosquitto]:
    folder = tmp_path / "broker"
    folder.mkdir()
    broker = Mosquitto(folder)
    broker.start()
    yield broker
    broker.kill()
