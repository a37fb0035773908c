"""The hub as a program, on a real broker: ready line, kill, restart, refusals."""

import contextlib
import queue
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest
from conftest import free_port

from devicekit import codec
from devicekit.link import LinkUp, Received
from devicekit.link_mqtt import MqttLink
from devicekit.messages import Command, Event, Status, TicketWanted
from devicekit.orders import PrintTicket
from devicekit.topics import Address, parse

KIOSK = Address("kontum", "ticket", "kiosk-1")

SITE = """
[site]
id = "kontum"
name = "Trung tâm"
[hub]
data = "{data}"
listen = "127.0.0.1:{web}"
[broker]
port = {port}
[[service]]
id = "land"
name = "Đất đai"
prefix = "A"
[[counter]]
id = "counter-1"
number = "1"
services = ["land"]
[[device]]
id = "kiosk-1"
kind = "ticket"
services = ["land"]
reserve_first = 901
reserve_last = 949
"""


class Broker(Protocol):
    """What the fixture `mosquitto` gives."""

    port: int

    def start(self) -> None: ...

    def kill(self) -> None: ...


class Program:
    """One run of the hub; its log is read in the background."""

    def __init__(self, site: Path) -> None:
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "hub", str(site), "--log", "json"], stderr=subprocess.PIPE, text=True
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        with self.process.stderr as stderr:
            self.lines.extend(stderr)

    def said(self, text: str) -> bool:
        return any(text in line for line in self.lines)

    def end(self, signum: signal.Signals) -> int:
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(signum)
        code = self.process.wait(10)
        self._reader.join()
        return code


@pytest.fixture
def site(tmp_path: Path, mosquitto: Broker) -> Path:
    (tmp_path / "data").mkdir()
    path = tmp_path / "site.toml"
    path.write_text(SITE.format(data=tmp_path / "data", port=mosquitto.port, web=free_port()), encoding="utf-8")
    return path


@pytest.fixture
def inbox(mosquitto: Broker) -> Iterator[tuple[MqttLink, "queue.SimpleQueue[object]"]]:
    found: queue.SimpleQueue[object] = queue.SimpleQueue()
    topics = (str(KIOSK.topic("do")),)
    link = MqttLink("127.0.0.1", mosquitto.port, "kiosk-1", None, topics)
    link.start(found)
    assert isinstance(found.get(timeout=10), LinkUp)
    yield link, found
    link.stop()


def next_order(inbox: "queue.SimpleQueue[object]", seconds: float = 10) -> Command:
    end = time.monotonic() + seconds
    while True:
        item = inbox.get(timeout=max(0.01, end - time.monotonic()))
        if isinstance(item, Received) and parse(item.topic).channel == "do":
            return codec.decode_as(Command, "do", item.payload)


def now_ms() -> int:
    return int(time.monotonic() * 1000)


def test_order_of_a_killed_hub_comes_again_from_the_next_one(
    site: Path,
    inbox: "tuple[MqttLink, queue.SimpleQueue[object]]",
    wait_until: Callable[..., None],
) -> None:
    link, heard = inbox
    hub = Program(site)
    try:
        wait_until(lambda: hub.said("connected to the broker"), "the hub to connect")
        body = TicketWanted(press="kiosk-1.s.1", service="land")
        event = Event(id="s.1", boot="b", happened_ms=now_ms(), sent_ms=now_ms(), body=body)
        link.publish(KIOSK.topic("evt"), codec.encode(event))
        first = next_order(heard)
    finally:
        hub.end(signal.SIGKILL)
    assert isinstance(first.body, PrintTicket)
    assert first.body.number == "A001"

    hub = Program(site)
    try:
        wait_until(lambda: hub.said("ready: working day"), "the hub to be ready")
        again = next_order(heard)
    finally:
        code = hub.end(signal.SIGTERM)
    assert (again.id, again.epoch) == (first.id, first.epoch + 1)
    assert code == 0


def test_disk_that_fails_ends_the_hub_within_a_second_and_the_next_one_serves(
    site: Path,
    inbox: "tuple[MqttLink, queue.SimpleQueue[object]]",
    wait_until: Callable[..., None],
) -> None:
    """From now on the kernel fails each write to a file of the running program, as a dying disk would."""
    link, heard = inbox
    body = TicketWanted(press="kiosk-1.s.1", service="land")
    hub = Program(site)
    try:
        wait_until(lambda: hub.said("connected to the broker"), "the hub to connect")
        resource.prlimit(hub.process.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        event = Event(id="s.1", boot="b", happened_ms=now_ms(), sent_ms=now_ms(), body=body)
        begun = time.monotonic()
        link.publish(KIOSK.topic("evt"), codec.encode(event))
        code = hub.process.wait(10)
        took = time.monotonic() - begun
    finally:
        hub.end(signal.SIGKILL)
    assert code == 1
    assert took < 1
    assert hub.said("check the disk (dmesg), then start again")

    hub = Program(site)
    try:
        wait_until(lambda: hub.said("connected to the broker"), "the next hub to connect")
        link.publish(KIOSK.topic("evt"), codec.encode(event))
        order = next_order(heard)
    finally:
        assert hub.end(signal.SIGTERM) == 0
    assert isinstance(order.body, PrintTicket)
    assert order.body.number == "A001", "what was not acknowledged has not happened"


def test_second_hub_on_the_same_store_ends_with_what_to_do(site: Path, wait_until: Callable[..., None]) -> None:
    first = Program(site)
    try:
        wait_until(lambda: first.said("ready: working day"), "the hub to be ready")
        second = Program(site)
        assert second.process.wait(10) == 2
        second.end(signal.SIGTERM)
        assert second.said(f"process {first.process.pid}); stop that one first")
    finally:
        first.end(signal.SIGTERM)


def test_hub_without_its_data_folder_ends_with_what_to_do(site: Path) -> None:
    (site.parent / "data").rmdir()
    hub = Program(site)
    assert hub.process.wait(10) == 2
    hub.end(signal.SIGTERM)
    assert hub.said("if it is on a disk of its own, mount that")
    assert not (site.parent / "data").exists()


def test_hub_waits_for_a_broker_that_is_away_and_says_where(
    site: Path,
    mosquitto: Broker,
    wait_until: Callable[..., None],
) -> None:
    mosquitto.kill()
    hub = Program(site)
    try:
        wait_until(lambda: hub.said(f"no broker at 127.0.0.1:{mosquitto.port}"), "a word about the broker")
        mosquitto.start()
        wait_until(lambda: hub.said("connected to the broker"), "the hub to connect")
    finally:
        assert hub.end(signal.SIGTERM) == 0


def test_hub_that_stops_is_offline_on_the_broker(
    site: Path,
    mosquitto: Broker,
    wait_until: Callable[..., None],
) -> None:
    hub = Program(site)
    wait_until(lambda: hub.said("connected to the broker"), "the hub to connect")
    hub.end(signal.SIGTERM)
    found: queue.SimpleQueue[object] = queue.SimpleQueue()
    link = MqttLink("127.0.0.1", mosquitto.port, "watcher", None, ("motcua/1/kontum/hub/hub/status",))
    link.start(found)
    try:
        items = [found.get(timeout=10), found.get(timeout=10)]
    finally:
        link.stop()
    statuses = [codec.decode_as(Status, "status", item.payload) for item in items if isinstance(item, Received)]
    assert [status.state for status in statuses] == ["offline"]
