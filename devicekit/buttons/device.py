"""Push buttons with lamps on a Pi's pins: what a program needs of them, and what it hears from them."""

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from devicekit.link import Inbox


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
