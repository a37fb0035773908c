"""Links: how a program speaks MQTT. A link only puts events in its owner's inbox; it never calls back into logic."""

from typing import NamedTuple, Protocol

from devicekit.topics import Topic


class LinkUp(NamedTuple):
    """Connected, and every subscription granted."""


class LinkDown(NamedTuple):
    """The broker is away; the link tries again by itself."""

    reason: str


class Received(NamedTuple):
    """A message came in; `at` is the monotonic second of its arrival."""

    topic: str
    payload: bytes
    retained: bool
    at: float


LinkEvent = LinkUp | LinkDown | Received


class Inbox(Protocol):
    """Where a program takes its events from; queue.SimpleQueue is one."""

    def put(self, item: object) -> None: ...


class Link(Protocol):
    """A connection to a broker that keeps itself up."""

    def start(self, inbox: Inbox) -> None:
        """Begin to connect, and go on for ever; LinkUp, LinkDown and Received go to `inbox`. Idempotent."""

    def publish(self, topic: Topic, payload: bytes) -> bool:
        """Send with the QoS and retention of the topic's channel (topics.CHANNELS).

        False when the link is down: the message is then not queued anywhere.
        """

    def stop(self, last: tuple[Topic, bytes] | None = None) -> None:
        """Publish `last` if connected, wait (bounded) until it left, disconnect cleanly. Idempotent."""
