"""A broker and links inside one process: the contract's tests and the floor on a hand-turned clock run on them."""

import re
from collections.abc import Callable

from devicekit.clock import Clock
from devicekit.link import Inbox, LinkDown, LinkUp, Received
from devicekit.topics import CHANNELS, Topic

Fault = Callable[[str, bytes], int]
"""Asked for each delivery: how many copies arrive (0 loses it, 2 doubles it)."""


class MemoryBroker:
    """Delivers at once, in order; keeps retained messages; can be stopped, and lose all that it kept."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._links: list[MemoryLink] = []
        self._retained: dict[str, bytes] = {}
        self.running = True
        self.fault: Fault = lambda topic, payload: 1
        self.history: list[tuple[str, bytes]] = []

    def stop(self, forget: bool = False) -> None:
        """Cut every link; with `forget`, lose the retained messages too."""
        self.running = False
        if forget:
            self._retained.clear()
        for link in list(self._links):
            link.lost("broker stopped")

    def restart(self) -> None:
        """Come back; the links connect again."""
        self.running = True
        for link in list(self._links):
            link.connect()

    def join(self, link: "MemoryLink") -> None:
        if link not in self._links:
            self._links.append(link)

    def leave(self, link: "MemoryLink") -> None:
        if link in self._links:
            self._links.remove(link)

    def carry(self, topic: str, payload: bytes, retain: bool) -> None:
        """Publish to everyone who subscribed."""
        self.history.append((topic, payload))
        if retain and payload:
            self._retained[topic] = payload
        elif retain:
            self._retained.pop(topic, None)
        for link in list(self._links):
            if link.up and link.wants(topic):
                for _ in range(self.fault(topic, payload)):
                    link.deliver(Received(topic, payload, False, self._clock.monotonic()))

    def retained_for(self, link: "MemoryLink") -> list[Received]:
        at = self._clock.monotonic()
        return [Received(t, p, True, at) for t, p in sorted(self._retained.items()) if link.wants(t)]


class MemoryLink:
    """One client of a MemoryBroker."""

    def __init__(
        self, broker: MemoryBroker, subscriptions: tuple[str, ...], will: tuple[Topic, bytes] | None = None
    ) -> None:
        self._broker = broker
        self._patterns = [_pattern(subscription) for subscription in subscriptions]
        self._will = will
        self._inbox: Inbox | None = None
        self.up = False

    def start(self, inbox: Inbox) -> None:
        if self._inbox is None:
            self._inbox = inbox
            self._broker.join(self)
            self.connect()

    def publish(self, topic: Topic, payload: bytes) -> bool:
        if self.up:
            self._broker.carry(str(topic), payload, CHANNELS[topic.channel].retain)
        return self.up

    def stop(self, last: tuple[Topic, bytes] | None = None) -> None:
        if last is not None:
            self.publish(*last)
        self.up = False
        self._broker.leave(self)
        self._inbox = None

    def connect(self) -> None:
        """Come up if the broker runs; the retained messages arrive first, as from a real one."""
        if self._inbox is None or self.up or not self._broker.running:
            return
        self.up = True
        self._inbox.put(LinkUp())
        for message in self._broker.retained_for(self):
            self.deliver(message)

    def lost(self, reason: str) -> None:
        """Lose the connection without a word: the broker publishes the will."""
        if not self.up or self._inbox is None:
            return
        self.up = False
        self._inbox.put(LinkDown(reason))
        if self._will is not None and self._broker.running:
            topic, payload = self._will
            self._broker.carry(str(topic), payload, CHANNELS[topic.channel].retain)

    def wants(self, topic: str) -> bool:
        return any(pattern.fullmatch(topic) for pattern in self._patterns)

    def deliver(self, message: Received) -> None:
        if self._inbox is not None:
            self._inbox.put(message)


def _pattern(subscription: str) -> re.Pattern[str]:
    levels = (
        r"[^/]+" if level == "+" else ".*" if level == "#" else re.escape(level) for level in subscription.split("/")
    )
    return re.compile("/".join(levels))
