"""Who can say and hear what on Mosquitto with the generated files, two devices of each kind, hub and technician.

Return codes prove nothing: a broker may thank for what it drops. Judged by what a client that may everything receives,
and by what is left in the broker's store of retained messages.
"""

import contextlib
import getpass
import itertools
import queue
import socket
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from devicekit.settings import loads
from hub.broker_files import password_hash, write_broker_files
from hub.settings import Site, SiteFile, plan_of
from motcua.demo.broker import MosquittoBroker, find_mosquitto
from motcua.demo.wait import free_port, wait_for

KINDS = {"ticket": "kiosk", "counter": "counter", "rating": "rating", "announcer": "hall", "printer": "printer"}
DEVICES = {f"{word}-{n}": kind for kind, word in KINDS.items() for n in (1, 2)}
FROM_DEVICE, TO_DEVICE = ("evt", "status"), ("set", "do", "ack")
USERS = (*DEVICES, "hub", "trace")
JUDGE = "judge"
LAST = "the/end"

SITE = """
[site]
id = "kontum"
name = "Trung tâm"
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
[[counter]]
id = "counter-2"
number = "2"
services = ["land"]
"""
TABLES = {"ticket": 'services = ["land"]', "counter": 'counter = "{id}"'}


def topic(device: str, channel: str, site: str = "kontum") -> str:
    return f"motcua/1/{site}/{DEVICES.get(device, 'hub')}/{device}/{channel}"


OURS = [topic(device, channel) for device in (*DEVICES, "hub") for channel in FROM_DEVICE + TO_DEVICE]
FOREIGN = [
    *(topic("kiosk-1", channel, "elsewhere") for channel in FROM_DEVICE + TO_DEVICE),
    *(topic("kiosk-3", channel) for channel in FROM_DEVICE + TO_DEVICE),
    "motcua/2/kontum/ticket/kiosk-1/do",
    "motcua/1/kontum/ticket/kiosk-1/do/more",
    "motcua/1/kontum/printer/kiosk-1/do",
    "motcua/1/kontum",
    "motcua",
    "/",
    "hello",
]
WILDCARDS = [
    "#",
    "+/#",
    "motcua/#",
    "+/+/+/+/+/+",
    "motcua/1/+/+/+/do",
    "motcua/1/kontum/ticket/+/+",
    "$SYS/#",
    "$SYS/+",
]


def may_write(user: str) -> set[str]:
    if user == "hub":
        return {topic("hub", "status"), *(topic(device, channel) for device in DEVICES for channel in TO_DEVICE)}
    return {topic(user, channel) for channel in FROM_DEVICE} if user in DEVICES else set()


def may_read(user: str) -> set[str]:
    if user in ("hub", "trace"):
        channels = FROM_DEVICE if user == "hub" else FROM_DEVICE + TO_DEVICE
        levels = {where: where.split("/") for where in (*OURS, *FOREIGN) if where.startswith("motcua/1/kontum/")}
        return {where for where, level in levels.items() if len(level) == 6 and level[-1] in channels}
    return {topic(user, channel) for channel in TO_DEVICE}


class Hall:
    """Mosquitto with the files of a centre, and the passwords that were written for it."""

    def __init__(self, folder: Path) -> None:
        program = find_mosquitto()
        assert program, "mosquitto is needed: apt-get install mosquitto"
        self.port = free_port()
        self._files = write_broker_files(centre(self.port), folder)
        with self._files.acl.open("a") as out:
            out.write(f"\nuser {JUDGE}\ntopic readwrite #\ntopic read $SYS/#\n")
        with self._files.hashes.open("a") as out:
            out.write(f"{JUDGE}:{password_hash(JUDGE, b'0123456789ab')}\n")
        with self._files.config.open("a") as out:
            out.write(f"\nuser {getpass.getuser()}\n")
        self.broker = MosquittoBroker(program, self._files.config, self.port)

    def password(self, user: str) -> str:
        return JUDGE if user == JUDGE else (self._files.passwords / user).read_text().strip()

    def enter(self, user: str) -> "Client":
        client = Client(self.port, user, self.password(user))
        assert client.let_in(), user
        return client


