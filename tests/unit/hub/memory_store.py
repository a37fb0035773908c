"""A store in memory, for tests that need no disk. It promises what hub.store does as long as the process lives."""

from collections.abc import Iterator
from itertools import pairwise

from msgspec import Struct

from devicekit.text_files import sentence
from hub.engine.events import EngineEvent
from hub.errors import StoreFull, StoreRefused
from hub.store_port import Given
from hub.store_purge import ANSWERS_KEPT_MS, ORDERS_KEPT_MS, OVERTAKEN_BY
from hub.store_rows import Answered, Batch, Boot, HeldBy, LogRow, Pending, RequestId, Restored

Session = tuple[str, str]


class Memory(Struct):
    """What would be on the disk."""

    site: str
    epoch: int = 0
    log: list[LogRow] = []
    days: dict[str, int] = {}
    answers: dict[RequestId, Answered] = {}
    marks: dict[Session, int] = {}
    orders: dict[str, Pending] = {}
    persons: dict[HeldBy, None] = {}
    boots: dict[tuple[str, str], Boot] = {}
    cursors: dict[str, str] = {}
    restored: Restored | None = None
    in_use: bool = False
    full: bool = False
    """Told to refuse what is written."""


class MemoryStore:
    """A store_port.Store on a Memory."""

    def __init__(self, memory: Memory, site: str) -> None:
        self._memory, self._site = memory, site
        self._open = False
        self.epoch = self.last_seq = 0
        self.restored: Restored | None = None

    def open(self) -> None:
        memory = self._memory
        if self._open:
            return
        if memory.in_use or memory.site != self._site:
            in_use = sentence("store.in_use", path="memory", process="?")
            other = sentence("store.other_site", path="memory", found=memory.site, site=self._site)
            raise StoreRefused(in_use if memory.in_use else other)
        self.last_seq = memory.log[-1].seq if memory.log else 0
        self.epoch, self.restored = memory.epoch, memory.restored
        self.commit(Batch(epoch=self.epoch + 1))
        self._open = memory.in_use = True

    def close(self) -> None:
        if self._open:
            self._open = self._memory.in_use = False

    def last_day(self) -> str:
        return max(self._memory.days, default="")

    def last_ms(self) -> int:
        return self._memory.log[-1].event.at_ms if self._memory.log else 0

    def facts_of(self, day: str) -> Iterator[EngineEvent]:
        first = self._memory.days.get(day, self.last_seq + 1)
        return (row.event for row in list(self._memory.log) if row.seq >= first and row.day == day)

    def given(self, request: RequestId) -> Given | None:
        found = self._memory.answers.get(request)
        if found is not None:
            return Given(found.digest, found.answer)
        mark = self._memory.marks.get((request.device, request.session))
        return Given(b"", None) if mark is not None and request.n <= mark else None

    def pending(self) -> list[Pending]:
        return sorted(self._memory.orders.values(), key=lambda order: order.sent_ms)

    def persons(self) -> list[HeldBy]:
        return [held for held in self._memory.persons if held.day == self.last_day()]

    def boots(self) -> list[Boot]:
        return list(self._memory.boots.values())

    def cursors(self) -> dict[str, str]:
        return dict(self._memory.cursors)

    def commit(self, batch: Batch) -> None:
        memory = self._memory
        if memory.full:
            raise StoreFull(sentence("store.full", path="memory"))
        memory.log += batch.log
        for day, first in batch.days:
            memory.days.setdefault(day, first)
        memory.answers |= {answered.id: answered for answered in batch.answers}
        memory.orders |= {order.id: order for order in batch.sent}
        for id_ in batch.settled:
            memory.orders.pop(id_, None)
        memory.persons |= dict.fromkeys(batch.persons)
        memory.boots |= {(boot.device, boot.boot): boot for boot in batch.boots}
        memory.cursors |= dict(batch.cursors)
        memory.restored = None if batch.taken_up else memory.restored
        memory.epoch = self.epoch = batch.epoch or self.epoch
        self.restored = memory.restored
        self.last_seq = batch.log[-1].seq if batch.log else self.last_seq

    def purge(self, now_ms: int) -> None:
        memory = self._memory
        if memory.full:
            raise StoreFull(sentence("store.full", path="memory"))
        memory.persons = dict.fromkeys(self.persons())
        old: dict[Session, list[int]] = {}
        for id_, answered in memory.answers.items():
            if answered.at_ms < now_ms - ANSWERS_KEPT_MS:
                old.setdefault((id_.device, id_.session), []).append(id_.n)
        for session, numbers in old.items():
            memory.marks[session] = _mark(sorted(numbers), memory.marks.get(session))
        memory.marks = {session: mark for session, mark in memory.marks.items() if mark >= 0}
        memory.answers = {
            id_: kept for id_, kept in memory.answers.items() if id_.n > memory.marks.get((id_.device, id_.session), -1)
        }
        memory.orders = {
            id_: order for id_, order in memory.orders.items() if order.expires_ms >= now_ms - ORDERS_KEPT_MS
        }

    def checkpoint(self, idle: bool) -> None:
        pass


def _mark(numbers: list[int], before: int | None) -> int:
    """How far a session is forgotten: up to its first gap, or all of it when thousands have overtaken that; -1: not."""
    if len(numbers) > OVERTAKEN_BY:
        return numbers[-1]
    start = before if before is not None else 0
    if numbers[0] > start + 1:
        return before if before is not None else -1
    gap = next((n for n, following in pairwise(numbers) if following > n + 1), numbers[-1])
    return max(gap, start if before is not None else -1)
