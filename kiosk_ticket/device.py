"""What a kiosk's program needs of its buttons, lamps and printer, and what it hears from them."""

from collections.abc import Mapping
from typing import Literal, NamedTuple, Protocol

from devicekit.link import Inbox
from devicekit.messages import Part
from devicekit.orders import PrintGuidance, PrintTicket


class PinFound(NamedTuple):
    """How a button's contact is when the program starts."""

    button: str
    down: bool
    at: float


class PinChanged(NamedTuple):
    """A button's contact closed or opened at that monotonic second, bounces included."""

    button: str
    down: bool
    at: float


class PinsFailed(NamedTuple):
    """The pins can't be had now."""

    reason: str


class PinsOpen(NamedTuple):
    """The pins are ours."""


class Buttons(Protocol):
    """The push buttons and their lamps."""

    def start(self, inbox: Inbox) -> None:
        """Take the pins; post PinFound for each button, then PinChanged for every edge.

        Raises DriverError when the pins can't be had; may be called again then.
        """

    def light(self, lit: Mapping[str, bool]) -> None:
        """Switch these lamps, by button; does nothing for a button that has none."""

    def stop(self) -> None:
        """Lamps off, pins free. Idempotent."""


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
