"""A receive buffer that fills up on a serial line: the driver is stopped and goes on, and nothing is lost."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

import pytest
from fault_jobs import raster_jobs
from ticket_samples import printed

from devicekit.errors import PortTimeout
from devicekit.port_serial import SerialPort
from printer.drivers import open_printer
from printer.settings import PrinterSettings
from printer.virtual import VirtualPrinter
from printer.virtual_model import PROCESS_ID
from printer.virtual_serial import FlowOf, VirtualSerialPrinter

# A ticket of some kB against a buffer of half a kB, and a head that is slower than the line.
BAUD, BUFFER, ROWS_PER_S = 115200, 512, 500
(JOB,) = raster_jobs(1)
PIECE = b"\x1bJ\x01" * 16
Near = Literal["none", "rtscts", "xonxoff"]


@contextmanager
def line(
    flow: FlowOf, baud: int | None = BAUD, rows_per_s: float | None = ROWS_PER_S
) -> Iterator[VirtualSerialPrinter]:
    printer = VirtualPrinter(rows_per_s=rows_per_s, model=PROCESS_ID._replace(buffer=BUFFER))
    wire = VirtualSerialPrinter(printer, baud, flow)
    wire.start()
    try:
        yield wire
    finally:
        wire.stop()


def near_end(wire: VirtualSerialPrinter, flow: Near) -> PrinterSettings:
    finish_s = 1 if flow == "none" else 10
    return PrinterSettings(
        driver="serial", address=wire.path, baud=BAUD, flow=flow, process_id=True, answer_s=1, finish_s=finish_s
    )


@pytest.mark.parametrize(("far", "near"), [("xonxoff", "xonxoff"), ("lines", "rtscts")])
def test_a_job_larger_than_the_buffer_is_stopped_and_arrives_whole(far: FlowOf, near: Near) -> None:
    assert len(JOB) > 8 * BUFFER
    with line(far) as wire:
        printer = open_printer(near_end(wire, near))
        result = printer.print(JOB)
        assert (result.outcome, result.reason) == ("confirmed", ""), wire.printer.jobs
        printer.close()
        (paper,) = wire.printer.jobs
        stops = wire.stops
    assert paper.errors == ()
    assert paper.data == JOB
    assert paper.rows == printed(JOB).rows
    assert stops > 1, "the buffer was never full: the test proves nothing"


def test_who_does_not_obey_loses_parts_of_the_paper_and_is_not_told_that_it_is_whole() -> None:
    with line("xonxoff", BAUD) as wire:
        printer = open_printer(near_end(wire, "none"))
        result = printer.print(JOB)
        papers = [paper.data for paper in wire.printer.jobs]
        printer.close()
    assert JOB not in papers
    assert result.outcome != "confirmed" or papers == []


def test_xoff_stops_the_near_end_itself_and_xon_lets_it_go_on(wait_until: Callable[..., None]) -> None:
    with line("xonxoff", None, rows_per_s=None) as wire:
        port = SerialPort(wire.path, BAUD, "xonxoff")
        port.open()
        wire.printer.open_cover()
        port.write(PIECE * 8, 5)
        wait_until(lambda: wire.stops, "the buffer is nearly full")
        # The pty would take thousands more; only a line that was stopped does not.
        with pytest.raises(PortTimeout):
            for _ in range(10):
                port.write(PIECE, 0.3)
        wire.printer.open_cover(False)
        wait_until(lambda: not wire.is_stopped, "the printer lets the line go on")
        port.close()
        port.open()
        port.write(b"\x1b@\x1dv0\x00\x01\x00\x01\x00\xff\x1dVB\x00", 5)
        assert wire.printer.wait_for_job(1, 5).rows[-1][0] == 0xFF
        port.close()
