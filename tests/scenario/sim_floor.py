"""The whole floor in one process on a hand-turned clock: real hub, real agents, real drivers, memory wires.

Nobody sleeps and no thread runs: pump until quiet, turn the clock to the next moment anything is due, pump again.
"""

import random
from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace
from sim_agent import kill_agent, pump_agent
from sim_pad import SimPad
from sim_printer import SimPrinter
from sim_rating import SimRating

from announcer import ear
from announcer.agent import AnnouncerHardware, build_voice, phrases_of
from announcer.agent import build_logic as announcer_logic
from announcer.phrases import CHIME
from announcer.settings import AnnouncerFile, PlayerTable
from counter_display import agent as counter_agent
from counter_display.display_settings import DisplayTable
from counter_display.keypad_settings import KeypadTable
from counter_display.settings import CounterFile, Line
from counter_display.virtual import VirtualLine
from counter_display.virtual_qsystem import QSystemBoard, QSystemBox
from devicekit.buttons.driver_gpiozero import GpioButtons, Wire
from devicekit.buttons.virtual import ButtonBox
from devicekit.buttons.virtual_pins import BoxFactory
from devicekit.clock import HandClock
from devicekit.device_settings import Device
from devicekit.link import Inbox
from devicekit.link_memory import MemoryBroker, MemoryLink
from devicekit.messages import Part
from devicekit.port_memory import MemoryPort
from devicekit.runtime import Agent
from devicekit.sound import clipset
from devicekit.sound.pcm import seconds
from devicekit.spool import Spool
from devicekit.topics import Address
from devicekit.worker import InlineWorker, Job
from hub.bridge import subscriptions
from hub.main import Hub, build, goodbye
from hub.plan import CounterPlan, DevicePlan, Plan, ServicePlan
from kiosk_ticket.agent import KioskHardware, build_logic
from kiosk_ticket.printing import TicketPress
from kiosk_ticket.settings import ButtonTable, GuideTable, KioskFile, TicketTable, TimingTable
from printer.driver_escpos import EscposPrinter
from printer.settings import PrinterSettings
from printer.virtual import VirtualPrinter
from printer.virtual_pages import epson_letters

SITE = "sim"
PANEL, BOX = 1, 17
# 2026-11-23 08:00 in Vietnam.
MORNING = 1_795_395_600.0

SERVICES = (
    ServicePlan(id="land", name="Đất đai", prefix="A"),
    ServicePlan(id="justice", name="Tư pháp, hộ tịch", prefix="C"),
)
COUNTERS = (
    CounterPlan(id="counter-1", number="1", services=("land",)),
    CounterPlan(id="counter-2", number="2", services=("justice", "land")),
)
KIOSK = DevicePlan(id="kiosk-1", kind="ticket", services=("land", "justice"), reserve_first=901, reserve_last=949)
ANNOUNCER = DevicePlan(id="announcer-1", kind="announcer")
PLAN = Plan(
    site=SITE,
    services=SERVICES,
    counters=COUNTERS,
    devices=(KIOSK, *(DevicePlan(id=c.id, kind="counter", counter=c.id) for c in COUNTERS), ANNOUNCER),
)


class SimKiosk:
    """A ticket dispenser with its button box and printer."""

    def __init__(self, folder: Path, clock: HandClock, broker: MemoryBroker) -> None:
        self.box = ButtonBox(clock)
        self.printer = VirtualPrinter(now=clock.monotonic, letters=epson_letters())
        self.port = MemoryPort(self.printer, "printer")
        self._folder, self._clock, self._broker = folder, clock, broker
        self.agent: Agent | None = None
        self.worker = InlineWorker()
        self.profile, self.guides = "TM-T20II", ()

    def start(self) -> None:
        buttons = tuple(ButtonTable(service=s, pin=2 + i, lamp=14 + i) for i, s in enumerate(KIOSK.services))
        settings = KioskFile(
            device=Device(id=KIOSK.id, site=SITE, state=str(self._folder)),
            ticket=TicketTable(site="Trung tâm Phục vụ hành chính công"),
            printer=PrinterSettings(driver="tcp", address="127.0.0.1", profile=self.profile),
            button=buttons,
            guide=tuple(GuideTable(procedure=code, pin=20 + i) for i, code in enumerate(self.guides)),
            timing=TimingTable(),
        )
        factory = BoxFactory(self.box.light)
        self.box.attach(factory.change)
        wires = tuple(Wire(b.name, b.pin, b.lamp) for b in (*buttons, *settings.guide))
        self.worker = InlineWorker()
        press = TicketPress(settings, EscposPrinter(self.port, now=self._clock.monotonic))
        hardware = KioskHardware(GpioButtons(wires, self._clock, factory), press, self.worker)
        self.agent = start_agent(KIOSK, build_logic(settings), hardware, self._folder, self._clock, self._broker)

    def press(self, service: str) -> None:
        self.box.tap(2 + KIOSK.services.index(service))

    def ask(self, procedure: str) -> None:
        """Somebody presses the button of a procedure."""
        self.box.tap(20 + self.guides.index(procedure))

    def kill(self) -> None:
        """As a power cut: nothing is said, the spool is as it was."""
        kill_agent(self.agent)
        self.agent = None

    def pump(self) -> bool:
        return pump_agent(self.agent, self.worker)


