"""`motcua virtual-onestop` beside a running floor: what is done there comes out here, and what was missed arrives."""

import itertools
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from conftest import free_port, wait_until

from devicekit.sample_files import sample
from motcua.demo.floor import Floor
from motcua.demo.run_folder import RunFolder

VISITS = 5


class System:
    """The command, started and stopped as a person does."""

    def __init__(self, port: int) -> None:
        self.url, self._port = f"http://127.0.0.1:{port}", port
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "motcua", "virtual-onestop", "--port", str(self._port)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        assert self._process.stdout.readline().decode().strip() == f"ready {self.url}"

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=20)

    def received(self) -> list[dict[str, object]]:
        found = requests.get(f"{self.url}/desk/received", timeout=5).json()
        return [{**each["body"], "times": each["times"]} for each in found]


@pytest.fixture
def system() -> Iterator[System]:
    system = System(free_port())
    system.start()
    yield system
    system.stop()


@pytest.fixture
def floor(system: System) -> Iterator[Floor]:
    with RunFolder("b-") as folder:
        floor = Floor(sample("site.toml"), folder, "mosquitto", 0, None, speech_speed=0, onestop=system.url)
        try:
            floor.start()
            yield floor
        finally:
            floor.stop()


ASKED = itertools.count(1)


def ask(floor: Floor, path: str, **body: object) -> str:
    request = {"request": f"beside-{next(ASKED):04}", **body}
    answer = requests.post(f"{floor.url}/api/v1/{path}", json=request, timeout=5)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["number"])


def visit(floor: Floor) -> str:
    number = ask(floor, "tickets", service="land")
    for verb in ("next", "start", "finish"):
        ask(floor, f"counters/counter-1/{verb}")
    return number


def test_a_dossier_accepted_there_is_a_slip_here_and_visits_while_it_was_away_arrive_once(
    system: System, floor: Floor, tmp_path: Path
) -> None:
    number = ask(floor, "tickets", service="land")
    ask(floor, "counters/counter-1/next")
    act = {"counter": "counter-1", "procedure": "1.004199"}
    code = requests.post(f"{system.url}/desk/accept", json=act, timeout=5).json()["code"]
    slip = floor.printers[0].printer.wait_for_job(1, 20)
    assert not slip.errors
    wait_until(lambda: any(each.get("dossier") == code for each in system.received()), "the visit's dossier there")
    assert {each["number"] for each in system.received()} == {number}
    system.stop()
    missed = [visit(floor) for _ in range(VISITS)]
    wait_until(lambda: _says_away(floor), "a word that the one-stop system is away", 30)
    system.start()
    wait_until(lambda: len(_finished(system)) > VISITS, "all that it missed", 60)
    kinds = Counter((str(each["number"]), str(each["kind"])) for each in system.received())
    assert _finished(system) == [number, *missed], "each visit, in order"
    assert all(kinds[visit, kind] == 1 for visit in missed for kind in ("ticket", "called", "started", "finished"))


def _finished(system: System) -> list[str]:
    return [str(each["number"]) for each in system.received() if each["kind"] == "finished"]


def _says_away(floor: Floor) -> bool:
    part = requests.get(f"{floor.url}/api/v1/state", timeout=5).json()["parts"].get("onestop", {})
    return part.get("code") == "away"
