"""The real slip printer's program on its far ends: in memory on a hand-turned clock; and over TCP with threads."""

import queue
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from slip_hub import HEARD, ME, SlipHub
from slip_samples import ACCEPTED, FEE, URL
from ticket_samples import codes_on, words_on

from devicekit.clock import HandClock, SystemClock
from devicekit.errors import SettingsError
from devicekit.link_memory import MemoryBroker, MemoryLink
from devicekit.messages import (
    CommandResult,
    EventBody,
    SlipFailed,
    SlipPrinted,
)
from devicekit.orders import Identify
from devicekit.port_memory import MemoryPort
from devicekit.runtime import Agent
from devicekit.sample_files import sample
from devicekit.settings import load, loads
from devicekit.spool import Spool
from devicekit.worker import InlineWorker, ThreadWorker
from printer.agent import PrinterHardware, build
from printer.driver_escpos import EscposPrinter
from printer.drivers import open_printer
from printer.logic import PrinterLogic
from printer.printing import SlipPress
from printer.slip_settings import PrinterFile
from printer.state import Job, Printed
from printer.virtual import VirtualPrinter, VirtualTcpPrinter

FILE = """
[device]
id = "printer-1"
site = "kontum"
state = "{state}"
[slip]
site = "Trung tâm Phục vụ hành chính công tỉnh Kon Tum"
[printer]
driver = "tcp"
address = "{printer}"
"""


def settings(state: Path, printer: str = "127.0.0.1:9100") -> PrinterFile:
    return loads(FILE.format(state=state, printer=printer), "printer-1.toml", PrinterFile)


class MemoryDesk:
    """Program, printer and hub in one process, without a thread."""

    def __init__(self, folder: Path) -> None:
        self.clock = HandClock()
        self.paper = VirtualPrinter(now=self.clock.monotonic)
        self.broker = MemoryBroker(self.clock)
        self.hub = SlipHub(MemoryLink(self.broker, HEARD), self.clock)
        self._folder = folder
        self.start()

    def start(self) -> None:
        self.worker = InlineWorker()
        self.port = MemoryPort(self.paper)
        driver = EscposPrinter(self.port, now=self.clock.monotonic)
        hardware = PrinterHardware(SlipPress(settings(self._folder), driver), self.worker)
        spool = Spool(self._folder / "spool")
        self.agent = Agent(ME, "0", PrinterLogic(), hardware, spool, self.clock, lambda: 0.5)
        exchange = self.agent.exchange
        self.agent.start(MemoryLink(self.broker, exchange.subscriptions(), exchange.will()))

    def kill_while_sending(self) -> None:
        """Stop between the commit and the printer's answer; the worker's jobs are lost."""
        while self.agent.state.printing is None:
            self.hub.poll()
            self.agent.pump()
        self.agent.stop()

    def run(self, seconds: float) -> None:
        for n in range(round(seconds / 0.1)):
            self.clock.turn(0.1)
            if n % 10 == 0:
                self.hub.send_again()
            busy = True
            while busy:
                busy = self.worker.poll() | self.hub.poll() | (not self.agent.inbox.empty())
                self.agent.pump()

    def told(self) -> list[EventBody]:
        return [event for event in self.hub.events if isinstance(event, SlipPrinted | SlipFailed | CommandResult)]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[MemoryDesk]:
    desk = MemoryDesk(tmp_path)
    desk.run(3.0)
    yield desk
    desk.agent.stop()


def printed_as(slip: str, command: str) -> SlipPrinted:
    return SlipPrinted(slip=slip, command=command, confirmed=True)


def test_order_to_paper(desk: MemoryDesk) -> None:
    desk.hub.order("c1", ACCEPTED)
    desk.run(1.0)
    assert desk.told() == [printed_as(ACCEPTED.slip, "c1")]
    (job,) = desk.paper.jobs
    assert job.errors == ()
    assert codes_on(job.image()) == [URL]


def test_out_of_paper_is_told_within_five_seconds_and_new_paper_prints_what_waited(desk: MemoryDesk) -> None:
    desk.paper.run_out()
    desk.run(2.5)
    assert desk.hub.status is not None
    assert desk.hub.status.parts["printer"].code == "paper_out"
    desk.hub.order("c1", ACCEPTED)
    desk.hub.order("c2", FEE)
    desk.run(30.0)
    assert desk.told() == []
    desk.paper.load_paper()
    desk.run(3.0)
    assert desk.told() == [printed_as(ACCEPTED.slip, "c1"), printed_as(FEE.slip, "c2")]
    assert len(desk.paper.jobs) == 2
    assert desk.hub.status.parts["printer"].state == "ok"


