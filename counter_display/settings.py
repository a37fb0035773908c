"""The settings file of one counter's Pi: who it is, where the broker is, what hangs on its line."""

from collections.abc import Iterable
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from counter_display.display_settings import DisplayTable, display_problems
from devicekit.device_settings import DeviceFile, device_problems
from devicekit.drivers import driver_problems
from devicekit.settings import File, Locate, Name, Problem, Settings


class Line(Settings, frozen=True, kw_only=True):
    """[line]: the RS-485 line."""

    port: Annotated[File, Meta(description="the serial port; best a name under /dev/serial/by-id or by-path")]
    baud: Annotated[Literal[4800, 9600, 19200, 38400], Meta(description="speed of the line, always 8N1")] = 9600
    echo: Annotated[bool, Meta(description="true when the adapter hands back what we send ourselves")] = False


class OnLine(Settings, frozen=True, kw_only=True):
    """[keypad]: the key box on the line."""

    driver: Annotated[Name, Meta(description="what kind it is: the name of a driver, such as qsystem")] = "qsystem"
    address: Annotated[int, Meta(ge=1, le=127, description="its address on the line, as set by its switches")]


class CounterFile(DeviceFile, frozen=True, kw_only=True):
    """The whole file."""

    file_kind: ClassVar[str] = "counter"

    line: Annotated[Line, Meta(description="the RS-485 line of the counter")]
    display: Annotated[DisplayTable | None, Meta(description="the LED display; left out: none")] = None
    keypad: Annotated[OnLine | None, Meta(description="the key box; left out: none")] = None


def problems(value: CounterFile, locate: Locate) -> Iterable[Problem]:
    """What only shows when two tables are seen together."""
    yield from device_problems(value)
    display, keypad = value.display, value.keypad
    if display is not None:
        yield from display_problems(display)
    if keypad is not None:
        yield from driver_problems("keypad", keypad.driver, ("keypad", "driver"))
    if display is None and keypad is None:
        yield Problem(("line",), "counter.nothing_wired")
    elif display is not None and keypad is not None and display.address == keypad.address:
        values = {"a": keypad.address, "line": locate(("display", "address"))}
        yield Problem(("keypad", "address"), "counter.address_taken", values, also=(("display", "address"),))
