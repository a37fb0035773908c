"""What a kiosk's program hears from its printer."""

from typing import Literal, NamedTuple

from devicekit.messages import Part
from devicekit.orders import PrintGuidance, PrintTicket


class Paper(NamedTuple):
    """A ticket on its way to the printer."""

    order: PrintTicket
    command: str = ""
    """The `do` that it answers; "" for a number that the kiosk gave itself."""
    copied_hub_ms: int = 0
    """When a second copy was made, on the hub's time; 0 for a first one, or when nobody knows."""

    @property
    def reserve(self) -> bool:
        return not self.command


class Printed(NamedTuple):
    """What became of a paper. `sent`: all of it was taken by a printer that can't say whether it printed."""

    press: str
    number: str
    outcome: Literal["confirmed", "sent", "unknown", "failed"]
    reason: str = ""
    part: Part | None = None
    """How the printer was then; None when nobody asked it."""


class GuidePaper(NamedTuple):
    """A guidance slip on its way to the printer; when it was ordered, on the hub's time."""

    order: PrintGuidance
    command: str
    asked_hub_ms: int


class GuidePrinted(NamedTuple):
    """What became of it; `outcome` as in Printed."""

    command: str
    outcome: Literal["confirmed", "sent", "unknown", "failed"]
    reason: str = ""


class PrinterSeen(NamedTuple):
    """How the printer is now."""

    part: Part
