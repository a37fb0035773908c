"""One simulated morning: a centre, its people, and everything between them, from one seed."""

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

from devicekit.messages import (
    Answer,
    AppointmentShown,
    EventBody,
    KeyPressed,
    PrintFailed,
    TicketIssued,
    TicketPrinted,
    TicketWanted,
    VerbTyped,
)
from devicekit.topics import Topic
from hub.engine import commands as c
from motcua.fuzz.caller import Caller
from motcua.fuzz.centre import MIDNIGHT, centre
from motcua.fuzz.device import SmallDevice
from motcua.fuzz.disk import Content, Disk
from motcua.fuzz.held import Asked, Held, Paper, Said, Tape, heard
from motcua.fuzz.hub_machine import HubMachine, Parts, unchanged
from motcua.fuzz.kiosk import Kiosk
from motcua.fuzz.loop import Loop
from motcua.fuzz.net import HUB, Broker, FuzzLink
from motcua.fuzz.places import Announcer, Counter, RatingScreen, SlipPrinter

T = TypeVar("T")

KINDS: dict[str, type[SmallDevice]] = {
    "counter": Counter,
    "announcer": Announcer,
    "printer": SlipPrinter,
    "rating": RatingScreen,
}
OF_A_PRESS = TicketWanted | TicketIssued | AppointmentShown | TicketPrinted | PrintFailed
GIVES = c.Take | c.TakeByHand | c.TakeSeveral | c.CheckIn
DAY_S = 86_400.0
# Most days begin at eight; some go over midnight, some over the midnight of another zone.
BEGINS_S = (8 * 3600.0, 8 * 3600.0, 24 * 3600.0 - 20.0, 7 * 3600.0 - 20.0)


class Lab(NamedTuple):
    """What seeds of one process share: a real folder, and a store as it is when it is made."""

    folder: Path
    fresh: bytes


