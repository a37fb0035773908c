"""A second client on the broker that only listens: the wire as a foreigner sees it, with the time of each message."""

import queue
import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from devicekit import codec
from devicekit.errors import BadPayload, BadTopic
from devicekit.link import LinkDown, LinkUp, Received
from devicekit.link_mqtt import MqttLink
from devicekit.messages import Status, Wire
from devicekit.topics import ROOT, Topic, parse
from motcua.demo.wait import TookTooLong, wait_for


class Heard(NamedTuple):
    """One message that passed; `at` is the monotonic second of its arrival here."""

    topic: Topic
    message: Wire
    payload: bytes
    at: float


class Probe:
    """Keeps what it hears; others may wait for a message or look at who is online."""

    def __init__(self, port: int, user: str = "probe", password: str | None = None, kept: int | None = None) -> None:
        """`kept`: about how many of the newest messages; None for all, for those who wait for one by its position."""
        self._link = MqttLink("127.0.0.1", port, user, password, (f"{ROOT}/#",))
        self._inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._news = threading.Condition()
        self.heard: list[Heard] = []
        self.online: dict[str, tuple[Status, float]] = {}
        self.said: dict[str, Status] = {}
        """The last status of each device, whatever it says."""
        self._kept = kept
        self._followers: list[Callable[[Heard], object]] = []
        self._up = False

    @property
    def up(self) -> bool:
        """Whether the broker is there."""
        return self._up

    def follow(self, tell: Callable[[Heard], object]) -> None:
        """Call `tell`, in the probe's thread, for what was heard (and kept) so far and for every message to come."""
        with self._news:
            for heard in self.heard:
                tell(heard)
            self._followers.append(tell)

    def start(self) -> None:
        self._thread = threading.Thread(target=self._listen, name="probe", daemon=True)
        self._thread.start()
        self._link.start(self._inbox)
        wait_for(lambda: self._up, "the probe's connection to the broker")

    def stop(self) -> None:
        thread, self._thread = self._thread, None
        if thread is not None:
            self._link.stop()
            self._inbox.put(None)
            thread.join()

    def wait(self, which: Callable[[Heard], object], what: str, after: int = 0, seconds: float = 10.0) -> Heard:
        """The first message from position `after` on that `which` accepts. Raises TookTooLong naming `what`."""
        end = time.monotonic() + seconds
        position = after
        with self._news:
            while True:
                for heard in self.heard[position:]:
                    if which(heard):
                        return heard
                position = len(self.heard)
                if not self._news.wait(end - time.monotonic()) and len(self.heard) == position:
                    raise TookTooLong(f"waited {seconds:g} s in vain for {what}")

    def is_online(self, device: str) -> bool:
        return device in self.online

    def _listen(self) -> None:
        while (event := self._inbox.get()) is not None:
            if isinstance(event, LinkUp):
                self._up = True
            elif isinstance(event, LinkDown):
                self._up = False
            elif isinstance(event, Received):
                self._take(event)

    def _take(self, event: Received) -> None:
        try:
            topic = parse(event.topic)
            message = codec.decode(topic.channel, event.payload)
        except (BadTopic, BadPayload):
            return
        with self._news:
            heard = Heard(topic, message, event.payload, event.at)
            self.heard.append(heard)
            if self._kept is not None and len(self.heard) > 2 * self._kept:
                del self.heard[: -self._kept]
            if isinstance(message, Status):
                self.said[topic.device] = message
                self._presence(topic.device, message, event.at)
            for tell in self._followers:
                tell(heard)
            self._news.notify_all()

    def _presence(self, device: str, status: Status, at: float) -> None:
        if status.state == "online":
            self.online.setdefault(device, (status, at))
        else:
            self.online.pop(device, None)
