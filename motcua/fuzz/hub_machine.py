"""The hub's machine: the production hub on a simulated disk and clock, killed anywhere and started again."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from devicekit import codec
from devicekit.messages import Answer, Part, Status
from devicekit.topics import Address, Topic
from hub.bridge import Bridge
from hub.errors import StoreError
from hub.floor import Floor
from hub.ledger import Request
from hub.main import Hub
from hub.plan import Plan
from hub.service import Service
from hub.store import Store
from hub.store_open import STORE_FILE
from motcua.fuzz.disk import Disk
from motcua.fuzz.loop import Alarm, Loop, Machine
from motcua.fuzz.net import HUB, Broker, FuzzLink, Killed

AGAIN_S = 1.0
# So many starts in a row fail only where the store is ruined: each takes as long as thirty seeds.
MOST_STARTS = 5
# How long messages lie in the inbox before the writer takes them as one batch: a quick machine, or one that is busy.
REACTIONS_S = (0.02, 0.2, 0.6, 0.8)
# The log is moved into the file this often, so that a short day dies in the middle of that, too.
CHECKPOINT_PAGES = 256
# Its own timers are looked at this seldom.
LAZY_S = 1.0


class Parts(NamedTuple):
    """One run of the hub, put together and not opened yet: what a planted bug may change."""

    floor: Floor
    store: Store
    service: Service
    bridge: Bridge


def unchanged(parts: Parts) -> None:
    """The hub as it is."""


class HubMachine:
    """start(), then it runs by itself; kill() and plan_death() end a run."""

    def __init__(
        self, loop: Loop, broker: Broker, disk: Disk, plan: Plan, wall: float, random: Callable[[], float],
        plant: Callable[[Parts], None] = unchanged,
    ) -> None:  # fmt: skip
        self.loop, self.disk, self.plan, self.clock = loop, disk, plan, Machine(loop, wall)
        self._broker, self._random, self._plant = broker, random, plant
        self._alarm = Alarm(loop, self._wake)
        self._runs = self._failed = 0
        self._reaction_s = REACTIONS_S[int(len(REACTIONS_S) * random())]
        self.hub: Hub | None = None
        self.link: FuzzLink | None = None
        self.trusted = False
        """Whether a time service says that the wall clock is right."""
        self.died: Callable[[str], None] = lambda how: None

    @property
    def path(self) -> Path:
        return self.disk.folder / STORE_FILE

    def start(self) -> None:
        """Start the program; what the disk refuses is tried again, as systemd does."""
        if self.hub is not None or self.is_lost:
            return
        self._runs += 1
        self.disk.switch_on()
        session, plan = f"{HUB}-{self._runs}", self.plan
        self.link = FuzzLink(HUB, self._broker, self.clock, self._last(session, "connection lost"), self._awake)
        floor = Floor(plan)
        store = Store(self.path, plan.site, 0, self.disk.name, CHECKPOINT_PAGES)
        service = Service(plan, store, self.clock, floor.orders, lambda: self.trusted)
        bridge = Bridge(service, floor, self.link, self._random, lambda epoch: self._status(service, session, epoch))
        self._plant(Parts(floor, store, service, bridge))
        self.hub = Hub(service, bridge, self.link, self._last(session, "stopped"))
        self._guarded(self.hub.open)
        is_well = self.disk.fault is None and self.disk.room is None
        self._failed = self._failed + is_well if self.hub is None else 0
        self._awake()

    @property
    def is_lost(self) -> bool:
        """It does not open any more, although its disk works."""
        return self._failed >= MOST_STARTS

    def ask(self, request: Request, reply: Callable[[Answer | None], None]) -> bool:
        """As the web or the one-stop's client does; False while the hub is down."""
        if self.hub is None:
            return False
        self.hub.service.submit(request, reply)
        self._awake()
        return True

    def kill(self, power: bool) -> None:
        """Dead at once; with `power` the disk forgets what was not flushed."""
        hub, link = self.hub, self.link
        self.hub = self.link = None
        self._alarm.off()
        if hub is None:
            return
        self.died("loses power" if power else "is killed")
        if link is not None:
            link.die()
        (self.disk.power_cut if power else self.disk.kill)()
        _closed(hub)
        if power:
            self.clock.boot(0.0)

    def stop(self) -> None:
        """A clean stop."""
        hub = self.hub
        self.hub = self.link = None
        self._alarm.off()
        if hub is not None:
            self.died("is stopped")
            _closed(hub)
            self.disk.kill()

    def die_at_message(self, count: int) -> None:
        """Death comes when that many messages have left."""
        if self.link is not None:
            left = [count]

            def burn() -> None:
                left[0] -= 1
                if left[0] < 0:
                    raise Killed("while it published")

            self.link.fuse = burn

    def now_ms(self) -> int:
        """Legal time; while the hub is down what its wall clock says."""
        return int(self.clock.wall() * 1000) if self.hub is None else self.hub.service.now_ms()

    def confirm_time(self) -> None:
        if self.hub is not None:
            self.hub.service.confirm_time()
            self._awake()

    def empty(self) -> None:
        """Somebody made room on its disk."""
        self.disk.room = None

    def mend(self) -> None:
        """Its disk works again."""
        self.disk.fault = None

    # Inside

    def _awake(self) -> None:
        self._alarm.within(self._reaction_s * self._random())

    def _wake(self) -> None:
        hub = self.hub
        if hub is None:
            return
        self._guarded(hub.pump)
        if self.hub is hub:
            empty = hub.service.inbox.empty()
            self._alarm.within(max(LAZY_S, hub.bridge.wait()) if empty else self._reaction_s * self._random())

    def _guarded(self, work: Callable[[], object]) -> None:
        """A death in the middle of it, or a disk that failed, ends the run; anything else is a bug and comes out."""
        broken = False
        try:
            work()
        except (StoreError, Killed):
            broken = True
        # A death in a checkpoint is swallowed by SQLite, as an error there would be.
        if not broken and not self.disk.blown:
            return
        if self.disk.fault is None:
            self.kill(power=self._random() < 0.7)
        else:
            # The writer ends by itself where the disk has failed; then systemd starts it again.
            self.stop()
        self.loop.after(AGAIN_S + 4.0 * self._random(), self.start)

    def _last(self, session: str, reason: str) -> tuple[Topic, bytes]:
        status = Status(state="offline", session=session, boot="fuzz", version="fuzz", reason=reason)
        return Address(self.plan.site, "hub", self.plan.hub).topic("status"), codec.encode(status)

    def _status(self, service: Service, session: str, epoch: int) -> Status:
        parts = {alarm: Part(state="failed", code=alarm) for alarm in service.view.alarms}
        sent_ms = int(self.clock.monotonic() * 1000)
        return Status(
            state="online", session=session, boot="fuzz", version="fuzz", sent_ms=sent_ms, epoch=epoch, parts=parts
        )


def _closed(hub: Hub) -> None:
    """Give back what the dead run held."""
    try:
        hub.close()
    except (StoreError, Killed):
        # SQLite finds its file cut off in the middle of closing it, as it should.
        with suppress(StoreError):
            hub.service.close()