def centre(port: int) -> Site:
    tables = [f'[[device]]\nid = "{d}"\nkind = "{k}"\n{TABLES.get(k, "").format(id=d)}\n' for d, k in DEVICES.items()]
    settings = loads(SITE.format(port=port) + "".join(tables), "site.toml", SiteFile)
    return Site(plan_of(settings), settings)


class Client:
    """A client with a name, or with none; `heard` is (topic, payload, retained)."""

    names = itertools.count()

    def __init__(self, port: int, user: str | None, password: str | None, will: str = "") -> None:
        self.heard: list[tuple[str, str, bool]] = []
        self._done: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._mqtt = mqtt.Client(
            CallbackAPIVersion.VERSION2,
            client_id=f"client-{next(self.names)}",
            protocol=mqtt.MQTTv311,
            reconnect_on_failure=False,
        )
        self._mqtt.on_socket_open = lambda client, data, sock: sock.setsockopt(
            socket.IPPROTO_TCP, socket.TCP_NODELAY, 1
        )
        if user is not None:
            self._mqtt.username_pw_set(user, password)
        if will:
            self._mqtt.will_set(will, user, qos=1, retain=True)
        self._mqtt.on_connect = lambda client, data, flags, reason, more: self._done.put(not reason.is_failure)
        self._mqtt.on_subscribe = lambda client, data, mid, reasons, more: self._done.put(mid)
        self._mqtt.on_message = self._on_message
        self._mqtt.connect("127.0.0.1", port)
        self._mqtt.loop_start()

    def _on_message(self, client: object, data: object, message: mqtt.MQTTMessage) -> None:
        self.heard.append((message.topic, message.payload.decode(errors="replace"), message.retain))

    def let_in(self) -> bool:
        return self._done.get(timeout=10) is True

    def subscribe(self, *patterns: str) -> None:
        self._mqtt.subscribe([(pattern, 1) for pattern in patterns])
        self._done.get(timeout=10)

    def publish(self, where: str, payload: str, retain: bool = False) -> None:
        """Returns when the broker has dealt with it."""
        self._mqtt.publish(where, payload, qos=1, retain=retain).wait_for_publish(10)

    def drop(self) -> None:
        """Vanish without a word, as in a power cut."""
        sock = self._mqtt.socket()
        if isinstance(sock, socket.socket):
            sock.shutdown(socket.SHUT_RDWR)
        self._mqtt.loop_stop()

    def say_goodbye(self) -> None:
        self._mqtt.disconnect()

    def leave(self) -> None:
        self.say_goodbye()
        self._mqtt.loop_stop()

    def topics(self) -> set[str]:
        return {where for where, _, _ in self.heard if not where.startswith("$SYS")}

    def wait_for(self, where: str) -> None:
        wait_for(lambda: where in self.topics(), f"a message on {where}")


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    made = Hall(tmp_path)
    made.broker.start()
    yield made
    made.broker.kill()


@pytest.fixture
def judge(hall: Hall) -> Iterator[Client]:
    client = hall.enter(JUDGE)
    client.subscribe("#")
    yield client
    client.leave()


@pytest.mark.parametrize("retain", [False, True], ids=["live", "retained"])
def test_nobody_is_heard_where_he_may_not_speak(hall: Hall, judge: Client, retain: bool) -> None:
    for user in USERS:
        client = hall.enter(user)
        for where in (*OURS, *FOREIGN, "$SYS/broker/uptime", "$SYS/motcua"):
            client.publish(where, user, retain)
        client.leave()
    judge.publish(LAST, JUDGE)
    judge.wait_for(LAST)
    expected = {(where, user) for user in USERS for where in may_write(user)}
    assert {(where, by) for where, by, _ in judge.heard if by in USERS} == expected

    fresh = hall.enter(JUDGE)
    fresh.subscribe("$SYS/#")
    fresh.subscribe("#")
    fresh.publish(LAST, JUDGE)
    fresh.wait_for(LAST)
    assert {(where, by) for where, by, kept in fresh.heard if kept and by in USERS} == (expected if retain else set())
    fresh.leave()


