import random
from collections.abc import Iterator

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from devicekit.messages import Answer
from hub.engine import events as e
from hub.errors import StoreBroken, StoreError, StoreFull
from hub.store import Store
from hub.store_rows import Answered, Batch, LogRow, RequestId
from motcua.fuzz.disk import Content, Disk

DAY = "2026-11-23"


@pytest.fixture
def disk(tmp_path) -> Iterator[Disk]:
    made = Disk(tmp_path, random.Random(1).random)
    yield made
    made.unregister()


def opened(disk: Disk) -> Store:
    disk.switch_on()
    store = Store(disk.folder / "hub.db", "fuzz", 0, disk.name)
    store.open()
    return store


def commit(store: Store) -> None:
    seq = store.last_seq + 1
    event = e.TicketTaken(at_ms=1, number=f"A{seq:03}", press=f"p{seq}", service="land", n=seq, ahead=0)
    answer = Answered(RequestId("kiosk-1", "s", seq), b"12345678", 1, Answer(id=f"s.{seq}", outcome="accepted"))
    store.commit(Batch(log=[LogRow(seq, DAY, "kiosk-1", event)], answers=[answer], days=[(DAY, 1)]))


def gone(store: Store) -> None:
    try:
        store.close()
    except StoreError:
        store.close()


def test_the_store_runs_on_it_with_its_own_pragmas(disk: Disk) -> None:
    store = opened(disk)
    pragmas = [store._db.pragma(name) for name in ("journal_mode", "synchronous", "locking_mode", "page_size")]
    store.close()
    assert pragmas == ["wal", 2, "normal", 1024]


def test_what_was_committed_survives_any_power_cut(disk: Disk) -> None:
    total = 0
    for cut in range(60):
        store = opened(disk)
        assert store.last_seq >= total
        total = store.last_seq
        disk.fuse = cut % 23
        try:
            for _ in range(5):
                commit(store)
                total = store.last_seq
        except StoreBroken:
            assert disk.blown
        disk.power_cut()
        gone(store)
    store = opened(disk)
    assert len(list(store.facts_of(DAY))) == store.last_seq >= total > 50
    assert store._db.pragma("integrity_check") == "ok"
    store.close()


def test_without_flushes_a_power_cut_loses_what_was_committed(disk: Disk) -> None:
    store = opened(disk)
    store._db.pragma("synchronous", "OFF")
    for _ in range(20):
        commit(store)
    disk.power_cut()
    gone(store)
    store = opened(disk)
    assert store.last_seq < 20
    store.close()


def test_a_killed_program_leaves_what_it_wrote(disk: Disk) -> None:
    store = opened(disk)
    store._db.pragma("synchronous", "OFF")
    commit(store)
    disk.kill()
    gone(store)
    store = opened(disk)
    assert store.last_seq == 1
    store.close()


def test_a_full_disk_is_survived_and_a_broken_one_is_not(disk: Disk) -> None:
    store = opened(disk)
    disk.room = 0
    with pytest.raises(StoreFull):
        for _ in range(20):
            commit(store)
    disk.room = None
    commit(store)
    disk.fault = apsw.IOError
    with pytest.raises(StoreBroken):
        commit(store)
    disk.fault = None
    gone(store)


WRITES = st.lists(st.tuples(st.integers(0, 3000), st.binary(min_size=1, max_size=1500), st.booleans()), max_size=12)


@given(writes=WRITES, seed=st.integers(0, 1000))
def test_what_was_flushed_and_not_written_over_survives_a_power_cut(writes: list, seed: int) -> None:
    content = Content()
    flushed, over = b"", set[int]()
    for offset, data, flush in writes:
        content.write(offset, data)
        over |= set(range(offset, offset + len(data)))
        if flush:
            content.flush()
            flushed, over = bytes(content.seen), set()
    content.lose_power(random.Random(seed).random)
    assert content.seen == content.durable
    assert all(content.seen[at] == flushed[at] for at in range(len(flushed)) if at not in over)
