"""The worker's half of a ticket: an order to a document, and that to the press."""

from zoneinfo import ZoneInfo

from devicekit.text_files import load_texts
from kiosk_ticket.device import Paper, Printed, PrinterSeen
from kiosk_ticket.settings import KioskFile
from printer.device import Printer
from printer.document import Document
from printer.layout_files import layout_for_print
from printer.logo import site_of
from printer.press import Press
from printer.ticket import Times, local_times, ticket


class TicketPress:
    """Lays tickets out and prints them. Not thread-safe."""

    def __init__(self, settings: KioskFile, printer: Printer) -> None:
        self._table = settings.ticket
        self._press = Press(settings.printer, printer)

    def look(self) -> PrinterSeen:
        """Ask the printer how it is. The first time, get ready to print as well."""
        load_texts(self._table.language)
        layout_for_print("ticket", self._table.layouts)
        return PrinterSeen(self._press.look())

    def print(self, paper: Paper) -> Printed:
        """Print one ticket."""
        pressed = self._press.print(self._laid_out(paper))
        return Printed(paper.order.press, paper.order.number, pressed.outcome, pressed.reason, pressed.part)

    def close(self) -> None:
        self._press.close()

    def _laid_out(self, paper: Paper) -> Document:
        order, copied = paper.order, paper.copied_hub_ms or None
        site = site_of(self._table)
        zone = ZoneInfo(self._table.timezone)
        times = local_times(order, zone, copied) if order.issued_hub_ms else Times("", "")
        layout = layout_for_print("ticket", self._table.layouts)
        return ticket(order, site, times, load_texts(self._table.language), layout, reserve=paper.reserve)