class SimCounter:
    """A counter with display and key box on one line, or a numeric keypad beside it."""

    def __init__(
        self, device: DevicePlan, folder: Path, clock: HandClock, broker: MemoryBroker, pad: SimPad | None = None
    ) -> None:
        self.pad = pad
        self.device = device
        self.panel, self.box = QSystemBoard(PANEL), QSystemBox(BOX)
        self.line = VirtualLine(clock, (self.panel, self.box))
        self.port = MemoryPort(self.line, "line")
        self._folder, self._clock, self._broker = folder, clock, broker
        self.agent: Agent | None = None
        self._hardware: counter_agent.CounterHardware | None = None

    def start(self) -> None:
        settings = CounterFile(
            device=Device(id=self.device.id, site=SITE, state=str(self._folder)),
            line=Line(port="memory"),
            display=DisplayTable(address=PANEL),
            keypad=KeypadTable(address=BOX) if self.pad is None else KeypadTable(driver="usb", device="memory"),
        )
        keys = None if self.pad is None else self.pad.driver()
        logic, self._hardware = counter_agent.build(settings, self._clock, self.port, keys)
        self.agent = start_agent(self.device, logic, self._hardware, self._folder, self._clock, self._broker)

    def press(self, key: str) -> None:
        self.line.press(self.box, key)

    def kill(self) -> None:
        kill_agent(self.agent)
        self.agent = None

    def shows(self) -> str:
        return self.panel.number(self._clock.monotonic())

    def blinks(self) -> bool:
        return self.panel.blinking(self._clock.monotonic())

    def pump(self) -> bool:
        self.line.advance(self._clock.monotonic())
        if self.agent is None or self._hardware is None:
            return False
        busy = self._hardware.poll() or not self.agent.inbox.empty()
        self.agent.pump()
        return busy


class Hall:
    """A loudspeaker and people who hear it: what was said, and when. A sound takes its time on the turned clock."""

    def __init__(self, clock: HandClock) -> None:
        self._clock = clock
        self.said: list[tuple[float, bytes]] = []
        self.broken = ""
        self.silent_at = 0.0
        """When the sound at hand ends."""

    def look(self) -> Part:
        return Part(state="failed", code="exit", detail=self.broken) if self.broken else Part(state="ok")

    def play(self, pcm: bytes) -> Part:
        if not self.broken:
            now = self._clock.monotonic()
            self.said.append((now, pcm))
            self.silent_at = now + seconds(pcm)
        return self.look()

    def hush(self) -> None:
        pass

    def close(self) -> None:
        pass


class SlowWorker:
    """Gives the result of a job when the sound that it made has ended."""

    def __init__(self, clock: HandClock, hall: Hall) -> None:
        self._clock, self._hall = clock, hall
        self._inbox: Inbox | None = None
        self._jobs: list[Job] = []
        self._results: list[object] = []

    def start(self, inbox: Inbox) -> None:
        self._inbox = inbox

    def submit(self, job: Job) -> bool:
        self._jobs.append(job)
        return True

    def stop(self) -> None:
        self._jobs.clear()

    def poll(self) -> bool:
        if self._jobs and not self._results:
            self._results.append(self._jobs.pop(0)())
        if self._inbox is None or not self._results or self._clock.monotonic() < self._hall.silent_at:
            return False
        self._inbox.put(self._results.pop())
        return True


class SimAnnouncer:
    """An announcer and its hall."""

    def __init__(self, folder: Path, clock: HandClock, broker: MemoryBroker) -> None:
        self._settings = AnnouncerFile(
            device=Device(id=ANNOUNCER.id, site=SITE, state=str(folder)), player=PlayerTable(command=("none",))
        )
        self._clips = clipset.load(clipset.shipped("announcer", "vi"), phrases_of(self._settings).vocabulary()).sounds
        self.hall = Hall(clock)
        self._folder, self._clock, self._broker = folder, clock, broker
        self.agent: Agent | None = None
        self.worker = SlowWorker(clock, self.hall)

    def start(self) -> None:
        self.worker = SlowWorker(self._clock, self.hall)
        hardware = AnnouncerHardware(build_voice(self._settings, self.hall), self.worker)
        logic = announcer_logic(self._settings)
        self.agent = start_agent(ANNOUNCER, logic, hardware, self._folder, self._clock, self._broker)

    def heard(self) -> list[str]:
        """The calls as people understood them, in order."""
        found = [ear.words(pcm, self._clips) for _, pcm in self.hall.said]
        return [" ".join(word.clip for word in words if word.clip != CHIME) for words in found]

    def kill(self) -> None:
        kill_agent(self.agent)
        self.agent = None

    def pump(self) -> bool:
        return pump_agent(self.agent, self.worker)


