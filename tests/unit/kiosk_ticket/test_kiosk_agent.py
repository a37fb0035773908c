"""The real program on its far ends: in memory on a hand-turned clock; and with sockets, threads and real time."""

import os
import queue
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from devicekit import codec
from devicekit.clock import Clock, HandClock, SystemClock
from devicekit.errors import DriverError, SettingsError
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
    PrintFailed,
    SetState,
    Status,
    TicketIssued,
    TicketPrinted,
    TicketWanted,
)
from devicekit.orders import PrintTicket
from devicekit.port_memory import MemoryPort
from devicekit.runtime import Agent
from devicekit.settings import loads
from devicekit.spool import Spool
from devicekit.topics import Address, ChannelName, parse
from devicekit.worker import InlineWorker, ThreadWorker
from kiosk_ticket.agent import KioskHardware, build, build_logic
from kiosk_ticket.device import PinChanged, PinFound
from kiosk_ticket.driver_gpiozero import GpioButtons, Wire
from kiosk_ticket.printing import TicketPress
from kiosk_ticket.settings import KioskFile
from kiosk_ticket.virtual import ButtonBox, VirtualButtonBox
from kiosk_ticket.virtual_pins import SOCKET, BoxFactory
from printer.device import PrintResult
from printer.driver_escpos import EscposPrinter
from printer.press import outcome_of
from printer.status import PrinterStatus
from printer.virtual import VirtualPrinter, VirtualTcpPrinter

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
        press = TicketPress(file, EscposPrinter(MemoryPort(self.paper)))
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


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[MemoryFloor]:
    floor = MemoryFloor(tmp_path)
    floor.run(1.0)
    yield floor
    floor.agent.stop()


def test_press_to_paper_in_memory(floor: MemoryFloor) -> None:
    assert floor.box.lamp(LAMP)
    floor.box.bounce(PIN)
    floor.run(0.2)
    floor.box.release(PIN)
    floor.run(1.0)
    assert [type(event).__name__ for event in floor.hub.events] == ["TicketWanted", "TicketPrinted"]
    (job,) = floor.paper.jobs
    assert job.errors == ()
    assert len(job.rows) > 300


def test_a_silent_hub_means_a_reserve_ticket_on_paper_and_the_hub_hears_of_it_later(floor: MemoryFloor) -> None:
    floor.hub.away = True
    floor.box.tap(PIN)
    floor.run(3.0)
    assert len(floor.paper.jobs) == 1
    assert floor.told(TicketIssued) == []
    floor.hub.away = False
    floor.run(40.0)
    (issued,) = floor.told(TicketIssued)
    assert isinstance(issued, TicketIssued)
    assert issued.number == "A901"
    assert len(floor.paper.jobs) == 1


def test_a_kiosk_that_starts_alone_prints_a_reserve_ticket_without_a_time(floor: MemoryFloor) -> None:
    floor.agent.stop()
    floor.broker.stop(forget=True)
    floor.start()
    floor.run(3.0)
    floor.box.tap(PIN)
    floor.run(2.0)
    (job,) = floor.paper.jobs
    assert job.errors == ()
    assert floor.agent.state.hub_ahead is None


def test_a_printer_that_runs_out_of_paper_stops_the_kiosk_and_new_paper_starts_it(floor: MemoryFloor) -> None:
    floor.paper.run_out()
    floor.run(2.5)
    floor.box.tap(PIN)
    floor.run(6.0)
    assert floor.told(TicketWanted) == []
    assert floor.hub.status is not None
    assert floor.hub.status.parts["printer"].code == "paper_out"
    floor.paper.load_paper()
    floor.run(2.5)
    floor.box.tap(PIN)
    floor.run(1.0)
    assert len(floor.paper.jobs) == 1


def test_a_kill_while_printing_is_told_as_unknown(floor: MemoryFloor, tmp_path: Path) -> None:
    floor.box.tap(PIN)
    while floor.agent.state.printing is None:
        floor.hub.poll()
        floor.agent.pump()
    floor.agent.stop()
    floor.start()
    floor.run(5.0)
    (failed,) = floor.told(PrintFailed)
    assert isinstance(failed, PrintFailed)
    assert (failed.number, failed.outcome) == ("A001", "unknown")
    assert floor.paper.jobs == []


