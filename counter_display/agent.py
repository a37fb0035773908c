"""The program of one counter: its logic, and the line that the logic speaks on."""

import logging

from counter_display.device import KeyInput, Lit
from counter_display.display_settings import LED_LANGUAGE
from counter_display.drivers import open_display, open_keypad
from counter_display.logic import CounterLogic, LightUp, OpenKeys, Transmit
from counter_display.login import PinSealed, SealPin
from counter_display.settings import CounterFile
from devicekit.clock import Clock
from devicekit.errors import PortError
from devicekit.link import Inbox
from devicekit.pin_box import seal
from devicekit.port_reader import PortReader
from devicekit.port_serial import SerialPort
from devicekit.ports import Port
from devicekit.text_files import load_texts

log = logging.getLogger("motcua.counter")

# A frame is 10 bytes and the kernel's buffer is empty: a line that does not take them at once is broken.
WRITE_S = 0.2


class CounterHardware:
    """The line, with a reader of its own and writes from the loop; a keypad beside it."""

    def __init__(self, port: Port | None, clock: Clock, thread: bool = True, keys: KeyInput | None = None) -> None:
        """`thread` False: nothing is read but by poll()."""
        self._port = port
        self._reader = None if port is None else PortReader(port, clock)
        self._thread, self._keys = thread, keys
        self._inbox: Inbox | None = None

    def start(self, inbox: Inbox) -> None:
        self._inbox = inbox
        if self._reader is not None:
            self._reader.start(inbox, self._thread)
        if self._keys is not None:
            self._keys.start(inbox)

    def perform(self, effect: object) -> None:
        if isinstance(effect, OpenKeys) and self._keys is not None and self._inbox is not None:
            self._keys.start(self._inbox)
        if isinstance(effect, SealPin) and self._inbox is not None:
            self._inbox.put(sealed(effect))
        if isinstance(effect, LightUp) and isinstance(self._keys, Lit):
            self._keys.light(effect.lit)
        if isinstance(effect, Transmit) and self._port is not None:
            try:
                self._port.write(effect.data, WRITE_S)
            except PortError as error:
                # The reader sees the closed port, says so and opens it again; then everything is sent once more.
                log.debug("frame not sent: %s", error)

    def stop(self) -> None:
        self._inbox = None
        if self._keys is not None:
            self._keys.stop()
        if self._reader is not None:
            self._reader.stop()

    def poll(self) -> bool:
        """Take what there is to hear, for a program without threads; True when there was anything."""
        heard = self._keys is not None and self._keys.poll()
        return (self._reader is not None and self._reader.poll()) or heard


def sealed(asked: SealPin) -> PinSealed:
    """What the hub alone can read of it."""
    try:
        return PinSealed(asked.key, seal(asked.key, asked.typed), asked.at)
    except (ValueError, ImportError) as error:
        return PinSealed(asked.key, "", asked.at, str(error))


def build(
    settings: CounterFile, clock: Clock, port: Port | None = None, keys: KeyInput | None = None
) -> tuple[CounterLogic, CounterHardware]:
    """Both halves of the device; opens nothing. With a `port` of one's own, nothing on it is read but by poll().

    `keys`: the keypad, instead of that of the settings. Raises DriverError for a driver that nobody has.
    """
    line, pad = settings.line, settings.keypad
    display = None if settings.display is None else open_display(settings.display, settings.baud)
    keypad = keys if keys is not None or pad is None else open_keypad(pad, clock)
    keys = keypad if isinstance(keypad, KeyInput) else None
    box = None if isinstance(keypad, KeyInput) else keypad
    logic = CounterLogic(
        load_texts(LED_LANGUAGE),
        display,
        box,
        settings.baud,
        line.echo if line else False,
        on_display=keys is not None and (pad is None or pad.on_display),
    )
    if port is not None:
        return logic, CounterHardware(port, clock, thread=False, keys=keys)
    return logic, CounterHardware(SerialPort(line.port, line.baud) if line else None, clock, keys=keys)
