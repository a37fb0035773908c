"""The hub's one writer: takes its inbox in batches, decides, writes each batch once, and only then lets anyone know.

A batch that the disk refuses has not happened: nobody is answered, devices send again, the alarm is up. A broken disk
ends the loop; nothing is acknowledged any more.
"""

import logging
import queue
import threading
from collections.abc import Callable, Iterable
from typing import NamedTuple, Protocol

from msgspec.structs import replace

from devicekit.clock import Clock
from devicekit.messages import Answer, Part
from hub import view as v
from hub.alarms import log_orphans
from hub.engine.day import Booking
from hub.errors import StoreAway, StoreError, StoreFull
from hub.fail_points import reach
from hub.in_time import in_time
from hub.ledger import Done, Ledger, Orders, Request
from hub.legal_time import Calendar, LegalClock, nobody
from hub.picture import Picture
from hub.plan import OfficerPlan, Plan
from hub.store_port import Store
from hub.store_rows import Boot

log = logging.getLogger(__name__)

# So large that eight kiosks under full load share one flush, so small that nobody in it waits long for the others.
BATCH = 256
IDLE_S = 1.0
STORE_AWAY = frozenset({"store_full", "store_busy"})
"""The alarms under which no number can be given."""

Reply = Callable[[Answer | None], None]
"""Called in the writer's thread after the commit; None: the disk refused, nothing has happened, ask again later."""
Listener = Callable[[v.View], None]


class Submission(NamedTuple):
    """A request and who waits for its answer."""

    request: Request
    reply: Reply


class Gateway(Protocol):
    """What stands between the service and the devices; all of it runs in the writer's thread."""

    def receive(self, item: object) -> Iterable[Submission]:
        """What an item of the inbox asks for."""

    def due(self) -> Iterable[Submission]:
        """What it is time for."""

    def flush(self, done: Done) -> None:
        """Tell the devices; the batch is on the disk."""

    def wait(self) -> float:
        """Seconds until due() has something to do."""


class Adopt(NamedTuple):
    """These officers are as they are described here; the gateway shows them."""

    officers: tuple[OfficerPlan, ...]


class _Stop:
    pass


class _ConfirmTime:
    pass


class _Keep(NamedTuple):
    name: str
    value: str


class _Fail(NamedTuple):
    error: StoreError


class _ShowPart(NamedTuple):
    name: str
    part: Part


