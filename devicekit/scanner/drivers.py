"""The drivers of a scanner by their names in the settings: `scanner.<name>`."""

from devicekit.clock import Clock
from devicekit.drivers import find
from devicekit.scanner.device import Scanner
from devicekit.scanner.settings import ScannerTable


def open_scanner(settings: ScannerTable, clock: Clock) -> Scanner:
    """The scanner of these settings; nothing is opened yet. Raises DriverError listing the known drivers."""
    scanner: Scanner = find("scanner", settings.driver)(settings, clock)
    return scanner
