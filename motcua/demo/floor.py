"""A whole centre on one machine: real broker, hub and agents, and virtual hardware at the far ends of their wires."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from announcer.virtual import Loudspeaker
from counter_display.virtual_pty import PtyLine
from devicekit.clock import SystemClock
from devicekit.errors import MotcuaError
from hub.broker_files import write_broker_files
from hub.settings import Site, SiteFile, plan_of
from hub.site_tables import AnnouncerDevice, CounterDevice, RatingDevice, TicketDevice
from kiosk_ticket.settings import KioskFile
from kiosk_ticket.virtual import VirtualButtonBox
from motcua.demo import layout
from motcua.demo.broker import Broker, EmbeddedBroker, MosquittoBroker, find_mosquitto
from motcua.demo.layout import FIRST_BUTTON, FIRST_LAMP, Ports
from motcua.demo.probe import Probe
from motcua.demo.processes import Program
from motcua.demo.rating import RatingPlace
from motcua.demo.wait import free_port, listening, wait_for
from printer.virtual import VirtualPrinter, VirtualTcpPrinter

Which = Literal["auto", "mosquitto", "amqtt"]
READER = "trace"
# A usual ticket printer: 200 mm/s at 203 dpi.
ROWS_PER_S = 1600.0


class Kiosk:
    """One ticket dispenser: its program, its button box, its printer."""

    def __init__(self, device: TicketDevice, folder: Path, rows_per_s: float | None) -> None:
        self.id, self.services = device.id, device.services
        self.device = device
        self.buttons = VirtualButtonBox(folder / f"{device.id}.pins", SystemClock())
        self.printer = VirtualPrinter(rows_per_s=rows_per_s)
        self.wire = VirtualTcpPrinter(self.printer)
        self.program: Program | None = None

    def press(self, service: str) -> float:
        """A citizen's finger; the monotonic second at which the contact closed."""
        pin = FIRST_BUTTON + self.services.index(service)
        at = time.monotonic()
        self.buttons.box.tap(pin)
        return at

    def lamp(self, service: str) -> bool:
        return self.buttons.box.lamp(FIRST_LAMP + self.services.index(service))


class CounterPlace:
    """One counter: its program, and its line with display and key box."""

    def __init__(self, device: CounterDevice, folder: Path) -> None:
        self.id = device.id
        self.device = device
        self.log = folder / f"{device.id}.led.bin"
        self.wire = PtyLine((layout.PANEL,), (layout.BOX,), log=self.log)
        self.program: Program | None = None

    def press(self, key: str) -> float:
        """An officer's finger; the monotonic second at which the key went down."""
        at = time.monotonic()
        self.wire.press(layout.BOX, key)
        return at

    def shows(self) -> str:
        """What a person reads on the display now."""
        return self.wire.line.panels[layout.PANEL].number(time.monotonic())

    def blinks(self) -> bool:
        return self.wire.line.panels[layout.PANEL].blinking(time.monotonic())


