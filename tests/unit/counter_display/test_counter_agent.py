"""The real program on the far end: in memory on a hand-turned clock, and on a pty in real time."""

import queue
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import wait_until
from msgspec.structs import replace

from counter_display.agent import build
from counter_display.display_settings import DisplayTable
from counter_display.settings import CounterFile
from counter_display.virtual import VirtualLine
from counter_display.virtual_pty import PtyLine
from counter_display.virtual_qsystem import GAP_S, QSystemBoard, QSystemBox
from devicekit import codec
from devicekit.clock import Clock, HandClock, SystemClock
from devicekit.errors import DriverError, SettingsError
from devicekit.link import Received
from devicekit.link_memory import MemoryBroker, MemoryLink
from devicekit.messages import Ack, Answer, CounterSet, Echo, Event, KeyPressed, SetState, Status
from devicekit.port_memory import MemoryPort
from devicekit.runtime import Agent
from devicekit.settings import loads
from devicekit.spool import Spool
from devicekit.topics import Address, parse

FILE = """
[device]
id = "counter-1"
site = "kontum"
state = "state"
[line]
port = "{port}"
[display]
address = 3
[keypad]
address = 4
"""
ME = Address("kontum", "counter", "counter-1")


def settings(port: str = "/dev/null") -> CounterFile:
    return loads(FILE.format(port=port), "counter-1.toml", CounterFile)


class Counter(PtyLine):
    """A line with one counter's panel and box."""

    def __init__(self, log: Path | None = None, link: Path | None = None) -> None:
        self.panel, self.box = QSystemBoard(3), QSystemBox(4)
        super().__init__((self.panel, self.box), log=log, link=link)

    def is_free(self) -> bool:
        """Whether a frame may begin."""
        return self.wait_until(lambda line: line.silent_since + GAP_S < line.clock.monotonic(), 5.0)


class Hub:
    """The other side of the contract, as small as it can be: it answers, and says what to show."""

    def __init__(self, broker: MemoryBroker, clock: Clock) -> None:
        self.inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
        self.clock, self.keys, self._seq = clock, list[str](), 0
        self._link = MemoryLink(broker, tuple(str(ME.topic(channel)) for channel in ("evt", "status")))
        self._link.start(self.inbox)

    def show(self, body: CounterSet) -> None:
        self._seq += 1
        message = SetState(epoch=1, seq=self._seq, hub_ms=0, body=body)
        self._link.publish(ME.topic("set"), codec.encode(message))

    def poll(self) -> bool:
        """Take what came; a `next` key calls A012."""
        busy = False
        while not self.inbox.empty():
            message = self.inbox.get()
            if isinstance(message, Received):
                busy = True
                self._take(codec.decode(parse(message.topic).channel, message.payload))
        return busy

    def _take(self, wire: object) -> None:
        if isinstance(wire, Status) and wire.state == "online":
            self._ack(echo=Echo(session=wire.session, sent_ms=wire.sent_ms))
        elif isinstance(wire, Event):
            self._ack(answers=(Answer(id=wire.id, outcome="accepted"),))
            if isinstance(wire.body, KeyPressed):
                self.keys.append(wire.body.key)
                self.show(CounterSet(counter="counter-1", state="called", number="A012", blinking=True))

    def _ack(self, echo: Echo | None = None, answers: tuple[Answer, ...] = ()) -> None:
        self._seq += 1
        ack = Ack(epoch=1, seq=self._seq, hub_ms=int(self.clock.wall() * 1000), echo=echo, answers=answers)
        self._link.publish(ME.topic("ack"), codec.encode(ack))


def test_press_to_blinking_number_in_memory(tmp_path: Path) -> None:
    clock = HandClock()
    panel, box = QSystemBoard(3), QSystemBox(4)
    far = VirtualLine(clock, (panel, box))
    logic, hardware = build(settings(), clock, MemoryPort(far))
    agent = Agent(ME, "0", logic, hardware, Spool(tmp_path / "spool"), clock, lambda: 0.5)
    broker = MemoryBroker(clock)
    hub = Hub(broker, clock)
    agent.start(MemoryLink(broker, agent.exchange.subscriptions(), agent.exchange.will()))

    def run(seconds: float) -> None:
        for _ in range(round(seconds / 0.05)):
            clock.turn(0.05)
            busy = True
            while busy:
                busy = hardware.poll() | hub.poll() | (not agent.inbox.empty())
                agent.pump()

    run(1.0)
    hub.show(CounterSet(counter="counter-1", state="free", waiting=1))
    run(2.0)
    assert (box.text, box.lamp, panel.text) == ("GOI", "green", "")
    far.press(box, "next")
    run(3.0)
    assert hub.keys == ["next_or_recall"]
    assert panel.number(clock.monotonic()) == "A012"
    assert panel.blinking(clock.monotonic())
    hub.show(CounterSet(counter="counter-1", state="serving", number="A012"))
    run(3.0)
    assert not panel.blinking(clock.monotonic())
    assert (panel.text, box.text, box.blinking) == ("A012", "012", False)
    assert not far.violations
    agent.stop()


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Counter]:
    line = Counter(log=tmp_path / "led.bin")
    line.start()
    yield line
    line.stop()


