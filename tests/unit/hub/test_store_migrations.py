"""A store of every earlier version is brought up to date; killed anywhere in that, it is the old or the new one."""

import random
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from hub.errors import StoreBroken, StoreError
from hub.store import Store
from hub.store_open import SCHEMA
from motcua.fuzz.disk import Content, Disk

HERE = Path(__file__).parent
VERSIONS = range(1, SCHEMA)
Facts = list[tuple[object, ...]]


def dump_of(version: int) -> str:
    return (HERE / f"store_v{version}.sql").read_text(encoding="utf-8")


def store_of(version: int, path: Path) -> Facts:
    """Write an old store; its facts."""
    db = apsw.Connection(str(path))
    db.execute(dump_of(version))
    facts = list(db.execute("SELECT seq, day, kind, body FROM events ORDER BY seq"))
    db.close()
    assert facts
    return facts


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    (tmp_path / "disk").mkdir()
    made = Disk(tmp_path / "disk", random.Random(1).random)
    yield made
    made.unregister()


def test_every_earlier_version_has_a_dump() -> None:
    assert sorted(each.name for each in HERE.glob("store_v*.sql")) == [f"store_v{version}.sql" for version in VERSIONS]


@pytest.mark.parametrize("version", VERSIONS)
def test_old_store_is_brought_up_to_date_with_all_its_facts(tmp_path: Path, version: int) -> None:
    path = tmp_path / "hub.db"
    facts = store_of(version, path)
    store = Store(path, "kontum")
    store.open()
    day = store.last_day()
    assert len(list(store.facts_of(day))) == len([fact for fact in facts if fact[1] == day])
    store.close()
    db = apsw.Connection(str(path))
    assert db.pragma("user_version") == SCHEMA
    assert list(db.execute("SELECT seq, day, kind, body FROM events ORDER BY seq")) == facts
    db.close()


@pytest.mark.parametrize("power", [False, True], ids=["kill", "power-cut"])
@pytest.mark.parametrize("version", VERSIONS)
def test_start_killed_at_every_write_leaves_the_old_or_the_new_version_whole(
    tmp_path: Path, disk: Disk, version: int, power: bool
) -> None:
    facts = store_of(version, tmp_path / "old.db")
    old = (tmp_path / "old.db").read_bytes()
    path = disk.folder / "hub.db"
    seen, fuse = set(), 0
    while True:
        disk.files = {str(path): Content(old)}
        disk.switch_on()
        disk.fuse = fuse
        whole = opens(Store(path, "kontum", 0, disk.name))
        (disk.power_cut if power else disk.kill)()
        disk.switch_on()
        found, kept = look(path, disk)
        assert kept == facts, f"killed at write {fuse}"
        seen.add(found)
        again = Store(path, "kontum", 0, disk.name)
        again.open()
        again.close()
        assert look(path, disk) == (SCHEMA, facts)
        if whole:
            break
        fuse += 1
    assert seen == {version, SCHEMA}


def opens(store: Store) -> bool:
    """Whether the start came through."""
    try:
        store.open()
    except StoreBroken:
        return False
    finally:
        try:
            store.close()
        except StoreError:
            store.close()
    return True


def look(path: Path, disk: Disk) -> tuple[int, Facts]:
    """Version and facts, as a tool sees them."""
    db = apsw.Connection(str(path), vfs=disk.name)
    try:
        version = int(db.pragma("user_version"))
        return version, list(db.execute("SELECT seq, day, kind, body FROM events ORDER BY seq"))
    finally:
        db.close()
