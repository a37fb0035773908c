"""Sixteen keypads press next at once, through wire, bridge and writer: each number is called once, in its turn."""

import queue
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hub_house import PLAN
from msgspec.structs import replace

from devicekit import codec
from devicekit.clock import HandClock
from devicekit.link import Received
from devicekit.link_memory import MemoryBroker, MemoryLink
from devicekit.messages import Ack, Answer, Event, KeyPressed
from devicekit.topics import Address
from hub.bridge import subscriptions
from hub.engine import commands as c
from hub.engine import events as e
from hub.history import day_log
from hub.ledger import Request
from hub.main import Hub, build, goodbye
from hub.plan import CounterPlan, DevicePlan, Plan, PolicyPlan, ServicePlan

THREADS = 16
# So many numbers has one service at most; more people need more services.
MOST = 9999
ANSWER_S = 60.0
NAMES = tuple(f"counter-{n}" for n in range(1, THREADS + 1))


def hall(people: int) -> Plan:
    """Sixteen counters that call every service, by time alone."""
    letters = "ACHLUBDE"[: -(-people // MOST)]
    services = tuple(ServicePlan(id=x.lower(), name=x, prefix=x, last=MOST, digits=4) for x in letters)
    ids = tuple(service.id for service in services)
    return replace(
        PLAN,
        services=services,
        counters=tuple(CounterPlan(id=name, number=name[8:], services=ids) for name in NAMES),
        devices=tuple(DevicePlan(id=name, kind="counter", counter=name) for name in NAMES),
        policy=PolicyPlan(name="arrival"),
    )


class Keypad(threading.Thread):
    """Presses next, waits for the answer, presses again, until nobody waits."""

    def __init__(self, broker: MemoryBroker, name: str, start: threading.Barrier) -> None:
        super().__init__(name=name)
        self.broker, self.address, self.barrier = broker, Address(PLAN.site, "counter", name), start
        self.inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
        self.link = MemoryLink(broker, (str(self.address.topic("ack")),))
        self.answers: list[Answer] = []

    def run(self) -> None:
        self.link.start(self.inbox)
        self.barrier.wait()
        while not self.answers or self.answers[-1].outcome == "accepted":
            id_ = f"s1.{len(self.answers) + 1}"
            press = KeyPressed(counter=self.address.device, key="next")
            event = Event(id=id_, boot="boot-1", happened_ms=0, sent_ms=0, body=press)
            self.link.publish(self.address.topic("evt"), codec.encode(event))
            self.answers.append(self.answer_to(id_))
        self.link.stop()

    def answer_to(self, id_: str) -> Answer:
        """The first answer to that press; a wire that doubles brings more."""
        while True:
            item = self.inbox.get(timeout=ANSWER_S)
            if isinstance(item, Received):
                for answer in codec.decode_as(Ack, "ack", item.payload).answers:
                    if answer.id == id_:
                        return answer


def twice_now_and_then(topic: str, payload: bytes) -> int:
    return 2 if topic.endswith("/evt") and zlib.crc32(payload) % 7 == 0 else 1


@pytest.fixture
def broker() -> MemoryBroker:
    broker = MemoryBroker(HandClock())
    broker.fault = twice_now_and_then
    return broker


@pytest.fixture
def hubs() -> Iterator[list[Hub]]:
    opened: list[Hub] = []
    yield opened
    for hub in opened:
        hub.stop()


def let_in(hub: Hub, plan: Plan, people: int) -> list[str]:
    """Their numbers, in the order in which they came."""
    given: list[str] = []
    for n in range(people):
        take = c.Take(press=f"p{n}", service=plan.services[n % len(plan.services)].id)
        hub.service.submit(Request("web", "", take, b""), lambda answer: given.append(answer.detail if answer else ""))
        if n % 200 == 0:
            hub.pump()
    while len(given) < people:
        hub.pump()
    return given


@pytest.mark.parametrize("people", [2_000, pytest.param(50_000, marks=pytest.mark.long)])
def test_no_number_is_called_twice_none_is_passed_over_and_all_in_the_order_of_the_policy(
    tmp_path: Path, broker: MemoryBroker, hubs: list[Hub], people: int
) -> None:
    plan, store = hall(people), tmp_path / "hub.db"
    link = MemoryLink(broker, subscriptions(plan), goodbye(plan, "hub-1"))
    hub = build(plan, store, link, HandClock(), "hub-1", lambda: 1.0)
    hubs.append(hub)
    hub.open()
    came = let_in(hub, plan, people)
    barrier = threading.Barrier(THREADS)
    keypads = [Keypad(broker, name, barrier) for name in NAMES]
    writer = threading.Thread(target=hub.service.run, args=(lambda: None,), name="writer")
    for thread in (*keypads, writer):
        thread.start()
    for keypad in keypads:
        keypad.join()
    hub.service.request_stop()
    writer.join()
    calls = [row.event for row in day_log(store)[1] if isinstance(row.event, e.Called)]
    assert [call.number for call in calls] == came
    for keypad in keypads:
        heard = [answer.detail for answer in keypad.answers if answer.outcome == "accepted" and answer.detail]
        mine = [call.number for call in calls if call.counter == keypad.address.device]
        # The last press finishes the last visit and calls nobody.
        assert heard[: len(mine)] == mine
    assert sum(len(keypad.answers) for keypad in keypads) >= people
