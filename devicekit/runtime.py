"""The agent runtime: one inbox and one loop around a device's pure logic.

    event -> logic.step -> durable effects: one commit -> publish -> the device's own effects

Rules: only this loop touches state, spool and timers; nothing is sent before it is on disk; when a full disk refuses a
step, nothing of that step has happened and the state is as before. A broken disk ends the program: after a failed
flush nobody knows what is on it (SpoolError comes out of start() and pump()).
"""

import logging
import queue
import secrets
from collections.abc import Callable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from devicekit.clock import Clock, boot_id
from devicekit.codec import fit
from devicekit.delivery import Random
from devicekit.errors import SpoolError, SpoolFull
from devicekit.exchange import HEARTBEAT_S, EpochRaised, Exchange, Expired, Repeat
from devicekit.health import Parts, answering
from devicekit.link import Link, LinkDown, LinkUp, Received
from devicekit.message_fields import MAX_TEXT
from devicekit.messages import CommandResult, EventBody, FaultChanged, Part
from devicekit.spool import Batch, Order, Spool, Stored
from devicekit.steps import (
    Answered,
    Emit,
    Hardware,
    Health,
    HubSilent,
    Keep,
    Logic,
    Note,
    Ordered,
    Reply,
    SetTimer,
    Started,
    StateSet,
    StepRefused,
    StopTimer,
    TimerDue,
)
from devicekit.topics import Address
from devicekit.worker import JobCrashed

log = logging.getLogger("motcua.agent")

S = TypeVar("S")

PRUNE_S = 6 * 3600.0
# Answered events still on disk that are worth a commit of their own; fewer go with the next step's.
TIDY = 100
EPOCH_KEY = "_epoch"


class _Stop(NamedTuple):
    """Put into the inbox to end the loop."""


class Run(NamedTuple):
    """What tells one run of a program from every other: by itself random, and the machine's."""

    session: str
    boot: str