@pytest.mark.parametrize("trouble", ["cover", "cable"])
def test_what_the_printer_finds_out_only_when_it_is_to_print_waits_too(desk: MemoryDesk, trouble: str) -> None:
    if trouble == "cover":
        desk.paper.open_cover()
    else:
        desk.port.unplug()
    desk.hub.order("c1", ACCEPTED)
    desk.run(10.0)
    assert desk.told() == []
    desk.paper.open_cover(False)
    desk.port.plug()
    # One that can't be reached is tried ever more rarely.
    desk.run(3.0 if trouble == "cover" else 10.0)
    assert desk.told() == [printed_as(ACCEPTED.slip, "c1")]
    assert len(desk.paper.jobs) == 1


def test_an_order_that_waits_too_long_for_paper_is_answered_as_expired_and_never_printed(desk: MemoryDesk) -> None:
    desk.paper.run_out()
    desk.hub.order("c1", ACCEPTED, ttl_ms=20_000)
    desk.run(25.0)
    assert desk.told() == [CommandResult(command="c1", outcome="expired", reason="paper_out")]
    desk.paper.load_paper()
    desk.run(10.0)
    assert desk.paper.jobs == []


def test_paper_that_ends_in_the_middle_of_a_slip_is_told_as_unknown_and_nothing_follows(desk: MemoryDesk) -> None:
    desk.paper.run_out(after_rows=300)
    desk.hub.order("c1", ACCEPTED)
    desk.run(5.0)
    (told,) = desk.told()
    assert isinstance(told, SlipFailed)
    assert (told.outcome, told.reason) == ("unknown", "paper_out")
    desk.paper.load_paper()
    desk.run(10.0)
    assert not [job for job in desk.paper.jobs if len(job.rows) > 300]


def test_killed_while_sending_is_told_as_unknown_and_never_printed_twice(desk: MemoryDesk, tmp_path: Path) -> None:
    desk.hub.order("c1", ACCEPTED)
    desk.kill_while_sending()
    desk.start()
    desk.run(20.0)
    unknown = SlipFailed(slip=ACCEPTED.slip, command="c1", outcome="unknown", reason="restarted while printing")
    assert desk.told() == [unknown]
    # The hub may forget that it asked, and ask again: only a copy comes out.
    desk.hub.order("c2", ACCEPTED)
    desk.run(2.0)
    assert desk.told()[1:] == [CommandResult(command="c2", outcome="refused", reason="already_printed")]
    assert desk.paper.jobs == []
    desk.hub.order("c3", replace(ACCEPTED, reprint=1))
    desk.run(2.0)
    (job,) = desk.paper.jobs
    assert "IN LẠI lần 1" in " ".join(words_on(job.image(), tmp_path))
    assert desk.told()[2:] == [printed_as(ACCEPTED.slip, "c3")]


def test_a_restart_while_orders_wait_for_paper_loses_none(desk: MemoryDesk) -> None:
    desk.paper.run_out()
    desk.run(2.5)
    desk.hub.order("c1", ACCEPTED)
    desk.run(5.0)
    desk.agent.stop()
    desk.start()
    desk.paper.load_paper()
    desk.run(5.0)
    assert desk.told() == [printed_as(ACCEPTED.slip, "c1")]
    assert len(desk.paper.jobs) == 1


def test_a_restart_while_a_refused_slip_waits_says_that_it_failed(desk: MemoryDesk) -> None:
    desk.paper.open_cover()
    desk.hub.order("c1", ACCEPTED)
    desk.run(1.0)
    desk.agent.stop()
    desk.start()
    desk.paper.open_cover(False)
    desk.run(5.0)
    assert desk.told() == [SlipFailed(slip=ACCEPTED.slip, command="c1", outcome="failed", reason="cover_open")]
    desk.hub.order("c2", ACCEPTED)
    desk.run(2.0)
    assert desk.told()[1:] == [printed_as(ACCEPTED.slip, "c2")]
    assert len(desk.paper.jobs) == 1


def test_a_printer_that_never_answers_is_told_as_printed_but_not_confirmed(desk: MemoryDesk, tmp_path: Path) -> None:
    desk.agent.stop()
    desk.paper.fall_silent()
    desk.start()
    desk.run(3.0)
    desk.hub.order("c1", ACCEPTED)
    desk.run(2.0)
    assert desk.told() == [SlipPrinted(slip=ACCEPTED.slip, command="c1", confirmed=False)]
    assert len(desk.paper.jobs) == 1


def test_identify_prints_a_paper_that_names_the_printer(desk: MemoryDesk, tmp_path: Path) -> None:
    desk.hub.order("c1", Identify())
    desk.run(1.0)
    assert desk.told() == [CommandResult(command="c1", outcome="done")]
    (job,) = desk.paper.jobs
    read = " ".join(words_on(job.image(), tmp_path))
    assert "PHIẾU IN THỬ" in read
    assert "printer-1" in read


