"""A whole centre on one machine: real broker, hub and agents, and virtual hardware at the far ends of their wires."""

import os
from collections.abc import Callable, Container, Iterable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Literal

from devicekit.errors import MotcuaError
from devicekit.sound.virtual import BUFFER_S
from hub.broker_files import write_broker_files
from hub.device_tables import AnnouncerDevice, CounterDevice, PrinterDevice, RatingDevice, TicketDevice
from hub.settings import Site, SiteFile, plan_of
from kiosk_ticket.settings import KioskFile
from motcua.demo import layout
from motcua.demo.broker import Broker, EmbeddedBroker, MosquittoBroker, find_mosquitto
from motcua.demo.hall_line import KITS, HallLine
from motcua.demo.layout import Ground, Ports
from motcua.demo.places import AnnouncerPlace, CounterPlace, Kiosk, Place, SlipPlace
from motcua.demo.probe import Probe
from motcua.demo.processes import Program
from motcua.demo.rating import RatingPlace
from motcua.demo.wait import TookTooLong, free_port, listening, wait_for

Which = Literal["auto", "mosquitto", "amqtt"]
# A technician's place at the broker, and the demo's own, which no device can have: no id has a dot.
READER, OWN_READER = "trace", "demo.stage"
# A usual ticket printer: 200 mm/s at 203 dpi.
ROWS_PER_S = 1600.0
# A floor that stays up: what it remembers of the wire, and a loudspeaker that takes a whole call at once, as a sound
# server does, so that others can hear it while it is played.
HEARD_KEPT, WHOLE_CALL_S = 200, 60.0

Waiting = Callable[[], AbstractContextManager[None]]


