"""A printer, as the programs that own one see it."""

from typing import Literal, NamedTuple, Protocol

from devicekit.messages import Part
from printer.status import PrinterStatus

Outcome = Literal["confirmed", "unknown", "failed"]
PaperOutcome = Literal["confirmed", "sent", "unknown", "failed"]


class PrintResult(NamedTuple):
    """What became of a job.

    confirmed  the printer said that it printed everything
    unknown    some or all of it may be on paper; it must not be printed again unasked
    failed     not a byte of it was taken
    """

    outcome: Outcome
    reason: str = ""
    """A stable code, "" when confirmed; the text is tech.printer.<code>."""
    taken: bool = False
    """Whether every byte was taken: an unknown job of a printer that never answers has most likely been printed."""
    status: PrinterStatus = PrinterStatus()
    """The printer as it was last seen."""


class Pressed(NamedTuple):
    """What may be told of a paper. `sent`: all of it was taken by a printer that can't say whether it printed."""

    outcome: PaperOutcome
    reason: str = ""
    part: Part | None = None
    """How the printer was then; None when it was not asked: the paper could not even be drawn."""


class Printer(Protocol):
    """One printer. Calls block for seconds at most and never raise for what a printer can do; one thread at a time."""

    @property
    def name(self) -> str:
        """What a technician calls it: a path or host:port."""

    def status(self) -> PrinterStatus:
        """Ask it how it is."""

    def print(self, job: bytes) -> PrintResult:
        """Print one job, made by printer.escpos for this printer."""

    def close(self) -> None:
        """Let go of the port. Idempotent."""
