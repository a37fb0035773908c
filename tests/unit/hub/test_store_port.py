"""What the hub relies on, whatever the store stands on: one suite over the real disk, the simulated one, and memory."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import apsw
import pytest
from hub_disk import Disk as RealDisk
from hub_house import DAY, PLAN
from hypothesis import given, settings
from hypothesis import strategies as st
from memory_store import Memory, MemoryStore
from store_day import Morning

from devicekit.messages import Answer
from devicekit.orders import Identify
from hub.engine import events as e
from hub.errors import StoreFull, StoreRefused
from hub.store import Store as FileStore
from hub.store_port import Given, Store
from hub.store_purge import ANSWERS_KEPT_MS, ORDERS_KEPT_MS
from hub.store_rows import Answered, Batch, Boot, HeldBy, LogRow, Pending, RequestId, request_id
from motcua.fuzz.disk import Disk as SimulatedDisk

NEXT_DAY = "2026-11-26"
SITE = PLAN.site
WEEK_LATER = ANSWERS_KEPT_MS + 100


class Medium:
    """Where stores stand. new() puts one more there; set_full() makes it refuse what is written."""

    def __init__(self, new: Callable[[str], Store], set_full: Callable[[bool], None]) -> None:
        self.new, self.set_full = new, set_full


def on_disk(path: Path, disk: RealDisk | SimulatedDisk) -> Medium:
    def set_full(full: bool) -> None:
        disk.fault = apsw.FullError if full else None

    return Medium(lambda site: FileStore(path, site, 0, disk.name), set_full)


def in_memory() -> Medium:
    memory = Memory(SITE)

    def set_full(full: bool) -> None:
        memory.full = full

    return Medium(lambda site: MemoryStore(memory, site), set_full)


@pytest.fixture(name="medium", params=["real disk", "simulated disk", "memory"])
def medium_fixture(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Medium]:
    if request.param == "memory":
        yield in_memory()
        return
    real = request.param == "real disk"
    disk = RealDisk() if real else SimulatedDisk(tmp_path, random.Random(1).random)
    yield on_disk(tmp_path / "hub.db", disk)
    disk.unregister()


@pytest.fixture(name="store")
def store_fixture(medium: Medium) -> Iterator[Store]:
    store = medium.new(SITE)
    store.open()
    yield store
    medium.set_full(False)
    store.close()


def row(seq: int, day: str = DAY) -> LogRow:
    return LogRow(seq, day, "counter-1", e.Called(at_ms=seq, number=f"A{seq:03d}", counter="counter-1"))


def answered(text: str, at_ms: int = 1) -> Answered:
    return Answered(request_id("kiosk-1", text), b"12345678", at_ms, Answer(id=text, outcome="accepted"))


def order(n: int, expires_ms: int = 99) -> Pending:
    return Pending(f"c1-{n}-0", "kiosk-1", Identify(seconds=3), n, expires_ms)


def everything(store: Store) -> tuple[object, ...]:
    days = [list(store.facts_of(day)) for day in (DAY, NEXT_DAY)]
    return store.last_seq, store.last_day(), store.last_ms(), days, store.pending(), store.boots(), store.cursors()


FULL_BATCH = Batch(
    log=[row(1), row(2)],
    days=[(DAY, 1)],
    answers=[answered("s.1")],
    sent=[order(2), order(1)],
    boots=[Boot("kiosk-1", "b", -7)],
    cursors=[("onestop", "17")],
)


def test_a_new_store_is_empty_and_in_its_first_epoch(store: Store) -> None:
    assert everything(store) == (0, "", 0, [[], []], [], [], {})
    assert (store.epoch, store.restored) == (1, None)


def test_what_was_committed_is_read_back_by_the_next_hub_in_a_higher_epoch(medium: Medium, store: Store) -> None:
    store.commit(FULL_BATCH)
    before = everything(store)
    assert before == (
        *(2, DAY, 2, [[r.event for r in FULL_BATCH.log], []]),
        *([order(1), order(2)], [Boot("kiosk-1", "b", -7)], {"onestop": "17"}),
    )
    store.close()
    again = medium.new(SITE)
    again.open()
    try:
        assert everything(again) == before
        assert again.epoch == 2
        assert again.given(request_id("kiosk-1", "s.1")) == Given(b"12345678", answered("s.1").answer)
    finally:
        again.close()


def test_a_second_hub_and_another_site_are_refused_and_change_nothing(medium: Medium, store: Store) -> None:
    with pytest.raises(StoreRefused):
        medium.new(SITE).open()
    store.close()
    with pytest.raises(StoreRefused, match=f"of site '{SITE}', not 'elsewhere'"):
        medium.new("elsewhere").open()
    store.open()
    assert store.epoch == 2


def test_a_batch_that_finds_no_room_has_not_happened_and_can_be_written_later(medium: Medium, store: Store) -> None:
    store.commit(FULL_BATCH)
    before = everything(store)
    later = Batch(log=[row(3)], answers=[answered("s.2")], settled=["c1-1-0"], cursors=[("onestop", "18")], epoch=9)
    medium.set_full(True)
    with pytest.raises(StoreFull):
        store.commit(later)
    assert everything(store) == before
    assert (store.epoch, store.given(request_id("kiosk-1", "s.2"))) == (1, None)
    medium.set_full(False)
    store.commit(later)
    assert (store.last_seq, store.epoch, store.pending(), store.cursors()) == (3, 9, [order(2)], {"onestop": "18"})


def test_a_day_is_read_from_its_first_fact_with_what_came_late_for_it(store: Store) -> None:
    store.commit(Batch(log=[row(1)], days=[(DAY, 1)]))
    store.commit(Batch(log=[row(2, NEXT_DAY), row(3)], days=[(NEXT_DAY, 2), (DAY, 3)]))
    assert list(store.facts_of(NEXT_DAY)) == [row(2).event]
    assert list(store.facts_of(DAY)) == [row(1).event, row(3).event]
    assert store.last_day() == NEXT_DAY


def test_the_last_word_for_a_boot_and_for_a_reader_counts(store: Store) -> None:
    store.commit(FULL_BATCH)
    store.commit(Batch(boots=[Boot("kiosk-1", "b", -9)], cursors=[("onestop", "18")]))
    assert (store.boots(), store.cursors()) == ([Boot("kiosk-1", "b", -9)], {"onestop": "18"})


def test_who_got_which_number_is_told_of_the_newest_day_only(store: Store) -> None:
    today, tomorrow = HeldBy(DAY, "h1", "A001"), HeldBy(NEXT_DAY, "h1", "A001")
    store.commit(Batch(log=[row(1)], days=[(DAY, 1)], persons=[today]))
    store.commit(Batch(persons=[today]))
    assert store.persons() == [today]
    store.commit(Batch(log=[row(2, NEXT_DAY)], days=[(NEXT_DAY, 2)], persons=[tomorrow]))
    assert store.persons() == [tomorrow]
    store.purge(WEEK_LATER)
    assert store.persons() == [tomorrow]


def test_orders_that_expired_yesterday_are_forgotten(store: Store) -> None:
    store.commit(Batch(sent=[order(1), order(2, ORDERS_KEPT_MS + 500)]))
    store.purge(ORDERS_KEPT_MS + 200)
    assert store.pending() == [order(2, ORDERS_KEPT_MS + 500)]


# Gaps, answers of this week; 0 is a session of one event, and never among numbers.
SESSIONS = st.dictionaries(st.integers(1, 12), st.sampled_from([1, WEEK_LATER]), max_size=12)


@settings(max_examples=60, deadline=None)
@given(SESSIONS, SESSIONS)
def test_memory_forgets_exactly_what_the_file_forgets(first: dict[int, int], second: dict[int, int]) -> None:
    with TemporaryDirectory() as folder:
        disk = SimulatedDisk(Path(folder), random.Random(1).random)
        try:
            on_file = left_after_purges(on_disk(Path(folder) / "hub.db", disk), first, second)
        finally:
            disk.unregister()
    assert left_after_purges(in_memory(), first, second) == on_file


def left_after_purges(medium: Medium, *heard: dict[int, int]) -> list[Given | None]:
    """What is known of each request of a session after a purge that followed each part of it."""
    store = medium.new(SITE)
    store.open()
    try:
        known: set[int] = set()
        for part in heard:
            new = {n: at_ms for n, at_ms in part.items() if n not in known and not store.given(session_id(n))}
            store.commit(Batch(answers=[answered(f"s.{n}", at_ms) for n, at_ms in new.items()]))
            known |= new.keys()
            store.purge(ANSWERS_KEPT_MS + 50)
        return [store.given(session_id(n)) for n in range(14)]
    finally:
        store.close()


def session_id(n: int) -> RequestId:
    return RequestId("kiosk-1", "s", n)


def test_a_session_of_one_event_is_forgotten_whole(store: Store) -> None:
    store.commit(Batch(answers=[answered("web-request")]))
    store.purge(WEEK_LATER)
    assert store.given(request_id("kiosk-1", "web-request")) == Given(b"", None)
    assert store.given(request_id("kiosk-1", "other")) is None


def test_a_morning_is_answered_the_same_on_every_medium(medium: Medium, tmp_path: Path) -> None:
    assert morning_on(medium, tmp_path) == morning_on(in_memory(), tmp_path)


def morning_on(medium: Medium, folder: Path) -> list[Answer]:
    morning = Morning(folder / "hub.db", 7, new=lambda: medium.new(SITE))
    morning.open()
    morning.work(20)
    morning.close()
    morning.open()
    assert morning.judge() == []
    morning.work(20)
    morning.close()
    return [answer for _, answer in morning.acknowledged]