class Service:
    """Owns the ledger, legal time and the view. submit(), view, subscribe() and confirm_time() are for any thread."""

    def __init__(
        self, plan: Plan, store: Store, clock: Clock, orders: Orders, trusted: Callable[[], bool] = nobody
    ) -> None:
        self.plan = plan
        self.clock = clock
        self.ledger = Ledger(plan, store, orders)
        self.inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._calendar = Calendar(plan.timezone)
        self._picture = Picture(plan)
        self._trusted = trusted
        self._legal = LegalClock(clock)
        self._gateway: Gateway | None = None
        self._listeners: tuple[Listener, ...] = ()
        self._lock = threading.Lock()
        self._devices: tuple[v.DeviceView, ...] = ()
        self._refused: tuple[v.RefusedView, ...] = ()
        self._alarms: frozenset[str] = frozenset()
        self._pins = False
        self._parts: dict[str, Part] = {}
        self._keys: dict[str, v.KeyView] = {}
        self._view: v.View | None = None
        self._day_view: v.View | None = None
        """The view as the facts of the day have it; None while it must be made anew."""
        self._bookings: tuple[Booking, ...] = ()
        self._changed = True
        self._second = 0

    # For any thread

    def submit(self, request: Request, reply: Reply) -> None:
        """Ask; `reply` is called once, after the commit."""
        self.inbox.put(Submission(request, reply))

    def confirm_time(self) -> None:
        """A person or a time service says that the wall clock is right."""
        self.inbox.put(_ConfirmTime())

    def keep(self, name: str, value: str) -> None:
        """Keep how far somebody has read, durably, with the next batch."""
        self.inbox.put(_Keep(name, value))

    def kept(self, name: str) -> str:
        """What was kept under that name, "" when nothing was."""
        return self.ledger.cursors.get(name, "")

    def show_part(self, name: str, part: Part) -> None:
        """How a part of the hub is now: into the view, and into the hub's own status."""
        self.inbox.put(_ShowPart(name, part))

    def fail(self, error: StoreError) -> None:
        """The store is found to be damaged: the writer ends with this error."""
        self.inbox.put(_Fail(error))

    def adopt(self, officers: tuple[OfficerPlan, ...]) -> None:
        """Who the officers are, from now on."""
        self.inbox.put(Adopt(officers))

    def request_stop(self) -> None:
        """End run()."""
        self.inbox.put(_Stop())

    @property
    def view(self) -> v.View:
        """The newest picture."""
        if self._view is None:
            raise RuntimeError("the service is not open")
        return self._view

    @property
    def bookings(self) -> tuple[Booking, ...]:
        """The appointment book of today and of later days; no part of the view, which goes out at each change."""
        return self._bookings

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` (in the writer's thread; it must be quick) with each new view; returns how to end that."""
        with self._lock:
            self._listeners = (*self._listeners, listener)

        def end() -> None:
            with self._lock:
                self._listeners = tuple(other for other in self._listeners if other is not listener)

        return end

    # For the writer's thread

    def open(self, gateway: Gateway | None = None) -> None:
        """Read the open day; begin a new epoch. Raises StoreError with the next step."""
        self.ledger.open()
        self._day_view = None
        self._legal = LegalClock(self.clock, self.ledger.last_ms, self._trusted)
        self._gateway = gateway
        now_ms = self.now_ms()
        self._turn_day(now_ms)
        self.ledger.note_restored(now_ms)
        self._keep_hours(now_ms)
        self.ledger.commit()
        self._purge()
        log_orphans(self.plan, self.ledger.state)
        self._show()

    def close(self) -> None:
        """Close the store. Idempotent."""
        self.ledger.close()

    def run(self, alive: Callable[[], object]) -> None:
        """Loop until request_stop(); `alive` is called at least every second. Raises StoreBroken."""
        while self.pump(IDLE_S):
            alive()

    def pump(self, timeout: float = 0.0) -> bool:
        """Take what is in the inbox as one batch, waiting at most `timeout` for the first item. False once stopped."""
        items = self._drain(timeout)
        stopping = any(isinstance(item, _Stop) for item in items)
        submissions = [submission for item in items for submission in self._read(item)]
        if self._gateway is not None:
            submissions.extend(self._gateway.due())
        if len(submissions) > 1:
            submissions = [
                submissions[i] for i in in_time([(each.request.device, each.request.command) for each in submissions])
            ]
        done, answers = self._write(submissions)
        for submission, answer in zip(submissions, answers, strict=True):
            submission.reply(answer)
        reach("replied")
        if self._gateway is not None:
            self._gateway.flush(done)
        if done.facts:
            self._day_view = None
        if self._changed or self._day_view is None:
            self._show()
        self.ledger.tidy(idle=self.inbox.empty())
        return not stopping

    def now_ms(self) -> int:
        """Legal time."""
        return self._legal.now_ms()

    def day_of(self, ms: int) -> str:
        """The day of a legal time."""
        return self._calendar.day_of(ms)

    def remember_boot(self, boot: Boot) -> None:
        self.ledger.remember_boot(boot)

    def raise_epoch(self, seen: int, device: str) -> bool:
        """Go above the epoch that a device has seen; False when the disk refused it now."""
        try:
            self.ledger.raise_epoch(seen, device, self.now_ms())
        except StoreAway as error:
            self._alarm(error)
            return False
        self._changed, self._day_view = True, None
        return True

    def set_alarm(self, code: str, on: bool) -> None:
        """Raise an alarm, or take it back; both as often as you like."""
        self._set_alarms(self._alarms | {code} if on else self._alarms - {code})

    def show_devices(self, devices: tuple[v.DeviceView, ...]) -> None:
        """Put the devices into the view."""
        self._devices, self._changed = devices, True

    def show_refused(self, refused: tuple[v.RefusedView, ...]) -> None:
        """Put the presses that got no number into the view."""
        self._refused, self._changed = refused, True

    def show_pins(self, used: bool) -> None:
        """Put into the view whether officers log in with PINs."""
        self._changed, self._pins = self._changed or used != self._pins, used

    def show_key(self, counter: str, key: v.KeyView) -> None:
        """Put the last key of a counter into the view."""
        self._keys[counter], self._changed = key, True

    # Inside

    def _drain(self, timeout: float) -> list[object]:
        wait = min(timeout, self._gateway.wait()) if self._gateway is not None else timeout
        items: list[object] = []
        try:
            items.append(self.inbox.get(timeout=wait) if wait > 0 else self.inbox.get_nowait())
            while len(items) < BATCH:
                items.append(self.inbox.get_nowait())
        except queue.Empty:
            return items
        return items

    def _read(self, item: object) -> Iterable[Submission]:
        if isinstance(item, Submission):
            return (item,)
        if isinstance(item, _ConfirmTime):
            self._legal.confirm()
            log.warning("the wall clock was confirmed; legal time follows it")
        elif isinstance(item, _Fail):
            raise item.error
        elif isinstance(item, _Keep):
            self.ledger.keep(item.name, item.value)
        elif isinstance(item, _ShowPart):
            self._changed = self._changed or self._parts.get(item.name) != item.part
            self._parts[item.name] = item.part
        elif self._gateway is not None and not isinstance(item, _Stop):
            return self._gateway.receive(item)
        return ()

    def _write(self, submissions: list[Submission]) -> tuple[Done, list[Answer | None]]:
        try:
            now_ms = self.now_ms()
            self._turn_day(now_ms)
            self.ledger.tend(now_ms)
            self._keep_hours(now_ms)
            answers: list[Answer | None] = [self.ledger.ask(each.request, now_ms) for each in submissions]
            reach("decided")
            done = self.ledger.commit()
        except StoreAway as error:
            self._alarm(error)
            self.ledger.roll_back()
            return Done(), [None] * len(submissions)
        if done.new_day:
            self._purge()
        if done.facts:
            self._set_alarms(self._alarms - STORE_AWAY)
        return done, answers

    def _purge(self) -> None:
        try:
            self.ledger.purge(self.now_ms())
        except StoreAway as error:
            log.warning("what has passed its date is kept until tomorrow: %s", error)

    def _turn_day(self, now_ms: int) -> None:
        held = self._legal.held
        if held != ("clock_held" in self._alarms):
            self._set_alarms(self._alarms ^ {"clock_held"})
            if held:
                log.error("the wall clock is off by %d ms; not followed until it is confirmed", self._legal.off_ms())
        day = self.day_of(now_ms)
        if day > self.ledger.state.day and not (held and self.ledger.state.day):
            self.ledger.start_day(day, now_ms)
            log.info("working day %s begins", day)

    def _keep_hours(self, now_ms: int) -> None:
        # Nothing of a day's hours is finer than a second; presses are judged by the calendar itself.
        if now_ms // 1000 != self._second:
            self._second = now_ms // 1000
            self.ledger.keep_hours(now_ms)

    def _alarm(self, error: StoreError) -> None:
        code = "store_full" if isinstance(error, StoreFull) else "store_busy"
        if code not in self._alarms:
            log.error("%s", error)
        self._set_alarms(self._alarms | {code})

    def _set_alarms(self, alarms: frozenset[str]) -> None:
        self._changed = self._changed or alarms != self._alarms
        self._alarms = alarms

    def _show(self) -> None:
        """What is no fact is put beside the day: a heartbeat of a device is nothing to count people for."""
        self._changed = False
        if self._day_view is None:
            self._day_view = self._look_at_day()
        self._view = view = replace(
            self._day_view,
            at_ms=self.now_ms(),
            devices=self._devices,
            refused=self._refused,
            parts=dict(self._parts),
            keys=dict(self._keys),
            pins=self._pins,
            alarms=tuple(sorted({*self._alarms, *self._day_view.alarms})),
        )
        for listener in self._listeners:
            listener(view)

    def _look_at_day(self) -> v.View:
        state = self.ledger.state
        self._bookings = tuple(state.bookings.values())
        return self._picture.of(state, self.ledger.epoch, self.ledger.seq)
