"""The real program on its far ends, in memory on a hand-turned clock."""

import queue
from pathlib import Path

import pytest
from kiosk_floor import (
    FILE,
    LAMP,
    PIN,
    MemoryFloor,
    drained,
    floor_fixture,  # noqa: F401
    settings,
)
from msgspec.structs import replace

from devicekit.buttons.driver_gpiozero import GpioButtons, Wire
from devicekit.buttons.virtual import ButtonBox
from devicekit.buttons.virtual_pins import BoxFactory
from devicekit.clock import HandClock
from devicekit.errors import SettingsError
from devicekit.messages import (
    PrintFailed,
    TicketIssued,
    TicketWanted,
)
from devicekit.orders import PrintTicket
from devicekit.port_memory import MemoryPort
from devicekit.settings import loads
from devicekit.worker import ThreadWorker
from kiosk_ticket.agent import KioskHardware
from kiosk_ticket.printing import TicketPress
from kiosk_ticket.settings import KioskFile
from printer.device import PrintResult
from printer.driver_escpos import EscposPrinter
from printer.press import outcome_of
from printer.status import PrinterStatus
from printer.virtual import VirtualPrinter


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
