"""What the store promises: written whole or not at all, refused with the next step, the first answer for a repeat."""

import os
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest
from hub_disk import Disk
from hub_house import DAY

from devicekit.messages import Answer
from devicekit.orders import Identify
from hub.engine import events as e
from hub.errors import StoreBroken, StoreBusy, StoreFull, StoreRefused
from hub.store import Store
from hub.store_purge import ANSWERS_KEPT_MS, OVERTAKEN_BY
from hub.store_rows import Answered, Batch, Boot, LogRow, Pending, request_id

ACCEPTED = Answer(id="s.1", outcome="accepted", detail="A001")


@pytest.fixture(name="path")
def path_fixture(tmp_path: Path) -> Path:
    return tmp_path / "hub.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    store = Store(path, "kontum")
    store.open()
    yield store
    store.close()


@pytest.fixture
def disk() -> Iterator[Disk]:
    disk = Disk()
    yield disk
    disk.unregister()


def facts(count: int, first: int = 1) -> list[LogRow]:
    return [
        LogRow(n, DAY, "counter-1", e.Called(at_ms=n, number=f"A{n:03d}", counter="counter-1"))
        for n in range(first, first + count)
    ]


def answered(text: str, at_ms: int = 1) -> Answered:
    return Answered(request_id("kiosk-1", text), b"12345678", at_ms, ACCEPTED)


def test_what_was_committed_is_there_after_a_start(path: Path, store: Store) -> None:
    order = Pending("c1-1-0", "kiosk-1", Identify(seconds=3), 5, 9)
    store.commit(
        Batch(log=facts(2), days=[(DAY, 1)], answers=[answered("s.1")], sent=[order], boots=[Boot("kiosk-1", "b", -7)])
    )
    store.close()
    again = Store(path, "kontum")
    again.open()
    try:
        assert list(again.facts_of(DAY)) == [row.event for row in facts(2)]
        assert (again.last_seq, again.last_day(), again.last_ms()) == (2, DAY, 2)
        assert again.pending() == [order]
        assert again.boots() == [Boot("kiosk-1", "b", -7)]
        given = again.given(request_id("kiosk-1", "s.1"))
        assert given is not None
        assert given.answer == ACCEPTED
    finally:
        again.close()


def test_every_start_is_a_new_epoch(path: Path) -> None:
    epochs = []
    for _ in range(3):
        store = Store(path, "kontum")
        store.open()
        epochs.append(store.epoch)
        store.close()
    assert epochs == [1, 2, 3]


def test_settled_orders_are_gone(store: Store) -> None:
    store.commit(Batch(sent=[Pending("c1-1-0", "kiosk-1", Identify(), 5, 9)]))
    store.commit(Batch(settled=["c1-1-0"]))
    assert store.pending() == []


def test_answers_of_more_than_a_week_ago_become_one_mark_a_session(store: Store) -> None:
    store.commit(Batch(answers=[answered("s.1"), answered("s.2"), answered("s.9", ANSWERS_KEPT_MS + 5)]))
    store.purge(ANSWERS_KEPT_MS + 2)
    old = store.given(request_id("kiosk-1", "s.2"))
    assert old is not None
    assert old.answer is None
    kept = store.given(request_id("kiosk-1", "s.9"))
    assert kept is not None
    assert kept.answer == ACCEPTED
    assert store.given(request_id("kiosk-1", "s.3")) is None
    assert store.given(request_id("kiosk-2", "s.1")) is None


def test_an_event_that_has_not_come_is_never_taken_for_an_old_one(store: Store) -> None:
    """As after a clock that jumped a week ahead: s.2 is still on its way."""
    store.commit(Batch(answers=[answered("s.1"), answered("s.3"), answered("s.4")]))
    store.purge(ANSWERS_KEPT_MS + 2)
    forgotten, coming, kept = (store.given(request_id("kiosk-1", f"s.{n}")) for n in (1, 2, 3))
    assert forgotten is not None
    assert forgotten.answer is None
    assert coming is None
    assert kept is not None
    assert kept.answer == ACCEPTED
    store.commit(Batch(answers=[answered("s.2")]))
    store.purge(ANSWERS_KEPT_MS + 2)
    assert store.given(request_id("kiosk-1", "s.4")).answer is None


