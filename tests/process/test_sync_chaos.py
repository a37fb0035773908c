"""Nothing is lost on the way to the one-stop system, nor told twice, while the hub dies and the other side errs."""

import json
import random
import signal
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from conftest import free_port
from test_hub_program import SITE, Program

from devicekit.settings import load
from hub.settings import SiteFile
from motcua.onestop.catalogue import PROCEDURES
from motcua.onestop.faults import Faults
from motcua.onestop.server import OnestopServer

SEED = 20261126
# Kinds of facts that are told, once they are about a ticket.
TOLD = {
    "TicketTaken": "ticket",
    "Called": "called",
    "Started": "started",
    "Finished": "finished",
    "DossierReported": "dossier",
}
FAULTS = Faults(slow=0.002, fail=0.08, repeat=0.3, forget=0.08, garbage=0.04)


class Told(NamedTuple):
    """One fact, as either side has it."""

    seq: int
    number: str
    kind: str


class Chaos:
    """One hub that is killed and started again, and somebody who presses its keys until each is answered."""

    def __init__(self, folder: Path, server: OnestopServer, wait_until: Callable[..., None]) -> None:
        self.port, self._chance, self._wait = free_port(), random.Random(SEED), wait_until
        (folder / "data").mkdir()
        self.store, self._file = folder / "data" / "hub.db", folder / "site.toml"
        text = SITE.replace('prefix = "A"', 'prefix = "A"\nlast = 899')
        text += f'\n[onestop]\nurl = "{server.url}"\npoll_s = 0.2\n'
        self._file.write_text(text.format(data=folder / "data", port=free_port(), web=self.port), encoding="utf-8")
        self.server, self.kills = server, 0
        self._asked = 0

    def start(self) -> None:
        self._program = Program(self._file)
        self._wait(lambda: self._program.said("ready: working day"), "the hub to be ready")

    def kill(self) -> None:
        self._program.end(signal.SIGKILL)
        self.kills += 1
        self.start()

    def stop(self) -> int:
        return self._program.end(signal.SIGTERM)

    def press(self, path: str, **body: object) -> None:
        self._asked += 1
        answer = httpx.post(
            f"http://127.0.0.1:{self.port}/api/v1/{path}",
            json={"request": f"press-{self._asked:05}", **body},
            timeout=10,
            verify=False,
        )
        assert answer.status_code == 200, answer.text

    def visit(self, kills: bool) -> None:
        self.press("tickets", service="land")
        for verb in ("next", "start", "finish"):
            self.press(f"counters/counter-1/{verb}")
            if verb == "start" and self._chance.random() < 0.2:
                self.server.desk.accept("counter-1", PROCEDURES[0].code)
        if kills:
            self.kill()

    def facts(self) -> list[Told]:
        with closing(sqlite3.connect(f"file:{self.store}?mode=ro", uri=True)) as db:
            rows = db.execute("SELECT seq, number, kind FROM events WHERE number <> '' ORDER BY seq").fetchall()
        return [Told(seq, number, TOLD[kind]) for seq, number, kind in rows if kind in TOLD]

    def records(self) -> list[Told]:
        found = (each.record for each in self.server.received)
        return [Told(int(str(each["seq"])), str(each["number"]), str(each["kind"])) for each in found]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[OnestopServer]:
    (tmp_path / "centre.toml").write_text(SITE.format(data=tmp_path, port=1, web=2), encoding="utf-8")
    (tmp_path / "theirs").mkdir()
    site = load(tmp_path / "centre.toml", SiteFile)
    server = OnestopServer(site, data=tmp_path / "theirs", seed=SEED, faults=FAULTS)
    server.start()
    yield server
    server.stop()


@pytest.mark.parametrize(
    ("records", "every"),
    [
        pytest.param(150, 8, id="sample"),
        pytest.param(2000, 10, id="whole", marks=[pytest.mark.long, pytest.mark.timeout(900)]),
    ],
)
def test_every_fact_is_told_once_and_in_order_while_both_sides_die(
    tmp_path: Path, server: OnestopServer, wait_until: Callable[..., None], records: int, every: int
) -> None:
    chaos = Chaos(tmp_path, server, wait_until)
    chaos.start()
    try:
        for n in range(1, records // 4 + 2):
            chaos.visit(kills=n % every == 0)
            if n % (every * 2) == 0:
                server.stop()
                server.start()
        server.faults.clear()
        wait_until(lambda: len(chaos.records()) >= len(chaos.facts()) >= records, "every record", 60)
    finally:
        code = chaos.stop()
    facts, told = chaos.facts(), chaos.records()
    assert code == 0
    assert chaos.kills == (records // 4 + 1) // every
    assert sorted(told) == facts, "none lost, none twice"
    assert by_visit(told) == by_visit(facts), "in order within each visit"
    codes = [json.loads(body)["code"] for body in bodies(chaos.store)]
    assert len(codes) == len(set(codes)), "no event of the one-stop system applied twice"
    assert set(codes) == set(server.system.look().filed), "and none lost"


def by_visit(told: list[Told]) -> dict[str, list[str]]:
    visits = defaultdict(list)
    for each in told:
        visits[each.number].append(each.kind)
    return visits


def bodies(store: Path) -> list[str]:
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as db:
        return [str(body) for (body,) in db.execute("SELECT body FROM events WHERE kind = 'DossierReported'")]
