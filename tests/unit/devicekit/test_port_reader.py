"""Who listens to a port, on a hand-turned clock: what is lost is opened again, and silence is told to who asked."""

import math
import queue

import pytest

from devicekit.clock import HandClock
from devicekit.errors import PortError
from devicekit.port_memory import MemoryPort
from devicekit.port_reader import WAIT_S, PortReader
from devicekit.ports import PortBack, PortDue, PortLost, PortQuiet, SerialBytes


class Ear:
    """A far end that takes everything."""

    def feed(self, data: bytes) -> bytes:
        return b""


def test_a_reader_opens_a_lost_line_again_with_growing_pauses() -> None:
    clock = HandClock()
    inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
    port = MemoryPort(Ear(), "m")
    port.unplug()
    reader = PortReader(port, clock)
    reader.start(inbox, thread=False)
    assert reader.poll()
    assert isinstance(inbox.get_nowait(), PortLost)
    tries = 0
    for _ in range(600):
        clock.turn(0.1)
        before = reader._back_off.due_at
        assert not reader.poll()
        tries += reader._back_off.due_at != before
    # After 0.5, 1, 2 and 4 s, and then every 5 s.
    assert tries == 14
    port.plug()
    clock.turn(5)
    assert reader.poll()
    assert inbox.get_nowait() == PortBack("m")
    port.arrive(b"hi")
    assert reader.poll()
    assert inbox.get_nowait() == SerialBytes("m", b"hi", clock.monotonic())
    assert not reader.poll()
    reader.stop()


def test_a_reader_says_once_that_it_is_quiet_behind_bytes_and_only_to_who_asked() -> None:
    clock = HandClock()
    for quiet_s, expected in ((0.1, [SerialBytes, PortQuiet]), (math.inf, [SerialBytes])):
        inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
        port = MemoryPort(Ear(), "m")
        reader = PortReader(port, clock, quiet_s)
        reader.start(inbox, thread=False)
        reader.poll()
        assert inbox.get_nowait() == PortBack("m")
        port.arrive(b"hi")
        for _ in range(30):
            reader.poll()
            clock.turn(0.03)
        assert [type(inbox.get_nowait()) for _ in range(inbox.qsize())] == expected
        reader.stop()


def test_bytes_that_a_reader_finds_late_do_not_make_it_quiet_before_them() -> None:
    clock, port = HandClock(), MemoryPort(Ear(), "m")
    inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
    reader = PortReader(port, clock, quiet_s=0.1)
    reader.start(inbox, thread=False)
    for data in (b"", b"a", b"b"):
        port.arrive(data)
        reader.poll()
        clock.turn(0.5)
    assert [type(inbox.get_nowait()) for _ in range(inbox.qsize())] == [PortBack, SerialBytes, SerialBytes]
    reader.stop()


def test_a_reader_says_once_that_a_moment_has_come_and_not_instead_of_bytes() -> None:
    clock, port = HandClock(), MemoryPort(Ear(), "m")
    inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
    reader = PortReader(port, clock)
    reader.start(inbox, thread=False)
    reader.poll()
    due = clock.monotonic() + 1.0
    reader.wake_at(due)
    assert not reader.poll()
    clock.turn(1.0)
    port.arrive(b"hi")
    reader.poll()
    reader.poll()
    assert not reader.poll()
    found = [inbox.get_nowait() for _ in range(inbox.qsize())]
    assert found == [PortBack("m"), SerialBytes("m", b"hi", due), PortDue("m", due)]
    reader.stop()


class Waits:
    """A port where nothing comes; remembers how long each read would have waited."""

    name, is_open = "w", True

    def __init__(self) -> None:
        self.waited: list[float] = []

    def open(self) -> None: ...

    def close(self) -> None: ...

    def write(self, data: bytes, timeout: float) -> None: ...

    def read(self, size: int, timeout: float) -> bytes:
        self.waited.append(timeout)
        return b""


def test_a_reader_waits_no_longer_than_until_that_moment() -> None:
    clock, port = HandClock(), Waits()
    inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
    reader = PortReader(port, clock)
    reader.start(inbox, thread=False)
    reader.wake_at(clock.monotonic() + 0.1)
    reader._look(inbox, WAIT_S)
    clock.turn(0.2)
    reader._look(inbox, WAIT_S)
    reader._look(inbox, WAIT_S)
    assert port.waited == [pytest.approx(0.1), 0.0, WAIT_S]
    reader.stop()


def test_a_reader_tells_of_a_failure_that_the_writer_met() -> None:
    inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
    port = MemoryPort(Ear(), "m")
    reader = PortReader(port, HandClock())
    reader.start(inbox, thread=False)
    reader.poll()
    port.unplug()
    with pytest.raises(PortError):
        port.write(b"x", 1)
    port.plug()
    reader.poll()
    assert [type(inbox.get_nowait()) for _ in range(3)] == [PortBack, PortLost, PortBack]
    reader.stop()
