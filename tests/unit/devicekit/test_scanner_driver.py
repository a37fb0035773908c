"""The serial scanner at a pty, as a program meets it: codes, noise, and a plug that is pulled and put back."""

import logging
import queue
from collections.abc import Iterator
from pathlib import Path

import pytest
from scan_samples import CODE, ID_CARD, leaked

from devicekit.clock import HandClock, SystemClock
from devicekit.errors import DriverError
from devicekit.port_memory import MemoryPort
from devicekit.scanner.device import ScanDropped, Scanned, Scanner, ScannerSeen
from devicekit.scanner.driver_serial import SerialScanner
from devicekit.scanner.drivers import open_scanner
from devicekit.scanner.settings import ScannerTable
from devicekit.scanner.virtual import PtyScanner, Setup

WAIT = 10.0
URL = f"https://dichvucong.example.vn/tra-cuu?ma={CODE}"


class Program:
    """Listens with the driver that its settings name."""

    def __init__(self, path: Path) -> None:
        self.inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
        self.scanner: Scanner = open_scanner(ScannerTable(port=str(path)), SystemClock())
        self.scanner.start(self.inbox)

    def hears(self) -> object:
        return self.inbox.get(timeout=WAIT)

    def sees(self, state: str) -> str:
        event = self.hears()
        assert isinstance(event, ScannerSeen) and event.part.state == state, event
        return event.part.detail


@pytest.fixture
def far(tmp_path: Path) -> Iterator[PtyScanner]:
    far = PtyScanner(tmp_path / "usb-Scanner-if00")
    far.plug()
    yield far
    far.unplug()


@pytest.fixture
def program(far: PtyScanner) -> Iterator[Program]:
    program = Program(far.path)
    program.sees("ok")
    yield program
    program.scanner.stop()


@pytest.mark.parametrize(
    "setup",
    [
        Setup(),
        Setup(terminator=b"\r"),
        Setup(terminator=b"\n"),
        Setup(terminator=b""),
        Setup(prefix=b"]Q1"),
        Setup(prefix=b"\x02", terminator=b"\x03"),
        Setup(prefix=b"\xef\xbb\xbf"),
    ],
    ids=str,
)
@pytest.mark.parametrize("packet", [1, 7, 64])
def test_a_code_is_heard_however_the_scanner_is_set_up(
    far: PtyScanner, program: Program, setup: Setup, packet: int
) -> None:
    far.setup = setup
    far.read(URL, packet)
    assert program.hears() == Scanned(URL)


def test_two_codes_without_an_end_are_two_scans(far: PtyScanner, program: Program) -> None:
    far.setup = Setup(terminator=b"")
    far.read("A")
    assert program.hears() == Scanned("A")
    far.read("B")
    assert program.hears() == Scanned("B")


def test_noise_is_dropped_and_said_and_the_next_code_is_heard(far: PtyScanner, program: Program) -> None:
    far.say(b"\xff\x00" * 400 + b"\r\n")
    dropped = program.hears()
    assert isinstance(dropped, ScanDropped) and "512 bytes" in dropped.reason
    far.read(CODE)
    assert program.hears() == Scanned(CODE)


def test_a_code_held_before_the_scanner_is_posted_once(far: PtyScanner, program: Program) -> None:
    for _ in range(5):
        far.read(CODE)
    far.read("next")
    assert [program.hears(), program.hears()] == [Scanned(CODE), Scanned("next")]


def test_a_pulled_plug_is_said_and_the_scanner_is_found_again(far: PtyScanner, program: Program) -> None:
    far.read("A")
    assert program.hears() == Scanned("A")
    far.unplug()
    assert str(far.path) in program.sees("failed")
    far.plug()
    program.sees("ok")
    far.read(CODE)
    assert program.hears() == Scanned(CODE)


def test_half_a_code_from_before_the_plug_was_pulled_is_forgotten() -> None:
    inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
    clock, port = HandClock(), MemoryPort(Silent(), "m")
    scanner = SerialScanner(port, clock, thread=False)
    scanner.start(inbox)
    scanner.poll()
    port.arrive(b"H34.12-2401")
    scanner.poll()
    port.unplug()
    scanner.poll()
    port.plug()
    clock.turn(1.0)
    scanner.poll()
    port.arrive(b"01-0001\r")
    scanner.poll()
    scanner.stop()
    seen = [inbox.get_nowait() for _ in range(4)]
    assert [each.part.state for each in seen if isinstance(each, ScannerSeen)] == ["ok", "failed", "ok"]
    assert seen[3] == Scanned("01-0001")


def test_a_scanner_that_is_not_there_is_no_exception(tmp_path: Path) -> None:
    program = Program(tmp_path / "none")
    assert "dialout" in program.sees("failed")
    far = PtyScanner(tmp_path / "none")
    far.plug()
    program.sees("ok")
    program.scanner.stop()
    program.scanner.stop()
    far.unplug()


def test_a_driver_that_nobody_has_is_refused_with_the_known_ones() -> None:
    with pytest.raises(DriverError, match="known: serial"):
        open_scanner(ScannerTable(driver="seriall", port="/dev/null"), SystemClock())


def test_nothing_of_a_card_is_logged_or_shown(
    far: PtyScanner, program: Program, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    far.read(ID_CARD)
    event = program.hears()
    assert event == Scanned(ID_CARD)
    far.unplug()
    program.sees("failed")
    assert leaked(caplog.text + repr(event) + str(event) + f"{event}") == []


class Silent:
    """A far end that says nothing of its own."""

    def feed(self, data: bytes) -> bytes:
        return b""
