"""One suite for the driver over every wire, against a printer that really decodes, answers, runs out and hangs up."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import pytest
from ticket_samples import FONTS, HEAD

from devicekit.errors import DriverError
from devicekit.port_memory import MemoryPort
from printer.document import BigText, Cut, Space, Text
from printer.driver_escpos import EscposPrinter
from printer.drivers import open_printer
from printer.escpos import encode
from printer.raster import rasterize
from printer.settings import PrinterSettings
from printer.virtual import VirtualPrinter, VirtualTcpPrinter
from printer.virtual_serial import VirtualSerialPrinter

# Short, because a serial line of 115200 baud needs its time: 300 rows, 4 kB.
JOB = encode(rasterize((Space(15), BigText("A012"), Text("SỐ THỨ TỰ"), Cut()), HEAD, FONTS), HEAD)
WAIT = 5.0
ANSWER_S = 0.1


class Bench(NamedTuple):
    """A driver, and the printer at the other end of its wire."""

    driver: EscposPrinter
    far: VirtualPrinter


@contextmanager
def over_memory(far: VirtualPrinter) -> Iterator[EscposPrinter]:
    driver = EscposPrinter(MemoryPort(far), answer_s=ANSWER_S, finish_s=2)
    yield driver
    driver.close()


@contextmanager
def over_tcp(far: VirtualPrinter) -> Iterator[EscposPrinter]:
    server = VirtualTcpPrinter(far)
    server.start()
    yield from made("tcp", server.address)
    server.stop()


@contextmanager
def over_a_pty(far: VirtualPrinter) -> Iterator[EscposPrinter]:
    line = VirtualSerialPrinter(far)
    line.start()
    yield from made("serial", line.path)
    line.stop()


def made(driver: str, address: str) -> Iterator[EscposPrinter]:
    settings = PrinterSettings(driver=driver, address=address, answer_s=ANSWER_S, finish_s=2)
    printer = open_printer(settings)
    assert isinstance(printer, EscposPrinter)
    yield printer
    printer.close()


@contextmanager
def over_usb(far: VirtualPrinter) -> Iterator[EscposPrinter]:
    """A character device that takes and gives bytes, as usblp's does."""
    line = VirtualSerialPrinter(far)
    line.start()
    yield from made("usb", line.path)
    line.stop()


WIRES = {"memory": over_memory, "tcp": over_tcp, "serial": over_a_pty, "usb": over_usb}


@pytest.fixture(params=WIRES)
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    far = VirtualPrinter()
    with WIRES[request.param](far) as driver:
        yield Bench(driver, far)


def test_a_job_arrives_byte_for_byte_and_is_confirmed(bench: Bench) -> None:
    result = bench.driver.print(JOB)
    assert (result.outcome, result.reason, result.taken) == ("confirmed", "", True)
    job = bench.far.wait_for_job(1, WAIT)
    assert job.data == JOB
    assert job.errors == ()
    assert job.first_at <= job.last_at


def test_jobs_follow_each_other(bench: Bench) -> None:
    assert [bench.driver.print(JOB).outcome for _ in range(3)] == ["confirmed"] * 3
    assert bench.far.wait_for_job(3, WAIT).data == JOB


def test_a_healthy_printer_says_so(bench: Bench) -> None:
    status = bench.driver.status()
    assert (status.reachable, status.online, status.paper_out, status.cover_open) == (True, True, False, False)


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        (VirtualPrinter.run_out, "paper_out"),
        (VirtualPrinter.open_cover, "cover_open"),
        (VirtualPrinter.jam_cutter, "cutter"),
    ],
)
def test_a_printer_in_trouble_is_sent_nothing(
    bench: Bench, trouble: Callable[[VirtualPrinter], None], reason: str
) -> None:
    trouble(bench.far)
    result = bench.driver.print(JOB)
    assert (result.outcome, result.reason, result.taken) == ("failed", reason, False)
    bench.far.load_paper()
    bench.far.open_cover(False)
    bench.far.jam_cutter(False)
    assert bench.driver.print(JOB).outcome == "confirmed"
    assert len(bench.far.jobs) == 1


