"""The worker's half of a slip: a job to a document, and that to the press."""

from zoneinfo import ZoneInfo

from devicekit.text_files import load_texts
from printer.device import Printer
from printer.document import Document
from printer.layout import lay_out
from printer.layout_files import layout_for_print, shipped_layout
from printer.logo import site_of
from printer.papers import ordered, self_test_content
from printer.presses import press_of
from printer.slip_settings import PrinterFile
from printer.state import Job, Printed, PrinterSeen


class SlipPress:
    """Lays slips out and prints them. Not thread-safe."""

    def __init__(self, settings: PrinterFile, printer: Printer, spare: Printer | None = None) -> None:
        self._device, self._table = settings.device.id, settings.slip
        self._press = press_of(settings, settings.printer, printer, settings.spare, spare)

    def look(self) -> PrinterSeen:
        return PrinterSeen(self._press.look())

    def print(self, job: Job) -> Printed:
        """Print one paper."""
        return Printed(job.command, self._press.print(self._laid_out(job)))

    def close(self) -> None:
        self._press.close()

    def _laid_out(self, job: Job) -> Document:
        site, texts = site_of(self._table), load_texts(self._table.language)
        if job.order is None:
            content = self_test_content(self._device, (), site, job.command)
            return lay_out(shipped_layout("identify"), content, texts)
        paper, content = ordered(job.order, site, ZoneInfo(self._table.timezone), job.asked_hub_ms, texts)
        return lay_out(layout_for_print(paper, self._table.layouts), content, texts)
