"""A hub's writer with the client of the one-stop system beside it, both torn down and rebuilt at will."""

import random
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from test_site_settings import GOOD

from devicekit.clock import Clock, SystemClock
from devicekit.messages import Answer, Part
from devicekit.settings import loads
from hub.engine import commands as c
from hub.floor import Floor
from hub.history import log_after
from hub.ledger import Done, Request
from hub.plan import OfficerPlan, Plan
from hub.service import Adopt, Service, Submission
from hub.settings import SiteFile, plan_of
from hub.site_tables import OnestopTable
from hub.store import Store
from hub.sync.onestop import Onestop
from hub.sync.pace import Pace
from motcua.onestop.server import OnestopServer

SITE = loads(
    GOOD.replace("last = 899", "last = 4000\ndigits = 4")
    + """
[[device]]
id = "printer-1"
kind = "printer"
counter = "counter-1"

[[officer]]
id = "anh"
name = "Nguyễn Thị Ánh"

[[agency]]
id = "justice"
name = "Sở Tư pháp"
""",
    "site.toml",
    SiteFile,
)
PLAN = plan_of(SITE)
CODE = "H34.12-261125-0001"


def quick() -> Pace:
    """As ours, but a test does not wait a minute."""
    return Pace(random.random, 0.01, 0.05)


class Devices:
    """Stands where the bridge would, and keeps what it is told of the officers."""

    def __init__(self) -> None:
        self.adopted: list[dict[str, OfficerPlan]] = []

    def receive(self, item: object) -> Iterable[Submission]:
        if isinstance(item, Adopt):
            self.adopted.append({officer.id: officer for officer in item.officers})
        return ()

    def due(self) -> Iterable[Submission]:
        return ()

    def flush(self, done: Done) -> None:
        pass

    def wait(self) -> float:
        return 60.0


class SyncHouse:
    """`url` is where the one-stop system is, `vfs` the disk."""

    def __init__(
        self,
        folder: Path,
        url: str,
        plan: Plan = PLAN,
        timeout_s: float = 5.0,
        token: str = "t0ken",
        vfs: str | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.store, self.devices = folder / "hub.db", Devices()
        self._vfs, self._clock = vfs, clock or SystemClock()
        self.settings = OnestopTable(
            url=url, poll_s=0.2, timeout_s=timeout_s, lookup_url="https://dvc.example.vn/tra-cuu?ma={code}"
        )
        self.plan, self.token = plan, token
        self.photos: dict[str, Path] = {}
        self.parts: list[Part] = []
        self._asked = 0
        self.open()

    def open(self) -> None:
        store = Store(self.store, self.plan.site, vfs=self._vfs)
        self.service = Service(self.plan, store, self._clock, Floor(self.plan).orders)
        self.service.open(self.devices)
        self.service.subscribe(lambda view: self.parts.append(view.parts.get("onestop", Part(state="unknown"))))
        self._writer = threading.Thread(target=self.service.run, args=(lambda: None,), name="writer")
        self._writer.start()
        self.onestop = Onestop(self.service, self.store, self.settings, self.token, self.photos, quick)

    def close(self) -> None:
        self.onestop.stop()
        self.service.request_stop()
        self._writer.join()
        self.service.close()

    def restart(self) -> None:
        self.close()
        self.open()
        self.onestop.start()

    @property
    def part(self) -> Part:
        return self.service.view.parts.get("onestop", Part(state="unknown"))

    def ask(self, command: c.Asking) -> Answer:
        self._asked += 1
        answered, answers = threading.Event(), list[Answer | None]()

        def reply(answer: Answer | None) -> None:
            answers.append(answer)
            answered.set()

        self.service.submit(Request.of("web", f"ask-{self._asked}", command), reply)
        assert answered.wait(10)
        assert answers[0] is not None
        return answers[0]

    def visit(self, finish: bool = True) -> str:
        """Somebody takes a number and is served at counter 1."""
        self._asked += 1
        number = self.ask(c.Take(press=f"web:p{self._asked}", service="land", origin="web")).detail
        self.ask(c.CallNext(counter="counter-1"))
        self.ask(c.Start(counter="counter-1"))
        if finish:
            self.ask(c.Finish(counter="counter-1", result=1))
        return number

    def facts(self, kind: str) -> list[bytes]:
        return [fact for _, _, _, found, fact in log_after(self.store, 0, 100_000) if found == kind]


WaitUntil = Callable[..., None]


@pytest.fixture(name="server")
def server_fixture() -> Iterator[OnestopServer]:
    server = OnestopServer(SITE, token="t0ken")
    server.start()
    yield server
    server.stop()


@pytest.fixture(name="house")
def house_fixture(tmp_path: Path, server: OnestopServer) -> Iterator[SyncHouse]:
    house = SyncHouse(tmp_path, server.url)
    yield house
    house.close()
