"""What a program needs of its barcode scanner, and what it hears from it."""

from typing import NamedTuple, Protocol

from devicekit.link import Inbox
from devicekit.messages import Part


class Scanned(NamedTuple):
    """Somebody held a code before the scanner. What it is: devicekit.scanner.judge.

    The text may be an ID card's: it is judged and let go, and no log or error shows it.
    """

    text: str

    def __repr__(self) -> str:
        return f"Scanned(<{len(self.text)} characters>)"


class ScanDropped(NamedTuple):
    """Something was scanned that can't be a code of anybody's."""

    reason: str


class ScannerSeen(NamedTuple):
    """How the scanner is now."""

    part: Part


class Scanner(Protocol):
    """A device that reads barcodes and QR codes."""

    def start(self, inbox: Inbox) -> None:
        """Begin to listen; ScannerSeen, Scanned and ScanDropped go to `inbox`. A missing scanner is looked for again
        and again, and is no exception. Idempotent.
        """

    def stop(self) -> None:
        """Stop listening and let go of the port. Idempotent."""