def test_a_gap_that_thousands_have_overtaken_is_closed_and_single_requests_are_forgotten(store: Store) -> None:
    store.commit(Batch(answers=[*(answered(f"s.{n}") for n in range(3, OVERTAKEN_BY + 3)), answered("web-request")]))
    store.purge(ANSWERS_KEPT_MS + 2)
    assert store.given(request_id("kiosk-1", "web-request")).answer is None
    assert store.given(request_id("kiosk-1", "s.2")) is None
    store.commit(Batch(answers=[answered(f"s.{OVERTAKEN_BY + 3}")]))
    store.purge(ANSWERS_KEPT_MS + 2)
    assert store.given(request_id("kiosk-1", "s.2")).answer is None


def test_second_hub_on_the_same_file_is_refused_with_the_process_to_stop(path: Path, store: Store) -> None:
    with pytest.raises(StoreRefused, match=f"process {os.getpid()}.*stop that one"):
        Store(path, "kontum").open()


def test_store_of_another_site_is_refused(path: Path, store: Store) -> None:
    store.close()
    with pytest.raises(StoreRefused, match=r"of site 'kontum', not 'quangngai'.*site\.toml"):
        Store(path, "quangngai").open()
    store.open()


def test_store_of_a_newer_program_is_refused(path: Path, store: Store) -> None:
    store.close()
    with apsw.Connection(str(path)) as db:
        db.pragma("user_version", 99)
    db.close()
    with pytest.raises(StoreRefused, match="newer program"):
        Store(path, "kontum").open()


def test_file_that_is_no_store_is_broken_and_says_so(path: Path) -> None:
    path.write_bytes(b"this is a letter, not a database" * 100)
    with pytest.raises(StoreBroken, match="backup"):
        Store(path, "kontum").open()


def test_folder_that_is_not_there_is_refused_and_never_made(tmp_path: Path) -> None:
    with pytest.raises(StoreRefused, match=rf"no such folder .*mount that; .*mkdir -p {tmp_path}/ssd && chown"):
        Store(tmp_path / "ssd" / "hub.db", "kontum").open()
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "ssd").write_text("a file")
    with pytest.raises(StoreRefused, match="no such folder"):
        Store(tmp_path / "ssd" / "hub.db", "kontum").open()


def test_lock_of_another_program_rolls_back_and_is_survived(path: Path, store: Store) -> None:
    other = apsw.Connection(str(path))
    store.close()
    store = Store(path, "kontum", busy_ms=1)
    store.open()
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy, match="close the tool"):
        store.commit(Batch(log=facts(1)))
    other.execute("ROLLBACK")
    other.close()
    store.commit(Batch(log=facts(1)))
    assert store.last_seq == 1
    store.close()


def test_full_disk_rolls_back_is_named_and_is_survived(path: Path, disk: Disk) -> None:
    store = Store(path, "kontum", vfs=disk.name)
    store.open()
    try:
        store.commit(Batch(log=facts(1), days=[(DAY, 1)]))
        disk.fault = apsw.FullError
        with pytest.raises(StoreFull, match="make room"):
            store.commit(Batch(log=facts(50, 2)))
        assert store.last_seq == 1
        assert len(list(store.facts_of(DAY))) == 1
        disk.fault = None
        store.commit(Batch(log=facts(50, 2)))
        assert len(list(store.facts_of(DAY))) == 51
    finally:
        store.close()


def test_disk_that_fails_is_broken_and_says_what_to_check(path: Path, disk: Disk) -> None:
    store = Store(path, "kontum", vfs=disk.name)
    store.open()
    disk.fault = apsw.IOError
    with pytest.raises(StoreBroken, match="check the disk"):
        store.commit(Batch(log=facts(1)))
    disk.fault = None
    store.close()


def test_fact_that_can_not_be_read_stops_the_hub(path: Path, store: Store) -> None:
    store.commit(Batch(log=facts(1), days=[(DAY, 1)]))
    other = apsw.Connection(str(path))
    other.execute("UPDATE events SET kind = 'Teleported'")
    other.close()
    with pytest.raises(StoreBroken, match="fact 1"):
        list(store.facts_of(DAY))


def test_log_is_moved_into_the_file_when_it_is_long(path: Path, store: Store) -> None:
    store.close()
    store = Store(path, "kontum", idle_pages=256)
    store.open()
    for first in range(1, 400):
        store.commit(Batch(log=facts(1, first)))
    wal = path.with_name("hub.db-wal")
    before = path.stat().st_size
    store.checkpoint(idle=True)
    assert path.stat().st_size > before
    size = wal.stat().st_size
    store.commit(Batch(log=facts(1, 400)))
    assert wal.stat().st_size == size, "the log is written over from its beginning"
    store.close()