@pytest.fixture
def running(wire: Counter, tmp_path: Path) -> Iterator[Hub]:
    with served(wire, tmp_path) as hub:
        yield hub


@contextmanager
def served(wire: Counter, tmp_path: Path) -> Iterator[Hub]:
    """The program on that line, and its hub."""
    clock = SystemClock()
    logic, hardware = build(settings(wire.path), clock)
    agent = Agent(ME, "0", logic, hardware, Spool(tmp_path / "spool"), clock, lambda: 0.5)
    broker = MemoryBroker(clock)
    hub = Hub(broker, clock)
    agent.start(MemoryLink(broker, agent.exchange.subscriptions(), agent.exchange.will()))
    stopping = threading.Event()

    def serve() -> None:
        while agent.pump(0.005) and not stopping.is_set():
            hub.poll()
        agent.stop()

    thread = threading.Thread(target=serve, name="counter agent")
    thread.start()
    try:
        yield hub
    finally:
        stopping.set()
        thread.join()


def test_press_to_blinking_number_on_a_pty(wire: Counter, running: Hub, tmp_path: Path) -> None:
    running.show(CounterSet(counter="counter-1", state="free", waiting=1))
    assert wire.wait_until(lambda line: wire.box.text == "GOI", 5.0)
    assert wire.is_free()
    pressed = time.monotonic()
    wire.press(wire.box, "next")
    assert wire.wait_until(lambda line: wire.panel.text == "A012", 5.0)
    assert wire.line.spoken[-1].begin - pressed < 0.3
    assert wire.wait_until(lambda line: wire.panel.blinking(line.clock.monotonic()), 5.0)
    assert running.keys == ["next_or_recall"]
    # A machine that lets the far end read late makes the silence look shorter; that of a clock turned by hand is whole.
    ours = [each for each in wire.line.spoken if each.speaker is None]
    assert all(after.begin - before.end > GAP_S - 0.1 for before, after in pairwise(ours))
    assert b"\x01\x03A012   \x07" in (tmp_path / "led.bin").read_bytes()


def test_noise_on_the_wire_does_not_hide_the_next_key(wire: Counter, running: Hub) -> None:
    running.show(CounterSet(counter="counter-1", state="free", waiting=1))
    assert wire.wait_until(lambda line: wire.box.lamp == "green", 5.0)
    assert wire.is_free()
    wire.say(bytes(range(256)) + b"\x01\x04\x31")
    assert wire.wait_until(lambda line: line.next_event() is None, 5.0)
    wire.press(wire.box, "next")
    assert wire.wait_until(lambda line: wire.panel.text == "A012", 5.0)


def test_a_line_unplugged_and_plugged_in_again_shows_what_is_true_now(tmp_path: Path) -> None:
    wire = Counter(link=tmp_path / "led")
    wire.start()
    with served(wire, tmp_path) as hub:
        hub.show(CounterSet(counter="counter-1", state="serving", number="A011"))
        assert wire.wait_until(lambda line: wire.panel.text == "A011", 5.0)
        wire.stop()
        assert not (tmp_path / "led").is_symlink()
        wire.press(wire.box, "next")
        hub.show(CounterSet(counter="counter-1", state="serving", number="A012"))
        assert not wire.wait_until(lambda line: wire.panel.text != "A011", 0.5)
        wire.start()
        assert wire.wait_until(lambda line: wire.panel.text == "A012", 5.0)
        assert hub.keys == []
        wire.press(wire.box, "next")
        wait_until(lambda: hub.keys == ["next_or_recall"], "the key")
    wire.stop()


def test_an_unknown_driver_is_named_with_the_known_ones() -> None:
    right = loads(FILE.format(port="x"), "x.toml", CounterFile)
    wrong = replace(right, display=DisplayTable(driver="qsistem", address=3))
    with pytest.raises(DriverError, match=r"qsistem.*known: .*qsystem.*did you mean 'qsystem'"):
        build(wrong, HandClock())


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (("address = 4", "address = 3"), 11, "address 3"),
        (("[display]\naddress = 3\n[keypad]\naddress = 4", ""), 6, "nothing hangs"),
        (("address = 4", "address = 200"), 11, "127"),
    ],
    ids=["one address twice", "nothing on the line", "no such address"],
)
def test_settings_that_cannot_work_are_refused_with_their_line(change: tuple[str, str], line: int, words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        loads(FILE.format(port="x").replace(*change), "c.toml", CounterFile, "en")
    (problem,) = caught.value.problems
    assert problem.startswith(f"c.toml:{line}:")
    assert words in problem