class Agent(Generic[S]):
    """One running device. start(), then run() or pump(), then stop()."""

    def __init__(
        self,
        address: Address,
        version: str,
        logic: Logic[S],
        hardware: Hardware,
        spool: Spool,
        clock: Clock,
        random: Random,
        run: Run | None = None,
    ) -> None:
        self.inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
        self.parts = Parts()
        session, self._boot = run or Run(secrets.token_hex(6), boot_id())
        self.exchange = Exchange(address, version, session, self._boot, random)
        self._logic, self._hardware, self._spool, self._clock = logic, hardware, spool, clock
        self._link: Link | None = None
        self._state = logic.start()
        self._timers: dict[str, float] = {}
        self._beat_at = self._prune_at = 0.0
        self._up = self._running = self._status_due = False
        self._down_reason = ""
        self._last_words = "stopped"
        self._set_refused: StateSet | None = None

    @property
    def state(self) -> S:
        """The logic's state, for tests and for a screen to draw."""
        return self._state

    # Life

    def start(self, link: Link) -> None:
        """Open the disk (SpoolError ends the program here), then the hardware, then the link."""
        self._spool.open()
        kept = self._spool.kept()
        self.exchange.epoch = int(kept.pop(EPOCH_KEY, b"0"))
        now = self._clock.monotonic()
        unanswered = self._spool.unanswered()
        for event in unanswered:
            self.exchange.outbox.add(event, now, sent=False)
        self._beat_at = self._prune_at = now
        self._running = True
        self._hardware.start(self.inbox)
        names = tuple((event.key, event.body) for event in unanswered)
        ages = tuple(now - event.happened_ms / 1000 if event.boot == self._boot else None for event in unanswered)
        self._step(Started(self.exchange.address.device, self.exchange.session, kept, names, ages))
        self._link = link
        link.start(self.inbox)

    def stop(self) -> None:
        """Leave the hardware safe, say goodbye, close the disk. Idempotent."""
        if not self._running:
            return
        self._running = False
        self._hardware.stop()
        if self._link is not None:
            self._link.stop(self.exchange.goodbye(self._last_words))
        try:
            self._spool.commit(Batch(forget=tuple(self.exchange.answered)))
        except SpoolError as error:
            log.error("%s", error)
        self._spool.close()

    def request_stop(self) -> None:
        """End run(), from a signal handler or another thread."""
        self.inbox.put(_Stop())

    def run(self, alive: Callable[[], object], alive_every: float) -> None:
        """Loop until request_stop(); `alive` is called from the loop itself, at least every `alive_every` seconds.

        Raises what pump() raises; call stop() then as well.
        """
        while self.pump(alive_every):
            alive()

    def pump(self, timeout: float = 0.0) -> bool:
        """Do what is due, then take one event, waiting for it at most `timeout` seconds. False once stopped.

        Raises SpoolError when the disk is broken (not when it is full), RuntimeError when a worker's job crashed.
        """
        self._do_due()
        wait = min(timeout, self.next_due() - self._clock.monotonic())
        try:
            event = self.inbox.get(timeout=wait) if wait > 0 else self.inbox.get_nowait()
        except queue.Empty:
            self._do_due()
            return True
        if isinstance(event, _Stop):
            return False
        self._take(event)
        self._publish_news()
        return True

    # Time

    def next_due(self) -> float:
        """The monotonic second at which pump() has something to do by itself."""
        resend = self.exchange.outbox.next_due() if self._up else None
        return min([self._beat_at, *self._timers.values(), *([] if resend is None else [resend])])

    def _do_due(self) -> None:
        now = self._clock.monotonic()
        due = [(at, name) for name, at in self._timers.items() if at <= now]
        for at, name in sorted(due):
            # The step of the one before may have stopped it or set it anew.
            if self._timers.get(name) == at:
                del self._timers[name]
                self._step(TimerDue(name))
        if self._up:
            for event in self.exchange.due(now):
                self._send(event)
        if now >= self._beat_at:
            self._beat(now)
        self._publish_news()

    def _beat(self, now: float) -> None:
        self._beat_at = now + HEARTBEAT_S
        self._tidy()
        silence = self.exchange.silent_for(now)
        if silence is not None:
            self._step(HubSilent(f"no answer from the hub for {silence:.0f} s"))
        hub_ms = self.exchange.hub_time.at(int(now * 1000))
        if now >= self._prune_at and hub_ms is not None:
            self._prune_at = now + PRUNE_S
            self._guarded(lambda: self._spool.prune(hub_ms))
        if self._up:
            self._watch_answers(now)
            self._publish_status()

    def _tidy(self) -> None:
        """Try a full disk again, and do what it refused that nobody will ask for again."""
        full = self.parts.now.get("disk", Part(state="ok")).state == "failed"
        if full or len(self.exchange.answered) >= TIDY:
            self._guarded(self._keep_epoch)
        if self._set_refused is not None:
            self._mean(self._set_refused)

    def _keep_epoch(self) -> None:
        self._commit(Batch(keep=((EPOCH_KEY, str(self.exchange.epoch).encode()),)))

    def _watch_answers(self, now: float) -> None:
        # Only in `status` and the log: an event about unanswered events would be one more of them.
        self._report("hub", answering(self.exchange.outbox.longest_wait(now)))

    # Events

    def _take(self, event: object) -> None:
        if isinstance(event, Received):
            for meaning in self.exchange.receive(event, self._spool.order):
                self._mean(meaning)
        elif isinstance(event, LinkUp):
            log.info("connected to the broker")
            self._up, self._down_reason = True, ""
            self.exchange.outbox.link_up(self._clock.monotonic())
            self._publish_status()
        elif isinstance(event, LinkDown):
            self._lose(event.reason)
        elif isinstance(event, JobCrashed):
            raise RuntimeError(f"a job of worker {event.worker!r} crashed") from event.error
        else:
            self._step(event)

    def _lose(self, reason: str) -> None:
        self._up = False
        self.exchange.lost()
        # Each failed attempt tells it again: once in the log is enough.
        if reason != self._down_reason:
            self._down_reason = reason
            log.warning("%s", reason)
            self._step(HubSilent(reason))

    def _mean(self, meaning: object) -> None:
        if isinstance(meaning, Repeat):
            self._send(meaning.answer)
        elif isinstance(meaning, EpochRaised):
            self._guarded(self._keep_epoch)
        elif isinstance(meaning, Expired):
            late = f"{meaning.age_ms} ms old"
            log.warning("order dropped: %s", late, extra={"ids": {"command": meaning.command}})
            expired = [Reply(meaning.command, "expired", late)]
            if not self._guarded(lambda: self._perform(expired, meaning.command)):
                self.exchange.not_taken(meaning.command)
        elif isinstance(meaning, Note):
            self._act(meaning, 0.0)
        elif isinstance(meaning, Ordered):
            if not self._step(meaning):
                self.exchange.not_taken(meaning.command)
        elif isinstance(meaning, StateSet):
            self._set_refused = None if self._step(meaning) else meaning
        elif isinstance(meaning, Answered):
            # A fault's answer is no news for the logic: the runtime reported it.
            if not isinstance(meaning.body, FaultChanged) and not self._step(meaning):
                self.exchange.not_answered(meaning.answer.id, self._clock.monotonic())
        else:
            self._step(meaning)

    def _guarded(self, work: Callable[[], None]) -> bool:
        """Do work that writes to the disk; a full disk is told and survived."""
        try:
            work()
        except SpoolFull as error:
            self._report("disk", Part(state="failed", code="full", detail=str(error)))
            return False
        except SpoolError as error:
            self._last_words = f"stopped: {error}"[:MAX_TEXT]
            raise
        return True

    # Steps

    def _step(self, event: object) -> bool:
        """Let the logic decide and do what it says; False when the disk refused it and nothing happened."""
        state, effects = self._logic.step(self._state, event, self._clock.monotonic())
        order = event.command if isinstance(event, Ordered) else ""
        refused = isinstance(event, StepRefused)
        before = self._state
        self._state = state
        if self._guarded(lambda: self._perform(effects, order, news=not refused)):
            return True
        self._state = before
        if not refused:
            self._step(StepRefused(event, "disk"))
        return False

    def _perform(self, effects: Sequence[Any], order: str, news: bool = True) -> None:
        """Do the effects of one step; without `news` a change of health goes to `status` only, which needs no disk."""
        # Most steps set a timer, and leave nothing on the disk.
        if order or any(isinstance(effect, (Emit, Reply, Keep, Health)) for effect in effects):
            effects = self._kept(effects, order, news)
        now = self._clock.monotonic()
        for effect in effects:
            self._act(effect, now)

    def _kept(self, effects: Sequence[Any], order: str, news: bool) -> Sequence[Any]:
        """Write what is to be on the disk and say it; the effects, with those that follow from them."""
        last = {e.part: e.now for e in effects if isinstance(e, Health)} if news else {}
        changes = [self.parts.news(name, part) for name, part in last.items()]
        effects = [*effects, *(Emit(body) for body in changes if body is not None)]
        batch, replaced = self._durable(effects, order)
        if not batch.empty:
            self._commit(batch)
        for event_id in replaced:
            self.exchange.outbox.drop(event_id)
        now = self._clock.monotonic()
        for event in batch.emits:
            self.exchange.outbox.add(event, now, sent=self._send(event))
        return effects

    def _commit(self, batch: Batch) -> None:
        """Write a batch, and forget with it what was answered since the last one."""
        self._spool.commit(batch._replace(forget=(*batch.forget, *self.exchange.answered)))
        self.exchange.answered.clear()
        self.exchange.on_disk(order.id for order in batch.orders)
        if "disk" in self.parts.now:
            self._report("disk", Part(state="ok"))

    def _durable(self, effects: Sequence[Any], order: str) -> tuple[Batch, list[str]]:
        emits: list[Stored] = []
        replaced: list[str] = []
        orders: dict[str, Order] = {}
        if order:
            orders[order] = self.exchange.order(order, None)
        for effect in effects:
            if not isinstance(effect, (Emit, Reply)):
                continue
            emit = effect if isinstance(effect, Emit) else _as_emit(effect)
            event = self._stored(emit.body, emit.key)
            emits.append(event)
            if emit.answers:
                orders[emit.answers] = self.exchange.order(emit.answers, event)
            old = self.exchange.outbox.find(emit.replaces)
            if old is not None:
                replaced.append(old.id)
        keep = tuple((effect.key, effect.value) for effect in effects if isinstance(effect, Keep))
        # An order that leaves nothing on the disk (blink for ten seconds) is not worth a flush either.
        kept_orders = tuple(orders.values()) if emits or keep else ()
        return Batch(tuple(emits), tuple(replaced), kept_orders, keep), replaced

    def _stored(self, body: EventBody, key: str) -> Stored:
        return Stored(self.exchange.next_id(), key, self._boot, int(self._clock.monotonic() * 1000), fit(body))

    def _act(self, effect: object, now: float) -> None:
        if isinstance(effect, SetTimer):
            self._timers[effect.name] = now + effect.seconds
        elif isinstance(effect, StopTimer):
            self._timers.pop(effect.name, None)
        elif isinstance(effect, (Emit, Reply, Keep)):
            return
        elif isinstance(effect, Health):
            self._report(effect.part, effect.now)
        elif isinstance(effect, Note):
            level = logging.getLevelNamesMapping()[effect.level.upper()]
            log.log(level, "%s", effect.text, extra={"ids": effect.ids})
        else:
            self._hardware.perform(effect)

    # Sending

    def _report(self, name: str, part: Part) -> None:
        if self.parts.news(name, part) is not None:
            level = logging.INFO if part.state == "ok" else logging.WARNING
            said = f"{name} is {part.state} {part.code}".rstrip()
            log.log(level, "%s", f"{said}: {part.detail}" if part.detail else said, extra={"ids": {"part": name}})
        self._status_due = self.parts.put(name, part) or self._status_due

    def _send(self, event: Stored) -> bool:
        if self._link is None or not self._up:
            return False
        return self._link.publish(*self.exchange.event(event, self._clock.monotonic()))

    def _publish_news(self) -> None:
        if self._status_due:
            self._publish_status()

    def _publish_status(self) -> None:
        self._status_due = False
        if self._link is not None and self._up:
            self._link.publish(*self.exchange.birth(self.parts.now, self._clock.monotonic()))


def _as_emit(reply: Reply) -> Emit:
    body = CommandResult(command=reply.command, outcome=reply.outcome, reason=reply.reason)
    return Emit(body, answers=reply.command)
