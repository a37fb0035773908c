"""A counter as a technician meets it: line, display, what its officer presses and hears; each with what to do."""

from collections.abc import Callable, Iterator
from typing import NamedTuple, get_args

from msgspec.structs import replace

from counter_display.bus import BITS_PER_BYTE
from counter_display.buttons import Deed
from counter_display.device import Display, KeyInput
from counter_display.display_settings import ADDRESSES, DisplayTable
from counter_display.drivers import open_display, open_keypad
from counter_display.settings import CounterFile, Line
from counter_display.speech_settings import SpeakTable
from counter_display.speech_words import Word, spoken
from counter_display.words import Words
from devicekit.clock import Clock
from devicekit.errors import PortError
from devicekit.port_serial import SerialPort
from devicekit.ports import Port
from devicekit.text_files import load_texts
from devicekit.texts import Texts
from motcua.doctor.pressed import Found, line_keys, plug_keys
from motcua.doctor.spoken import said
from motcua.led.trial import WRITE_S, listen

Ask = Callable[[str], str]
"""Puts a question to the technician; "" for no answer."""

OVERHEAR_S = 1.0
CHUNK = 256
DEEDS = get_args(Deed)
DIGITS = "0123456789"
SAID: Word = "done"
# Who looks for the next key, or walks round the desk to it, needs no longer.
SILENCE_S = 10.0


class Answered(NamedTuple):
    """What a display said of what it was shown."""

    taken: bool
    came: bytes


