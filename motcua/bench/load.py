"""Load on the hub: kiosks and keypads that speak the contract over a real broker, without paper or lamps."""

import queue
import threading
import time

from devicekit import codec
from devicekit.errors import BadPayload
from devicekit.link import LinkDown, LinkUp, Received
from devicekit.link_mqtt import MqttLink
from devicekit.messages import Ack, Command, Event, EventBody, KeyPressed, TicketPrinted, TicketWanted
from devicekit.orders import PrintTicket
from devicekit.topics import Address, ChannelName, Kind, parse

# Presses under way at once per kiosk: a hall has many people, a kiosk's wire has many presses on it.
WINDOW = 24
RESEND_S = 1.0
GIVE_UP = 500


class Caller:
    """One device without hardware: keeps `WINDOW` events under way until `total` are answered."""

    def __init__(self, site: str, kind: Kind, device: str, port: int, password: str | None) -> None:
        self._address = Address(site, kind, device)
        channels: tuple[ChannelName, ...] = ("ack", "do")
        topics = tuple(str(self._address.topic(channel)) for channel in channels)
        self._link = MqttLink("127.0.0.1", port, device, password, topics)
        self._inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._session = f"load-{time.monotonic_ns()}"
        self._sent = 0
        self._waiting: dict[str, EventBody] = {}
        self.answered = self.refused = self.resent = 0
        self.numbers: list[str] = []

    def connect(self) -> None:
        self._link.start(self._inbox)
        while not isinstance(event := self._inbox.get(timeout=10), LinkUp):
            if isinstance(event, LinkDown):
                raise ConnectionError(event.reason)

    def close(self) -> None:
        self._link.stop()

    def take(self, services: tuple[str, ...], total: int, window: int = WINDOW) -> None:
        """Take `total` tickets, turning through the services; returns when all are answered by the hub's commit."""
        self._serve(
            [
                TicketWanted(press=f"{self._address.device}.{self._session}.{n}", service=services[n % len(services)])
                for n in range(total)
            ],
            window,
        )

    def call(self, counter: str, total: int) -> None:
        """Press "next" that often, each after the answer to the one before."""
        self._serve([KeyPressed(counter=counter, key="next")] * total, 1)

    def _serve(self, bodies: list[EventBody], window: int) -> None:
        goal = self.answered + len(bodies)
        todo = iter(bodies)
        for _ in range(min(window, len(bodies))):
            self._emit(next(todo))
        while self.answered < goal:
            try:
                message = self._inbox.get(timeout=RESEND_S)
            except queue.Empty:
                self._send_again()
                continue
            if isinstance(message, Received):
                for _ in range(self._take_in(message)):
                    following = next(todo, None)
                    if following is not None:
                        self._emit(following)

    def _take_in(self, message: Received) -> int:
        """How many of our events this message answers."""
        try:
            wire = codec.decode(parse(message.topic).channel, message.payload)
        except BadPayload:
            return 0
        if isinstance(wire, Command) and isinstance(wire.body, PrintTicket):
            self.numbers.append(wire.body.number)
            self._emit(TicketPrinted(press=wire.body.press, number=wire.body.number, command=wire.id), counted=False)
        if not isinstance(wire, Ack):
            return 0
        ours = [answer for answer in wire.answers if answer.id in self._waiting]
        for answer in ours:
            del self._waiting[answer.id]
        self.answered += len(ours)
        self.refused += sum(answer.outcome == "refused" for answer in ours)
        return len(ours)

    def _emit(self, body: EventBody, counted: bool = True) -> None:
        self._sent += 1
        name = f"{self._session}.{self._sent}"
        if counted:
            self._waiting[name] = body
        self._publish(name, body)

    def _publish(self, name: str, body: EventBody) -> None:
        now = int(time.monotonic() * 1000)
        event = Event(id=name, boot="bench", happened_ms=now, sent_ms=now, body=body)
        self._link.publish(self._address.topic("evt"), codec.encode(event))

    def _send_again(self) -> None:
        """What a device does: a broker under load may lose a QoS 0 message."""
        self.resent += len(self._waiting)
        if self.resent > GIVE_UP:
            raise ConnectionError(f"{self._address.device}: the hub does not answer")
        for name, body in self._waiting.items():
            self._publish(name, body)


def together(work: list[threading.Thread]) -> float:
    """Seconds that these threads took, started at once."""
    start = time.monotonic()
    for thread in work:
        thread.start()
    for thread in work:
        thread.join()
    return time.monotonic() - start
