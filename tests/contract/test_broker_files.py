"""What `motcua broker-config` writes, on a real Mosquitto: logins (tests/process/test_broker_acl.py: topics)."""

import getpass
import subprocess
from collections.abc import Iterator
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest
from conftest import Mosquitto, wait_until
from paho.mqtt.enums import CallbackAPIVersion

from devicekit.settings import loads
from hub.broker_files import BrokerFiles, password_hash, write_broker_files
from hub.settings import Site, SiteFile, plan_of

SITE = """\
[site]
id = "kontum"
name = "X"
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
[[device]]
id = "kiosk-2"
kind = "ticket"
services = ["land"]
[[device]]
id = "counter-1"
kind = "counter"
counter = "counter-1"
[[device]]
id = "rating-1"
kind = "rating"
[[device]]
id = "hall"
kind = "announcer"
[[device]]
id = "printer-1"
kind = "printer"
"""
# May do everything, in the test only: judges what the others really did.
JUDGE = "judge"


def site_on(port: int) -> Site:
    settings = loads(SITE.format(port=port), "site.toml", SiteFile)
    return Site(plan_of(settings), settings)


class Broker:
    """Mosquitto running with the files as they are written for a centre."""

    def __init__(self, folder: Path) -> None:
        self.mosquitto = Mosquitto(folder)
        self.site = site_on(self.mosquitto.port)
        self.files: BrokerFiles = write_broker_files(self.site, folder)
        with self.files.acl.open("a") as out:
            out.write(f"\nuser {JUDGE}\ntopic readwrite #\n")
        with self.files.hashes.open("a") as out:
            out.write(f"{JUDGE}:{password_hash(JUDGE, b'0123456789ab')}\n")
        with self.files.config.open("a") as out:
            # Else Mosquitto, started by root, becomes a user that can't read the test's folder.
            out.write(f"user {getpass.getuser()}\n")
        self.mosquitto.config = self.files.config
        self.clients: list[Client] = []

    def password(self, user: str) -> str:
        return JUDGE if user == JUDGE else (self.files.passwords / user).read_text().strip()


class Client:
    """One client; `heard` is (topic, payload) of what reached it."""

    def __init__(self, broker: Broker, user: str, password: str | None = None) -> None:
        self.heard: list[tuple[str, str]] = []
        self.answer: object = None
        self.subscribed = 0
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=user, protocol=mqtt.MQTTv311)
        self._client.username_pw_set(user, broker.password(user) if password is None else password)
        self._client.on_connect = self._on_connect
        self._client.on_subscribe = self._on_subscribe
        self._client.on_message = self._on_message
        broker.clients.append(self)
        self._client.connect("127.0.0.1", broker.mosquitto.port)
        self._client.loop_start()
        wait_until(lambda: self.answer is not None, f"an answer to the login of {user}")

    def _on_connect(self, _c: object, _u: object, _f: object, reason: object, _p: object) -> None:
        self.answer = reason

    def _on_subscribe(self, _c: object, _u: object, _m: object, _r: object, _p: object) -> None:
        self.subscribed += 1

    def _on_message(self, _c: object, _u: object, message: mqtt.MQTTMessage) -> None:
        self.heard.append((message.topic, message.payload.decode()))

    def subscribe(self, *topics: str) -> None:
        before = self.subscribed
        self._client.subscribe([(topic, 1) for topic in topics])
        wait_until(lambda: self.subscribed > before, "the subscription")

    def publish(self, topic: str, payload: str, retain: bool = False) -> None:
        self._client.publish(topic, payload, qos=1, retain=retain).wait_for_publish(10)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    started = Broker(tmp_path)
    started.mosquitto.start()
    yield started
    for client in started.clients:
        client.close()
    started.mosquitto.kill()


def test_the_password_that_was_written_works_and_any_other_fails(broker: Broker) -> None:
    logins = [("kiosk-1", None), ("kiosk-1", "wrong"), ("kiosk-1", ""), ("nobody", "x"), ("", "")]
    clients = [Client(broker, user, password) for user, password in logins]
    assert [str(client.answer) for client in clients] == ["Success"] + ["Not authorized"] * 4


def test_the_password_of_one_device_is_no_use_to_another(broker: Broker) -> None:
    thief = Client(broker, "kiosk-2", broker.password("kiosk-1"))
    assert str(thief.answer) == "Not authorized"


def test_a_client_id_of_another_device_is_not_taken_over(broker: Broker) -> None:
    victim = Client(broker, "kiosk-1")
    judge = Client(broker, JUDGE)
    thief = mqtt.Client(CallbackAPIVersion.VERSION2, client_id="kiosk-1", protocol=mqtt.MQTTv311)
    thief.username_pw_set("kiosk-2", broker.password("kiosk-2"))
    thief.connect("127.0.0.1", broker.mosquitto.port)
    thief.loop_start()
    wait_until(thief.is_connected, "the thief to connect")
    victim.subscribe("motcua/1/kontum/ticket/kiosk-1/do")
    judge.publish("motcua/1/kontum/ticket/kiosk-1/do", "for you")
    wait_until(lambda: victim.heard, "the victim to hear as before")
    assert victim.heard == [("motcua/1/kontum/ticket/kiosk-1/do", "for you")]
    thief.disconnect()
    thief.loop_stop()


def test_a_second_run_keeps_the_passwords_and_adds_what_is_new(tmp_path: Path) -> None:
    site = site_on(1883)
    first = write_broker_files(site, tmp_path)
    kept = (first.passwords / "kiosk-1").read_text()
    (first.passwords / "hall").unlink()
    second = write_broker_files(site, tmp_path)
    assert set(first.new_users) == {"hub", "trace", *(device.id for device in site.plan.devices)}
    assert second.new_users == ("hall",)
    assert (first.passwords / "kiosk-1").read_text() == kept


def test_clear_passwords_are_in_files_of_the_owner_alone_and_nowhere_else(tmp_path: Path) -> None:
    files = write_broker_files(site_on(1883), tmp_path)
    assert files.passwords.stat().st_mode & 0o777 == 0o700
    others = "".join(file.read_text() for file in (files.config, files.acl, files.hashes))
    passwords = [file.read_text().strip() for file in files.passwords.iterdir()]
    assert len(set(passwords)) == len(passwords) == 8
    for file in files.passwords.iterdir():
        assert file.stat().st_mode & 0o777 == 0o600
    assert not [password for password in passwords if password in others]
    assert files.hashes.stat().st_mode & 0o777 == 0o640


def test_the_hash_is_the_one_that_mosquitto_passwd_makes(tmp_path: Path) -> None:
    import base64

    file = tmp_path / "passwd"
    subprocess.run(["mosquitto_passwd", "-c", "-b", str(file), "someone", "s3cret"], check=True, capture_output=True)
    line = file.read_text().strip().removeprefix("someone:")
    assert password_hash("s3cret", base64.b64decode(line.split("$")[3])) == line