def test_neither_events_nor_status_carry_what_the_slip_says(desk: MemoryDesk) -> None:
    desk.hub.order("c1", ACCEPTED)
    desk.paper.run_out(after_rows=300)
    desk.run(5.0)
    sent = b"".join(payload for topic, payload in desk.broker.history if topic.endswith(("/evt", "/status")))
    for secret in (ACCEPTED.dossier, ACCEPTED.procedure, ACCEPTED.place):
        assert secret.encode() not in sent


# With sockets and threads


@pytest.fixture
def far() -> Iterator[VirtualTcpPrinter]:
    printer = VirtualTcpPrinter(VirtualPrinter())
    printer.start()
    yield printer
    printer.stop()


def test_order_to_paper_over_tcp(far: VirtualTcpPrinter, tmp_path: Path, wait_until: Callable[..., None]) -> None:
    clock = SystemClock()
    logic, hardware = build(settings(tmp_path, far.address), clock)
    agent = Agent(ME, "0", logic, hardware, Spool(tmp_path / "spool"), clock, lambda: 0.5)
    broker = MemoryBroker(clock)
    hub = SlipHub(MemoryLink(broker, HEARD), clock)
    agent.start(MemoryLink(broker, agent.exchange.subscriptions(), agent.exchange.will()))

    def serve(seen: Callable[[], object]) -> bool:
        agent.pump(0.005)
        hub.poll()
        return bool(seen())

    wait_until(lambda: serve(lambda: hub.part() == ""), "a printer that is well")
    hub.order("c1", ACCEPTED)
    wait_until(lambda: serve(lambda: printed_as(ACCEPTED.slip, "c1") in hub.events), "a slip")
    far.printer.run_out()
    wait_until(lambda: serve(lambda: hub.part() == "paper_out"), "no paper")
    hub.order("c2", FEE)
    far.printer.load_paper()
    wait_until(lambda: serve(lambda: printed_as(FEE.slip, "c2") in hub.events), "the slip that waited")
    assert [job.errors for job in far.printer.jobs] == [(), ()]
    agent.stop()


def test_a_connection_that_breaks_while_sending_is_unknown_and_the_slip_is_not_sent_again(
    far: VirtualTcpPrinter, tmp_path: Path
) -> None:
    file = settings(tmp_path, far.address)
    press = SlipPress(file, open_printer(file.printer))
    assert press.look().part.state == "ok"
    far.printer.hang_up_after(5000)
    printed = press.print(Job("c1", ACCEPTED, 0.0, 1))
    assert (printed.pressed.outcome, printed.pressed.reason) == ("unknown", "lost")
    press.close()


def test_a_worker_that_is_full_keeps_the_slip_for_later(tmp_path: Path) -> None:
    class Full(ThreadWorker):
        def submit(self, job: object) -> bool:
            return False

    inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
    press = SlipPress(settings(tmp_path), EscposPrinter(MemoryPort(VirtualPrinter())))
    hardware = PrinterHardware(press, Full("full"))
    hardware.start(inbox)
    hardware.perform(Job("c1", ACCEPTED, 0.0, 1))
    printed = inbox.get_nowait()
    assert isinstance(printed, Printed)
    assert (printed.pressed.outcome, printed.pressed.reason) == ("failed", "busy")
    assert printed.pressed.part is not None
    hardware.stop()
    hardware.stop()


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (('site = "Trung', 'timezone = "Asia/Kontum"\nsite = "Trung'), 7, "Asia/Kontum"),
        (('driver = "tcp"', 'driver = "parallel"'), 9, "usb"),
        (('driver = "tcp"', 'driver = "serial"'), 10, "/dev/serial"),
        (("[printer]", 'hotlin = "1"\n[printer]'), 8, "hotline"),
    ],
    ids=["no such zone", "no such driver", "address of the other wire", "misspelt key"],
)
def test_settings_that_cannot_work_are_refused_with_their_line(
    tmp_path: Path, change: tuple[str, str], line: int, words: str
) -> None:
    text = FILE.format(state=tmp_path, printer="127.0.0.1:9100").replace(*change)
    with pytest.raises(SettingsError) as caught:
        loads(text, "p.toml", PrinterFile, "en")
    (problem,) = caught.value.problems
    assert problem.startswith(f"p.toml:{line}:")
    assert words in problem


def test_a_kiosks_file_is_not_taken_for_a_slip_printers() -> None:
    with pytest.raises(SettingsError, match="this is a ticket kiosk's file; a slip printer's file is wanted here"):
        load(sample("kiosk-1.toml"), PrinterFile, "en")
