"""The worker's half of a ticket: an order to paper. Everything here runs on the worker, one job after the other.

What draws and encodes is imported by the first job: it takes half a second that a kiosk has before anybody presses.
"""

from collections.abc import Callable
from typing import Literal
from zoneinfo import ZoneInfo

from devicekit.messages import Part
from devicekit.text_files import load_texts
from kiosk_ticket.device import Paper, Printed, PrinterSeen
from kiosk_ticket.settings import KioskFile
from printer.device import Printer, PrintResult
from printer.health import part_of

Render = Callable[[Paper], bytes]
Outcome = Literal["confirmed", "sent", "unknown", "failed"]


class TicketPress:
    """Draws tickets and prints them. Not thread-safe."""

    def __init__(self, settings: KioskFile, printer: Printer) -> None:
        self._settings, self._printer = settings, printer
        self._render: Render | None = None

    def look(self) -> PrinterSeen:
        """Ask the printer how it is. The first time, get ready to print as well."""
        try:
            self._ready()
        except ValueError as error:
            # A profile that does not exist, or does not know its width: only a technician can help.
            return PrinterSeen(Part(state="failed", code="profile", detail=str(error)[:200]))
        return PrinterSeen(part_of(self._printer.status()))

    def print(self, paper: Paper) -> Printed:
        """Print one ticket."""
        press, number = paper.order.press, paper.order.number
        try:
            job = self._ready()(paper)
        except ValueError as error:
            return Printed(press, number, "failed", str(error)[:200])
        result = self._printer.print(job)
        return Printed(press, number, outcome_of(result), result.reason, part_of(result.status))

    def close(self) -> None:
        self._printer.close()

    def _ready(self) -> Render:
        if self._render is None:
            self._render = _renderer(self._settings)
        return self._render


def outcome_of(result: PrintResult) -> Outcome:
    """What may be told of a paper."""
    # A printer that never answers anything took it all: as good as it gets with that printer.
    if result.outcome == "unknown" and result.taken and result.status.silent:
        return "sent"
    return result.outcome


def _renderer(settings: KioskFile) -> Render:
    """Load fonts and profile. Raises ValueError for a profile that can't be used."""
    from printer.escpos import encode
    from printer.profiles import head_of
    from printer.raster import rasterize
    from printer.ticket import Site, Times, local_times, ticket
    from printer.typeface import ShippedFonts

    head = head_of(settings.printer)
    fonts = ShippedFonts()
    texts = load_texts(settings.ticket.language)
    site = Site(settings.ticket.site, settings.ticket.hotline)
    zone = ZoneInfo(settings.ticket.timezone)

    def render(paper: Paper) -> bytes:
        order, copied = paper.order, paper.copied_hub_ms or None
        times = local_times(order, zone, copied) if order.issued_hub_ms else Times("", "")
        document = ticket(order, site, times, texts, reserve=paper.reserve)
        return encode(rasterize(document, head, fonts), head)

    return render
