"""An ESC/POS printer on any port: asked before, fed in pieces, asked again after, and believed only when it answers."""

import math
import time
from typing import TypeVar

from escpos.constants import GS, RT_STATUS

from devicekit.errors import PortError, PortTimeout
from devicekit.port_serial import SerialPort
from devicekit.port_tcp import TcpPort
from devicekit.ports import Port
from printer.device import Outcome, PrintResult
from printer.settings import PrinterSettings
from printer.status import (
    STOPPING,
    Code,
    Listening,
    PrinterStatus,
    Processed,
    RealTime,
    Reply,
    ask,
    hear,
    learn,
    trouble,
)

RAW_PORT = 9100
# Online and paper first: cheap printers know no more, and the round ends at the first question without an answer.
QUESTIONS = (1, 4, 2, 3)
# Executed in order with the job, unlike the questions above: its answer says that all before it is on paper.
BARRIER = bytes(GS) + b"r\x01"
# Real-time: forget what is buffered. Otherwise the rest of a ticket comes out when somebody puts in a new roll.
FORGET = b"\x10\x05\x02"
PIECE = 2048
# A healthy printer takes a piece in well under a second, even while its motor is braked by a full buffer.
STALL_S = 5.0
# How often a printer that is still busy is asked whether something is wrong.
LOOK_S = 0.5

R = TypeVar("R", bound=Reply)


class EscposPrinter:
    """One printer on one port.

    Network printers take one connection at a time and some stop taking any after a day: with `keep_open` False each job
    has its own. A serial line stays open, because opening it resets some printers. `bytes_per_s` is the speed of the
    line where that is slower than the printer; waiting times grow with it.
    """

    def __init__(
        self,
        port: Port,
        *,
        keep_open: bool = False,
        bytes_per_s: float = math.inf,
        answer_s: float = 0.5,
        finish_s: float = 6.0,
    ) -> None:
        self._port = port
        self._keep_open = keep_open
        self._bytes_per_s = bytes_per_s
        self._answer_s = answer_s
        self._finish_s = finish_s
        self._listening = Listening()
        self._has_answered = False

    @property
    def name(self) -> str:
        return self._port.name

    def status(self) -> PrinterStatus:
        try:
            self._port.open()
            return self._ask_all()
        except PortError as error:
            return PrinterStatus(reachable=False, detail=str(error))
        finally:
            self._release()

    def print(self, job: bytes) -> PrintResult:
        try:
            self._port.open()
            before = self._ask_all()
        except PortError as error:
            self._release()
            return PrintResult("failed", "unreachable", status=PrinterStatus(reachable=False, detail=str(error)))
        try:
            return self._refusal(before) or self._send(job, before)
        finally:
            self._release()

    def close(self) -> None:
        self._port.close()

    def _release(self) -> None:
        if not (self._keep_open and self._port.is_open):
            self._port.close()

    def _refusal(self, before: PrinterStatus) -> PrintResult | None:
        """Why nothing is sent at all. A printer that used to answer and no longer does is switched off or unplugged."""
        code = trouble(before)
        if code in STOPPING or (code == "silent" and self._has_answered):
            return PrintResult("failed", code, status=before)
        return None

    def _send(self, job: bytes, before: PrinterStatus) -> PrintResult:
        started = time.monotonic()
        try:
            for at in range(0, len(job), PIECE):
                self._port.write(job[at : at + PIECE], STALL_S + PIECE / self._bytes_per_s)
        except PortTimeout:
            return self._stuck()
        except PortError as error:
            return _lost(error, taken=False)
        on_the_wire = max(0.0, len(job) / self._bytes_per_s - (time.monotonic() - started))
        try:
            return self._confirm(before, on_the_wire)
        except PortError as error:
            return _lost(error, taken=True)

    def _confirm(self, before: PrinterStatus, on_the_wire: float) -> PrintResult:
        """Wait until the printer says that the job is on paper, looking now and then why it does not."""
        self._port.write(BARRIER, STALL_S)
        wait = on_the_wire + LOOK_S
        for _ in range(math.ceil(self._finish_s / LOOK_S)):
            answer = self._hear(Processed, wait)
            if answer is not None:
                return PrintResult("confirmed", taken=True, status=self._ask_all())
            if before.silent:
                return PrintResult("unknown", "silent", taken=True, status=before)
            now = self._ask_all()
            if trouble(now) in STOPPING:
                self._port.write(FORGET, STALL_S)
                return PrintResult("unknown", trouble(now), taken=True, status=now)
            wait = LOOK_S
        return PrintResult("unknown", "unconfirmed", taken=True, status=before)

    def _stuck(self) -> PrintResult:
        """It stopped taking bytes: ask on a new connection why, and make it forget the half that it has."""
        code: Code | str = "stuck"
        try:
            self._port.open()
            status = self._ask_all()
            code = trouble(status) if trouble(status) in STOPPING else code
            self._port.write(FORGET, self._answer_s)
        except PortError as error:
            status = PrinterStatus(reachable=False, detail=str(error))
        return PrintResult("unknown", code, status=status)

    def _ask_all(self) -> PrinterStatus:
        """One round of questions; it ends at the first that gets no answer, so that answers can't slip by one."""
        status = PrinterStatus()
        self._listening = Listening()
        while self._port.read(256, 0):
            pass
        for question in QUESTIONS:
            self._listening = ask(self._listening, question)
            self._port.write(bytes(RT_STATUS) + bytes((question,)), STALL_S)
            answer = self._hear(RealTime, self._answer_s)
            if answer is None:
                break
            self._has_answered = True
            status = learn(status, answer)
        return status

    def _hear(self, kind: type[R], seconds: float) -> R | None:
        """The first reply of a kind; None when there was none within the time."""
        deadline = time.monotonic() + seconds
        left = seconds
        while left > 0:
            data = self._port.read(1, left)
            if not data:
                return None
            self._listening, reply = hear(self._listening, data[0])
            if isinstance(reply, kind):
                return reply
            left = deadline - time.monotonic()
        return None


def _lost(error: PortError, taken: bool) -> PrintResult:
    outcome: Outcome = "unknown"
    return PrintResult(outcome, "lost", taken=taken, status=PrinterStatus(reachable=False, detail=str(error)))


def open_tcp(settings: PrinterSettings) -> EscposPrinter:
    """The driver `printer.tcp`: raw printing over the network. Raises ValueError when the address is none."""
    port = TcpPort(settings.address, default_port=RAW_PORT)
    return EscposPrinter(port, answer_s=settings.answer_s, finish_s=settings.finish_s)


def open_serial(settings: PrinterSettings) -> EscposPrinter:
    """The driver `printer.serial`: RS-232, or a USB printer that shows itself as a serial port; 8N1."""
    return EscposPrinter(
        SerialPort(settings.address, settings.baud, settings.flow),
        keep_open=True,
        bytes_per_s=settings.baud / 10,
        answer_s=settings.answer_s,
        finish_s=settings.finish_s,
    )
