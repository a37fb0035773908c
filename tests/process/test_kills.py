"""kill -9 at every named point between "received" and "acknowledged": nothing acknowledged is lost, nothing doubled."""

import os
import re
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
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
A_DAY = 1000
"""Kills of one store: a hub reads its open day at each start, and no day has 100,000 tickets."""


class Broker(Protocol):
    port: int


def points() -> list[str]:
    """The fail-points that the hub's code has."""
    folder = Path(next(iter(hub.__path__)))
    files = (file for file in sorted(folder.rglob("*.py")) if file.name != "fail_points.py")
    return sorted({name for file in files for name in re.findall(r'\breach\("(\w+)"\)', file.read_text())})


@contextmanager
def opened(folder: Path, port: int, seed: int) -> Iterator[Hall]:
    (folder / "data").mkdir(parents=True)
    site = folder / "site.toml"
    site.write_text(site_text(folder / "data", port, free_port()), encoding="utf-8")
    made = Hall(site, port, seed)
    yield made
    made.close()


def killed(hall: Hall, folder: Path, kills: int) -> Counter[str]:
    """How often each point was hit."""
    names, hits = points(), Counter[str]()
    for n in range(kills):
        name = names[n % len(names)]
        status = hall.run(f"{name}:{hall.random.randint(1, 6)}")
        assert status == -signal.SIGKILL, (folder / "hub.log").read_text()[-2000:]
        hits[name] += 1
    return hits


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
    tmp_path: Path, mosquitto: Broker, kills: int, capsys: pytest.CaptureFixture[str]
) -> None:
    hits: Counter[str] = Counter()
    for day, first in enumerate(range(0, kills, A_DAY)):
        begun, folder = time.monotonic(), tmp_path / str(day)
        with opened(folder, mosquitto.port, SEED + day) as hall:
            hits += (now := killed(hall, folder, min(A_DAY, kills - first)))
            assert hall.settle() == 0
            assert problems(hall, folder / "data" / "hub.db") == []
        with capsys.disabled():
            took = time.monotonic() - begun
            print(f"\n{now.total()} kills, seed {SEED + day}, {took:.0f} s, {len(hall.wanted)} presses: {dict(now)}")
    assert hits.total() == kills
    assert min(hits[name] for name in points()) >= min(LEAST, kills // len(points()))
