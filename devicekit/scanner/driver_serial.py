"""A scanner that is set to be a serial port (USB-CDC), or hangs on one.

As a keyboard it would lose every Vietnamese letter, and type into whatever program is in front.
"""

from devicekit.clock import Clock
from devicekit.link import Inbox
from devicekit.messages import Part
from devicekit.port_reader import PortReader
from devicekit.port_serial import SerialPort
from devicekit.ports import Port, PortBack, PortLost, PortQuiet, SerialBytes
from devicekit.scanner.device import ScanDropped, Scanned, ScannerSeen
from devicekit.scanner.protocol import GAP_S, Decoder, Scan, decode
from devicekit.scanner.settings import ScannerTable


class SerialScanner:
    """One scanner; a lost port is opened again by itself."""

    def __init__(self, port: Port, clock: Clock, thread: bool = True) -> None:
        """`thread` False: nothing is read but by poll()."""
        self._reader = PortReader(port, clock, quiet_s=GAP_S)
        self._thread = thread

    def start(self, inbox: Inbox) -> None:
        self._reader.start(_Ear(inbox), self._thread)

    def stop(self) -> None:
        self._reader.stop()

    def poll(self) -> bool:
        """Take what the scanner has to say, for a program without threads; True when there was anything."""
        return self._reader.poll()


class _Ear:
    """The reader's inbox: hears bytes and posts scans, in the reader's thread."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._decoder = Decoder()

    def put(self, item: object) -> None:
        if isinstance(item, SerialBytes):
            self._hear(item.data, item.at)
        elif isinstance(item, PortQuiet):
            self._hear(b"", item.at)
        elif isinstance(item, PortBack):
            self._inbox.put(ScannerSeen(Part(state="ok", detail=item.port)))
        elif isinstance(item, PortLost):
            # Half a code is another dossier's.
            self._decoder = Decoder()
            self._inbox.put(ScannerSeen(Part(state="failed", code="no_scanner", detail=item.reason)))

    def _hear(self, data: bytes, at: float) -> None:
        self._decoder, found = decode(self._decoder, data, at)
        for each in found:
            self._inbox.put(Scanned(each.text) if isinstance(each, Scan) else ScanDropped(each.reason))


def open_serial(settings: ScannerTable, clock: Clock) -> SerialScanner:
    """The scanner at the port of these settings."""
    return SerialScanner(SerialPort(settings.port, settings.baud), clock)
