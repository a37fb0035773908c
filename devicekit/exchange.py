"""A device's half of the contract: what a message of the hub means, and what is still to be sent. No I/O, no threads.

Rules: a lower epoch is refused, an older `set` ignored, a retained `do` refused; a repeated `do` gets its first answer,
a `do` whose age can't be judged yet is held back, one that is too old is answered as expired.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import msgspec

from devicekit import codec
from devicekit.delivery import PACE_S, SILENT_PACE_S, HubTime, Outbox, Random
from devicekit.errors import BadPayload, BadTopic
from devicekit.link import Received
from devicekit.messages import Ack, Command, Event, Part, SetState, Status
from devicekit.spool import Order, Stored
from devicekit.steps import Answered, HubHeard, Note, Ordered, StateSet
from devicekit.topics import Address, ChannelName, Topic, parse

HEARTBEAT_S = 5.0
MISSED = 3
# Orders that wait for the hub's time; the hub sends the others again.
HELD = 100


class Repeat(NamedTuple):
    """A `do` came again: send its first answer again."""

    answer: Stored


class Expired(NamedTuple):
    """A `do` is too old to act upon."""

    command: str
    sent_hub_ms: int
    age_ms: int


class EpochRaised(NamedTuple):
    """The hub is of a new epoch: remember it before anything else."""

    epoch: int


Meaning = Answered | HubHeard | Ordered | StateSet | Note | Repeat | Expired | EpochRaised


class Exchange:
    """The state of the conversation between one session of a device and its hub."""

    def __init__(self, address: Address, version: str, session: str, boot: str, random: Random) -> None:
        self.address, self.session = address, session
        self.outbox, self.hub_time = Outbox(random), HubTime()
        self.epoch = 0
        self.answered: dict[str, Stored] = {}
        """Events whose answer came: forgotten on disk with the next commit; a repeat after a crash does no harm."""
        self._version, self._boot = version, boot
        self._count = 0
        self._set_seen = (-1, -1)
        self._taken: dict[str, Order] = {}
        self._held: dict[str, Command] = {}
        self._heard_at: float | None = None

    # Out

    def subscriptions(self) -> tuple[str, ...]:
        channels: tuple[ChannelName, ...] = ("set", "do", "ack")
        return tuple(str(self.address.topic(channel)) for channel in channels)

    def will(self) -> tuple[Topic, bytes]:
        """What the broker says for us when we vanish; it names this session, so a late one can be told apart."""
        return self.goodbye("connection lost")

    def goodbye(self, reason: str) -> tuple[Topic, bytes]:
        status = Status(
            state="offline",
            session=self.session,
            boot=self._boot,
            version=self._version,
            epoch=self.epoch,
            reason=reason,
        )
        return self.address.topic("status"), codec.encode(status)

    def birth(self, parts: dict[str, Part], now: float) -> tuple[Topic, bytes]:
        """The status that says we live; also the heartbeat."""
        status = Status(
            state="online",
            session=self.session,
            boot=self._boot,
            version=self._version,
            sent_ms=int(now * 1000),
            epoch=self.epoch,
            parts=dict(parts),
        )
        return self.address.topic("status"), codec.encode(status)

    def next_id(self) -> str:
        """An id for a new event, never used before."""
        self._count += 1
        return f"{self.session}.{self._count}"

    def event(self, stored: Stored, now: float) -> tuple[Topic, bytes]:
        """One copy of an event, stamped with the moment it leaves."""
        wire = Event(
            id=stored.id,
            boot=stored.boot,
            happened_ms=stored.happened_ms,
            sent_ms=int(now * 1000),
            body=stored.body,
        )
        return self.address.topic("evt"), codec.encode(wire)

    def due(self, now: float) -> list[Stored]:
        """Events to send now: a backlog goes out steadily to a hub that answers, and as a trickle to a silent one."""
        return self.outbox.due(now, SILENT_PACE_S if self._heard_at is None else PACE_S)

    # In

    def receive(self, message: Received, lookup: Callable[[str], Order | None]) -> Iterator[Meaning]:
        """What a message of the hub means, in order. `lookup` finds a `do` taken in an earlier run."""
        try:
            wire = self._read(message)
        except (BadTopic, BadPayload) as error:
            yield Note("warning", f"message refused: {error}", {"topic": message.topic[:120]})
            return
        if wire.epoch < self.epoch:
            yield Note("warning", f"message of epoch {wire.epoch} refused: the hub is at {self.epoch}")
            return
        if wire.epoch > self.epoch:
            self.epoch = wire.epoch
            self.hub_time.forget()
            # Held back under the old epoch, they would be refused under this one.
            self._held.clear()
            yield EpochRaised(wire.epoch)
        if isinstance(wire, Ack):
            yield from self._ack(wire, message.at, lookup)
        elif isinstance(wire, Command):
            yield from self._order(wire, message.at, lookup)
        elif (wire.epoch, wire.seq) > self._set_seen:
            self._set_seen = (wire.epoch, wire.seq)
            yield StateSet(wire.body, wire.hub_ms)

    def _ack(self, ack: Ack, at: float, lookup: Callable[[str], Order | None]) -> Iterator[Meaning]:
        if ack.echo is not None and ack.echo.session == self.session:
            self.hub_time.heard(ack.echo.sent_ms, int(at * 1000), ack.hub_ms)
        silent, self._heard_at = self._heard_at is None, at
        if silent:
            self.outbox.hub_heard(at)
            yield HubHeard(ack.hub_ms)
        for answer in ack.answers:
            event = self.outbox.answered(answer)
            if event is not None:
                self.answered[event.id] = event
                yield Answered(event.key, event.body, answer, ack.hub_ms)
        held, self._held = self._held, {}
        for command in held.values():
            yield from self._order(command, at, lookup)

    def _order(self, command: Command, at: float, lookup: Callable[[str], Order | None]) -> Iterator[Meaning]:
        known = self._taken.get(command.id) or lookup(command.id)
        digest = _digest(command)
        if known is not None:
            if known.digest != digest:
                yield Note("warning", "order refused: its id was used for another one", {"command": command.id})
            elif known.answer is not None:
                yield Repeat(known.answer)
            return
        hub_ms = self.hub_time.at(int(at * 1000))
        if hub_ms is None:
            if len(self._held) < HELD:
                self._held.setdefault(command.id, command)
            return
        self._taken[command.id] = Order(command.id, command.sent_hub_ms, None, digest)
        age = hub_ms - command.sent_hub_ms
        if age > command.ttl_ms:
            yield Expired(command.id, command.sent_hub_ms, age)
        else:
            yield Ordered(command.id, command.body, command.sent_hub_ms, command.ttl_ms - age)

    def not_taken(self, command: str) -> None:
        """The order could not be written down: its next copy is new again."""
        self._taken.pop(command, None)

    def order(self, command: str, answer: Stored | None) -> Order:
        """What goes to the disk of an order; of one that is there already only the answer counts."""
        return self._taken.get(command, Order(command, 0, None))._replace(answer=answer)

    def on_disk(self, commands: Iterable[str]) -> None:
        """These orders are found by `lookup` from now on."""
        for command in commands:
            self._taken.pop(command, None)

    def not_answered(self, event_id: str, now: float) -> None:
        """What follows from an answer could not be written down: the event is sent again, and answered again."""
        event = self.answered.pop(event_id, None)
        if event is not None:
            self.outbox.add(event, now, sent=True)

    def _read(self, message: Received) -> Ack | Command | SetState:
        topic = parse(message.topic)
        if topic != self.address.topic(topic.channel):
            raise BadTopic(f"it is for another device; this one is {'/'.join(self.address)}")
        channel = topic.channel
        if message.retained and channel != "set":
            raise BadPayload(f"a retained message on {channel!r} is never obeyed; clear it on the broker")
        wire = codec.decode(channel, message.payload)
        if not isinstance(wire, (Ack, Command, SetState)):
            raise BadPayload(f"{channel!r} is not for devices")
        return wire

    # Silence

    def lost(self) -> bool:
        """The link went down; True when the hub had been heard until now."""
        heard, self._heard_at = self._heard_at is not None, None
        return heard

    def silent_for(self, now: float) -> float | None:
        """Seconds without an answer, once that is too long; None while all is well. Tells it once."""
        if self._heard_at is None or now - self._heard_at <= MISSED * HEARTBEAT_S:
            return None
        silence, self._heard_at = now - self._heard_at, None
        return silence


def _digest(command: Command) -> bytes:
    return hashlib.blake2b(msgspec.json.encode(command.body), digest_size=8).digest()
