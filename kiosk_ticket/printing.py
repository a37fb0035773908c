"""The worker's half of a paper: an order to a document, and that to the press."""

from zoneinfo import ZoneInfo

from devicekit.text_files import load_texts
from kiosk_ticket.device import GuidePaper, GuidePrinted, Paper, Printed, PrinterSeen
from kiosk_ticket.settings import KioskFile
from printer.device import Printer
from printer.document import Document
from printer.layout import lay_out
from printer.layout_files import layout_for_print
from printer.logo import site_of
from printer.papers import ordered
from printer.presses import press_of
from printer.ticket import Times, local_times, ticket


class TicketPress:
    """Lays tickets out and prints them. Not thread-safe."""

    def __init__(self, settings: KioskFile, printer: Printer, spare: Printer | None = None) -> None:
        self._table = settings.ticket
        self._press = press_of(settings, settings.printer, printer, settings.spare, spare)

    def look(self) -> PrinterSeen:
        """Ask the printer how it is. The first time, get ready to print as well."""
        load_texts(self._table.language)
        layout_for_print("ticket", self._table.layouts)
        return PrinterSeen(self._press.look())

    def print(self, paper: Paper) -> Printed:
        """Print one ticket."""
        pressed = self._press.print(self._laid_out(paper))
        return Printed(paper.order.press, paper.order.number, pressed.outcome, pressed.reason, pressed.part)

    def guide(self, paper: GuidePaper) -> GuidePrinted:
        """Print one guidance slip."""
        site, texts = site_of(self._table), load_texts(self._table.language)
        name, content = ordered(paper.order, site, ZoneInfo(self._table.timezone), paper.asked_hub_ms, texts)
        pressed = self._press.print(lay_out(layout_for_print(name, self._table.layouts), content, texts))
        return GuidePrinted(paper.command, pressed.outcome, pressed.reason)

    def close(self) -> None:
        self._press.close()

    def _laid_out(self, paper: Paper) -> Document:
        order, copied = paper.order, paper.copied_hub_ms or None
        site = site_of(self._table)
        zone = ZoneInfo(self._table.timezone)
        times = local_times(order, zone, copied) if order.issued_hub_ms else Times("", "")
        layout = layout_for_print("ticket", self._table.layouts)
        return ticket(order, site, times, load_texts(self._table.language), layout, reserve=paper.reserve)
