"""One device on the real runtime, its hub and a broker in memory, all on one hand-turned clock."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from queue import SimpleQueue
from typing import Any, NamedTuple

import pytest

from devicekit import codec
from devicekit.clock import HandClock
from devicekit.link import Inbox, Received
from devicekit.link_memory import MemoryBroker, MemoryLink
from devicekit.messages import (
    Ack,
    Answer,
    Command,
    CounterSet,
    Echo,
    Event,
    KeyPressed,
    SetBody,
    SetState,
    Status,
    Wire,
)
from devicekit.orders import CommandBody, Identify
from devicekit.runtime import Agent
from devicekit.spool import Spool
from devicekit.topics import CHANNELS, Address, ChannelName, every_device, parse

HERE = Address("kontum", "counter", "counter-1")
NEXT = KeyPressed(counter="counter-1", key="next")
FINISH = KeyPressed(counter="counter-1", key="finish")
FREE = CounterSet(counter="counter-1", state="free")
Reaction = Callable[[Any], Sequence[Any]]


class Do(NamedTuple):
    """An event for which the logic below wants exactly these effects."""

    effects: Sequence[Any]


class Script:
    """A device's logic that remembers all that it was told and answers as the test says."""

    def __init__(self, reactions: dict[type, Reaction]) -> None:
        self._reactions = reactions

    def start(self) -> tuple[object, ...]:
        return ()

    def step(self, state: tuple[object, ...], event: object, now: float) -> tuple[tuple[object, ...], Sequence[Any]]:
        effects = event.effects if isinstance(event, Do) else self._reactions.get(type(event), lambda _: ())(event)
        return (*state, event), effects


class Lamp:
    """The hardware: notes what it was told to do."""

    def __init__(self) -> None:
        self.done: list[object] = []
        self.running = False

    def start(self, inbox: Inbox) -> None:
        self.running = True

    def perform(self, effect: object) -> None:
        self.done.append(effect)

    def stop(self) -> None:
        self.running = False


class TinyHub:
    """The hub's half of the contract: commits an event once, answers each copy alike, gives its time and epoch."""

    def __init__(self, broker: MemoryBroker, clock: HandClock) -> None:
        self.inbox: SimpleQueue[object] = SimpleQueue()
        self.clock, self.epoch, self.silent = clock, 1, False
        self.events: dict[str, Event] = {}
        self._answers: dict[str, Answer] = {}
        self._seq = 0
        self._session = ""
        self.link = MemoryLink(broker, (every_device(HERE.site, "evt"), every_device(HERE.site, "status")))
        self.link.start(self.inbox)

    @property
    def bodies(self) -> list[Any]:
        """What each committed event says, in the order of commit."""
        return [event.body for event in self.events.values()]

    def now(self) -> int:
        return int(self.clock.wall() * 1000)

    def pump(self) -> None:
        while not self.inbox.empty():
            event = self.inbox.get()
            if isinstance(event, Received) and not self.silent:
                self._take(codec.decode(parse(event.topic).channel, event.payload))

    def _take(self, wire: Wire) -> None:
        if isinstance(wire, Status) and wire.state == "online":
            self._session = wire.session
            self._ack(wire.sent_ms, ())
        elif isinstance(wire, Event):
            first = self._answers.get(wire.id)
            if first is None:
                self.events[wire.id] = wire
                first = self._answers[wire.id] = Answer(id=wire.id, outcome="accepted")
            self._ack(wire.sent_ms, (first,))

    def _ack(self, sent_ms: int, answers: tuple[Answer, ...]) -> None:
        echo = Echo(session=self._session, sent_ms=sent_ms) if self._session else None
        self._send("ack", Ack(epoch=self.epoch, seq=self._next(), hub_ms=self.now(), echo=echo, answers=answers))

    def order(self, name: str, body: CommandBody | None = None, ttl_ms: int = 5000, age_ms: int = 0) -> None:
        command = Command(
            id=name,
            epoch=self.epoch,
            seq=self._next(),
            sent_hub_ms=self.now() - age_ms,
            ttl_ms=ttl_ms,
            body=body or Identify(),
        )
        self._send("do", command)

    def set(self, body: SetBody) -> None:
        self._send("set", SetState(epoch=self.epoch, seq=self._next(), hub_ms=self.now(), body=body))

    def _next(self) -> int:
        self._seq += 1
        return self._seq

    def _send(self, channel: ChannelName, wire: Wire) -> None:
        self.link.publish(HERE.topic(channel), codec.encode(wire))


class House:
    """All of it; a device can be killed and started again on the same disk."""

    def __init__(self, folder: Path) -> None:
        self.clock = HandClock()
        self.broker = MemoryBroker(self.clock)
        self.hub = TinyHub(self.broker, self.clock)
        self.reactions: dict[type, Reaction] = {}
        self._path = folder / "spool.db"
        self._running = False

    def boot(self) -> None:
        self.lamp = Lamp()
        self.spool = Spool(self._path)
        self.agent = Agent(HERE, "0.1", Script(self.reactions), self.lamp, self.spool, self.clock, lambda: 0.0)
        self.link = MemoryLink(self.broker, self.agent.exchange.subscriptions(), self.agent.exchange.will())
        self.agent.start(self.link)
        self._running = True
        self.settle()

    def kill(self) -> None:
        """End the device as SIGKILL does: not a word, the file's lock is gone, the broker speaks the will."""
        self._running = False
        self.link.lost("killed")
        self.link.stop()
        self.spool.close()

    def settle(self) -> None:
        for _ in range(2000):
            self.hub.pump()
            if self._running:
                self.agent.pump()
            if self.hub.inbox.empty() and (not self._running or self.agent.inbox.empty()):
                return
        raise AssertionError("the house does not come to rest")

    def turn(self, seconds: float, by: float = 0.25) -> None:
        """Let time pass in small steps, everyone doing what falls due."""
        for _ in range(round(seconds / by)):
            self.clock.turn(by)
            self.settle()

    def do(self, *effects: object) -> None:
        self.agent.inbox.put(Do(effects))
        self.settle()

    def told(self, kind: type) -> list[Any]:
        """What the logic was told, of one kind, as its state remembers it."""
        return [event for event in self.agent.state if isinstance(event, kind)]

    def sent(self, channel: ChannelName) -> list[Any]:
        """Every message on one channel, from the first."""
        topics = ((parse(topic), payload) for topic, payload in self.broker.history)
        wires = [codec.decode(channel, payload) for topic, payload in topics if topic.channel == channel]
        assert all(isinstance(wire, CHANNELS[channel].message) for wire in wires)
        return wires

    def stop(self) -> None:
        if self._running:
            self.agent.stop()
        self.hub.link.stop()


@pytest.fixture(name="house")
def house_fixture(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    yield house
    house.stop()
