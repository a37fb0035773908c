"""The program of one counter: its logic, and the line that the logic speaks on."""

import logging

from counter_display.drivers import open_display, open_keypad
from counter_display.logic import CounterLogic, Transmit
from counter_display.settings import CounterFile
from devicekit.clock import Clock
from devicekit.errors import PortError
from devicekit.link import Inbox
from devicekit.port_reader import PortReader
from devicekit.port_serial import SerialPort
from devicekit.ports import Port
from devicekit.text_files import load_texts

log = logging.getLogger("motcua.counter")

# A frame is 10 bytes and the kernel's buffer is empty: a line that does not take them at once is broken.
WRITE_S = 0.2
# A display has one language.
LED_LANGUAGE = "vi"


class CounterHardware:
    """The line: a reader of its own, writes from the loop."""

    def __init__(self, port: Port, clock: Clock, thread: bool = True) -> None:
        """`thread` False: nothing is read but by poll()."""
        self._port = port
        self._reader = PortReader(port, clock)
        self._thread = thread

    def start(self, inbox: Inbox) -> None:
        self._reader.start(inbox, self._thread)

    def perform(self, effect: object) -> None:
        if isinstance(effect, Transmit):
            try:
                self._port.write(effect.data, WRITE_S)
            except PortError as error:
                # The reader sees the closed port, says so and opens it again; then everything is sent once more.
                log.debug("frame not sent: %s", error)

    def stop(self) -> None:
        self._reader.stop()

    def poll(self) -> bool:
        """Take what the line has to say, for a program without threads; True when there was anything."""
        return self._reader.poll()


def build_logic(settings: CounterFile) -> CounterLogic:
    """The decisions for these settings. Raises DriverError for a driver that nobody has."""
    display = None if settings.display is None else open_display(settings.display, settings.line.baud)
    keypad = None if settings.keypad is None else open_keypad(settings.keypad)
    return CounterLogic(load_texts(LED_LANGUAGE), display, keypad, settings.line.baud, settings.line.echo)


def build(settings: CounterFile, clock: Clock, port: Port | None = None) -> tuple[CounterLogic, CounterHardware]:
    """Both halves of the device; opens nothing. With a `port` of one's own, nothing is read but by poll()."""
    logic = build_logic(settings)
    if port is not None:
        return logic, CounterHardware(port, clock, thread=False)
    return logic, CounterHardware(SerialPort(settings.line.port, settings.line.baud), clock)
