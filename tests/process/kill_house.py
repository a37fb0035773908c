"""Kiosks without hardware that keep asking while their hub dies, and the auditor of what they were told."""

import json
import os
import queue
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from devicekit import codec
from devicekit.link import LinkUp, Received
from devicekit.link_mqtt import MqttLink
from devicekit.messages import Ack, Answer, Command, Event, EventBody, TicketPrinted, TicketWanted
from devicekit.orders import PrintTicket
from devicekit.topics import Address, parse

KIOSKS = ("kiosk-1", "kiosk-2", "kiosk-3")
WINDOW = 2
RESEND_S = 0.2

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
last = 8999
[[counter]]
id = "counter-1"
number = "1"
services = ["land"]
"""
DEVICE = """
[[device]]
id = "kiosk-{n}"
kind = "ticket"
services = ["land"]
reserve_first = {first}
reserve_last = {last}
"""


def site_text(data: Path, port: int, web: int) -> str:
    devices = (DEVICE.format(n=n, first=9000 + 100 * n, last=9099 + 100 * n) for n in range(1, len(KIOSKS) + 1))
    return SITE.format(data=data, port=port, web=web) + "".join(devices)


class Died(NamedTuple):
    status: int


class Nursery:
    """The hub's program, started as often as one likes; its end comes into the inbox."""

    def __init__(self, site: Path, inbox: "queue.SimpleQueue[object]") -> None:
        self._inbox = inbox
        self.pid = 0
        self._log = site.with_name("hub.log").open("wb")
        command = [sys.executable, str(Path(__file__).with_name("hub_nursery.py")), str(site)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, text=True
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def start(self, fail: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{fail}\n")
        self._process.stdin.flush()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            word, number = line.split()
            if word == "pid":
                self.pid = int(number)
            else:
                self._inbox.put(Died(int(number)))

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(20)
        self._reader.join()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._log.close()


class Hall:
    """Three kiosks that press without a pause, each press sent again until it is acknowledged."""

    def __init__(self, site: Path, port: int, seed: int) -> None:
        self.inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
        self.random = random.Random(seed)
        self.nursery = Nursery(site, self.inbox)
        self._links = {kiosk: self._connect(kiosk, port) for kiosk in KIOSKS}
        self._n = 0
        self._open: dict[str, dict[str, EventBody]] = {kiosk: {} for kiosk in KIOSKS}
        self._sent_at = time.monotonic()
        self.told: defaultdict[str, set[Answer]] = defaultdict(set)
        """Every answer that came for an event."""
        self.wanted: dict[str, str] = {}
        self.ordered: defaultdict[str, set[str]] = defaultdict(set)
        """Numbers that each press was to print."""
        self._printed: set[str] = set()

    def _connect(self, kiosk: str, port: int) -> MqttLink:
        address = Address("kontum", "ticket", kiosk)
        link = MqttLink("127.0.0.1", port, kiosk, None, (str(address.topic("ack")), str(address.topic("do"))))
        link.start(self.inbox)
        assert isinstance(self.inbox.get(timeout=10), LinkUp)
        return link

    def run(self, fail: str) -> int:
        """One life of the hub, with presses, until it dies there; its exit status."""
        self.nursery.start(fail)
        while (status := self._pump(pressing=True)) is None:
            pass
        return status

    def settle(self) -> int:
        """A hub that lives until nothing is open any more, then stops in order; its exit status."""
        self.nursery.start("")
        end = time.monotonic() + 30
        while any(self._open.values()) and time.monotonic() < end:
            assert self._pump(pressing=False) is None
        os.kill(self.nursery.pid, signal.SIGTERM)
        while (status := self._pump(pressing=False)) is None:
            pass
        return status

    def close(self) -> None:
        for link in self._links.values():
            link.stop()
        self.nursery.close()

    def _pump(self, pressing: bool) -> int | None:
        for kiosk in KIOSKS if pressing else ():
            while sum(isinstance(body, TicketWanted) for body in self._open[kiosk].values()) < WINDOW:
                self._press(kiosk)
        if time.monotonic() > self._sent_at + RESEND_S:
            self._sent_at = time.monotonic()
            for kiosk, events in self._open.items():
                for name, body in events.items():
                    self._publish(kiosk, name, body)
        try:
            item = self.inbox.get(timeout=RESEND_S)
        except queue.Empty:
            return None
        if isinstance(item, Died):
            return item.status
        if isinstance(item, Received):
            self._hear(item)
        return None

    def _press(self, kiosk: str) -> None:
        press = f"{kiosk}.p.{self._n}"
        self.wanted[self._emit(kiosk, TicketWanted(press=press, service="land"))] = press

    def _emit(self, kiosk: str, body: EventBody) -> str:
        self._n += 1
        name = f"{kiosk}-s.{self._n}"
        self._open[kiosk][name] = body
        self._publish(kiosk, name, body)
        return name

    def _publish(self, kiosk: str, name: str, body: EventBody) -> None:
        now = int(time.monotonic() * 1000)
        event = Event(id=name, boot="b", happened_ms=now, sent_ms=now, body=body)
        self._links[kiosk].publish(Address("kontum", "ticket", kiosk).topic("evt"), codec.encode(event))

    def _hear(self, item: Received) -> None:
        topic = parse(item.topic)
        wire = codec.decode(topic.channel, item.payload)
        if isinstance(wire, Ack):
            for answer in wire.answers:
                self.told[answer.id].add(answer)
                self._open[topic.device].pop(answer.id, None)
        elif isinstance(wire, Command) and isinstance(wire.body, PrintTicket):
            self.ordered[wire.body.press].add(wire.body.number)
            if wire.id not in self._printed:
                self._printed.add(wire.id)
                done = TicketPrinted(press=wire.body.press, number=wire.body.number, command=wire.id)
                self._emit(topic.device, done)


def problems(hall: Hall, store: Path) -> list[str]:
    """Every promise that does not hold; reads the file with another SQLite than the hub's."""
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        taken = [json.loads(b) for (b,) in db.execute("SELECT body FROM events WHERE kind = 'TicketTaken'")]
        kept = {i: json.loads(a) for i, a in db.execute("SELECT session || '.' || n, answer FROM answers")}
        papers = Counter(
            json.loads(b)["press"] for (b,) in db.execute("SELECT body FROM events WHERE kind = 'Printed'")
        )
    numbers = [body["number"] for body in taken]
    by_press = {body["press"]: body["number"] for body in taken}
    wrong = [f"number {number} {n} times" for number, n in Counter(numbers).items() if n > 1]
    wrong += [f"press {press} has {n} tickets" for press, n in Counter(b["press"] for b in taken).items() if n > 1]
    if sorted(int(number[1:]) for number in numbers) != list(range(1, len(numbers) + 1)):
        wrong.append("the series has gaps")
    for name, answers in hall.told.items():
        if len(answers) != 1:
            wrong.append(f"{name} was answered {answers}")
        elif (answer := next(iter(answers))).detail != kept.get(name, {}).get("detail"):
            wrong.append(f"{name} was answered {answer}, the store says {kept.get(name)}")
        elif name in hall.wanted and by_press.get(hall.wanted[name]) != answer.detail:
            wrong.append(f"{hall.wanted[name]} was given {answer.detail}, the store says {by_press}")
    for press, ordered in hall.ordered.items():
        if ordered != {by_press.get(press)}:
            wrong.append(f"{press} was to print {ordered}, the store says {by_press.get(press)}")
    wrong += [f"the paper of {press} is in the books {n} times" for press, n in papers.items() if n > 1]
    wrong += [f"{name} was never answered" for name in hall.wanted if name not in hall.told]
    return wrong
