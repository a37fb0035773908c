"""The MQTT link, on paho-mqtt, MQTT 3.1.1.

paho's own queue lives in memory and a PUBACK proves nothing, so nothing is handed to it while the link is down. An
exception in a callback would kill paho's thread while it still says it is connected: callbacks only put events.
"""

import random
import socket
import time
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from devicekit.link import Inbox, LinkDown, LinkUp, Received
from devicekit.topics import CHANNELS, Topic

KEEPALIVE_S = 15
# A connection that ends sooner was taken over: another machine has our name, and each throws the other out, for ever.
SHORT_S = 5.0
LONGEST_PAUSE_S = 60


class MqttLink:
    """One connection to a broker, kept up for ever. `user` is the device id and the client id as well."""

    def __init__(
        self,
        host: str,
        port: int,
        user: str,
        password: str | None,
        subscriptions: tuple[str, ...],
        will: tuple[Topic, bytes] | None = None,
        no_delay: bool = True,
    ) -> None:
        self._host, self._port, self._user, self._password = host, port, user, password
        self._subscriptions, self._will, self._no_delay = subscriptions, will, no_delay
        self._client: mqtt.Client | None = None
        self._inbox: Inbox | None = None
        self._up = False
        self._up_since = 0.0
        self._short = 0

    def start(self, inbox: Inbox) -> None:
        if self._client is not None:
            return
        self._inbox = inbox
        client = self._client = self._new_client()
        client.connect_async(self._host, self._port, keepalive=KEEPALIVE_S)
        client.loop_start()

    def publish(self, topic: Topic, payload: bytes) -> bool:
        client, channel = self._client, CHANNELS[topic.channel]
        if client is None or not self._up:
            return False
        sent = client.publish(str(topic), payload, channel.qos, channel.retain)
        return sent.rc == mqtt.MQTT_ERR_SUCCESS

    def stop(self, last: tuple[Topic, bytes] | None = None) -> None:
        client, self._client = self._client, None
        if client is None:
            return
        if last is not None and self._up:
            self._publish_last(client, *last)
        self._up = False
        client.disconnect()
        client.loop_stop()

    def _publish_last(self, client: mqtt.Client, topic: Topic, payload: bytes) -> None:
        sent = client.publish(str(topic), payload, 1, CHANNELS[topic.channel].retain)
        deadline = time.monotonic() + 2.0
        # wait_for_publish() raises when the connection is lost meanwhile; then the will speaks for us.
        try:
            sent.wait_for_publish(deadline - time.monotonic())
        except (RuntimeError, ValueError):
            return

    def _new_client(self) -> mqtt.Client:
        client = mqtt.Client(
            CallbackAPIVersion.VERSION2, client_id=self._user, clean_session=True, protocol=mqtt.MQTTv311
        )
        client.suppress_exceptions = True
        client.username_pw_set(self._user, self._password)
        self._pause(client)
        client.max_inflight_messages_set(100)
        client.max_queued_messages_set(1000)
        if self._will is not None:
            topic, payload = self._will
            client.will_set(str(topic), payload, CHANNELS[topic.channel].qos, CHANNELS[topic.channel].retain)
        client.on_socket_open = self._on_socket_open
        client.on_connect = self._on_connect
        client.on_connect_fail = self._on_connect_fail
        client.on_subscribe = self._on_subscribe
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message
        return client

    def _pause(self, client: mqtt.Client) -> None:
        """How long to wait before the next attempt, with jitter, which paho lacks: a hall must not knock in step."""
        first = min(LONGEST_PAUSE_S, 2**self._short) * random.uniform(0.2, 1.0)  # noqa: S311
        # paho's annotation says int, its arithmetic takes fractions.
        client.reconnect_delay_set(first, max(first, random.uniform(4.0, 8.0)))  # noqa: S311

    def _put(self, event: object) -> None:
        if self._inbox is not None:
            self._inbox.put(event)

    def _on_socket_open(self, client: mqtt.Client, userdata: Any, sock: Any) -> None:
        # Without it a press waits for the delayed acknowledgement of the packet before it: 40 ms and more.
        if self._no_delay:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def _on_connect(self, client: mqtt.Client, userdata: Any, flags: Any, reason: Any, properties: Any) -> None:
        if reason.is_failure:
            self._put(LinkDown(f"{self._where} refused us: {reason}; check user name and password of {self._user!r}"))
        else:
            client.subscribe([(topic, 1) for topic in self._subscriptions])

    def _on_connect_fail(self, client: mqtt.Client, userdata: Any) -> None:
        self._put(LinkDown(f"no broker at {self._where}: check that it runs, the address and the network"))

    def _on_subscribe(self, client: mqtt.Client, userdata: Any, mid: int, reasons: Any, properties: Any) -> None:
        if any(reason.is_failure for reason in reasons):
            self._put(LinkDown(f"{self._where} refused a subscription of {self._user!r}: check the broker's ACL file"))
            return
        self._up, self._up_since = True, time.monotonic()
        self._put(LinkUp())

    def _on_disconnect(self, client: mqtt.Client, userdata: Any, flags: Any, reason: Any, properties: Any) -> None:
        was_up, self._up = self._up, False
        said = f"lost the broker at {self._where}: {reason}"
        self._short = self._short + 1 if was_up and time.monotonic() - self._up_since < SHORT_S else 0
        if self._short > 1:
            said += f"; again within {SHORT_S:.0f} s: does another machine use the name {self._user!r}?"
        self._pause(client)
        self._put(LinkDown(said))

    def _on_message(self, client: mqtt.Client, userdata: Any, message: mqtt.MQTTMessage) -> None:
        self._put(Received(message.topic, bytes(message.payload), message.retain, time.monotonic()))

    @property
    def _where(self) -> str:
        return f"{self._host}:{self._port}"
