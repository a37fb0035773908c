"""The worker's half of a slip: a job to a document, and that to the press."""

from zoneinfo import ZoneInfo

from devicekit.text_files import load_texts
from printer.device import Printer
from printer.document import Document
from printer.letterhead import Site
from printer.press import Press
from printer.slip import slip, slip_times, trial_paper
from printer.slip_settings import PrinterFile
from printer.state import Job, Printed, PrinterSeen


class SlipPress:
    """Lays slips out and prints them. Not thread-safe."""

    def __init__(self, settings: PrinterFile, printer: Printer) -> None:
        self._device, self._table = settings.device.id, settings.slip
        self._press = Press(settings.printer, printer)

    def look(self) -> PrinterSeen:
        return PrinterSeen(self._press.look())

    def print(self, job: Job) -> Printed:
        """Print one paper."""
        return Printed(job.command, self._press.print(self._laid_out(job)))

    def close(self) -> None:
        self._press.close()

    def _laid_out(self, job: Job) -> Document:
        site, texts = Site(self._table.site, self._table.hotline), load_texts(self._table.language)
        if job.order is None:
            return trial_paper(self._device, job.command, site, texts)
        times = slip_times(job.order, ZoneInfo(self._table.timezone), job.asked_hub_ms)
        return slip(job.order, site, times, texts)
