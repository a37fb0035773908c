"""The worker's half of a paper: a document to dots to the printer. Everything here runs on the worker, one at a time.

What draws and encodes is imported by the first call: it takes half a second that a program has before anybody waits.
"""

from collections.abc import Callable
from functools import partial

from devicekit.messages import Part
from printer.device import PaperOutcome, Pressed, Printer, PrintResult
from printer.document import Document
from printer.health import part_of
from printer.settings import PrinterSettings

Render = Callable[[Document], bytes]


class Press:
    """Draws documents for one printer and prints them. Not thread-safe."""

    def __init__(self, settings: PrinterSettings, printer: Printer) -> None:
        self._settings, self._printer = settings, printer
        self._render: Render | None = None

    def look(self) -> Part:
        """Ask the printer how it is. The first time, get ready to print as well."""
        try:
            self._ready()
        except ValueError as error:
            # A profile that does not exist, or does not know its width: only a technician can help.
            return Part(state="failed", code="profile", detail=str(error)[:200])
        return part_of(self._printer.status())

    def print(self, document: Document) -> Pressed:
        """Print one paper."""
        try:
            job = self._ready()(document)
        except ValueError as error:
            return Pressed("failed", str(error)[:200])
        result = self._printer.print(job)
        return Pressed(outcome_of(result), result.reason, part_of(result.status))

    def close(self) -> None:
        self._printer.close()

    def _ready(self) -> Render:
        if self._render is None:
            self._render = _renderer(self._settings)
        return self._render


def outcome_of(result: PrintResult) -> PaperOutcome:
    """What may be told of a paper."""
    # A printer that never answers anything took it all: as good as it gets with that printer.
    if result.outcome == "unknown" and result.taken and result.status.silent:
        return "sent"
    return result.outcome


def _renderer(settings: PrinterSettings) -> Render:
    """Load fonts and profile. Raises ValueError for a profile that can't be used."""
    from printer.compose import render
    from printer.profiles import ability_of
    from printer.typeface import ShippedFonts

    return partial(render, ability=ability_of(settings), fonts=ShippedFonts())
