"""The hub, put together: engine and store behind the service, the bridge on its link."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from devicekit import codec
from devicekit.clock import Clock, boot_id
from devicekit.link import Link
from devicekit.messages import Part, Status
from devicekit.topics import Address, Topic
from devicekit.version import VERSION
from hub.bridge import Bridge
from hub.errors import StoreError
from hub.floor import Floor
from hub.legal_time import nobody
from hub.login import Login
from hub.outbox import Random
from hub.plan import Plan
from hub.service import Service
from hub.store import Store

log = logging.getLogger(__name__)


def goodbye(plan: Plan, session: str, reason: str = "connection lost") -> tuple[Topic, bytes]:
    """The hub's last word: its will, and what it says itself when it stops."""
    status = Status(state="offline", session=session, boot=boot_id(), version=VERSION, reason=reason)
    return Address(plan.site, "hub", plan.hub).topic("status"), codec.encode(status)


class Hub:
    """One running hub. start() and stop() are for a program; open(), pump() and close() for a hand-turned clock.

    Both may be begun by prepare(): what else can keep a program from running is then found before devices hear of it.
    """

    def __init__(self, service: Service, bridge: Bridge, link: Link, last: tuple[Topic, bytes]) -> None:
        self.service = service
        self.bridge = bridge
        self._link = link
        self._last = last
        self._thread: threading.Thread | None = None
        self._prepared = False
        self.failure: StoreError | None = None
        """Why the writer ended by itself."""

    def prepare(self) -> None:
        """Read the open day. Raises StoreError with the next step. Idempotent."""
        if not self._prepared:
            self.service.open(self.bridge)
            self._prepared = True

    def open(self) -> None:
        """prepare(), and connect. Raises StoreError with the next step."""
        self.prepare()
        self.bridge.start()

    def pump(self, timeout: float = 0.0) -> bool:
        """One batch; False once stopped."""
        return self.service.pump(timeout)

    def close(self) -> None:
        """Say goodbye, close the store. Idempotent."""
        self._link.stop(self._last)
        self.bridge.stop()
        self.service.close()
        self._prepared = False

    def start(self, alive: Callable[[], object], ended: Callable[[], object]) -> None:
        """open(), then run the writer in a thread of its own; `alive` as in Service.run, `ended` when it is over."""
        if self._thread is None:
            self.open()
            self._thread = threading.Thread(target=self._write, args=(alive, ended), name="writer")
            self._thread.start()

    def stop(self) -> None:
        """End the writer after the batch at hand, then close(). Idempotent."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self.service.request_stop()
            thread.join()
        self.close()

    def _write(self, alive: Callable[[], object], ended: Callable[[], object]) -> None:
        try:
            self.service.run(alive)
        except StoreError as error:
            log.critical("%s", error)
            self.failure = error
        finally:
            ended()


def build(
    plan: Plan,
    store: Path,
    link: Link,
    clock: Clock,
    session: str,
    random: Random,
    trusted: Callable[[], bool] = nobody,
    login: Login | None = None,
) -> Hub:
    """Put a hub together; nothing is opened yet. `store` is the file, `session` an id of this run.

    `login`: who takes officers' PINs; None: nobody does.
    """
    floor = Floor(plan)
    service = Service(plan, Store(store, plan.site), clock, floor.orders, trusted)
    boot = boot_id()

    def status_of(epoch: int) -> Status:
        parts = {alarm: Part(state="failed", code=alarm) for alarm in service.view.alarms} | service.view.parts
        sent_ms = int(clock.monotonic() * 1000)
        return Status(
            state="online", session=session, boot=boot, version=VERSION, sent_ms=sent_ms, epoch=epoch, parts=parts
        )

    bridge = Bridge(service, floor, link, random, status_of, login)
    return Hub(service, bridge, link, goodbye(plan, session, "stopped"))