# With sockets and threads


@pytest.fixture
def far_box(tmp_path: Path) -> Iterator[VirtualButtonBox]:
    box = VirtualButtonBox(tmp_path / "pins", SystemClock())
    box.start()
    before = {name: os.environ.get(name) for name in ("GPIOZERO_PIN_FACTORY", SOCKET)}
    os.environ.update({"GPIOZERO_PIN_FACTORY": "motcua", SOCKET: str(box.path)})
    yield box
    for name, value in before.items():
        if value is None:
            del os.environ[name]
        else:
            os.environ[name] = value
    box.stop()


def drained(inbox: "queue.SimpleQueue[object]") -> list[object]:
    found = []
    while not inbox.empty():
        found.append(inbox.get())
    return found


def test_presses_reach_gpiozero_through_the_socket_and_lamps_come_back(
    far_box: VirtualButtonBox, wait_until: Callable[..., None]
) -> None:
    far_box.box.press(27)
    inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
    buttons = GpioButtons((Wire("land", PIN, LAMP), Wire("civil", 27, 24)), SystemClock())
    buttons.start(inbox)
    assert [(each.button, each.down) for each in drained(inbox) if isinstance(each, PinFound)] == [
        ("land", False),
        ("civil", True),
    ]
    far_box.box.bounce(PIN, [True, False, True, False, True])
    wait_until(lambda: inbox.qsize() >= 5, "five edges")
    edges = [each for each in drained(inbox) if isinstance(each, PinChanged)]
    assert [each.down for each in edges] == [True, False, True, False, True]
    assert {each.button for each in edges} == {"land"}
    buttons.light({"land": True, "civil": False})
    assert far_box.box.wait_until(lambda box: box.lamp(LAMP) and not box.lamp(24), 5.0)
    buttons.stop()
    assert far_box.box.wait_until(lambda box: not box.lamp(LAMP), 5.0)


def test_the_driver_survives_a_box_that_goes_and_comes_back(
    far_box: VirtualButtonBox, wait_until: Callable[..., None]
) -> None:
    inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
    buttons = GpioButtons((Wire("land", PIN, LAMP),), SystemClock())
    buttons.start(inbox)
    buttons.light({"land": True})
    assert far_box.box.wait_until(lambda box: box.lamp(LAMP), 5.0)
    far_box.stop()
    again = VirtualButtonBox(far_box.path, SystemClock())
    again.start()
    assert again.box.wait_until(lambda box: box.lamp(LAMP), 5.0)
    drained(inbox)
    again.box.tap(PIN)
    wait_until(lambda: inbox.qsize() >= 2, "a press over the new socket")
    buttons.stop()
    again.stop()


def test_the_box_survives_programs_that_come_and_go(far_box: VirtualButtonBox) -> None:
    for _ in range(3):
        buttons = GpioButtons((Wire("land", PIN, LAMP),), SystemClock())
        buttons.start(queue.SimpleQueue())
        buttons.light({"land": True})
        assert far_box.box.wait_until(lambda box: box.lamp(LAMP), 5.0)
        buttons.stop()
    assert far_box.programs == 3


def test_pins_without_a_box_are_a_fault_that_says_what_to_check(far_box: VirtualButtonBox) -> None:
    far_box.stop()
    buttons = GpioButtons((Wire("land", PIN, LAMP),), SystemClock())
    with pytest.raises(DriverError, match=r"17.*GPIOZERO_PIN_FACTORY"):
        buttons.start(queue.SimpleQueue())
    buttons.stop()


