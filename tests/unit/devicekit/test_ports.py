"""One suite over every port: what holds for one must hold for all, because a driver never knows which it has."""

import os
import queue
import socket
import termios
import threading
import tty
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest

from devicekit.clock import SystemClock
from devicekit.errors import PortError, PortTimeout
from devicekit.port_memory import MemoryPort
from devicekit.port_reader import PortReader
from devicekit.port_serial import Flow, SerialPort
from devicekit.port_tcp import TcpPort, split_address
from devicekit.ports import Port, PortBack, PortLost, SerialBytes

WAIT = 5.0


class Wire(Protocol):
    """The far end of one kind of port, as the tests use it."""

    port: Port

    def say(self, data: bytes) -> None: ...

    def heard(self, size: int) -> bytes: ...

    def cut(self) -> None: ...

    def close(self) -> None: ...


class Ear:
    """A virtual device that only listens."""

    def __init__(self) -> None:
        self.data = bytearray()

    def feed(self, data: bytes) -> bytes:
        self.data += data
        return b""


class MemoryWire:
    def __init__(self) -> None:
        self._ear = Ear()
        self._memory = MemoryPort(self._ear, "memory-1")
        self.port: Port = self._memory

    def say(self, data: bytes) -> None:
        self._memory.arrive(data)

    def heard(self, size: int) -> bytes:
        return bytes(self._ear.data)

    def cut(self) -> None:
        self._memory.unplug()

    def close(self) -> None:
        self.port.close()


class TcpWire:
    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self._far: socket.socket | None = None
        self.port: Port = TcpPort(f"127.0.0.1:{self._server.getsockname()[1]}")

    @property
    def far(self) -> socket.socket:
        if self._far is None:
            self._far = self._server.accept()[0]
            self._far.settimeout(WAIT)
        return self._far

    def say(self, data: bytes) -> None:
        self.far.sendall(data)

    def heard(self, size: int) -> bytes:
        return self.far.recv(size, socket.MSG_WAITALL)

    def cut(self) -> None:
        self._server.close()
        self.far.close()

    def close(self) -> None:
        self.port.close()
        if self._far is not None:
            self._far.close()
        self._server.close()