class Floor:
    """start(), then use it, then stop(); everything of it lives in `folder`."""

    def __init__(
        self,
        site_file: Path,
        folder: Path,
        broker: Which = "auto",
        hub_port: int = 0,
        rows_per_s: float | None = ROWS_PER_S,
        kiosk_settings: Callable[[KioskFile], KioskFile] = lambda settings: settings,
        broker_lines: tuple[str, ...] = (),
        speech_speed: float = 1.0,
        onestop: str | None = None,
        stays: bool = False,
        numeric: Container[str] = (),
        one_line: bool = False,
    ) -> None:
        """`broker_lines` are added to Mosquitto's generated configuration; `speech_speed` 0: calls take no time.

        `onestop` is where the one-stop system is; None: nowhere. `stays`: up for hours, so nothing may grow for ever.
        `numeric`: the counters with a numeric keypad in place of the key box. `one_line`: the last counters share a
        line, each with a display and keypad of another kind."""
        self.folder = folder
        self.ports = Ports(free_port(), hub_port or free_port())
        self._mosquitto = _found(broker)
        passwords = None if self._mosquitto is None else folder / "passwords"
        self.site: SiteFile = layout.centre(site_file, folder, self.ports, passwords, onestop)
        self._ground = Ground(self.site, folder, self.ports, passwords)
        self._broker_lines = broker_lines
        devices = self.site.device
        self.kiosks = [Kiosk(d, folder, rows_per_s, kiosk_settings) for d in devices if isinstance(d, TicketDevice)]
        self.line, self.counters = _seated(devices, folder, numeric, one_line)
        ahead = WHOLE_CALL_S if stays else BUFFER_S
        self.announcers = [
            AnnouncerPlace(d, folder, speech_speed, ahead) for d in devices if isinstance(d, AnnouncerDevice)
        ]
        self.printers = [SlipPlace(d, folder, rows_per_s) for d in devices if isinstance(d, PrinterDevice)]
        self.raters = [RatingPlace(d, folder) for d in devices if isinstance(d, RatingDevice)]
        self._heard_kept = HEARD_KEPT if stays else None
        self.hub: Program | None = None
        self.broker: Broker | None = None
        self.probe: Probe | None = None

    @property
    def places(self) -> list[Place]:
        """Every device."""
        lines = [] if self.line is None else [self.line]
        return [*self.kiosks, *lines, *self.counters, *self.announcers, *self.printers, *self.raters]

    @property
    def papers(self) -> list[Kiosk | SlipPlace]:
        """Every place where paper comes out."""
        return [*self.kiosks, *self.printers]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.ports.hub}"

    @property
    def programs(self) -> list[Program]:
        """Every program of ours that runs."""
        mine = [self.hub, *(place.program for place in self.places)]
        return [program for program in mine if program is not None]

    def start(self, waiting: Waiting = nullcontext) -> None:
        """Bring everything up and wait until every device is online. Raises MotcuaError saying what did not come.

        The devices start together, once the hub is there: one that found no hub would say so until its next heartbeat.
        `waiting` is around the waits: they may be broken off there and nowhere else.
        """
        (self.folder / "state").mkdir(exist_ok=True)
        self._start_wire()
        hub = self._start_hub()
        with waiting():
            self._wait_served(hub)
        for place in self.places:
            place.start(self._ground)
        with waiting():
            for program in self.programs:
                self._wait_online(program)

    def start_hub_only(self) -> None:
        """Broker, probe and hub, for clients that speak for the devices themselves."""
        self._start_wire()
        self._wait_served(self._start_hub())

    def start_place(self, place: Place) -> None:
        """One device more, and wait until it is online."""
        place.start(self._ground)
        if place.program is not None:
            self._wait_online(place.program)

    def stop(self) -> None:
        """End everything, in an order that lets each say goodbye. Idempotent."""
        agents = [program for program in self.programs if program is not self.hub]
        for program in agents:
            program.ask_to_end()
        for program in agents:
            program.stop()
        if self.hub is not None:
            self.hub.stop()
        for place in self.places:
            place.stop()
        if self.probe is not None:
            self.probe.stop()
        if self.broker is not None:
            self.broker.stop()

    def password(self, user: str) -> str | None:
        """The MQTT password of a user; None where the broker asks for none."""
        passwords = self._ground.passwords
        return None if passwords is None else (passwords / user).read_text(encoding="utf-8").strip()

    def _make_broker(self) -> Broker:
        if self._mosquitto is None:
            return EmbeddedBroker(self.ports.broker)
        files = write_broker_files(Site(plan_of(self.site), self.site), self.folder, readers=(READER, OWN_READER))
        # Started by root it becomes the user mosquitto, who may not read the folder of this run.
        lines = (*self._broker_lines, *(["user root"] if os.geteuid() == 0 else []))
        with files.config.open("a", encoding="utf-8") as config:
            config.write("".join(f"\n{line}" for line in lines) + "\n")
        return MosquittoBroker(self._mosquitto, files.config, self.ports.broker)

    def _start_wire(self) -> None:
        self.broker = self._make_broker()
        self.broker.start()
        self.probe = Probe(self.ports.broker, OWN_READER, self.password(OWN_READER), self._heard_kept)
        try:
            self.probe.start()
        except TookTooLong as error:
            raise MotcuaError(f"{error}; the broker says:\n{self.broker.last_words()}") from error

    def _start_hub(self) -> Program:
        (self.folder / "data").mkdir(exist_ok=True)
        settings = layout.write(self.site, self.folder / "site.toml")
        self.hub = Program(self.site.hub.id, "hub", settings, self.folder / f"{self.site.hub.id}.log")
        self.hub.start()
        return self.hub

    def _wait_served(self, hub: Program) -> None:
        wait_for(lambda: listening(self.ports.hub) or not hub.alive(), f"the hub at {self.url}", 15)
        self._must_live(hub)

    def _wait_online(self, program: Program) -> None:
        probe = self.probe
        if probe is None:
            raise MotcuaError("the floor is not started")
        wait_for(
            lambda: all(map(probe.is_online, program.devices)) or not program.alive(),
            f"{program.name} to be online",
            20,
        )
        self._must_live(program)

    @staticmethod
    def _must_live(program: Program) -> None:
        if not program.alive():
            raise MotcuaError(f"{program.name} ended at once:\n{program.last_words()}")


def _found(broker: Which) -> str | None:
    """Mosquitto, where it is wanted and there. Raises MotcuaError where nothing else would do."""
    mosquitto = None if broker == "amqtt" else find_mosquitto()
    if broker == "mosquitto" and mosquitto is None:
        raise MotcuaError("no mosquitto on this machine: apt-get install mosquitto, or --broker amqtt")
    return mosquitto


def _seated(
    devices: Iterable[object], folder: Path, numeric: Container[str], one_line: bool
) -> tuple[HallLine | None, list[CounterPlace]]:
    """The line that counters share, if any, and all counters in their order."""
    desks = [device for device in devices if isinstance(device, CounterDevice)]
    sharing = desks[-len(KITS) :] if one_line and len(desks) >= len(KITS) else []
    line = HallLine(sharing, folder) if sharing else None
    alone = [CounterPlace(desk, folder, desk.id in numeric) for desk in desks if desk not in sharing]
    return line, alone + ([] if line is None else line.counters)
