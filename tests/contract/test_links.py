"""One suite, two links: in memory and on paho with a real Mosquitto."""

import queue
import time
from collections.abc import Callable, Iterator
from typing import Protocol

import pytest

from devicekit.clock import SystemClock
from devicekit.link import Link, LinkDown, LinkUp, Received
from devicekit.link_memory import MemoryBroker, MemoryLink
from devicekit.link_mqtt import MqttLink
from devicekit.topics import Topic, every_device

SET = Topic("site", "counter", "counter-1", "set")
EVT = Topic("site", "counter", "counter-1", "evt")
STATUS = Topic("site", "counter", "counter-1", "status")


class Rig(Protocol):
    def link(self, user: str, subscriptions: tuple[str, ...], will: tuple[Topic, bytes] | None = None) -> Link: ...
    def stop(self) -> None: ...
    def restart(self) -> None: ...


class MemoryRig:
    def __init__(self) -> None:
        self.broker = MemoryBroker(SystemClock())

    def link(self, user: str, subscriptions: tuple[str, ...], will: tuple[Topic, bytes] | None = None) -> Link:
        return MemoryLink(self.broker, subscriptions, will)

    def stop(self) -> None:
        self.broker.stop()

    def restart(self) -> None:
        self.broker.restart()


class MqttRig:
    def __init__(self, mosquitto) -> None:
        self.broker = mosquitto

    def link(self, user: str, subscriptions: tuple[str, ...], will: tuple[Topic, bytes] | None = None) -> Link:
        return MqttLink("127.0.0.1", self.broker.port, user, None, subscriptions, will)

    def stop(self) -> None:
        self.broker.kill()

    def restart(self) -> None:
        self.broker.start()


Connect = Callable[..., tuple[Link, "queue.SimpleQueue[object]"]]


@pytest.fixture(params=["memory", "mqtt"])
def rig(request: pytest.FixtureRequest) -> Rig:
    return MemoryRig() if request.param == "memory" else MqttRig(request.getfixturevalue("mosquitto"))


@pytest.fixture
def connect(rig: Rig) -> Iterator[Connect]:
    links: list[Link] = []

    def make(user: str, *subscriptions: str, will: tuple[Topic, bytes] | None = None):
        inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
        link = rig.link(user, subscriptions, will)
        links.append(link)
        link.start(inbox)
        assert expect(inbox, LinkUp) == LinkUp()
        return link, inbox

    yield make
    for link in links:
        link.stop()


def expect(inbox: "queue.SimpleQueue[object]", kind: type, seconds: float = 10.0):
    """The next event of that kind; others (a second LinkDown, say) are passed over."""
    end = time.monotonic() + seconds
    while True:
        event = inbox.get(timeout=max(0.01, end - time.monotonic()))
        if isinstance(event, kind):
            return event


def test_a_message_reaches_who_subscribed_and_nobody_else(connect: Connect) -> None:
    device, _ = connect("device", str(SET))
    hub, hub_inbox = connect("hub", every_device("site", "evt"))
    _, other = connect("other", "motcua/1/other/+/+/evt")
    assert device.publish(EVT, b"hello")
    got = expect(hub_inbox, Received)
    assert (got.topic, got.payload, got.retained) == (str(EVT), b"hello", False)
    assert other.empty()
    assert hub.publish(EVT, b"again")


def test_state_is_kept_for_who_comes_later_and_an_order_is_not(connect: Connect) -> None:
    hub, heard = connect("hub", every_device("site", "status"))
    hub.publish(SET._replace(channel="do"), b"print")
    hub.publish(SET, b"old")
    hub.publish(SET, b"new")
    # What comes back last says that the broker has dealt with all before it.
    hub.publish(SET._replace(channel="status"), b"last")
    assert expect(heard, Received).payload == b"last"
    _, inbox = connect("device", str(SET), str(SET._replace(channel="do")))
    got = expect(inbox, Received)
    assert (got.payload, got.retained) == (b"new", True)
    assert inbox.empty()


def test_a_link_that_is_down_takes_nothing_and_comes_back_by_itself(connect: Connect, rig: Rig) -> None:
    _, hub_inbox = connect("hub", every_device("site", "evt"))
    device, inbox = connect("device", str(SET))
    rig.stop()
    assert expect(inbox, LinkDown).reason
    expect(hub_inbox, LinkDown)
    assert not device.publish(EVT, b"lost")
    rig.restart()
    expect(inbox, LinkUp, 20)
    expect(hub_inbox, LinkUp, 20)
    assert device.publish(EVT, b"kept")
    assert expect(hub_inbox, Received).payload == b"kept"


def test_a_clean_stop_says_its_last_word_and_not_the_will(connect: Connect) -> None:
    _, inbox = connect("hub", every_device("site", "status"))
    device, _ = connect("device", str(SET), will=(STATUS, b"will"))
    device.stop((STATUS, b"stopped"))
    assert expect(inbox, Received).payload == b"stopped"
    assert inbox.empty()
    assert not device.publish(EVT, b"late")


def test_start_and_stop_may_be_called_twice(connect: Connect) -> None:
    device, inbox = connect("device", str(SET))
    device.start(inbox)
    assert device.publish(EVT, b"still one connection")
    device.stop()
    device.stop()
    assert not device.publish(EVT, b"late")


def test_a_broker_that_is_away_is_told_with_its_address_and_what_to_check() -> None:
    inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
    link = MqttLink("127.0.0.1", 1, "device", None, (str(SET),))
    link.start(inbox)
    try:
        reason = expect(inbox, LinkDown).reason
    finally:
        link.stop()
    assert "127.0.0.1:1" in reason
    assert "check" in reason


def test_two_machines_of_one_name_are_told_so_and_give_each_other_pauses(mosquitto) -> None:
    inboxes = [queue.SimpleQueue(), queue.SimpleQueue()]
    links = [MqttLink("127.0.0.1", mosquitto.port, "kiosk-1", None, (str(SET),)) for _ in inboxes]
    try:
        for link, inbox in zip(links, inboxes, strict=True):
            link.start(inbox)
            expect(inbox, LinkUp)
        reasons = []
        while not reasons or "'kiosk-1'" not in reasons[-1]:
            reasons.append(expect(inboxes[0], LinkDown, 15).reason)
    finally:
        for link in links:
            link.stop()
    assert "another machine" in reasons[-1]
    assert len(reasons) <= 6
