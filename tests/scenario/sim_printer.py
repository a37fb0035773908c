"""A slip printer on the simulated floor: the real agent, and paper whose letters are read as they were printed."""

from pathlib import Path

from sim_agent import kill_agent, pump_agent

from devicekit.clock import HandClock
from devicekit.device_settings import Device
from devicekit.link_memory import MemoryBroker, MemoryLink
from devicekit.port_memory import MemoryPort
from devicekit.runtime import Agent
from devicekit.spool import Spool
from devicekit.topics import Address
from devicekit.worker import InlineWorker
from hub.plan import DevicePlan
from printer.agent import PrinterHardware
from printer.driver_escpos import EscposPrinter
from printer.logic import PrinterLogic
from printer.printing import SlipPress
from printer.settings import PrinterSettings
from printer.slip_settings import PrinterFile, SlipTable
from printer.virtual import VirtualPrinter
from printer.virtual_pages import epson_letters

CENTRE = "Trung tâm Phục vụ hành chính công tỉnh Kon Tum"


class SimPrinter:
    """One slip printer."""

    def __init__(self, site: str, device: DevicePlan, folder: Path, clock: HandClock, broker: MemoryBroker) -> None:
        self.device = device
        self.paper = VirtualPrinter(now=clock.monotonic, letters=epson_letters())
        self._site, self._folder, self._clock, self._broker = site, folder, clock, broker
        self.agent: Agent | None = None
        self.worker = InlineWorker()

    def start(self) -> None:
        settings = PrinterFile(
            device=Device(id=self.device.id, site=self._site, state=str(self._folder)),
            slip=SlipTable(site=CENTRE, slogan="Vì Nhân dân phục vụ", hotline="0260 3 797 999"),
            printer=PrinterSettings(driver="tcp", address="memory", profile="tcvn3-80"),
        )
        self.worker = InlineWorker()
        hardware = PrinterHardware(SlipPress(settings, EscposPrinter(MemoryPort(self.paper))), self.worker)
        address = Address(self._site, "printer", self.device.id)
        spool = Spool(self._folder / f"{self.device.id}.spool")
        self.agent = Agent(address, "test", PrinterLogic(), hardware, spool, self._clock, lambda: 0.5)
        exchange = self.agent.exchange
        self.agent.start(MemoryLink(self._broker, exchange.subscriptions(), exchange.will()))

    def kill(self) -> None:
        """As a power cut: nothing is said, the spool is as it was."""
        kill_agent(self.agent)
        self.agent = None

    def pump(self) -> bool:
        return pump_agent(self.agent, self.worker)

    def papers(self) -> list[str]:
        """What stands on each paper since the last look, on one line; nothing odd was sent for any."""
        jobs = self.paper.take_jobs()
        assert [job.errors for job in jobs] == [()] * len(jobs)
        return [" ".join(" ".join(job.text).split()) for job in jobs]
