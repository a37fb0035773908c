"""The program of a counter: its logic, its seat on a line that others may share, keypad and loudspeaker beside it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from counter_display.device import KeyInput, Lit
from counter_display.display_settings import LED_LANGUAGE
from counter_display.drivers import open_display, open_keypad
from counter_display.line import Line
from counter_display.logic import CounterLogic, Hold, LightUp, OpenKeys, Show
from counter_display.login import PinSealed, SealPin
from counter_display.settings import CounterFile
from counter_display.settings import Line as LineTable
from counter_display.speech import Say
from counter_display.speech_settings import SpeakTable
from devicekit.clock import Clock
from devicekit.link import Inbox
from devicekit.pin_box import seal
from devicekit.port_serial import SerialPort
from devicekit.ports import Port
from devicekit.text_files import load_texts
from devicekit.worker import ThreadWorker

if TYPE_CHECKING:
    from counter_display.speaker import Speaker


class CounterHardware:
    """One counter's seat on its line, its keypad, and its officer's loudspeaker."""

    def __init__(
        self, line: Line | None, seat: int = 0, keys: KeyInput | None = None, speaker: "Speaker | None" = None
    ) -> None:
        self._line, self._seat, self._keys, self._speaker = line, seat, keys, speaker
        self._inbox: Inbox | None = None

    def start(self, inbox: Inbox) -> None:
        self._inbox = inbox
        if self._line is not None:
            self._line.start(self._seat, inbox)
        if self._keys is not None:
            self._keys.start(inbox)
        if self._speaker is not None:
            self._speaker.start(inbox)

    def perform(self, effect: object) -> None:
        if isinstance(effect, Show) and self._line is not None:
            self._line.wish(self._seat, effect.what, effect.frame, effect.urgency)
        elif isinstance(effect, Hold) and self._line is not None:
            self._line.hold()
        elif isinstance(effect, OpenKeys) and self._keys is not None and self._inbox is not None:
            self._keys.start(self._inbox)
        elif isinstance(effect, SealPin) and self._inbox is not None:
            self._inbox.put(sealed(effect))
        elif isinstance(effect, LightUp) and isinstance(self._keys, Lit):
            self._keys.light(effect.lit)
        elif isinstance(effect, Say) and self._speaker is not None:
            self._speaker.say(effect.word)

    def stop(self) -> None:
        self._inbox = None
        if self._speaker is not None:
            self._speaker.stop()
        if self._keys is not None:
            self._keys.stop()
        if self._line is not None:
            self._line.stop(self._seat)

    def poll(self) -> bool:
        """Take what there is to hear, for a program without threads; True when there was anything."""
        heard = self._keys is not None and self._keys.poll()
        return (self._line is not None and self._line.poll()) or heard


def sealed(asked: SealPin) -> PinSealed:
    """What the hub alone can read of it."""
    try:
        return PinSealed(asked.key, seal(asked.key, asked.typed), asked.at)
    except (ValueError, ImportError) as error:
        return PinSealed(asked.key, "", asked.at, str(error))


Counter = tuple[CounterLogic, CounterHardware]


def build(settings: CounterFile, clock: Clock, port: Port | None = None, keys: KeyInput | None = None) -> Counter:
    """Both halves of a counter that is alone on its line; opens nothing.

    With a `port` of one's own, nothing on it is read but by poll(). `keys`: the keypad, instead of that of the
    settings. Raises DriverError for a driver that nobody has.
    """
    table = settings.line
    echo = table is not None and table.echo
    if port is not None:
        return seated(settings, Line(port, clock, settings.baud, echo, thread=False), clock, keys)
    return seated(settings, None if table is None else _line(table, clock), clock, keys)


def build_all(files: Sequence[CounterFile], clock: Clock) -> list[Counter]:
    """All counters of a program: those that name one port share its line. Opens nothing. Raises DriverError."""
    tables = {each.line.port: each.line for each in files if each.line is not None}
    lines = {port: _line(table, clock) for port, table in tables.items()}
    return [seated(each, None if each.line is None else lines[each.line.port], clock) for each in files]


def _line(table: LineTable, clock: Clock) -> Line:
    port = SerialPort(table.port, table.baud, rts_sends=table.direction == "rts")
    return Line(port, clock, table.baud, table.echo)


def seated(settings: CounterFile, line: Line | None, clock: Clock, keys: KeyInput | None = None) -> Counter:
    """A counter on that line. Raises DriverError."""
    pad = settings.keypad
    display = None if settings.display is None else open_display(settings.display, settings.baud)
    keypad = keys if keys is not None or pad is None else open_keypad(pad, clock, settings.baud)
    keys = keypad if isinstance(keypad, KeyInput) else None
    box = None if isinstance(keypad, KeyInput) else keypad
    on_display = keys is not None and (pad is None or pad.on_display)
    lamps = pad is not None and any(each.lamp is not None for each in pad.button)
    on_box = box is not None and box.show("", False) != b""
    seen = display is not None or settings.hdmi is not None or lamps or on_box
    manner = settings.show.manner._replace(seen=seen)
    logic = CounterLogic(load_texts(LED_LANGUAGE), display, box, on_display, manner)
    speaker = None if settings.speak is None else _speaker(settings.speak, settings.device.id)
    return logic, CounterHardware(line, 0 if line is None else line.sit(display, box), keys, speaker)


def _speaker(table: SpeakTable, device: str) -> "Speaker":
    """Loaded only by a counter that has one."""
    from counter_display.speaker import open_speaker

    return open_speaker(table, ThreadWorker(f"speaker {device}"))
