"""The hub's side of the contract towards one slip printer, as small as it can be."""

import queue

from devicekit import codec
from devicekit.clock import Clock
from devicekit.link import Link, LinkUp, Received
from devicekit.messages import (
    Ack,
    Answer,
    Command,
    CommandResult,
    Echo,
    Event,
    EventBody,
    SlipFailed,
    SlipPrinted,
    Status,
)
from devicekit.orders import CommandBody
from devicekit.topics import Address, ChannelName, parse

ME = Address("kontum", "printer", "printer-1")
HEARD = tuple(str(ME.topic(channel)) for channel in ("evt", "status"))


class SlipHub:
    """It keeps its orders until they are answered."""

    def __init__(self, link: Link, clock: Clock) -> None:
        self.inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
        self.clock, self._link, self._seq = clock, link, 0
        self.up = False
        self.events: list[EventBody] = []
        self.status: Status | None = None
        self.open: dict[str, Command] = {}
        link.start(self.inbox)

    def poll(self) -> bool:
        """Take what arrived; True when there was anything."""
        busy = not self.inbox.empty()
        while not self.inbox.empty():
            message = self.inbox.get()
            self.up = self.up or isinstance(message, LinkUp)
            if isinstance(message, Received):
                self._take(codec.decode(parse(message.topic).channel, message.payload))
        return busy

    def order(self, command: str, body: CommandBody, ttl_ms: int = 120_000) -> None:
        self._seq += 1
        sent = self._hub_ms()
        self.open[command] = Command(id=command, epoch=1, seq=self._seq, sent_hub_ms=sent, ttl_ms=ttl_ms, body=body)
        self._send("do", self.open[command])

    def send_again(self) -> None:
        for command in self.open.values():
            self._send("do", command)

    def part(self) -> str | None:
        """What the printer's health is called in `status`: its code, "" when it is well."""
        part = self.status.parts.get("printer") if self.status is not None else None
        return None if part is None else part.code

    def _take(self, wire: object) -> None:
        if isinstance(wire, Status):
            self.status = wire
            if wire.state == "online":
                self._ack(echo=Echo(session=wire.session, sent_ms=wire.sent_ms))
        elif isinstance(wire, Event):
            self._ack(answers=(Answer(id=wire.id, outcome="accepted"),))
            if wire.body not in self.events:
                self.events.append(wire.body)
            if isinstance(wire.body, SlipPrinted | SlipFailed | CommandResult):
                self.open.pop(wire.body.command or "", None)

    def _ack(self, echo: Echo | None = None, answers: tuple[Answer, ...] = ()) -> None:
        self._seq += 1
        self._send("ack", Ack(epoch=1, seq=self._seq, hub_ms=self._hub_ms(), echo=echo, answers=answers))

    def _send(self, channel: ChannelName, message: Ack | Command) -> None:
        self._link.publish(ME.topic(channel), codec.encode(message))

    def _hub_ms(self) -> int:
        return int(self.clock.wall() * 1000)
