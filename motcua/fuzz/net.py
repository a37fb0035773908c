"""The broker and the network: messages are late, lost, doubled and overtaken; links break with and without a word."""

from collections.abc import Callable
from typing import NamedTuple

from devicekit.clock import Clock
from devicekit.link import Inbox, LinkDown, LinkUp, Received
from devicekit.topics import CHANNELS, Topic
from motcua.fuzz.loop import Loop

Random = Callable[[], float]
RETURN_S = 2.0
HUB = "hub"


class Killed(Exception):
    """The program was stopped in the middle of what it said."""


class Weather(NamedTuple):
    """How a link carries messages. `cut_*`: nothing arrives that way, and nobody is told."""

    lost: float = 0.0
    doubled: float = 0.0
    late_s: float = 0.02
    cut_up: bool = False
    cut_down: bool = False


CALM = Weather()


class Broker:
    """Carries what programs publish; `seen` hears of all that the hub and its devices say."""

    def __init__(self, loop: Loop, random: Random, seen: Callable[[str, Topic, bytes], None]) -> None:
        self.loop, self.random = loop, random
        self.running = True
        self.on_way = 0
        """Messages that have left, and have neither arrived nor been lost."""
        self._seen = seen
        self._links: dict[str, FuzzLink] = {}
        self._retained: dict[str, tuple[str, bytes]] = {}
        self._first: dict[str, tuple[str, bytes]] = {}

    def join(self, link: "FuzzLink") -> None:
        self._links[link.name] = link
        self.loop.after(0.01 + 0.2 * self.random(), link.connect)

    def leave(self, link: "FuzzLink") -> None:
        if self._links.get(link.name) is link:
            del self._links[link.name]

    def stop(self, memory: str) -> None:
        """Cut every link. `memory`: "kept", "forgotten", or "old": it comes back with what it kept first."""
        self.running = False
        if memory == "forgotten":
            self._retained.clear()
        elif memory == "old":
            self._retained = dict(self._first)
        for link in list(self._links.values()):
            link.lost("broker stopped")

    def restart(self) -> None:
        self.running = True
        for link in list(self._links.values()):
            self.loop.after(RETURN_S * self.random(), link.connect)

    def carry(self, sender: str, topic: Topic, payload: bytes, lost: bool) -> None:
        """Take one message in, and send it on its way."""
        self._seen(sender, topic, payload)
        if lost or not self.running:
            return
        channel, text = CHANNELS[topic.channel], str(topic)
        to = HUB if channel.from_device else topic.device
        if channel.retain:
            self._retained[text] = (to, payload)
            self._first.setdefault(text, (to, payload))
        link = self._links.get(to)
        if link is not None and link.up and sender != to:
            link.bring(text, payload)

    def retained_for(self, name: str) -> list[tuple[str, bytes]]:
        return [(topic, payload) for topic, (to, payload) in sorted(self._retained.items()) if to == name]


class FuzzLink:
    """One client (devicekit.link.Link). `wake` is called whenever its inbox has something new."""

    def __init__(
        self, name: str, broker: Broker, clock: Clock, will: tuple[Topic, bytes], wake: Callable[[], None]
    ) -> None:
        self.name, self.weather, self.up = name, CALM, False
        self.fuse: Callable[[], None] | None = None
        """Called before each message leaves; may raise Killed."""
        self._broker, self._clock, self._will, self._wake = broker, clock, will, wake
        self._inbox: Inbox | None = None
        self._connection = 0

    def start(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._broker.join(self)

    def publish(self, topic: Topic, payload: bytes) -> bool:
        if not self.up:
            return False
        if self.fuse is not None:
            self.fuse()
        weather = self.weather
        lost = weather.cut_up or (weather.lost > 0.0 and self._broker.random() < weather.lost)
        self._broker.carry(self.name, topic, payload, lost)
        return True

    def stop(self, last: tuple[Topic, bytes] | None = None) -> None:
        if last is not None:
            self.publish(*last)
        self._end()

    def die(self) -> None:
        """Its program is gone: the broker says its last words."""
        was_up = self.up
        self._end()
        if was_up:
            self._broker.carry(self.name, *self._will, lost=False)

    def connect(self) -> None:
        if self._inbox is None or self.up or not self._broker.running:
            return
        self.up, self._connection = True, self._connection + 1
        self._put(LinkUp())
        for topic, payload in self._broker.retained_for(self.name):
            self._put(Received(topic, payload, True, self._clock.monotonic()))

    def lost(self, reason: str) -> None:
        """The connection breaks, and both ends know."""
        if self.up:
            self.up = False
            self._put(LinkDown(reason))
            self._broker.carry(self.name, *self._will, lost=False)

    def clear(self) -> None:
        """The weather is over. What was lost ends a connection in the end: TCP loses nothing within one."""
        weather, self.weather = self.weather, CALM
        if weather.lost or weather.cut_up or weather.cut_down:
            self.lost("nothing went through")
            self._broker.loop.after(0.1 + RETURN_S * self._broker.random(), self.connect)

    def bring(self, topic: str, payload: bytes) -> None:
        """A message is on its way here."""
        weather, random = self.weather, self._broker.random
        if weather.cut_down or (weather.lost > 0.0 and random() < weather.lost):
            return
        connection = self._connection
        for _ in range(2 if weather.doubled > 0.0 and random() < weather.doubled else 1):
            self._broker.on_way += 1
            late = 0.001 + weather.late_s * random()
            self._broker.loop.after(late, lambda: self._arrive(connection, topic, payload))

    def _arrive(self, connection: int, topic: str, payload: bytes) -> None:
        self._broker.on_way -= 1
        if self.up and connection == self._connection:
            self._put(Received(topic, payload, False, self._clock.monotonic()))

    def _put(self, item: object) -> None:
        if self._inbox is not None:
            self._inbox.put(item)
            self._wake()

    def _end(self) -> None:
        self.up, self._inbox = False, None
        self._broker.leave(self)


def begin(link: FuzzLink, weather: Weather) -> None:
    """Other weather over a link."""
    # What the weather before has lost ends its connection now: the new one loses nothing of it.
    link.clear()
    link.weather = weather
