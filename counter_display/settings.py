"""The settings file of one counter's Pi: who it is, where the broker is, what hangs on its line."""

from collections.abc import Iterable
from typing import Annotated, ClassVar, Final, Literal

from msgspec import Meta

from counter_display.brightness_settings import brightness_problems
from counter_display.display_settings import DisplayTable, display_problems
from counter_display.keypad_settings import KeypadTable, keypad_problems
from counter_display.show_settings import HdmiTable, ShowTable, show_problems
from counter_display.speech_settings import SpeakTable
from devicekit.device_settings import DeviceFile, device_problems
from devicekit.settings import File, Locate, Problem, Settings

Baud = Literal[4800, 9600, 19200, 38400]
BAUD: Final = 9600
Direction = Literal["adapter", "rts"]


class Line(Settings, frozen=True, kw_only=True):
    """[line]: the RS-485 line."""

    port: Annotated[File, Meta(description="the serial port; best a name under /dev/serial/by-id or by-path")]
    baud: Annotated[Baud, Meta(description="speed of the line, always 8N1")] = BAUD
    echo: Annotated[bool, Meta(description="true when the adapter hands back what we send ourselves")] = False
    direction: Annotated[
        Direction,
        Meta(
            description="who switches the line to sending: the adapter itself, or the kernel by RTS, for a UART of Pi"
        ),
    ] = "adapter"


class CounterFile(DeviceFile, frozen=True, kw_only=True):
    """The whole file."""

    file_kind: ClassVar[str] = "counter"

    line: Annotated[Line | None, Meta(description="the RS-485 line of the counter; left out: nothing hangs on one")] = (
        None
    )
    display: Annotated[DisplayTable | None, Meta(description="the LED display; left out: none")] = None
    hdmi: Annotated[HdmiTable | None, Meta(description="a screen on an HDMI plug; left out: none")] = None
    show: Annotated[ShowTable, Meta(description="how display and screen show numbers to the hall")] = ShowTable()
    keypad: Annotated[KeypadTable | None, Meta(description="what the officer presses; left out: nothing")] = None
    speak: Annotated[
        SpeakTable | None, Meta(description="a word to the officer after a key, by loudspeaker; left out: none")
    ] = None

    @property
    def baud(self) -> int:
        """The speed of its line."""
        return self.line.baud if self.line is not None else BAUD


def problems(value: CounterFile, locate: Locate) -> Iterable[Problem]:
    """What only shows when two tables are seen together."""
    yield from device_problems(value)
    yield from show_problems(value.show, value.hdmi)
    display, keypad = value.display, value.keypad
    yield from brightness_problems(value.show.brightness, display, value.hdmi is not None, locate)
    if display is not None:
        yield from display_problems(display)
    if keypad is not None:
        yield from keypad_problems(keypad, locate)
    if value.speak is not None and keypad is None:
        yield Problem(("speak",), "counter.speak_idle", also=(("keypad",),))
    if value.line is None and (display is not None or (keypad is not None and keypad.on_line)):
        yield Problem(("display",) if display is not None else ("keypad",), "counter.no_line")
    if display is None and keypad is None and (value.hdmi is None or value.line is not None):
        yield Problem(("line",) if value.line is not None else (), "counter.nothing_wired")
    elif display is not None and keypad is not None and display.address == keypad.address:
        values = {"a": keypad.address, "line": locate(("display", "address"))}
        yield Problem(("keypad", "address"), "counter.address_taken", values, also=(("display", "address"),))
