"""A small device: the contract's real half (devicekit.exchange) over a disk that keeps what was written.

Faithful in what the hub can see: an event is kept until it is answered, an order is taken once, a death loses all but
the disk. Its heartbeat is slower than a real one's, to simulate less of what never changes anything.
"""

from collections.abc import Callable
from typing import NamedTuple, Protocol

from devicekit.exchange import EpochRaised, Exchange, Expired, Repeat
from devicekit.link import LinkDown, LinkUp, Received
from devicekit.messages import CommandResult, EventBody, Part, SetBody
from devicekit.orders import CommandBody
from devicekit.spool import Order, Stored
from devicekit.steps import Answered, Ordered, StateSet
from devicekit.topics import Address
from hub.plan import DevicePlan
from motcua.fuzz.centre import SITE
from motcua.fuzz.loop import Alarm, Loop, Machine
from motcua.fuzz.net import Broker, FuzzLink

HEARTBEAT_S = 14.0

Random = Callable[[], float]


class Floor(Protocol):
    """What a device needs of the world."""

    loop: Loop
    broker: Broker

    def asked(self, device: str, id_: str, body: EventBody) -> None:
        """The device will ask the hub that until it is answered."""


class _OnDisk(NamedTuple):
    unanswered: dict[str, Stored]
    orders: dict[str, Order]
    sending: dict[str, EventBody]
    epoch: list[int]


class SmallDevice:
    """One device; what it does is in `work` (an order to seconds of work and its answer) and `show`."""

    def __init__(self, floor: Floor, plan: DevicePlan, random: Random) -> None:
        self.plan, self._floor, self._random = plan, floor, random
        self._disk = _OnDisk({}, {}, {}, [0])
        self._machine = Machine(floor.loop, 0.0)
        self._alarm = Alarm(floor.loop, self._wake)
        self._runs, self._beat_at = 0, 0.0
        self.exchange: Exchange | None = None
        self.link: FuzzLink | None = None

    # Its trade

    def work(self, command: str, body: CommandBody) -> tuple[float, EventBody]:
        """How long an order takes, and what it is answered with."""
        return 0.1, CommandResult(command=command, outcome="done")

    def last_words(self, command: str, body: CommandBody) -> EventBody | None:
        """What the next run says of an order that this one did not finish; None: the order is done again."""
        return None

    def show(self, body: SetBody) -> None:
        """The hub says what to show."""

    # Life

    @property
    def idle(self) -> bool:
        """Nothing is left to be said."""
        return self.exchange is not None and not self._disk.unanswered

    def start(self) -> None:
        self._runs += 1
        self._machine.boot(10.0 + 50.0 * self._random())
        run = f"{self.plan.id}-{self._runs}"
        exchange = Exchange(Address(SITE, self.plan.kind, self.plan.id), "fuzz", run, f"boot-{run}", self._random)
        exchange.epoch = self._disk.epoch[0]
        now = self._machine.monotonic()
        for event in self._disk.unanswered.values():
            exchange.outbox.add(event, now, sent=False)
        self.exchange, self._beat_at = exchange, now
        self.link = FuzzLink(self.plan.id, self._floor.broker, self._machine, exchange.will(), lambda: None)
        self.link.start(self)
        for command, words in list(self._disk.sending.items()):
            self.emit(words, answers=command)

    def kill(self) -> None:
        link, self.link, self.exchange = self.link, None, None
        self._alarm.off()
        if link is not None:
            link.die()

    def emit(self, body: EventBody, answers: str = "") -> None:
        """Say it, for as long as it takes."""
        exchange, now = self.exchange, self._machine.monotonic()
        if exchange is None or self.link is None:
            return
        event = Stored(exchange.next_id(), "", exchange.session, int(now * 1000), body)
        event = event._replace(boot=f"boot-{exchange.session}")
        if answers:
            self._disk.orders[answers] = exchange.order(answers, event)
            exchange.on_disk([answers])
            self._disk.sending.pop(answers, None)
        self._disk.unanswered[event.id] = event
        self._floor.asked(self.plan.id, event.id, body)
        exchange.outbox.add(event, now, sent=self.link.publish(*exchange.event(event, now)))
        self._sleep()

    # devicekit.link.Inbox

    def put(self, item: object) -> None:
        exchange = self.exchange
        if exchange is None:
            return
        if isinstance(item, Received):
            for meaning in exchange.receive(item, self._disk.orders.get):
                self._mean(exchange, meaning)
        elif isinstance(item, LinkUp):
            exchange.outbox.link_up(self._machine.monotonic())
            self._beat_at = self._machine.monotonic()
        elif isinstance(item, LinkDown):
            exchange.lost()
        self._sleep()

    def _mean(self, exchange: Exchange, meaning: object) -> None:
        if isinstance(meaning, Answered):
            for event in exchange.answered:
                self._disk.unanswered.pop(event, None)
            exchange.answered.clear()
        elif isinstance(meaning, Ordered):
            words = self.last_words(meaning.command, meaning.body)
            if words is not None:
                self._disk.orders[meaning.command] = exchange.order(meaning.command, None)
                self._disk.sending[meaning.command] = words
            seconds, body = self.work(meaning.command, meaning.body)
            self._floor.loop.after(seconds, lambda: self._done(exchange, meaning.command, body))
        elif isinstance(meaning, Expired):
            self.emit(CommandResult(command=meaning.command, outcome="expired"), answers=meaning.command)
        elif isinstance(meaning, Repeat) and self.link is not None:
            self.link.publish(*exchange.event(meaning.answer, self._machine.monotonic()))
        elif isinstance(meaning, StateSet):
            self.show(meaning.body)
        elif isinstance(meaning, EpochRaised):
            self._disk.epoch[0] = meaning.epoch

    def _done(self, exchange: Exchange, command: str, body: EventBody) -> None:
        if self.exchange is exchange:
            self.emit(body, answers=command)

    def _wake(self) -> None:
        exchange, link, now = self.exchange, self.link, self._machine.monotonic()
        if exchange is None or link is None:
            return
        if link.up:
            for event in exchange.due(now):
                link.publish(*exchange.event(event, now))
        if now >= self._beat_at:
            self._beat_at = now + HEARTBEAT_S
            exchange.silent_for(now)
            if link.up:
                link.publish(*exchange.birth(self.parts(), now))
        self._sleep()

    def parts(self) -> dict[str, Part]:
        return {}

    def _sleep(self) -> None:
        exchange = self.exchange
        if exchange is None or self.link is None:
            return
        due = exchange.outbox.next_due() if self.link.up else None
        at = self._beat_at if due is None else min(due, self._beat_at)
        self._alarm.within(at - self._machine.monotonic())
