"""The worker's half of a paper: a document to dots to the printer. Everything here runs on the worker, one at a time.

What draws and encodes is imported by the first call: it takes half a second that a program has before anybody waits.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from devicekit.messages import Part
from devicekit.text_files import in_both
from printer.device import PaperOutcome, Pressed, Printer, PrintResult
from printer.document import Document
from printer.health import LONGEST_DETAIL, part_of
from printer.measure import rows_of
from printer.roll_file import RollFile
from printer.settings import PrinterSettings

USUAL_DPI = 203

Render = Callable[[Document], bytes]


class Press:
    """Draws documents for one printer and prints them. Not thread-safe."""

    def __init__(self, settings: PrinterSettings, printer: Printer, roll: Path | None = None) -> None:
        """`roll`: the file that remembers how much was printed on the roll that is in it."""
        self._settings, self._printer = settings, printer
        self._roll = RollFile(roll, settings.roll_m, settings.dpi or USUAL_DPI) if roll and settings.roll_m else None
        self._render: Render | None = None

    def look(self) -> Part:
        """Ask the printer how it is. The first time, get ready to print as well."""
        try:
            self._ready()
        except ValueError as error:
            # A profile that does not exist, or does not know its width: only a technician can help.
            return Part(state="failed", code="profile", detail=str(error)[:200])
        return self._told(part_of(self._printer.status()))

    def print(self, document: Document) -> Pressed:
        """Print one paper."""
        try:
            job = self._ready()(document)
        except ValueError as error:
            return Pressed("failed", str(error)[:200])
        result = self._printer.print(job)
        if self._roll is not None and result.outcome != "failed":
            self._roll.printed(rows_of(job))
        return Pressed(outcome_of(result), result.reason, self._told(part_of(result.status)))

    def close(self) -> None:
        self._printer.close()

    def _told(self, part: Part) -> Part:
        return part if self._roll is None else self._roll.told(part)

    def _ready(self) -> Render:
        if self._render is None:
            self._render = _renderer(self._settings)
        return self._render


class SparePress:
    """A press with a second one beside it, which prints what the first took nothing of. Not thread-safe."""

    def __init__(self, first: Press, spare: Press | None) -> None:
        self._first, self._spare = first, spare

    def look(self) -> Part:
        """How the first is; when it can't print and the spare can, that."""
        part = self._first.look()
        if self._spare is None or part.state != "failed":
            return part
        other = self._spare.look()
        return _in_place_of(part) if other.state != "failed" else part

    def print(self, document: Document) -> Pressed:
        """Print one paper; on the spare only when the first has taken not a byte."""
        pressed = self._first.print(document)
        if self._spare is None or pressed.outcome != "failed" or pressed.part is None:
            return pressed
        other = self._spare.print(document)
        if other.outcome == "failed":
            return pressed
        return other._replace(part=_in_place_of(pressed.part))

    def close(self) -> None:
        self._first.close()
        if self._spare is not None:
            self._spare.close()


def _in_place_of(first: Part) -> Part:
    return Part(state="degraded", code="spare", detail=in_both("tech.printer.spare", why=first.code)[:LONGEST_DETAIL])


def outcome_of(result: PrintResult) -> PaperOutcome:
    """What may be told of a paper."""
    # A printer that can't say more took it all: as good as it gets with that printer.
    if result.outcome == "unknown" and result.taken and result.reason in ("silent", "cannot_tell"):
        return "sent"
    return result.outcome


def _renderer(settings: PrinterSettings) -> Render:
    """Load fonts and profile. Raises ValueError for a profile that can't be used."""
    from printer.compose import render
    from printer.profiles import ability_of
    from printer.typeface import ShippedFonts

    return partial(render, ability=ability_of(settings), fonts=ShippedFonts())