class SimFloor:
    """start(), then press and turn(), then stop()."""

    def __init__(self, folder: Path, plan: Plan = PLAN, seed: int = 1, pads: bool = False) -> None:
        """`pads`: officers have numeric keypads."""
        self.clock = HandClock(wall=MORNING)
        self.broker = MemoryBroker(self.clock)
        self.plan, self._folder = plan, folder
        self._random = random.Random(seed)
        self._runs = 0
        self.hub: Hub | None = None
        self.kiosk = SimKiosk(folder, self.clock, self.broker)
        counters = [device for device in plan.devices if device.kind == "counter"]
        self.announcer = SimAnnouncer(folder, self.clock, self.broker)
        self.counters = {
            d.counter: SimCounter(d, folder, self.clock, self.broker, SimPad(self.clock) if pads else None)
            for d in counters
        }
        raters = [device for device in plan.devices if device.kind == "rating"]
        self.raters = {d.id: SimRating(SITE, d, folder, self.clock, self.broker) for d in raters}
        printers = [device for device in plan.devices if device.kind == "printer"]
        self.printers = {d.id: SimPrinter(SITE, d, folder, self.clock, self.broker) for d in printers}

    def start(self) -> None:
        self.start_hub()
        self.kiosk.start()
        for counter in self.counters.values():
            counter.start()
        self.announcer.start()
        for rater in self.raters.values():
            rater.start()
        for printer in self.printers.values():
            printer.start()
        self.turn(1.0)

    def stop(self) -> None:
        for part in self.devices():
            if part.agent is not None:
                part.agent.stop()
        if self.hub is not None:
            self.hub.close()

    def devices(self) -> tuple[SimKiosk | SimCounter | SimAnnouncer | SimRating | SimPrinter, ...]:
        places = (*self.counters.values(), *self.raters.values(), *self.printers.values())
        return (self.kiosk, self.announcer, *places)

    def start_hub(self) -> None:
        self._runs += 1
        session = f"hub-{self._runs}"
        link = MemoryLink(self.broker, subscriptions(self.plan), goodbye(self.plan, session))
        self.hub = build(
            self.plan, self._folder / "hub.db", link, self.clock, session, self._random.random, lambda: True
        )
        self.hub.open()

    def kill_hub(self) -> None:
        """As a power cut."""
        if self.hub is not None:
            self.hub.bridge._link.lost("killed")
            self.hub.bridge._link.stop()
            self.hub.service.close()
            self.hub = None

    def pump(self) -> None:
        """Until nobody has anything to do."""
        parts = self.devices()
        busy = True
        while busy:
            busy = False
            if self.hub is not None:
                busy = not self.hub.service.inbox.empty()
                self.hub.pump()
            for part in parts:
                busy = part.pump() or busy

    def press_until(self, counter: str, key: str, claim: Callable[[SimCounter], object]) -> None:
        """An officer presses, and presses again when nothing came of it: on a shared line two speakers spoil both."""
        place = self.counters[counter]
        for _ in range(4):
            place.press(key)
            for _ in range(60):
                self.turn(0.05)
                if claim(place):
                    return
        raise AssertionError(f"{key!r} at {counter} had no effect; the display shows {place.shows()!r}")

    def turn(self, seconds: float, step: float = 0.05) -> None:
        """Let time pass, in steps that are finer than anything on the floor."""
        self.pump()
        for _ in range(round(seconds / step)):
            self.clock.turn(step)
            self.pump()


def start_agent(device, logic, hardware, folder: Path, clock: HandClock, broker: MemoryBroker) -> Agent:
    address = Address(SITE, device.kind, device.id)
    agent = Agent(
        address, "test", logic, hardware, Spool(folder / f"{device.id}.spool"), clock, random.Random(2).random
    )
    agent.start(MemoryLink(broker, agent.exchange.subscriptions(), agent.exchange.will()))
    return agent


def with_ranges(plan: Plan, last: int) -> Plan:
    """The plan with shorter series."""
    return replace(plan, services=tuple(replace(service, last=last) for service in plan.services))