class CounterDoctor:
    """One visit. `well` is whether everything was right so far."""

    def __init__(
        self, settings: CounterFile, texts: Texts, clock: Clock, ask: Ask, most: int, silence_s: float = SILENCE_S
    ) -> None:
        """`most`: the last address to walk to; `silence_s`: so long without a key ends the listening for keys."""
        self._settings, self._texts, self._clock, self._ask = settings, texts, clock, ask
        self._walk_to, self._silence_s = most, silence_s
        self.well = True

    def visit(self) -> Iterator[str]:
        """Walk through it, a line for each finding, as soon as it is found. Raises DriverError."""
        pad = self._settings.keypad
        keypad = None if pad is None else open_keypad(pad, self._clock, self._settings.baud)
        line = self._settings.line
        if line is not None:
            port = SerialPort(line.port, line.baud, rts_sends=line.direction == "rts")
            try:
                port.open()
                yield from self._overheard(port, line)
                if self._settings.display is not None:
                    yield from self._display(port, self._settings.display, line)
                if keypad is not None and not isinstance(keypad, KeyInput):
                    yield from self._pressed(line_keys(keypad, port, self._clock, self._silence_s))
            except PortError as error:
                yield from self._wrong(str(error), "line")
            finally:
                port.close()
        if isinstance(keypad, KeyInput):
            yield from self._pressed(plug_keys(keypad, self._clock, self._silence_s))
        if self._settings.speak is not None:
            yield from self._spoken(self._settings.speak)

    # The line

    def _overheard(self, port: Port, line: Line) -> Iterator[str]:
        """Whatever speaks before we do is another program, another box, or a line without its resistors."""
        came = self._heard(port, OVERHEAR_S)
        if not came:
            yield self._say("line_quiet", port=line.port, baud=line.baud)
            return
        yield self._say("line_speaks", port=line.port, bytes=came[:32].hex(" "))
        yield self._say("next", what=self._say("do.line_speaks", port=line.port))

    def _heard(self, port: Port, seconds: float) -> bytes:
        until, came = self._clock.monotonic() + seconds, b""
        while (left := until - self._clock.monotonic()) > 0:
            came += port.read(CHUNK, left)
        return came

    # The display

    def _display(self, port: Port, settings: DisplayTable, line: Line) -> Iterator[str]:
        display = open_display(settings, line.baud)
        yield self._say("display", driver=settings.driver, address=settings.address)
        finding = next(filter(None, (self._fault(port, display, text, line) for text in self._trials(display))), "")
        if not finding:
            yield self._detail("display_well")
            return
        yield from self._wrong(finding, "display")
        if self._agreed("walk_ask", most=self._most(settings)):
            yield from self._walk(port, settings, line)

    def _fault(self, port: Port, display: Display, text: str, line: Line) -> str:
        """What is wrong when this text is shown, "" for nothing."""
        found = self._shown(port, display, text, line)
        if display.ability.answer_s and not found.taken:
            return self._detail("display_no_answer", text=text, bytes=found.came[:32].hex(" ") or "-")
        return "" if self._agreed("display_ask", text=text) else self._detail("display_other", text=text)

    def _trials(self, display: Display) -> Iterator[str]:
        """All segments, all digits, a number: as far as this display can show them."""
        words, cells = Words(self._texts, display.show), display.ability.face.cells
        windows = (DIGITS[at : at + cells] for at in range(0, len(DIGITS), cells))
        for text in (words.get("led.test.all"), *windows, "A001"):
            if words.shows(text):
                yield text

    def _shown(self, port: Port, display: Display, text: str, line: Line) -> Answered:
        """Show a text, and keep the silence that the display needs after it."""
        frame, ability = display.show(text), display.ability
        port.write(frame, WRITE_S)
        until = self._clock.monotonic() + len(frame) * BITS_PER_BYTE / line.baud + ability.answer_s
        came, reply = listen(port, display, frame, until, self._clock, line.echo)
        came += self._heard(port, ability.gap_s)
        return Answered(reply == "taken", came)

    def _walk(self, port: Port, settings: DisplayTable, line: Line) -> Iterator[str]:
        """Show at every address the address itself: who reads it knows how the switches stand."""
        least, most = ADDRESSES.get(settings.driver, (0, 255))[0], self._most(settings)
        answered = []
        for address in range(least, most + 1):
            there = open_display(replace(settings, address=address), line.baud)
            if self._shown(port, there, str(address), line).taken:
                answered.append(address)
        if answered:
            yield self._detail("walk_answered", addresses=", ".join(map(str, answered)))
        read = self._ask(self._detail("walk_read"))
        if read.isdecimal() and least <= int(read) <= most:
            yield self._say("next", what=self._say("do.address", address=int(read)))
        elif not answered:
            yield self._say("next", what=self._say("do.wires"))

    def _most(self, settings: DisplayTable) -> int:
        return min(self._walk_to, ADDRESSES.get(settings.driver, (0, 255))[1])

    # The keys

    def _pressed(self, heard: Iterator[Found]) -> Iterator[str]:
        """What was pressed until nothing was for a while."""
        yield self._say("keys", s=f"{self._silence_s:g}")
        keys: list[str] = []
        for each in heard:
            if isinstance(each, str):
                keys.append(each)
                yield self._detail("key", key=self._named(each))
            else:
                yield self._detail(each.key, value=each.value)
        if keys:
            yield self._detail("keys_heard", n=len(set(keys)))
        else:
            yield from self._wrong(self._detail("keys_none"), "keys")

    def _named(self, key: str) -> str:
        """A key of a box or a button by what it does; one of a numeric keypad by what stands on it."""
        if key not in DEEDS:
            return key
        return " / ".join(self._texts.get(f"keypad.{each}") for each in key.split("_or_"))

    # The voice

    def _spoken(self, table: SpeakTable) -> Iterator[str]:
        """A word to the officer, as the program says it."""
        word = spoken(load_texts(table.language))[SAID]
        yield self._say("voice", word=word, command=" ".join(table.command))
        part = said(table, SAID)
        if part.state != "ok":
            yield from self._wrong(self._detail("voice_failed", value=part.detail), "voice")
        elif self._agreed("voice_ask", word=word):
            yield self._detail("voice_well")
        else:
            yield from self._wrong(self._detail("voice_other", word=word), "voice")

    # Sentences

    def _agreed(self, key: str, /, **values: object) -> bool:
        """Whether the technician says so; Enter alone is a yes."""
        said = self._ask(self._detail(key, **values)).strip().casefold()
        return said[:1] not in ("n", "k")

    def _wrong(self, finding: str, code: str) -> Iterator[str]:
        self.well = False
        yield finding
        yield self._say("next", what=self._say(f"do.{code}"))

    def _detail(self, key: str, /, **values: object) -> str:
        """A sentence below the step that it belongs to."""
        return f"   {self._say(key, **values)}"

    def _say(self, key: str, /, **values: object) -> str:
        return self._texts.get(f"doctor.counter.{key}", **values)