def test_nobody_hears_what_he_may_not_hear(hall: Hall, judge: Client) -> None:
    allowed = {user: may_read(user) for user in USERS}
    early = listeners(hall)
    for where in (*OURS, *FOREIGN):
        judge.publish(where, "now")
        judge.publish(where, "kept", retain=True)
    assert all_that_is_heard(early) == allowed
    # Who comes later is given what the broker kept.
    assert all_that_is_heard(listeners(hall)) == allowed


def test_the_broker_tells_of_itself_to_who_may_ask(judge: Client) -> None:
    """Or that nobody above heard of $SYS would prove nothing."""
    judge.subscribe("$SYS/#")
    wait_for(lambda: bool(judge.heard), "the broker to tell of itself")
    assert {where.partition("/")[0] for where, _, _ in judge.heard} == {"$SYS"}


def listeners(hall: Hall) -> dict[str, Client]:
    """Everybody, listening to everything by every way of asking for it."""
    clients = {user: hall.enter(user) for user in USERS}
    for client in clients.values():
        client.subscribe(*WILDCARDS, *OURS, *FOREIGN)
    return clients


def all_that_is_heard(clients: dict[str, Client]) -> dict[str, set[str]]:
    """Topics by listener, when each has heard what is meant for it and anything else had its time to come."""
    for user, client in clients.items():
        wait_for(partial(_has_heard, client, may_read(user)), f"{user} to hear all that is meant for it")
        # A round trip: what was on its way before it has arrived.
        client.publish(LAST, user)
    heard = {user: {where for where, _, _ in client.heard} for user, client in clients.items()}
    for client in clients.values():
        client.say_goodbye()
    for client in clients.values():
        client.leave()
    return heard


def _has_heard(client: Client, topics: set[str]) -> bool:
    return topics <= client.topics()


@pytest.mark.parametrize("user", ["kiosk-1", "counter-1", "rating-1", "hall-1", "printer-1", "trace"])
def test_no_will_speaks_where_its_owner_may_not(hall: Hall, judge: Client, user: str) -> None:
    wills = [topic("kiosk-2", "do"), topic("kiosk-2", "evt"), topic("counter-2", "set"), topic("hub", "status")]
    own = topic(user, "status") if user in DEVICES else ""
    for will in [*wills, own] if own else wills:
        client = Client(hall.port, user, hall.password(user), will)
        if client.let_in():
            client.drop()
        else:
            client.leave()
    if own:
        judge.wait_for(own)
    judge.publish(LAST, JUDGE)
    judge.wait_for(LAST)
    assert judge.topics() == ({own, LAST} if own else {LAST})


def test_who_is_not_known_is_not_let_in_and_not_heard(hall: Hall, judge: Client) -> None:
    nobody: list[tuple[str | None, str | None]] = [
        (None, None),
        ("", ""),
        ("kiosk-1", None),
        ("kiosk-1", "wrong"),
        ("kiosk-1", hall.password("kiosk-2")),
        ("kiosk-1", hall.password("hub")),
        ("hub", hall.password("kiosk-1")),
        ("KIOSK-1", hall.password("kiosk-1")),
        ("kiosk-9", "kiosk-9"),
    ]
    for user, password in nobody:
        client = Client(hall.port, user, password)
        assert not client.let_in(), (user, password)
        client.leave()
        _speak_anyway(hall.port, user, password)
    judge.publish(LAST, JUDGE)
    judge.wait_for(LAST)
    assert judge.topics() == {LAST}


def _speak_anyway(port: int, user: str | None, password: str | None) -> None:
    """CONNECT, PUBLISH and SUBSCRIBE in one breath, without waiting for the answer."""

    def text(value: str) -> bytes:
        return len(value.encode()).to_bytes(2, "big") + value.encode()

    flags = 0x02 | (0x80 if user is not None else 0) | (0x40 if password is not None else 0)
    names = b"".join(text(value) for value in (user, password) if value is not None)
    hello = text("MQTT") + bytes((4, flags, 0, 30)) + text("loud") + names
    words = text(topic("kiosk-1", "evt")) + b"hello"
    with socket.create_connection(("127.0.0.1", port), timeout=10) as sock:
        sock.sendall(bytes((0x10, len(hello))) + hello + bytes((0x30, len(words))) + words)
        # Until the broker hangs up it may still be reading.
        sock.settimeout(10)
        with contextlib.suppress(ConnectionResetError):
            while sock.recv(256):
                pass
