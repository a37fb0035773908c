"""Backup, damage and restore as a technician sees them: the real programs, one after another."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from kill_house import Hall, problems, site_text

from hub.backup_check import backups_in
from motcua.demo.wait import free_port, wait_for


class Broker(Protocol):
    port: int


@pytest.fixture
def site(tmp_path: Path, mosquitto: Broker) -> Path:
    for name in ("data", "stick"):
        (tmp_path / name).mkdir()
    path = tmp_path / "site.toml"
    table = f'[backup]\nfolder = "{tmp_path / "stick"}"\nevery_s = 1\nskip = 500\n'
    path.write_text(site_text(tmp_path / "data", mosquitto.port, free_port()) + table, encoding="utf-8")
    return path


@pytest.fixture
def hall(site: Path, mosquitto: Broker) -> Iterator[Hall]:
    made = Hall(site, mosquitto.port, 1)
    yield made
    made.close()


def motcua(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "motcua", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def test_damaged_store_is_refused_naming_the_backup_and_no_number_is_given_twice_after_it_is_restored(
    hall: Hall, site: Path, tmp_path: Path
) -> None:
    store, stick = tmp_path / "data" / "hub.db", tmp_path / "stick"
    assert hall.run("acknowledged:40") == -signal.SIGKILL
    (backup,) = backups_in(stick, "kontum")
    given = {number for numbers in hall.ordered.values() for number in numbers}
    store.write_bytes(store.read_bytes()[: store.stat().st_size // 2])
    refused = subprocess.run(
        [sys.executable, "-m", "hub", str(site), "--log", "plain"], capture_output=True, text=True, timeout=60
    )
    assert refused.returncode == 2
    assert f"motcua restore {backup} --site {site}" in refused.stderr
    done = motcua("restore", backup, "--site", site)
    assert done.returncode == 0, done.stderr
    assert len(list(store.parent.glob("hub.db.before-*"))) == 2, "the file and its log"
    before = dict(hall.ordered)
    hall.wanted.clear()
    hall.told.clear()
    hall.ordered.clear()
    assert hall.run("acknowledged:40") == -signal.SIGKILL
    assert hall.settle() == 0
    again = {number for press, numbers in hall.ordered.items() if press not in before for number in numbers}
    assert again
    assert not again & given
    assert [line for line in problems(hall, store) if line.startswith("number ")] == []


def test_backup_and_restore_say_what_is_wrong(hall: Hall, site: Path, tmp_path: Path) -> None:
    store = tmp_path / "data" / "hub.db"
    hall.nursery.start("")
    wait_for(lambda: backups_in(tmp_path / "stick", "kontum"), "the first backup", 20)
    try:
        made = motcua("backup", store, "-o", tmp_path / "b.db")
        assert made.returncode == 0, made.stderr
        assert "b.db: kontum, " in made.stdout
        running = motcua("restore", tmp_path / "b.db", "--site", site)
        assert (running.returncode, "stop that one first" in running.stderr) == (2, True)
    finally:
        os.kill(hall.nursery.pid, signal.SIGTERM)
    assert motcua("backup", tmp_path / "none.db", "-o", tmp_path / "c.db").returncode == 2
    few = motcua("restore", tmp_path / "b.db", "--site", site, "--skip", 0)
    assert (few.returncode, "at least 1" in few.stderr) == (2, True)
