"""The drivers of a printer by their names in its settings: `printer.<name>`."""

from devicekit.drivers import find
from printer.device import Printer
from printer.settings import PrinterSettings


def open_printer(settings: PrinterSettings) -> Printer:
    """Make the printer; no port is opened yet.

    Raises DriverError listing the known drivers, ValueError when the address is none.
    """
    printer: Printer = find("printer", settings.driver)(settings)
    return printer


def open_spare(settings: PrinterSettings | None) -> Printer | None:
    """The second printer of a device that has one."""
    return None if settings is None else open_printer(settings)