def test_press_to_paper_over_sockets(
    far_box: VirtualButtonBox, tmp_path: Path, wait_until: Callable[..., None]
) -> None:
    paper = VirtualTcpPrinter(VirtualPrinter())
    paper.start()
    clock = SystemClock()
    file = settings(tmp_path, paper.address)
    logic, hardware = build(file, clock)
    agent = Agent(ME, "0", logic, hardware, Spool(tmp_path / "spool"), clock, lambda: 0.5)
    broker = MemoryBroker(clock)
    hub = Hub(broker, clock)
    agent.start(MemoryLink(broker, agent.exchange.subscriptions(), agent.exchange.will()))

    def serve(seen: Callable[[], object]) -> bool:
        agent.pump(0.005)
        hub.poll()
        return bool(seen())

    wait_until(lambda: serve(lambda: far_box.box.lamp(LAMP) and agent.state.printer.state == "ok"), "lamp and printer")
    far_box.box.tap(PIN)
    wait_until(lambda: serve(lambda: any(isinstance(each, TicketPrinted) for each in hub.events)), "a ticket")
    (job,) = paper.printer.jobs
    assert job.errors == ()
    agent.stop()
    paper.stop()


def test_a_worker_that_is_full_is_told_as_not_printed(tmp_path: Path) -> None:
    class Full(ThreadWorker):
        def submit(self, job: object) -> bool:
            return False

    inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
    file = settings(tmp_path)
    box = ButtonBox(HandClock())
    buttons = GpioButtons((Wire("land", PIN, LAMP),), HandClock(), BoxFactory(box.light))
    hardware = KioskHardware(buttons, TicketPress(file, EscposPrinter(MemoryPort(VirtualPrinter()))), Full("full"))
    hardware.start(inbox)
    order = PrintTicket(press="p", number="A001", service="land", service_name="x", issued_hub_ms=1)
    from kiosk_ticket.device import Paper, Printed

    hardware.perform(Paper(order, "c1"))
    assert Printed("p", "A001", "failed", "busy") in drained(inbox)
    hardware.stop()


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (("pin = 27", "pin = 17"), 17, "pin 17"),
        (("lamp = 24", "lamp = 17"), 18, "pin 17"),
        (('service = "civil"', 'service = "land"'), 16, "land"),
        (('site = "Trung', 'timezone = "Asia/Kontum"\nsite = "Trung'), 7, "Asia/Kontum"),
        (("lamp = 24", "lump = 24"), 18, "lamp"),
    ],
    ids=["pin twice", "lamp on a pin", "service twice", "no such zone", "misspelt key"],
)
def test_settings_that_cannot_work_are_refused_with_their_line(
    tmp_path: Path, change: tuple[str, str], line: int, words: str
) -> None:
    text = FILE.format(state=tmp_path, printer="127.0.0.1:9100").replace(*change)
    with pytest.raises(SettingsError) as caught:
        loads(text, "k.toml", KioskFile, "en")
    (problem,) = caught.value.problems
    assert problem.startswith(f"k.toml:{line}:")
    assert words in problem


SILENT = PrinterStatus()
EMPTY = PrinterStatus(online=False, paper_out=True)


@pytest.mark.parametrize(
    ("result", "outcome"),
    [
        (PrintResult("confirmed", taken=True), "confirmed"),
        (PrintResult("failed", "paper_out"), "failed"),
        (PrintResult("unknown", "silent", taken=True, status=SILENT), "sent"),
        (PrintResult("unknown", "lost", taken=False, status=SILENT), "unknown"),
        (
            PrintResult("unknown", "paper_out", taken=True, status=PrinterStatus(online=False, paper_out=True)),
            "unknown",
        ),
    ],
    ids=["confirmed", "failed", "a printer that never says", "lost on the way", "out of paper half way"],
)
def test_only_a_printer_that_never_answers_is_believed_without_a_word(result: PrintResult, outcome: str) -> None:
    assert outcome_of(result) == outcome


def test_a_printer_profile_that_does_not_exist_is_a_fault_with_the_nearest_name(tmp_path: Path) -> None:
    text = FILE.format(state=tmp_path, printer="127.0.0.1:9100")
    file = loads(text, "k.toml", KioskFile)
    file = replace(file, printer=replace(file.printer, profile="TM-T20"))
    seen = TicketPress(file, EscposPrinter(MemoryPort(VirtualPrinter()))).look()
    assert (seen.part.state, seen.part.code) == ("failed", "profile")
    assert "TM-T20II" in seen.part.detail