class World:
    """The parts, and the dice. `plant` puts a bug into each run of the hub (tests)."""

    def __init__(self, seed: int, lab: Lab, plant: Callable[[Parts], None] = unchanged) -> None:
        self.dice = random.Random(seed)  # noqa: S311
        self.random = self.dice.random
        self.loop, self.tape, self.held = Loop(), Tape(), Held()
        self.broker = Broker(self.loop, self.random, self._seen)
        self.plan = centre(
            fee_back=self.number(4) > 0,
            last=5 if self.number(8) == 0 else 800,
            has_hours=self.number(3) == 0,
            no_show_after=2 * self.number(2),
            cards=self.number(3) == 0,
            # Of no dice: the other seeds play as they did.
            room=3 if seed % 5 == 0 else 0,
        )
        self.asks_cards = any(service.per_person for service in self.plan.services)
        self._folder = str(lab.folder).encode()
        self.disk = Disk(lab.folder, self.random)
        if self.number(10) > 0:
            self.disk.files[str(lab.folder / "hub.db")] = Content(lab.fresh)
        wall = MIDNIGHT + self.any(BEGINS_S)
        self.hub = HubMachine(self.loop, self.broker, self.disk, self.plan, wall, self.random, plant)
        self.hub.died = lambda how: self.tape.note(self.loop.now, f"the hub {how}")
        self.kiosk_disks: list[Disk] = []
        real_spools = self.number(8) == 0
        self.kiosks = {
            each.id: Kiosk(self, each, self.random, self._kiosk_disk(lab) if real_spools else None, self._paper)
            for each in self.plan.devices
            if each.kind == "ticket"
        }
        self.small = {
            each.id: KINDS[each.kind](self, each, self.random) for each in self.plan.devices if each.kind in KINDS
        }
        self.callers = {
            name: Caller(name, self.loop, self.hub, self.random, self._answered) for name in ("web", "onestop")
        }

    @property
    def devices(self) -> tuple[Kiosk | SmallDevice, ...]:
        return (*self.kiosks.values(), *self.small.values())

    def start(self) -> None:
        self.hub.start()
        for each in self.devices:
            each.start()

    def close(self) -> None:
        """Give back what the process would run out of."""
        self.hub.stop()
        for kiosk in self.kiosks.values():
            kiosk.kill(power=False)
        for disk in (self.disk, *self.kiosk_disks):
            disk.unregister()

    # Dice

    def number(self, below: int) -> int:
        return int(self.random() * below)

    def any(self, things: Sequence[T]) -> T:
        return things[int(self.random() * len(things))]

    # For acts and faults

    def later(self, seconds: float, work: Callable[[], None]) -> None:
        self.loop.after(seconds, work)

    def ask(self, caller: str, make: Callable[[str], c.Asking]) -> None:
        """One of the programs asks the hub; `make` is given the id of the request."""
        program = self.callers[caller]
        id_ = program.next_id()
        command = make(id_)
        press = command.press if isinstance(command, GIVES) else ""
        count = command.count if isinstance(command, c.TakeSeveral) else 1
        self.held.asked.append(Asked(caller, id_, type(command).__name__, press, count))
        program.ask(id_, command)

    def links(self) -> list[FuzzLink]:
        """Every link that some program holds now."""
        links = (self.hub.link, *(each.link for each in self.devices))
        return [link for link in links if link is not None]

    def confirm(self) -> None:
        """A person says that the hub's wall clock is right."""
        self.hub.confirm_time()

    def doubt(self) -> None:
        """The time service is gone again."""
        self.hub.trusted = False

    def next_day(self) -> None:
        """The hall is empty for the night as far as clocks can tell: the wall goes on, and somebody says so."""
        self.hub.clock.ahead += DAY_S
        self.later(0.5, self.confirm)

    def heal(self) -> None:
        """All is well again, and everybody is there."""
        self.hub.trusted = False
        self.hub.mend()
        self.hub.empty()
        self.disk.fuse = None
        for kiosk in self.kiosks.values():
            kiosk.fill(False)
            kiosk.revive()
        if not self.broker.running:
            self.broker.restart()
        self.hub.start()
        for device in self.small.values():
            if device.exchange is None:
                device.start()
        for link in self.links():
            link.fuse = None
            link.clear()
            link.connect()

    @property
    def quiet(self) -> bool:
        """Nobody waits for anybody any more."""
        hub = self.hub.hub
        if hub is None or hub.service.ledger.pending or any(caller.open for caller in self.callers.values()):
            return False
        return not self.broker.on_way and all(each.idle for each in self.devices)

    # What is held

    def asked(self, device: str, id_: str, body: EventBody) -> None:
        press = body.press if isinstance(body, OF_A_PRESS) else ""
        if isinstance(body, TicketWanted | TicketIssued) and body.person:
            self.held.cards[press] = body.person
        self.held.asked.append(Asked(device, id_, _what(body), press))

    def _paper(self, paper: Paper) -> None:
        self.tape.note(self.loop.now, f"paper {paper.number} of {paper.press} at {paper.kiosk}")
        self.held.papers.append(paper)

    def _answered(self, device: str, answer: Answer) -> None:
        self.held.said.append(Said(device, answer.id, answer.outcome, answer.reason, answer.detail))

    def _seen(self, sender: str, topic: Topic, payload: bytes) -> None:
        # A kiosk says where its full disk is, and that place has another name in every run.
        said = payload.replace(self._folder, b"lab")
        self.tape.note(self.loop.now, f"{sender}: {topic.device}/{topic.channel}", said)
        if sender == HUB:
            heard(self.held, topic, payload)

    def _kiosk_disk(self, lab: Lab) -> Disk:
        disk = Disk(lab.folder, self.random)
        self.kiosk_disks.append(disk)
        return disk


def _what(body: EventBody) -> str:
    """The kind of an event; what a counter did alone is no key."""
    if isinstance(body, KeyPressed | VerbTyped) and body.alone:
        return "CalledAlone" if isinstance(body, VerbTyped) else "FinishedAlone"
    return type(body).__name__
