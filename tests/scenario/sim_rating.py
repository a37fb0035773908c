"""A rating screen on the simulated floor: the real agent and panel, a glass in memory, and a citizen's finger."""

import random
from pathlib import Path

from devicekit.clock import HandClock
from devicekit.device_settings import Device
from devicekit.link_memory import MemoryBroker, MemoryLink
from devicekit.messages import RatingSet
from devicekit.port_memory import MemoryPort
from devicekit.runtime import Agent
from devicekit.scanner.driver_serial import SerialScanner
from devicekit.scanner.virtual import Setup
from devicekit.spool import Spool
from devicekit.topics import Address
from devicekit.touch.page import Page
from devicekit.touch.settings import ScreenTable
from devicekit.touch.virtual import Glass, GlassScreen
from devicekit.worker import InlineWorker
from hub.plan import DevicePlan
from kiosk_rating.agent import RatingHardware, build_hardware, build_logic
from kiosk_rating.photos import Photos
from kiosk_rating.settings import RatingFile
from kiosk_rating.virtual import Onlooker

SIZE = (800, 480)


class SimRating:
    """One rating screen, its glass and its scanner."""

    def __init__(self, site: str, device: DevicePlan, folder: Path, clock: HandClock, broker: MemoryBroker) -> None:
        self.device = device
        self.glass = Glass()
        self.eyes = Onlooker(self.glass, *SIZE)
        self._site, self._folder, self._clock, self._broker = site, folder, clock, broker
        self.agent: Agent | None = None
        self._hardware: RatingHardware | None = None
        self.worker = InlineWorker()
        self.port = MemoryPort(Unasked(), "scanner")
        self.scanner = SerialScanner(self.port, clock, thread=False)

    def start(self) -> None:
        settings = RatingFile(
            device=Device(id=self.device.id, site=self._site, state=str(self._folder)),
            screen=ScreenTable(width=SIZE[0], height=SIZE[1]),
        )
        self.worker = InlineWorker()
        screen = GlassScreen(self.glass, *SIZE)
        photos = Photos(self._folder / "photos", "http://hub", fetch=no_photo)
        self._hardware = build_hardware(settings, self._clock, screen, self.worker, photos, self.scanner)
        address = Address(self._site, "rating", self.device.id)
        spool = Spool(self._folder / f"{self.device.id}.spool")
        self.agent = Agent(address, "test", build_logic(), self._hardware, spool, self._clock, random.Random(3).random)
        self.agent.start(MemoryLink(self._broker, self.agent.exchange.subscriptions(), self.agent.exchange.will()))

    def kill(self) -> None:
        """As a power cut: nothing is said, the spool is as it was."""
        assert self.agent is not None and self._hardware is not None
        self.agent._link.lost("killed")
        self.agent._link.stop()
        self._hardware.stop()
        self.agent._spool.close()
        self.agent = None

    def pump(self) -> bool:
        if self.agent is None or self._hardware is None:
            return False
        self._hardware.poll()
        busy = not self.agent.inbox.empty()
        self.agent.pump()
        heard = self.scanner.poll()
        return self.worker.poll() or heard or busy

    # A citizen

    @property
    def page(self) -> Page:
        assert self.agent is not None and self.agent.state.page is not None
        return self.agent.state.page

    @property
    def shown(self) -> RatingSet:
        assert self.agent is not None and self.agent.state.shown is not None
        return self.agent.state.shown

    def touch(self, target: str) -> None:
        """Tap a button that is on the glass."""
        assert self.eyes.sees(self.page), f"page {self.page.name} is not on the glass"
        self.eyes.touch(self.page, target)

    def scan(self, text: str) -> None:
        """Hold a code before the scanner."""
        self.port.arrive(Setup().sent(text))


class Unasked:
    """The scanner's end of the wire: it speaks when somebody holds a code before it."""

    def feed(self, data: bytes) -> bytes:
        return b""


def no_photo(url: str) -> bytes:
    raise OSError(f"no web server on this floor: {url}")
