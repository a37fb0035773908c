"""The slip printer's real program on a real broker: killed while it prints, it never prints that slip twice."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import Mosquitto, wait_until
from slip_hub import HEARD, SlipHub

from devicekit.clock import SystemClock
from devicekit.link_mqtt import MqttLink
from devicekit.messages import SlipFailed, SlipPrinted
from devicekit.orders import PrintSlip
from motcua.demo.processes import Program
from printer.virtual import VirtualPrinter, VirtualTcpPrinter

SLIP = PrintSlip(slip="s1", kind="accepted", dossier="000.00.53.H48-220921-0099", place="Quầy số 5")
FILE = """
[device]
id = "printer-1"
site = "kontum"
state = "{folder}"
[broker]
port = {broker}
[slip]
site = "Trung tâm Phục vụ hành chính công tỉnh Kon Tum"
[printer]
driver = "tcp"
address = "{printer}"
"""


@pytest.fixture
def far() -> Iterator[VirtualTcpPrinter]:
    # So slow that it is still at work when the program is killed.
    printer = VirtualTcpPrinter(VirtualPrinter(rows_per_s=300))
    printer.start()
    yield printer
    printer.stop()


@pytest.fixture
def program(mosquitto: Mosquitto, far: VirtualTcpPrinter, tmp_path: Path) -> Iterator[Program]:
    file = tmp_path / "printer-1.toml"
    file.write_text(FILE.format(folder=tmp_path, broker=mosquitto.port, printer=far.address), encoding="utf-8")
    program = Program("printer-1", "printer", file, tmp_path / "printer-1.log")
    program.start()
    yield program
    program.stop()


@pytest.fixture
def hub(mosquitto: Mosquitto) -> Iterator[SlipHub]:
    link = MqttLink("127.0.0.1", mosquitto.port, "hub", None, HEARD)
    hub = SlipHub(link, SystemClock())
    yield hub
    link.stop()


def wait_for(hub: SlipHub, claim: Callable[[], object], what: str) -> None:
    def served() -> object:
        hub.poll()
        return claim()

    wait_until(served, what, 30)


def wait_for_event(hub: SlipHub, event: SlipPrinted | SlipFailed) -> None:
    wait_for(hub, lambda: event in hub.events, repr(event))


def test_a_program_killed_while_it_prints_says_so_and_prints_only_the_copy(
    program: Program, hub: SlipHub, far: VirtualTcpPrinter
) -> None:
    wait_for(hub, lambda: hub.part() == "", "a printer that is well")
    hub.order("c1", SLIP)
    wait_until(lambda: far.printer.busy, "the first bytes of the slip")
    program.kill()
    program.start()
    wait_for_event(hub, SlipFailed(slip="s1", command="c1", outcome="unknown", reason="restarted while printing"))
    hub.order("c2", SLIP)
    wait_for(hub, lambda: not hub.open, "the refusal of a second paper")
    wait_until(lambda: not far.printer.busy, "the end of what the printer had of the first")
    copy = PrintSlip(slip="s1", kind="accepted", dossier=SLIP.dossier, reprint=1)
    hub.order("c3", copy)
    wait_for_event(hub, SlipPrinted(slip="s1", command="c3"))
    # The half that had arrived before the kill, at most, and the copy.
    assert len(far.printer.jobs) <= 2
    assert program.rss_mb() < 64, "fonts and encoder are loaded by now"
