"""A hub that lives through many days without a restart, in a process of its own; says its memory, early and late (MB).

    python -m motcua.bench.lived FOLDER TICKETS

Service, engine and store are the hub's own, on a clock that is turned; each ticket is taken, called and finished.
"""

import json
import subprocess
import sys
from pathlib import Path

import psutil
from msgspec.structs import replace

from devicekit.clock import HandClock
from devicekit.errors import MotcuaError
from devicekit.messages import Answer
from devicekit.sample_files import sample
from hub.engine import commands as c
from hub.floor import Floor
from hub.ledger import Request
from hub.plan import HoursPlan
from hub.service import Service
from hub.settings import load_site
from hub.store import Store
from motcua.bench.figures import Figure, Figures

MOST_A_DAY, BATCH = 4000, 200
# Answers are kept for 7 days: before that memory of the disk's pages may still grow.
SETTLED_AFTER = 8


def lived(folder: Path, tickets: int) -> Figures:
    """Memory of one hub after its first days and after all. Raises MotcuaError."""
    command = [sys.executable, "-m", "motcua.bench.lived", str(folder), str(tickets)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise MotcuaError(f"the hub that lives through days ended:\n{done.stderr}")
    found: dict[str, Figure] = json.loads(done.stdout)
    return {"lived_rss_mb": found}


class _Life:
    """Days of one hub, with one counter that serves everybody."""

    def __init__(self, folder: Path, a_day: int) -> None:
        plan = load_site(sample("site.toml")).plan
        services = tuple(
            replace(s, last=9999, digits=4, quota_day=0, quota_session=0, per_person=0)
            for s in plan.services
            if s.prefix
        )
        serving = replace(plan.counters[0], services=tuple(s.id for s in services))
        self._plan = replace(plan, services=services, counters=(serving,), hours=HoursPlan())
        self._clock = HandClock()
        self._service = Service(
            self._plan, Store(folder / "lived.db", plan.site), self._clock, Floor(self._plan).orders
        )
        self._n, self._a_day = 0, a_day
        self._refused: list[Answer | None] = []

    def open(self) -> None:
        self._service.open()

    def close(self) -> None:
        self._service.close()

    def day(self) -> None:
        """A whole day; what is asked next is asked in the next one."""
        ids, counter = [s.id for s in self._plan.services], self._plan.counters[0].id
        for _ in range(self._a_day // BATCH):
            for k in range(BATCH):
                self._ask("kiosk-1", c.Take(press=f"p{self._n}", service=ids[k % len(ids)], kiosk="kiosk-1"))
            for _ in range(BATCH):
                for verb in (c.CallNext, c.Start, c.Finish):
                    self._ask(counter, verb(counter=counter))
            self._work()
            # Each device says that it did what it was told.
            for order in self._service.ledger.pending.values():
                self._n += 1
                done = Request.of(order.device, f"l.{self._n}", c.Tend())._replace(settles=order.id)
                self._service.submit(done, self._hear)
            self._work()
        if self._refused:
            raise MotcuaError(f"the figure is worth nothing: {self._refused[0]}")
        self._clock.turn(86_400)
        self._service.pump()

    def _work(self) -> None:
        while not self._service.inbox.empty():
            self._service.pump()

    def _ask(self, device: str, command: c.Asking) -> None:
        self._n += 1
        self._service.submit(Request.of(device, f"l.{self._n}", command), self._hear)

    def _hear(self, answer: Answer | None) -> None:
        if answer is None or answer.outcome != "accepted":
            self._refused.append(answer)


def main() -> int:
    folder, tickets = Path(sys.argv[1]), int(sys.argv[2])
    a_day = min(MOST_A_DAY, tickets // (SETTLED_AFTER + 2) // BATCH * BATCH)
    days = -(-tickets // a_day)
    life, here, early = _Life(folder, a_day), psutil.Process(), 0.0
    life.open()
    for day in range(1, days + 1):
        life.day()
        if day == SETTLED_AFTER:
            early = here.memory_info().rss / 1e6
    late = here.memory_info().rss / 1e6
    life.close()
    sys.stdout.write(json.dumps({"tickets": days * a_day, "early": round(early, 1), "late": round(late, 1)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
