"""The hub on the wire of a small centre, and devices that speak to it and hear beside the others."""

import queue
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from hub_house import PLAN

from devicekit import codec
from devicekit.clock import HandClock
from devicekit.link import Received
from devicekit.link_memory import MemoryBroker, MemoryLink
from devicekit.messages import (
    Ack,
    Command,
    CounterSet,
    Event,
    EventBody,
    Part,
    SetState,
    Status,
    TicketWanted,
    Wire,
)
from devicekit.topics import Address, ChannelName, Kind, parse
from hub.bridge import subscriptions
from hub.main import Hub, build, goodbye
from hub.plan import Plan

W = TypeVar("W", bound=Wire)


class Hall:
    """A hub, a broker in memory and a clock turned by hand."""

    def __init__(self, folder: Path, plan: Plan = PLAN) -> None:
        self.plan = plan
        self.clock = HandClock()
        self.broker = MemoryBroker(self.clock)
        self.path = folder / "hub.db"
        self.hub = self.new_hub()

    def hub_link(self) -> MemoryLink:
        return MemoryLink(self.broker, subscriptions(self.plan), goodbye(self.plan, "hub-1"))

    def new_hub(self) -> Hub:
        hub = build(self.plan, self.path, self.hub_link(), self.clock, "hub-1", lambda: 1.0)
        hub.open()
        return hub

    def pump(self) -> None:
        """Until the hub's inbox is quiet."""
        self.hub.pump()
        while not self.hub.service.inbox.empty():
            self.hub.pump()

    def turn(self, seconds: float) -> None:
        for _ in range(max(1, round(seconds / 0.5))):
            self.clock.turn(min(seconds, 0.5))
            self.pump()

    def restart(self) -> None:
        self.hub.close()
        self.hub = self.new_hub()
        self.pump()


class Device:
    """The wire's end of a device, without a program: says what it is told to, keeps what it hears."""

    def __init__(self, hall: Hall, kind: Kind, name: str, session: str = "s1") -> None:
        self.hall, self.session, self.boot = hall, session, "boot-1"
        self.address = Address(PLAN.site, kind, name)
        self.inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
        names: tuple[ChannelName, ...] = ("set", "do", "ack")
        self.link = MemoryLink(hall.broker, tuple(str(self.address.topic(name)) for name in names))
        self.link.start(self.inbox)
        self.count = 0

    def now(self) -> int:
        return int(self.hall.clock.monotonic() * 1000)

    def status(self, state: str = "online", epoch: int = 0, session: str = "", **parts: Part) -> None:
        status = Status(
            state=state,  # type: ignore[arg-type]
            session=session or self.session,
            boot=self.boot,
            version="1",
            sent_ms=self.now(),
            epoch=epoch,
            parts=parts,
        )
        self.link.publish(self.address.topic("status"), codec.encode(status))
        self.hall.pump()

    def say(self, body: EventBody, ago_ms: int = 0, event_id: str = "", boot: str = "", happened_ms: int = -1) -> str:
        self.count += 1
        event = Event(
            id=event_id or f"{self.session}.{self.count}",
            boot=boot or self.boot,
            happened_ms=happened_ms if happened_ms >= 0 else self.now() - ago_ms,
            sent_ms=self.now(),
            body=body,
        )
        self.link.publish(self.address.topic("evt"), codec.encode(event))
        self.hall.pump()
        return event.id

    def heard(self, kind: type[W]) -> list[W]:
        """What came of one kind since the last look; the rest is dropped."""
        return [message for message in self.everything() if isinstance(message, kind)]

    def everything(self) -> list[Wire]:
        """All that came since the last look."""
        found: list[Wire] = []
        while not self.inbox.empty():
            item = self.inbox.get()
            if isinstance(item, Received):
                found.append(codec.decode(parse(item.topic).channel, item.payload))
        return found


@pytest.fixture(name="hall")
def hall_fixture(tmp_path: Path) -> Iterator[Hall]:
    hall = Hall(tmp_path)
    hall.pump()
    yield hall
    hall.hub.close()


@pytest.fixture(name="kiosk")
def kiosk_fixture(hall: Hall) -> Device:
    device = Device(hall, "ticket", "kiosk-1")
    device.status()
    device.heard(Ack)
    return device


@pytest.fixture(name="counter")
def counter_fixture(hall: Hall) -> Device:
    device = Device(hall, "counter", "counter-1")
    device.status()
    device.heard(Ack)
    return device


def wanted(press: str = "p1", service: str = "land") -> TicketWanted:
    return TicketWanted(press=f"kiosk-1.{press}", service=service)


def order_of(device: Device) -> Command:
    (command,) = device.heard(Command)
    return command


def shown(device: Device) -> CounterSet:
    body = device.heard(SetState)[-1].body
    assert isinstance(body, CounterSet)
    return body
