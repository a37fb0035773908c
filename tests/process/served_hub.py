"""A hub's real writer and web server, without a broker and devices."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devicekit.clock import SystemClock
from hub.floor import Floor
from hub.login import Login
from hub.plan import Plan
from hub.service import Service
from hub.store import Store
from hub.view import DeviceView
from hub.web import WebServer


@contextmanager
def written(plan: Plan, folder: Path, online: bool = False) -> Iterator[Service]:
    """The service of a plan with its writer; `online`: every device is there."""
    service = Service(plan, Store(folder / "hub.db", plan.site), SystemClock(), Floor(plan).orders)
    service.open()
    if online:
        service.show_devices(tuple(DeviceView(id=each.id, kind=each.kind, online=True) for each in plan.devices))
    writer = threading.Thread(target=service.run, args=(lambda: None,), name="writer")
    writer.start()
    yield service
    service.request_stop()
    writer.join()
    service.close()


@contextmanager
def served(service: Service, folder: Path, login: Login | None = None) -> Iterator[str]:
    """Its pages; gives their address."""
    server = WebServer(service, folder / "hub.db", "127.0.0.1:0", login=login)
    server.start()
    yield server.url
    server.stop()