def test_little_paper_is_told_and_printed_on(bench: Bench) -> None:
    bench.far.near_end()
    result = bench.driver.print(JOB)
    assert result.outcome == "confirmed"
    assert result.status.paper_low


def test_paper_that_ends_in_the_middle_leaves_the_job_unknown(bench: Bench) -> None:
    bench.far.run_out(after_rows=150)
    result = bench.driver.print(JOB)
    assert (result.outcome, result.reason) == ("unknown", "paper_out")
    assert result.status.paper_out
    assert bench.far.jobs == []


def test_the_rest_of_a_half_printed_ticket_does_not_come_out_with_the_next_roll(bench: Bench) -> None:
    bench.far.run_out(after_rows=150)
    bench.driver.print(JOB)
    bench.far.load_paper()
    assert bench.driver.print(JOB).outcome == "confirmed"
    half, whole = bench.far.jobs
    assert whole.data == JOB
    assert len(half.rows) < len(whole.rows), "it is cut off before the next one"


def test_a_printer_that_never_answers_prints_and_stays_unknown(bench: Bench) -> None:
    bench.far.fall_silent()
    assert bench.driver.status().silent
    result = bench.driver.print(JOB)
    assert (result.outcome, result.reason, result.taken) == ("unknown", "silent", True)
    assert bench.far.wait_for_job(1, WAIT).data == JOB


def test_a_printer_that_stopped_answering_is_sent_nothing(bench: Bench) -> None:
    assert bench.driver.print(JOB).outcome == "confirmed"
    bench.far.fall_silent()
    result = bench.driver.print(JOB)
    assert (result.outcome, result.reason) == ("failed", "silent")
    assert len(bench.far.jobs) == 1


def test_a_wire_that_breaks_in_the_middle_leaves_the_job_unknown(bench: Bench) -> None:
    bench.driver.status()
    bench.far.hang_up_after(2500)
    result = bench.driver.print(JOB)
    assert (result.outcome, result.reason) == ("unknown", "lost")
    assert not result.status.reachable
    assert bench.far.jobs == []


def test_a_printer_that_takes_no_more_is_not_waited_for_for_ever() -> None:
    far = VirtualPrinter()
    far.go_deaf()
    driver = EscposPrinter(MemoryPort(far))
    assert driver.print(JOB).outcome == "failed"


def test_a_network_printer_that_is_not_there_fails_and_comes_back() -> None:
    far = VirtualPrinter()
    server = VirtualTcpPrinter(far)
    address = server.address
    server.stop()
    printer = open_printer(PrinterSettings(driver="tcp", address=address))
    result = printer.print(JOB)
    assert (result.outcome, result.reason) == ("failed", "unreachable")
    assert address in result.status.detail
    assert "kiểm tra" in result.status.detail
    again = VirtualTcpPrinter(far, port=int(address.rpartition(":")[2]))
    again.start()
    assert printer.print(JOB).outcome == "confirmed"
    again.stop()


def test_two_hosts_share_a_network_printer_that_takes_one_connection_at_a_time() -> None:
    far = VirtualPrinter()
    server = VirtualTcpPrinter(far)
    server.start()
    hosts = [open_printer(PrinterSettings(driver="tcp", address=server.address)) for _ in range(2)]
    assert [host.print(JOB).outcome for host in hosts * 2] == ["confirmed"] * 4
    server.stop()


def test_a_slow_printer_is_waited_for() -> None:
    far = VirtualPrinter(rows_per_s=4000)
    server = VirtualTcpPrinter(far)
    server.start()
    result = open_printer(PrinterSettings(driver="tcp", address=server.address)).print(JOB)
    assert result.outcome == "confirmed"
    assert len(far.jobs) == 1
    server.stop()


def test_an_unknown_driver_is_refused_with_the_known_ones() -> None:
    with pytest.raises(DriverError, match="cups, serial, tcp, usb"):
        open_printer(PrinterSettings(driver="parallel", address="x"))


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="host:port"):
        open_printer(PrinterSettings(driver="tcp", address="printer:http"))
