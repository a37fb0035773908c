"""The driver over a queue of a real CUPS, which hands its jobs to the virtual printer."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import free_port, wait_until
from cups_house import QUEUE, Cups, cups_for
from ticket_samples import FONTS, HEAD

from printer.document import BigText, Cut, Text
from printer.driver_cups import CupsPrinter
from printer.drivers import open_printer
from printer.escpos import encode
from printer.raster import rasterize
from printer.settings import PrinterSettings
from printer.status import trouble
from printer.virtual import VirtualPrinter, VirtualTcpPrinter

JOB = encode(rasterize((BigText("A012"), Text("SỐ THỨ TỰ"), Cut()), HEAD, FONTS), HEAD)


class Bench(NamedTuple):
    """A driver, the queue, and the printer behind it."""

    driver: CupsPrinter
    cups: Cups
    far: VirtualPrinter


def driver_for(cups: Cups, monkeypatch: pytest.MonkeyPatch, queue: str = QUEUE, finish_s: float = 6.0) -> CupsPrinter:
    monkeypatch.setenv("CUPS_SERVER", cups.server)
    printer = open_printer(PrinterSettings(driver="cups", address=queue, finish_s=finish_s))
    assert isinstance(printer, CupsPrinter)
    return printer


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    far = VirtualPrinter(576)
    server = VirtualTcpPrinter(far)
    server.start()
    with cups_for(tmp_path, server.address) as cups:
        yield Bench(driver_for(cups, monkeypatch), cups, far)
    server.stop()


def test_every_byte_of_a_job_arrives_and_nobody_claims_that_it_is_on_paper(bench: Bench) -> None:
    result = bench.driver.print(JOB)
    assert (result.outcome, result.reason, result.taken) == ("unknown", "cannot_tell", True)
    papers: list[bytes] = []
    wait_until(lambda: papers.extend(job.data for job in bench.far.take_jobs()) or papers, "the paper")
    assert papers == [JOB]


def test_a_queue_that_is_not_there_is_unreachable_with_what_to_do(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = driver_for(bench.cups, monkeypatch, "khac")
    result = other.print(JOB)
    assert (result.outcome, result.reason) == ("failed", "unreachable")
    assert "lpstat -e" in result.status.detail


def test_a_queue_that_was_stopped_takes_nothing(bench: Bench) -> None:
    bench.cups.admin("cupsdisable", QUEUE)
    assert trouble(bench.driver.status()) == "offline"
    assert bench.driver.print(JOB).outcome == "failed"
    assert bench.cups.admin("lpstat", "-o", QUEUE) == ""
    bench.cups.admin("cupsenable", QUEUE)
    assert trouble(bench.driver.status()) != "offline"


def test_what_does_not_leave_the_queue_in_time_is_taken_out_and_never_comes_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The printer is switched off: nothing listens at its address."""
    with cups_for(tmp_path, f"127.0.0.1:{free_port()}") as cups:
        cups.admin("lpadmin", "-p", QUEUE, "-o", "printer-error-policy=retry-job")
        result = driver_for(cups, monkeypatch, finish_s=1.0).print(JOB)
        assert (result.outcome, result.reason, result.taken) == ("unknown", "stuck", False)
        wait_until(lambda: not cups.admin("lpstat", "-o", QUEUE), "the queue to be empty")
