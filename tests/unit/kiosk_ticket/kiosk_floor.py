"""The real program of a kiosk on its far ends: hub, button box and printer."""

import queue
from collections.abc import Iterator
from pathlib import Path

import pytest

from devicekit import codec
from devicekit.buttons.driver_gpiozero import GpioButtons, Wire
from devicekit.buttons.virtual import ButtonBox
from devicekit.buttons.virtual_pins import BoxFactory
from devicekit.clock import Clock, HandClock
from devicekit.link import Received
from devicekit.link_memory import MemoryBroker, MemoryLink
from devicekit.messages import (
    Ack,
    Answer,
    Command,
    Echo,
    Event,
    EventBody,
    KioskService,
    KioskSet,
    SetState,
    Status,
    TicketWanted,
)
from devicekit.orders import PrintTicket
from devicekit.port_memory import MemoryPort
from devicekit.runtime import Agent
from devicekit.settings import loads
from devicekit.spool import Spool
from devicekit.topics import Address, ChannelName, parse
from devicekit.worker import InlineWorker
from kiosk_ticket.agent import KioskHardware, build_logic
from kiosk_ticket.printing import TicketPress
from kiosk_ticket.settings import KioskFile
from printer.driver_escpos import EscposPrinter
from printer.virtual import VirtualPrinter

ME = Address("kontum", "ticket", "kiosk-1")
PIN, LAMP = 17, 23
FILE = """
[device]
id = "kiosk-1"
site = "kontum"
state = "{state}"
[ticket]
site = "Trung tâm Phục vụ hành chính công tỉnh Kon Tum"
[printer]
driver = "tcp"
address = "{printer}"
[[button]]
service = "land"
pin = 17
lamp = 23
[[button]]
service = "civil"
pin = 27
lamp = 24
"""


def settings(state: Path, printer: str = "127.0.0.1:9100") -> KioskFile:
    return loads(FILE.format(state=state, printer=printer), "kiosk-1.toml", KioskFile)


class Hub:
    """The other side of the contract, as small as it can be: it gives out A001, A002, …"""

    def __init__(self, broker: MemoryBroker, clock: Clock) -> None:
        self.inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
        self.clock, self.away, self._seq, self._numbers = clock, False, 0, dict[str, str]()
        self.events: list[EventBody] = []
        self.status: Status | None = None
        self._link = MemoryLink(broker, tuple(str(ME.topic(channel)) for channel in ("evt", "status")))
        self._link.start(self.inbox)
        services = tuple(
            KioskService(service=name, name=name, reserve_prefix="A", reserve_first=first, reserve_last=first + 9)
            for name, first in (("land", 901), ("civil", 951))
        )
        self._send("set", SetState(epoch=1, seq=1, hub_ms=0, body=KioskSet(day="2026-11-23", services=services)))

    def poll(self) -> bool:
        busy = False
        while not self.inbox.empty():
            message = self.inbox.get()
            if isinstance(message, Received) and not self.away:
                busy = True
                self._take(codec.decode(parse(message.topic).channel, message.payload))
        return busy

    def _take(self, wire: object) -> None:
        if isinstance(wire, Status):
            self.status = wire
            if wire.state == "online":
                self._ack(echo=Echo(session=wire.session, sent_ms=wire.sent_ms))
        elif isinstance(wire, Event):
            self._ack(answers=(Answer(id=wire.id, outcome="accepted"),))
            self.events.append(wire.body)
            if isinstance(wire.body, TicketWanted):
                number = self._numbers.setdefault(wire.body.press, f"A{len(self._numbers) + 1:03}")
                self.order(wire.body.press, number, f"print-{number}")

    def order(self, press: str, number: str, command: str) -> None:
        body = PrintTicket(
            press=press, number=number, service="land", service_name="Đất đai", issued_hub_ms=self._hub_ms(), ahead=3
        )
        self._seq += 1
        self._send(
            "do", Command(id=command, epoch=1, seq=self._seq, sent_hub_ms=self._hub_ms(), ttl_ms=60_000, body=body)
        )

    def _ack(self, echo: Echo | None = None, answers: tuple[Answer, ...] = ()) -> None:
        self._seq += 1
        self._send("ack", Ack(epoch=1, seq=self._seq, hub_ms=self._hub_ms(), echo=echo, answers=answers))

    def _send(self, channel: ChannelName, message: SetState | Ack | Command) -> None:
        self._link.publish(ME.topic(channel), codec.encode(message))

    def _hub_ms(self) -> int:
        return int(self.clock.wall() * 1000)


class MemoryFloor:
    """Kiosk, box, printer and hub in one process, without a thread."""

    def __init__(self, folder: Path) -> None:
        self.clock = HandClock()
        self.box = ButtonBox(self.clock)
        self.paper = VirtualPrinter(now=self.clock.monotonic)
        self.broker = MemoryBroker(self.clock)
        self.hub = Hub(self.broker, self.clock)
        self._folder = folder
        self.start()

    def start(self) -> None:
        file = settings(self._folder)
        factory = BoxFactory(self.box.light)
        wires = tuple(Wire(each.name, each.pin, each.lamp) for each in file.button)
        self.worker = InlineWorker()
        press = TicketPress(file, EscposPrinter(MemoryPort(self.paper), now=self.clock.monotonic))
        hardware = KioskHardware(GpioButtons(wires, self.clock, factory), press, self.worker)
        spool = Spool(self._folder / "spool")
        self.agent = Agent(ME, "0", build_logic(file), hardware, spool, self.clock, lambda: 0.5)
        exchange = self.agent.exchange
        self.agent.start(MemoryLink(self.broker, exchange.subscriptions(), exchange.will()))
        self.box.attach(factory.change)

    def run(self, seconds: float) -> None:
        for _ in range(round(seconds / 0.1)):
            self.clock.turn(0.1)
            busy = True
            while busy:
                busy = self.worker.poll() | self.hub.poll() | (not self.agent.inbox.empty())
                self.agent.pump()

    def told(self, kind: type[EventBody]) -> list[EventBody]:
        return [event for event in self.hub.events if isinstance(event, kind)]


@pytest.fixture(name="floor")
def floor_fixture(tmp_path: Path) -> Iterator[MemoryFloor]:
    floor = MemoryFloor(tmp_path)
    floor.run(1.0)
    yield floor
    floor.agent.stop()


def drained(inbox: "queue.SimpleQueue[object]") -> list[object]:
    found = []
    while not inbox.empty():
        found.append(inbox.get())
    return found
