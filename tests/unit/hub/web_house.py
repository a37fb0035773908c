"""The hub's own web server beside a running writer, over real sockets."""

import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import msgspec
import pytest
from hub_house import PLAN
from onestop_end import CODE, OnestopEnd

from devicekit.clock import Clock, SystemClock
from devicekit.text_files import load_texts
from hub import api
from hub.dossier import Dossier
from hub.floor import Floor
from hub.login import Login
from hub.lookup import Find
from hub.plan import Plan
from hub.service import Service
from hub.store import Store
from hub.web import WebServer

FIND = OnestopEnd(Dossier(code=CODE, state=9)).find


class Web:
    """A writer and a web server, each in its thread as in the hub."""

    def __init__(
        self,
        folder: Path,
        token: str | None = None,
        plan: Plan = PLAN,
        clock: Clock | None = None,
        find: Find | None = FIND,
        login: Login | None = None,
    ) -> None:
        self.store = folder / "hub.db"
        self.service = Service(plan, Store(self.store, plan.site), clock or SystemClock(), Floor(plan).orders)
        self.service.open()
        self._writer = threading.Thread(target=self.service.run, args=(lambda: None,), name="writer")
        self._writer.start()
        self.server = WebServer(self.service, self.store, "127.0.0.1:0", token, find=find, login=login)
        self.server.start()
        self.client = httpx.Client(base_url=self.server.url, timeout=10, verify=False)

    def close(self) -> None:
        self.client.close()
        self.server.stop()
        self.service.request_stop()
        self._writer.join()
        self.service.close()

    def post(self, path: str, **body: object) -> httpx.Response:
        return self.client.post(f"/api/v1/{path}", json=body)

    def take(self, request: str, service: str = "land", **more: object) -> httpx.Response:
        return self.post("tickets", request=request, service=service, **more)


@pytest.fixture(name="web")
def web_fixture(tmp_path: Path) -> Iterator[Web]:
    started = Web(tmp_path)
    yield started
    started.close()


@pytest.fixture(scope="module", name="door")
def door_fixture(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """One hub for all tests that leave it as it was."""
    started = Web(tmp_path_factory.mktemp("door"))
    yield started
    started.close()


@pytest.fixture(name="locked")
def locked_fixture(tmp_path: Path) -> Iterator[Web]:
    started = Web(tmp_path, "s3cret")
    yield started
    started.close()


def reason(response: httpx.Response) -> tuple[int, str]:
    assert response.headers["content-type"] == "application/problem+json"
    problem = msgspec.json.decode(response.content, type=api.ProblemDetails)
    assert problem.status == response.status_code
    assert problem.vi.startswith(load_texts("vi").get(f"api.{problem.reason}"))
    return response.status_code, problem.reason


def play_visit(web: Web) -> None:
    assert web.take("request-1", kiosk="kiosk-1").json() == {"request": "request-1", "number": "A001"}
    for n, verb in enumerate(("next", "recall", "start")):
        assert web.post(f"counters/counter-1/{verb}", request=f"key-0000{n}").json()["number"] == "A001"
    assert web.post("counters/counter-1/finish", request="key-finish", result=1).json()["number"] == "A001"


class Asking:
    """Requests with ids of their own."""

    def __init__(self, web: Web) -> None:
        self.web, self.n = web, 0

    def __call__(self, path: str, **body: object) -> httpx.Response:
        self.n += 1
        return self.web.post(path, request=f"request-{self.n:04d}", **body)
