"""The program of one slip printer: its logic, and its printer on a worker."""

from devicekit.clock import Clock
from devicekit.link import Inbox
from devicekit.messages import Part
from devicekit.worker import ThreadWorker, Worker
from printer.device import Pressed
from printer.drivers import open_printer, open_spare
from printer.logic import Look, PrinterLogic
from printer.printing import SlipPress
from printer.slip_settings import PrinterFile
from printer.state import Job, Printed, PrinterSeen

BUSY = Part(state="degraded", code="busy", detail="the printer is still at work")


class PrinterHardware:
    """The printer, on the worker."""

    def __init__(self, press: SlipPress, worker: Worker) -> None:
        self._press, self._worker = press, worker
        self._inbox: Inbox | None = None

    def start(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._worker.start(inbox)

    def perform(self, effect: object) -> None:
        if self._inbox is None:
            return
        if isinstance(effect, Job):
            job = effect
            if not self._worker.submit(lambda: self._press.print(job)):
                self._inbox.put(Printed(job.command, Pressed("failed", "busy", BUSY)))
        elif isinstance(effect, Look) and not self._worker.submit(self._press.look):
            self._inbox.put(PrinterSeen(BUSY))

    def stop(self) -> None:
        self._worker.stop()
        self._press.close()
        self._inbox = None


def build(settings: PrinterFile, clock: Clock) -> tuple[PrinterLogic, PrinterHardware]:
    """Both halves of the device; opens nothing. Raises DriverError for a driver that nobody has."""
    press = SlipPress(settings, open_printer(settings.printer), open_spare(settings.spare))
    return PrinterLogic(), PrinterHardware(press, ThreadWorker("slip printer"))
