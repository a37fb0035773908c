"""kill -9 at every named point between "received" and "acknowledged": nothing acknowledged is lost, nothing doubled."""

import os
import re
import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from kill_house import Hall, problems, site_text

import hub
from motcua.demo.wait import free_port

SEED = 20261125
WHOLE = int(os.environ.get("MOTCUA_KILLS", "1000"))
"""By hand: MOTCUA_KILLS=20000 make test-long ARGS="tests/process/test_kills.py"."""
LEAST = 20
"""Hits of each point in the whole run."""


class Broker(Protocol):
    port: int


def points() -> list[str]:
    """The fail-points that the hub's code has."""
    folder = Path(next(iter(hub.__path__)))
    files = (file for file in sorted(folder.rglob("*.py")) if file.name != "fail_points.py")
    return sorted({name for file in files for name in re.findall(r'\breach\("(\w+)"\)', file.read_text())})


@pytest.fixture
def hall(tmp_path: Path, mosquitto: Broker) -> Iterator[Hall]:
    (tmp_path / "data").mkdir()
    site = tmp_path / "site.toml"
    site.write_text(site_text(tmp_path / "data", mosquitto.port, free_port()), encoding="utf-8")
    made = Hall(site, mosquitto.port, SEED)
    yield made
    made.close()


def test_the_points_are_where_they_are_said_to_be() -> None:
    assert set(points()) == {
        *("received", "decided", "logged", "written", "committed", "marked"),
        *("replied", "ordered", "shown", "acknowledged"),
    }


@pytest.mark.parametrize(
    "kills",
    [
        pytest.param(40, id="sample", marks=pytest.mark.timeout(120)),
        pytest.param(WHOLE, id="whole", marks=[pytest.mark.long, pytest.mark.timeout(3600 + 2 * WHOLE)]),
    ],
)
def test_nothing_acknowledged_is_lost_or_doubled(
    hall: Hall, tmp_path: Path, kills: int, capsys: pytest.CaptureFixture[str]
) -> None:
    names = points()
    hits: Counter[str] = Counter()
    begun = time.monotonic()
    for n in range(kills):
        name = names[n % len(names)]
        status = hall.run(f"{name}:{hall.random.randint(1, 6)}")
        assert status == -signal.SIGKILL, (tmp_path / "hub.log").read_text()[-2000:]
        hits[name] += 1
    assert hall.settle() == 0
    found = problems(hall, tmp_path / "data" / "hub.db")
    with capsys.disabled():
        took = time.monotonic() - begun
        print(f"\n{kills} kills, seed {SEED}, {took:.0f} s, {len(hall.wanted)} presses: {dict(hits)}")
    assert found == []
    assert min(hits[name] for name in names) >= min(LEAST, kills // len(names))
