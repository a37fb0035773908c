"""[scanner] in a device's settings file: the barcode scanner that hangs on it."""

from collections.abc import Iterator
from typing import Annotated, Literal

from msgspec import Meta

from devicekit.drivers import driver_problems
from devicekit.settings import File, Name, Problem, Settings


class ScannerTable(Settings, frozen=True, kw_only=True):
    """[scanner]: what reads the codes on people's papers."""

    driver: Annotated[Name, Meta(description="the name of a driver, such as serial")] = "serial"
    port: Annotated[File, Meta(description="the scanner's serial port (USB-CDC); best a name under /dev/serial/by-id")]
    baud: Annotated[
        Literal[9600, 19200, 38400, 57600, 115200],
        Meta(description="speed of the line, always 8N1; a scanner with a USB plug of its own takes any"),
    ] = 9600


def scanner_problems(value: ScannerTable) -> Iterator[Problem]:
    """A driver that nobody has."""
    yield from driver_problems("scanner", value.driver, ("scanner", "driver"))