class AnnouncerPlace:
    """One announcer: its program, and its loudspeaker."""

    def __init__(self, device: AnnouncerDevice, folder: Path, speed: float) -> None:
        self.id = device.id
        self.device = device
        self.speaker = Loudspeaker(folder / f"{device.id}.sound", speed)
        self.program: Program | None = None


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
    ) -> None:
        """`broker_lines` are added to Mosquitto's generated configuration; `speech_speed` 0: calls take no time."""
        self.folder = folder
        self.ports = Ports(free_port(), hub_port or free_port())
        self._mosquitto = None if broker == "amqtt" else find_mosquitto()
        if broker == "mosquitto" and self._mosquitto is None:
            raise MotcuaError("no mosquitto on this machine: apt-get install mosquitto, or --broker amqtt")
        self._passwords = None if self._mosquitto is None else folder / "passwords"
        self.site: SiteFile = layout.centre(site_file, folder, self.ports, self._passwords)
        self._kiosk_settings, self._broker_lines = kiosk_settings, broker_lines
        devices = self.site.device
        self.kiosks = [Kiosk(d, folder, rows_per_s) for d in devices if isinstance(d, TicketDevice)]
        self.counters = [CounterPlace(d, folder) for d in devices if isinstance(d, CounterDevice)]
        self.announcers = [AnnouncerPlace(d, folder, speech_speed) for d in devices if isinstance(d, AnnouncerDevice)]
        self.raters = [RatingPlace(d, folder) for d in devices if isinstance(d, RatingDevice)]
        self.hub: Program | None = None
        self.broker: Broker | None = None
        self.probe: Probe | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.ports.hub}"

    @property
    def programs(self) -> list[Program]:
        """Every program of ours that runs."""
        mine = [self.hub, *(k.program for k in self.kiosks), *(c.program for c in self.counters)]
        mine += [a.program for a in self.announcers] + [r.program for r in self.raters]
        return [program for program in mine if program is not None]

    def start(self) -> None:
        """Bring everything up and wait until every device is online. Raises MotcuaError saying what did not come."""
        (self.folder / "state").mkdir(exist_ok=True)
        self.start_hub_only()
        self._start_devices()
        for program in self.programs:
            self._wait_online(program)

    def start_hub_only(self) -> None:
        """Broker, probe and hub, for clients that speak for the devices themselves."""
        (self.folder / "data").mkdir(exist_ok=True)
        self.broker = self._make_broker()
        self.broker.start()
        self.probe = Probe(self.ports.broker, READER, self.password(READER))
        self.probe.start()
        self._start_hub()

    def stop(self) -> None:
        """End everything, in an order that lets each say goodbye. Idempotent."""
        agents = [program for program in self.programs if program is not self.hub]
        for program in agents:
            program.ask_to_end()
        for program in agents:
            program.stop()
        if self.hub is not None:
            self.hub.stop()
        for kiosk in self.kiosks:
            kiosk.buttons.stop()
            kiosk.wire.stop()
        for counter in self.counters:
            counter.wire.stop()
        for rater in self.raters:
            rater.wire.stop()
        if self.probe is not None:
            self.probe.stop()
        if self.broker is not None:
            self.broker.stop()

    def revive(self, say: Callable[[str], None]) -> None:
        """Start again what has ended, as systemd does, and say so."""
        if self.broker is not None and not self.broker.alive():
            say(f"{self.broker.name} ended; started again")
            self.broker.stop()
            self.broker.start()
        for program in self.programs:
            if not program.alive():
                say(f"{program.name} ended; started again\n{program.last_words()}")
                program.stop()
                program.start()

    def leave_wire(self) -> None:
        """Stop listening: the broker has one place for the reader, and a technician may want it."""
        if self.probe is not None:
            self.probe.stop()

    def password(self, user: str) -> str | None:
        """The MQTT password of a user; None where the broker asks for none."""
        return None if self._passwords is None else (self._passwords / user).read_text(encoding="utf-8").strip()

    def _make_broker(self) -> Broker:
        if self._mosquitto is None:
            return EmbeddedBroker(self.ports.broker)
        files = write_broker_files(Site(plan_of(self.site), self.site), self.folder)
        # Started by root it becomes the user mosquitto, who may not read the folder of this run.
        lines = (*self._broker_lines, *(["user root"] if os.geteuid() == 0 else []))
        with files.config.open("a", encoding="utf-8") as config:
            config.write("".join(f"\n{line}" for line in lines) + "\n")
        return MosquittoBroker(self._mosquitto, files.config, self.ports.broker)

    def _start_hub(self) -> None:
        settings = layout.write(self.site, self.folder / "site.toml")
        self.hub = self._program(self.site.hub.id, "hub", settings)
        self.hub.start()
        wait_for(lambda: listening(self.ports.hub) or not self._alive(self.hub), f"the hub at {self.url}", 15)
        self._must_live(self.hub)

    def _start_devices(self) -> None:
        for kiosk in self.kiosks:
            kiosk.buttons.start()
            kiosk.wire.start()
            file = layout.kiosk_file(
                self.site, kiosk.device, self.folder, self.ports, self._passwords, kiosk.wire.address
            )
            path = layout.write(self._kiosk_settings(file), self.folder / f"{kiosk.id}.toml")
            pins = {"GPIOZERO_PIN_FACTORY": "motcua", "MOTCUA_PINS": str(kiosk.buttons.path)}
            kiosk.program = self._program(kiosk.id, "kiosk_ticket", path, pins)
            kiosk.program.start()
        for counter in self.counters:
            counter.wire.start()
            settings = layout.counter_file(
                self.site, counter.device, self.folder, self.ports, self._passwords, counter.wire.path
            )
            counter.program = self._program(
                counter.id, "counter_display", layout.write(settings, self.folder / f"{counter.id}.toml")
            )
            counter.program.start()

        for announcer in self.announcers:
            announcer.program = self._program(announcer.id, "announcer", self._announcer_file(announcer))
            announcer.program.start()
        for rater in self.raters:
            rater.wire.start()
            rater.program = self._program(rater.id, "kiosk_rating", self._rating_file(rater))
            rater.program.start()

    def _rating_file(self, place: RatingPlace) -> Path:
        settings = layout.rating_file(
            self.site, place.device, self.folder, self.ports, self._passwords, place.wire.path, place.size
        )
        return layout.write(settings, self.folder / f"{place.id}.toml")

    def _announcer_file(self, place: AnnouncerPlace) -> Path:
        command = place.speaker.command
        settings = layout.announcer_file(self.site, place.device, self.folder, self.ports, self._passwords, command)
        return layout.write(settings, self.folder / f"{place.id}.toml")

    def _program(self, name: str, module: str, settings: Path, env: dict[str, str] | None = None) -> Program:
        return Program(name, module, settings, self.folder / f"{name}.log", env)

    def _wait_online(self, program: Program) -> None:
        probe = self.probe
        if probe is None:
            raise MotcuaError("the floor is not started")
        wait_for(lambda: probe.is_online(program.name) or not program.alive(), f"{program.name} to be online", 20)
        self._must_live(program)

    @staticmethod
    def _alive(program: Program | None) -> bool:
        return program is not None and program.alive()

    @staticmethod
    def _must_live(program: Program) -> None:
        if not program.alive():
            raise MotcuaError(f"{program.name} ended at once:\n{program.last_words()}")
