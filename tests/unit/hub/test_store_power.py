"""Power cuts with torn sectors, and a disk that is full: what was acknowledged is there, nothing else is believed."""

import os
import random
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from store_day import Morning

from hub.errors import StoreAway, StoreBroken, StoreError
from motcua.fuzz.disk import Disk

SEED = 20261125


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    made = Disk(tmp_path, random.Random(SEED).random)
    yield made
    made.unregister()


def quietly_closed(morning: Morning) -> None:
    service = morning.service
    for _ in range(2):
        with suppress(StoreError):
            if service is not None:
                service.close()
    morning.service = None


@pytest.mark.parametrize(
    "cuts",
    [
        pytest.param(60, id="sample"),
        pytest.param(5000, id="whole", marks=[pytest.mark.long, pytest.mark.timeout(1800)]),
    ],
)
def test_power_cut_anywhere_loses_nothing_that_was_acknowledged(
    disk: Disk, cuts: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """A new store every 25 cuts: what is judged is read again and again, and grows."""
    chance = random.Random(SEED)
    mornings = acknowledged = torn = 0
    morning = Morning(disk.folder / "hub.db", SEED, disk.name)
    for cut in range(cuts):
        if cut % 25 == 0:
            mornings += 1
            disk.files.clear()
            morning = Morning(disk.folder / "hub.db", SEED + mornings, disk.name)
        disk.switch_on()
        disk.fuse = chance.randrange(60)
        # A start that is cut is a cut, too.
        with suppress(StoreBroken):
            morning.open()
            morning.work(chance.randint(1, 12))
        torn += disk.blown
        disk.power_cut()
        quietly_closed(morning)
        disk.switch_on()
        morning.open()
        assert morning.judge() == [], f"cut {cut}, seed {SEED}"
        disk.power_cut()
        quietly_closed(morning)
        acknowledged += len(morning.acknowledged)
    with capsys.disabled():
        print(f"\n{cuts} power cuts, seed {SEED}: {torn} in the middle of a write, {acknowledged} answers asked again")


# A full disk


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A file system of 512 kB."""
    folder = tmp_path / "small"
    folder.mkdir()
    if os.geteuid() != 0:
        pytest.skip("mounting needs root; the full disk of test_store is tried without")
    mount = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("this machine mounts nothing")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize(
    "times",
    [pytest.param(6, id="sample"), pytest.param(200, id="whole", marks=[pytest.mark.long, pytest.mark.timeout(1800)])],
)
def test_full_disk_acknowledges_nothing_and_goes_on_when_there_is_room(
    small: Path, times: int, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(SEED)
    refused = 0
    for n in range(times):
        morning = Morning(small / "hub.db", n)
        service = morning.open()
        morning.work(chance.randint(1, 20))
        ballast = small / "ballast"
        room = os.statvfs(small).f_bavail * os.statvfs(small).f_frsize
        ballast.write_bytes(bytes(max(0, room - chance.randrange(0, 60_000))))
        while not service.view.alarms:
            morning.work(1)
        assert service.view.alarms == ("store_full",)
        before = len(morning.acknowledged)
        refused += 1
        ballast.unlink()
        morning.work(5)
        assert service.view.alarms == ()
        assert len(morning.acknowledged) > before
        morning.close()
        morning.open()
        assert morning.judge() == []
        morning.close()
        for file in small.iterdir():
            file.unlink()
    with capsys.disabled():
        print(f"\n{times} full disks, seed {SEED}: refused in {refused}, all went on by themselves")


def test_start_on_a_full_disk_is_refused_and_changes_nothing(small: Path) -> None:
    morning = Morning(small / "hub.db", 1)
    morning.open()
    morning.work(10)
    morning.close()
    before = (small / "hub.db").read_bytes()
    ballast = small / "ballast"
    with suppress(OSError), ballast.open("wb") as file:
        while True:
            file.write(bytes(1024))
            file.flush()
    with pytest.raises(StoreAway, match="make room"):
        morning.open()
    assert (small / "hub.db").read_bytes() == before
    ballast.unlink()
    morning.open()
    assert morning.judge() == []
    morning.close()
