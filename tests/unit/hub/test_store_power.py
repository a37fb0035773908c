"""Power cuts with torn sectors, and a disk that is full: what was acknowledged is there, nothing else is believed."""

import os
import random
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

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


class Small(NamedTuple):
    """512 kB for everything: fill() leaves at most so many bytes, make_room() gives all of them back."""

    folder: Path
    vfs: str | None
    fill: Callable[[int], None]
    make_room: Callable[[], None]
    read: Callable[[], bytes]
    clear: Callable[[], None]


SMALL = 512 * 1024
# Mounting needs root; the simulated disk does not.
SMALL_DISKS = ["simulated disk", "tmpfs"] if os.geteuid() == 0 else ["simulated disk"]


@pytest.fixture(params=SMALL_DISKS)
def small(request: pytest.FixtureRequest, tmp_path: Path, disk: Disk) -> Iterator[Small]:
    if request.param == "simulated disk":
        yield _simulated(disk)
        return
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("this machine mounts nothing")
    yield _mounted(folder)
    subprocess.run(["umount", str(folder)], check=True)


def _simulated(disk: Disk) -> Small:
    def fill(left: int) -> None:
        disk.room = sum(len(content.seen) for content in disk.files.values()) + left

    def make_room() -> None:
        disk.room = SMALL

    def clear() -> None:
        disk.files.clear()
        for mark in disk.folder.glob("*.mark"):
            mark.unlink()

    make_room()
    return Small(disk.folder, disk.name, fill, make_room, lambda: _store_of(disk), clear)


def _store_of(disk: Disk) -> bytes:
    return b"".join(bytes(content.seen) for path, content in disk.files.items() if path.endswith("hub.db"))


def _mounted(folder: Path) -> Small:
    ballast = folder / "ballast"

    def fill(left: int) -> None:
        with suppress(OSError), ballast.open("wb") as file:
            room = os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize
            file.write(bytes(max(0, room - left)))

    def clear() -> None:
        for file in folder.iterdir():
            file.unlink()

    return Small(folder, None, fill, ballast.unlink, (folder / "hub.db").read_bytes, clear)


@pytest.mark.parametrize(
    "times",
    [pytest.param(6, id="sample"), pytest.param(200, id="whole", marks=[pytest.mark.long, pytest.mark.timeout(1800)])],
)
def test_full_disk_acknowledges_nothing_and_goes_on_when_there_is_room(
    small: Small, times: int, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(SEED)
    refused = 0
    for n in range(times):
        morning = Morning(small.folder / "hub.db", n, small.vfs)
        service = morning.open()
        morning.work(chance.randint(1, 20))
        small.fill(chance.randrange(0, 60_000))
        while not service.view.alarms:
            morning.work(1)
        assert service.view.alarms == ("store_full",)
        before = len(morning.acknowledged)
        refused += 1
        small.make_room()
        morning.work(5)
        assert service.view.alarms == ()
        assert len(morning.acknowledged) > before
        morning.close()
        morning.open()
        assert morning.judge() == []
        morning.close()
        small.clear()
    with capsys.disabled():
        print(f"\n{times} full disks, seed {SEED}: refused in {refused}, all went on by themselves")


def test_start_on_a_full_disk_is_refused_and_changes_nothing(small: Small) -> None:
    morning = Morning(small.folder / "hub.db", 1, small.vfs)
    morning.open()
    morning.work(10)
    morning.close()
    before = small.read()
    small.fill(0)
    with pytest.raises(StoreAway, match="make room"):
        morning.open()
    assert small.read() == before
    small.make_room()
    morning.open()
    assert morning.judge() == []
    morning.close()
