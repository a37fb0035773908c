"""A morning at a store that may be hurt: what was acknowledged is written down outside of it, and judged after."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import apsw
import pytest
from hub_house import PLAN

from devicekit.clock import Clock, HandClock
from devicekit.messages import Answer
from hub.engine import commands as c
from hub.errors import StoreAway
from hub.floor import Floor
from hub.ledger import Request
from hub.service import Service
from hub.store import Store as FileStore
from hub.store_port import Store

# Checkpoints as often as a short morning needs to die in some of them.
OFTEN = 256
COUNTERS = ("counter-1", "counter-2", "counter-3")


class Morning:
    """People come and are called, at one store after another; only what a store answered counts."""

    def __init__(self, path: Path, seed: int, vfs: str | None = None, new: Callable[[], Store] | None = None) -> None:
        self.path = path
        self._new = new or (lambda: FileStore(self.path, PLAN.site, 0, vfs, OFTEN))
        self._random = random.Random(seed)
        self._n = 0
        self.acknowledged: list[tuple[Request, Answer]] = []
        self.service: Service | None = None
        self.clock: Clock | None = None
        """The next start's clock; None: a new one."""

    def open(self) -> Service:
        """Start a hub on the store. Raises StoreError."""
        service = Service(PLAN, self._new(), self.clock or HandClock(), Floor(PLAN).orders)
        try:
            service.open()
        except BaseException:
            service.close()
            raise
        self.service = service
        return service

    def work(self, batches: int) -> None:
        """Batches of one to four requests. Raises StoreBroken."""
        for _ in range(batches):
            self._ask([self._request() for _ in range(self._random.randint(1, 4))])

    def _request(self) -> Request:
        self._n += 1
        if self._random.random() < 0.6:
            kiosk, service = self._random.choice(("kiosk-1", "kiosk-2")), self._random.choice(("land", "civil"))
            return Request.of(kiosk, f"s.{self._n}", c.Take(press=f"p{self._n}", service=service, kiosk=kiosk))
        counter = self._random.choice(COUNTERS)
        verb = self._random.choice((c.CallNext, c.Start, c.Finish))
        return Request.of(counter, f"s.{self._n}", verb(counter=counter))

    def _ask(self, requests: list[Request]) -> list[Answer | None]:
        assert self.service is not None
        heard: list[tuple[Request, Answer | None]] = []
        for request in requests:
            self.service.submit(request, lambda answer, request=request: heard.append((request, answer)))  # type: ignore[misc]
        self.service.pump()
        self.acknowledged += [(request, answer) for request, answer in heard if answer is not None]
        return [answer for _, answer in heard]

    def judge(self) -> list[str]:
        """What is wrong with a store that serves: repeats must be answered as before, new numbers must be new.

        Raises StoreError when it stops serving while it is asked.
        """
        assert self.service is not None
        before = list(self.acknowledged)
        try:
            return list(self._wrong(before))
        finally:
            # What is asked here is a question of the judge's, also when the store breaks over it.
            self.acknowledged = before

    def _wrong(self, before: list[tuple[Request, Answer]]) -> Iterator[str]:
        # From the last to the first: an empty store, asked in the old order, would give the old answers.
        for request, answer in reversed(before):
            again = self._ask([request])
            if again != [answer]:
                yield f"{request.id} of {request.device} was answered {answer}, now {again}"
        taken = [a.detail for r, a in before if isinstance(r.command, c.Take) and a.outcome == "accepted"]
        self._n += 1000
        for service in ("land", "civil"):
            take = c.Take(press=f"new-{self._n}-{service}", service=service, kiosk="kiosk-1")
            (number,) = self._ask([Request.of("kiosk-1", f"new.{self._n}.{service}", take)])
            if number is None or number.outcome != "accepted":
                yield f"{service} gives no number: {number}"
            else:
                taken.append(number.detail)
        if len(set(taken)) != len(taken):
            yield f"a number was given twice: {sorted(taken)}"

    def try_to_work(self, batches: int) -> bool:
        """work(), False when the disk refused something; the hub goes on."""
        try:
            self.work(batches)
        except StoreAway:
            return False
        return True

    def close(self) -> None:
        service, self.service = self.service, None
        if service is not None:
            service.close()


@pytest.fixture(name="morning")
def morning_fixture(tmp_path: Path) -> Iterator[Morning]:
    (tmp_path / "data").mkdir()
    (tmp_path / "stick").mkdir()
    made = Morning(tmp_path / "data" / "hub.db", 1)
    made.open()
    made.work(20)
    yield made
    made.close()


@pytest.fixture(name="stick")
def stick_fixture(tmp_path: Path, morning: Morning) -> Path:
    return tmp_path / "stick"


def rows(file: Path) -> list[list[tuple[object, ...]]]:
    db = apsw.Connection(str(file), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        tables = ("meta", "events", "days", "answers", "marks", "commands", "boots", "cursors", "dossiers")
        return [sorted(db.execute(f"SELECT * FROM {table}"), key=repr) for table in tables]
    finally:
        db.close()


def taken(morning: Morning, press: str) -> str:
    assert morning.service is not None
    heard: list[str] = []
    take = c.Take(press=press, service="land", kiosk="kiosk-1")
    morning.service.submit(Request.of("kiosk-1", f"t.{press}", take), lambda a: heard.append(a.detail if a else ""))
    morning.service.pump()
    return heard[0]