class PtyWire:
    def __init__(self) -> None:
        self._far, self._near = os.openpty()
        tty.setraw(self._near)
        self.path = os.ttyname(self._near)
        self.port: Port = SerialPort(self.path, 115200)

    def say(self, data: bytes) -> None:
        os.write(self._far, data)

    def heard(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            data += os.read(self._far, size - len(data))
        return data

    def cut(self) -> None:
        os.close(self._near)
        os.close(self._far)
        self._far = self._near = -1

    def close(self) -> None:
        self.port.close()
        if self._far >= 0:
            self.cut()


KINDS: dict[str, Callable[[], Wire]] = {"memory": MemoryWire, "tcp": TcpWire, "serial": PtyWire}


@pytest.fixture(params=KINDS)
def wire(request: pytest.FixtureRequest) -> Iterator[Wire]:
    made = KINDS[request.param]()
    yield made
    made.close()


def test_nothing_happens_before_open(wire: Wire) -> None:
    assert not wire.port.is_open
    with pytest.raises(PortError, match=wire.port.name):
        wire.port.write(b"x", WAIT)
    with pytest.raises(PortError, match=wire.port.name):
        wire.port.read(1, 0)


def test_open_and_close_may_be_repeated(wire: Wire) -> None:
    wire.port.close()
    wire.port.open()
    wire.port.open()
    assert wire.port.is_open
    wire.port.close()
    wire.port.close()
    assert not wire.port.is_open


def test_every_byte_arrives_unchanged_in_both_directions(wire: Wire) -> None:
    every = bytes(range(256))
    wire.port.open()
    wire.port.write(every, WAIT)
    assert wire.heard(256) == every
    wire.say(every)
    got = b""
    while len(got) < 256:
        got += wire.port.read(100, WAIT)
    assert got == every


def test_read_gives_at_most_what_was_asked_for(wire: Wire) -> None:
    wire.port.open()
    wire.say(b"abc")
    assert wire.port.read(2, WAIT) == b"ab"
    assert wire.port.read(2, WAIT) == b"c"


def test_read_of_a_quiet_line_gives_nothing(wire: Wire) -> None:
    wire.port.open()
    assert wire.port.read(10, 0.01) == b""
    assert wire.port.is_open


def test_a_cut_line_is_an_error_that_closes_the_port(wire: Wire) -> None:
    wire.port.open()
    wire.say(b"")
    wire.cut()
    with pytest.raises(PortError, match=wire.port.name):
        for _ in range(10):
            wire.port.read(10, 0.5)
    assert not wire.port.is_open


def test_a_line_that_is_not_there_cannot_be_opened(wire: Wire) -> None:
    wire.port.open()
    wire.say(b"")
    wire.cut()
    wire.port.close()
    with pytest.raises(PortError, match=wire.port.name):
        wire.port.open()


@pytest.mark.parametrize("kind", ["tcp", "serial"])
def test_a_far_end_that_takes_nothing_is_a_timeout(kind: str) -> None:
    wire = KINDS[kind]()
    wire.port.open()
    with pytest.raises(PortTimeout, match=r"0\.05 s"):
        wire.port.write(bytes(16_000_000), 0.05)
    assert not wire.port.is_open
    wire.close()


def test_a_memory_far_end_that_takes_nothing_is_a_timeout() -> None:
    class Full:
        def feed(self, data: bytes) -> bytes:
            raise TimeoutError

    port = MemoryPort(Full())
    port.open()
    with pytest.raises(PortTimeout, match="memory"):
        port.write(b"x", WAIT)
    assert not port.is_open


def test_a_busy_serial_port_is_named_in_two_languages() -> None:
    wire = PtyWire()
    wire.port.open()
    second = SerialPort(wire.path)
    with pytest.raises(PortError, match=f"Cổng {wire.path} đang được .*Port {wire.path} is in use"):
        second.open()
    wire.close()


def test_a_serial_port_that_does_not_exist_names_cable_and_group(tmp_path: Path) -> None:
    path = str(tmp_path / "ttyUSB9")
    with pytest.raises(PortError, match=f"Không mở được cổng {path}: .*dialout.*check the cable and the dialout group"):
        SerialPort(path).open()


def test_a_line_that_can_not_be_switched_by_rts_says_so_each_time_and_stays_closed() -> None:
    wire = PtyWire()
    port = SerialPort(wire.path, rts_sends=True)
    for _ in range(2):
        with pytest.raises(PortError, match=f"{wire.path} can not switch an RS-485 line by RTS: set direction"):
            port.open()
        assert not port.is_open
    second = SerialPort(wire.path)
    second.open()
    second.close()
    wire.close()


@pytest.mark.parametrize(("flow", "bits"), [("none", (0, 0)), ("rtscts", (1, 0)), ("xonxoff", (0, 1))])
def test_the_line_has_the_flow_control_that_was_chosen(flow: Flow, bits: tuple[int, int]) -> None:
    far, near = os.openpty()
    port = SerialPort(os.ttyname(near), flow=flow)
    port.open()
    by_input, _, by_control, *_ = termios.tcgetattr(near)
    port.close()
    os.close(far)
    os.close(near)
    assert (bool(by_control & termios.CRTSCTS), bool(by_input & termios.IXON)) == bits


def test_a_tcp_connection_sends_small_writes_at_once() -> None:
    wire = TcpWire()
    wire.port.open()
    assert isinstance(wire.port, TcpPort)
    assert wire.port._socket is not None
    assert wire.port._socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1
    wire.close()


def test_a_tcp_close_with_unread_bytes_still_delivers_all_that_was_written() -> None:
    wire = TcpWire()
    wire.port.open()
    wire.say(b"never read")
    wire.port.write(bytes(100_000), WAIT)
    wire.port.close()
    assert wire.heard(100_000) == bytes(100_000)
    assert wire.far.recv(1) == b""
    wire.close()


@pytest.mark.parametrize(
    ("text", "parts"), [("a:1", ("a", 1)), ("[::1]:9100", ("::1", 9100)), ("printer.local", ("printer.local", 9100))]
)
def test_addresses_are_read(text: str, parts: tuple[str, int]) -> None:
    assert split_address(text, 9100) == parts


@pytest.mark.parametrize("text", ["", ":9100", "host:", "host:0", "host:65536", "host:http", "host:²"])
def test_a_wrong_address_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"192\.168\.1\.50:9100"):
        split_address(text, 9100)


def test_a_reader_posts_what_arrives(wire: Wire) -> None:
    inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
    reader = PortReader(wire.port, SystemClock())
    reader.start(inbox)
    assert inbox.get(timeout=WAIT) == PortBack(wire.port.name)
    wire.say(b"\x01A\x31\x07")
    got = b""
    while len(got) < 4:
        event = inbox.get(timeout=WAIT)
        assert isinstance(event, SerialBytes)
        got += event.data
    assert got == b"\x01A\x31\x07"
    reader.stop()
    assert not wire.port.is_open


def test_a_reader_says_once_that_the_line_is_lost(wire: Wire) -> None:
    inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
    reader = PortReader(wire.port, SystemClock())
    reader.start(inbox)
    assert inbox.get(timeout=WAIT) == PortBack(wire.port.name)
    wire.say(b"")
    wire.cut()
    lost = inbox.get(timeout=WAIT)
    assert isinstance(lost, PortLost)
    assert wire.port.name in lost.reason
    reader.stop()
    assert inbox.empty()


def test_one_thread_may_write_while_another_reads(wire: Wire) -> None:
    wire.port.open()
    wire.say(b"")
    got: list[bytes] = []
    reading = threading.Thread(target=lambda: got.append(wire.port.read(3, WAIT)))
    reading.start()
    wire.port.write(b"abc", WAIT)
    assert wire.heard(3) == b"abc"
    wire.say(b"xyz")
    reading.join(WAIT)
    assert b"xyz".startswith(got[0])
