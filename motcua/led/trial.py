"""One text to one display, as a technician tries it: what was sent, what came back, and what to look at."""

from collections.abc import Iterator

from counter_display import armfly_protocol
from counter_display.bus import BITS_PER_BYTE
from counter_display.device import Display, Reply
from counter_display.display_settings import DisplayTable
from counter_display.drivers import open_display
from counter_display.glyphs import described, unshowable
from counter_display.modbus_protocol import is_frame
from counter_display.notation import written
from counter_display.protocol import Echo, strip_echo
from devicekit.clock import Clock
from devicekit.errors import MotcuaError
from devicekit.ports import Port
from devicekit.texts import Texts

WRITE_S = 1.0
# A USB adapter holds what came for 16 ms; one that echoes does so within the frame and that.
ECHO_S = 0.1
CHUNK = 256
# Of a frame that somebody wrote nobody here knows what it shows, nor where: it has sentences of its own.
_RAW = {
    "sent": "raw_sent",
    "taken": "raw_taken",
    "silent": "raw_silent",
    "refused": "raw_refused",
    "nothing": "raw_nothing",
}


class LedTrial:
    """One trial. `well` is whether nothing is to be done."""

    def __init__(self, settings: DisplayTable, baud: int, texts: Texts, echo: bool = False) -> None:
        """`echo`: the adapter hands our own bytes back."""
        self._settings, self._baud, self._texts, self._echo = settings, baud, texts, echo
        self.well = True

    def run(self, port: Port, text: str, blinking: bool, clock: Clock) -> Iterator[str]:
        """Show a text; a line for each finding. Raises PortError, DriverError, MotcuaError for what can't be shown."""
        display = open_display(self._settings, self._baud)
        frame = self._frame(display, text, blinking)
        yield from self._exchange(port, display, frame, text, clock)
        if self._settings.driver == "armfly":
            yield from self._question(port, clock)

    def send(self, port: Port, frame: bytes, clock: Clock) -> Iterator[str]:
        """The same with a frame that somebody wrote. Raises PortError, DriverError, MotcuaError for half of one."""
        if self._settings.driver == "modbus" and not is_frame(frame):
            raise MotcuaError(self._say("raw_crc", frame=frame.hex(" ")))
        yield from self._exchange(port, open_display(self._settings, self._baud), frame, None, clock)

    def _exchange(self, port: Port, display: Display, frame: bytes, text: str | None, clock: Clock) -> Iterator[str]:
        """Send it, hear what comes back; `text` is what it shows, None where only its writer knows."""
        port.open()
        port.write(frame, WRITE_S)
        line_ms = round(1000 * BITS_PER_BYTE * len(frame) / self._baud)
        sent = {"n": len(frame), "address": self._settings.address, "ms": line_ms, "baud": self._baud}
        yield self._say(_of("sent", text), **sent)
        yield f"   {frame.hex(' ')}"
        yield f"   {written(frame)}"
        waited = line_ms / 1000 + ECHO_S + display.ability.answer_s
        came, reply = listen(port, display, frame, clock.monotonic() + waited, clock, self._echo)
        yield from self._answer(display, came, reply, round(1000 * waited), text)

    def _frame(self, display: Display, text: str, blinking: bool) -> bytes:
        face = display.ability.face
        try:
            return display.show(text, blinking)
        except ValueError as error:
            wrong = ", ".join(unshowable(face, text))
            values = {"text": text, "cells": face.cells, "allowed": described(face)}
            key = "wrong" if wrong else "long" if len(text) > face.cells else "other"
            raise MotcuaError(self._say(key, wrong=wrong, reason=error, **values)) from error

    def _answer(self, display: Display, came: bytes, reply: Reply, waited_ms: int, text: str | None) -> Iterator[str]:
        answers = display.ability.answer_s > 0
        if came:
            yield self._say("came", n=len(came))
            yield f"   {came.hex(' ')}"
        if answers and reply == "taken":
            yield self._say(_of("taken", text))
            return
        if not answers:
            yield self._say(_of("silent", text), text=text)
            return
        self.well = False
        if reply == "refused":
            yield self._say(_of("refused", text))
        else:
            yield self._say("strange" if came else _of("nothing", text), ms=waited_ms)

    def _question(self, port: Port, clock: Clock) -> Iterator[str]:
        """Armfly's boards don't answer to a text, but to a question."""
        question = armfly_protocol.question(self._settings.address)
        port.write(question, WRITE_S)
        until, came = clock.monotonic() + len(question) * BITS_PER_BYTE / self._baud + 2 * ECHO_S, b""
        while armfly_protocol.HERE not in came and (left := until - clock.monotonic()) > 0:
            came += port.read(CHUNK, left)
        self.well = armfly_protocol.HERE in came
        yield self._say("here" if self.well else "not_here", question=question.decode("ascii"))

    def _say(self, key: str, **values: object) -> str:
        return self._texts.get(f"tech.led.{key}", **values)


def _of(key: str, text: str | None) -> str:
    return _RAW[key] if text is None else key


def listen(
    port: Port, display: Display, frame: bytes, until: float, clock: Clock, echo: bool = False
) -> tuple[bytes, Reply]:
    """What came back of a frame, our own bytes included, and what it means. Raises PortError."""
    came = b""
    reply: Reply = "coming"
    while reply not in ("taken", "refused") and (left := until - clock.monotonic()) > 0:
        came += port.read(CHUNK, left)
        reply = display.reply(frame, strip_echo(Echo(frame), came)[1] if echo else came)
    return came, reply
