"""An ESC/POS printer on any port: asked before, fed in pieces, asked again after, and believed only when it answers.

How it is known that a job is on paper, the best that the printer knows:

    GS ( H   it answers with the letters of this job        (only where its settings say that it knows the command)
    GS r     it answers what stands behind the job
    DLE EOT  it says nothing of the job: it was well all the time that the paper needs, which is told as `cannot_tell`
    nothing  `silent`
"""

import itertools
import math
import time
from collections.abc import Callable

from devicekit.back_off import BackOff
from devicekit.errors import PortError, PortTimeout
from devicekit.port_device import DevicePort
from devicekit.port_serial import SerialPort
from devicekit.port_tcp import TcpPort
from devicekit.ports import Port
from devicekit.text_files import in_both
from printer.conversation import FORGET, STALL_S, Conversation
from printer.device import PrintResult
from printer.measure import rows_of
from printer.presenter import Mouth, Presenter, look
from printer.profiles import may_be
from printer.settings import PrinterSettings
from printer.status import STOPPING, Code, PrinterStatus, trouble

RAW_PORT = 9100
PIECE = 2048
# How often a printer that is still busy is asked whether something is wrong.
LOOK_S = 0.5
# 60 mm/s at 203 dpi: slower than any that is sold.
SLOWEST_ROWS_PER_S = 480
# None of these letters has the shape of another answer: bit 4 is clear.
LETTERS = b"ABCDEFGHIJKLMNO"
# Presenters: take back what nobody took, drop it; show this one.
RETRACT, EJECT, PRESENT = b"\x1de\x02", b"\x1de\x05", b"\x1de\x03\x0c"
# How soon a printer that can't be reached is tried again, and how rarely at last.
FIRST_BACK_OFF_S, LAST_BACK_OFF_S = 0.5, 30.0


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
        process_id: bool = False,
        presenter: Presenter | None = None,
        automatic: bool = False,
        profile: str = "",
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._port = port
        self._keep_open = keep_open
        self._bytes_per_s = bytes_per_s
        self._answer_s = answer_s
        self._finish_s = finish_s
        self._process_id, self._presenter = process_id, presenter
        self._profile, self._names = profile, process_id or automatic
        self._now = now
        tells = automatic and keep_open
        self._talk = Conversation(port, answer_s, bytes_per_s, finish_s, presenter is not None, tells, now)
        self._ids = itertools.count(1)
        self._back_off, self._away = BackOff(FIRST_BACK_OFF_S, LAST_BACK_OFF_S), PrinterStatus()
        self._other: str | None = None
        self._mouth = Mouth()

    @property
    def name(self) -> str:
        return self._port.name

    def status(self) -> PrinterStatus:
        if not self._port.is_open and not self._back_off.is_due(self._now()):
            return self._away
        try:
            self._open()
            status = self._talk.told() or self._talk.ask_all()
            if trouble(status) not in STOPPING:
                self._talk.settled()
                self._introduced(status)
            return self._emptied(self._named(status))
        except PortError as error:
            return self._failed(error)
        finally:
            self._release()

    def print(self, job: bytes) -> PrintResult:
        try:
            self._open()
            before = self._talk.ask_all()
            refusal = self._refusal(before)
        except PortError as error:
            self._release()
            return PrintResult("failed", "unreachable", status=self._failed(error))
        try:
            result = refusal or self._send(job, before)
            return result._replace(status=self._named(result.status))
        finally:
            self._release()

    def introduce(self) -> tuple[str, tuple[str, ...]]:
        """For a technician: what it calls itself, and which questions it answers. Raises PortError."""
        try:
            self._port.open()
            return self._talk.model_name(), self._talk.answers
        finally:
            self._release()

    def close(self) -> None:
        self._port.close()

    def _open(self) -> None:
        """Whoever wants to print tries at once; to look, it is tried ever more rarely."""
        self._port.open()
        self._back_off.worked()

    def _failed(self, error: PortError) -> PrinterStatus:
        if self._back_off.is_due(self._now()):
            self._back_off.failed(self._now())
        self._other = None
        self._away = PrinterStatus(reachable=False, detail=str(error))
        return self._away

    def _release(self) -> None:
        if not (self._keep_open and self._port.is_open):
            self._port.close()
            self._talk.forget()

    def _introduced(self, status: PrinterStatus) -> None:
        """Ask once what it calls itself, if it surely can tell."""
        if self._other is None and self._names and not status.silent:
            name = self._talk.model_name()
            self._other = "" if not name or may_be(name, self._profile) else name

    def _named(self, status: PrinterStatus) -> PrinterStatus:
        """The status, and whether it is another model than the settings say."""
        if not self._other:
            return status
        detail = in_both("tech.printer.calls_itself", name=self._other, profile=self._profile)
        return status._replace(other=self._other, detail=status.detail or detail)

    def _emptied(self, status: PrinterStatus) -> PrinterStatus:
        """The status, and whether its mouth holds a paper that nobody takes; the next time it is made free."""
        if self._presenter is None:
            return status
        seen = look(self._mouth, bool(status.mouth), self._now(), self._presenter.take_s)
        self._mouth = seen.mouth
        if seen.clear and self._presenter.untaken != "leave":
            self._talk.send(RETRACT if self._presenter.untaken == "retract" else EJECT)
        return status._replace(not_taken=seen.not_taken)

    def _refusal(self, before: PrinterStatus) -> PrintResult | None:
        """Why nothing is sent at all. A printer that used to answer and no longer does is switched off or unplugged."""
        code = trouble(before)
        if code in STOPPING or (code == "silent" and self._talk.has_answered):
            return PrintResult("failed", code, status=before)
        if not self._talk.settled():
            return PrintResult("failed", "busy", status=before)
        return None

    def _send(self, job: bytes, before: PrinterStatus) -> PrintResult:
        started = self._now()
        self._talk.begin(job[-4:] if job[-4:-2] == b"\x1dV" else b"")
        whole = RETRACT + job + PRESENT if self._presenter is not None else job
        self._mouth = Mouth()
        try:
            for at in range(0, len(whole), PIECE):
                self._port.write(whole[at : at + PIECE], STALL_S + PIECE / self._bytes_per_s)
        except PortTimeout:
            return self._stuck()
        except PortError as error:
            return _lost(error, taken=False)
        on_the_wire = max(0.0, len(whole) / self._bytes_per_s - (self._now() - started))
        try:
            return self._confirm(before, on_the_wire, rows_of(job) / SLOWEST_ROWS_PER_S)
        except PortError as error:
            return _lost(error, taken=True)

    def _confirm(self, before: PrinterStatus, on_the_wire: float, paper_s: float) -> PrintResult:
        """Wait until the printer says that the job is on paper, looking now and then why it does not."""
        letters = self._letters() if self._process_id else b""
        asked = bool(letters) or self._talk.barrier is True
        if letters:
            self._talk.send(b"\x1d(H\x06\x0000" + letters)
        elif asked:
            self._talk.send_barrier()
        finish_s = self._finish_s if asked else paper_s
        # A question waits behind the job where a full buffer holds the wire, as long as the slowest head needs.
        patience = math.ceil(paper_s / LOOK_S)
        wait, looks = on_the_wire + LOOK_S, max(math.ceil(finish_s / LOOK_S), patience + 1)
        for _ in range(looks):
            if self._talk.confirmation(letters, wait):
                self._talk.came_through()
                return PrintResult("confirmed", taken=True, status=self._talk.ask_all())
            if before.silent:
                return PrintResult("unknown", "silent", taken=True, status=before)
            wait = LOOK_S
            if before.online is None:
                continue  # it answers in order only: whatever else is asked comes after the job
            now = self._talk.ask_now()
            if now.silent and patience > 0:
                patience -= 1
                continue
            if trouble(now) in STOPPING or now.silent:
                self._talk.send(FORGET)
                return PrintResult("unknown", "lost" if now.silent else trouble(now), taken=True, status=now)
            patience = 0
        if asked:
            return PrintResult("unknown", "unconfirmed", taken=True, status=before)
        self._talk.came_through()
        return PrintResult("unknown", "cannot_tell", taken=True, status=before)

    def _letters(self) -> bytes:
        """Four letters that no job had lately."""
        number = next(self._ids)
        return bytes(LETTERS[number // len(LETTERS) ** place % len(LETTERS)] for place in (3, 2, 1, 0))

    def _stuck(self) -> PrintResult:
        """It stopped taking bytes: ask on a new connection why, and make it forget the half that it has."""
        code: Code | str = "stuck"
        try:
            self._port.open()
            status = self._talk.ask_now()
            code = trouble(status) if trouble(status) in STOPPING else code
            self._port.write(FORGET, self._answer_s)
        except PortError as error:
            status = PrinterStatus(reachable=False, detail=str(error))
        return PrintResult("unknown", code, status=status)


def _lost(error: PortError, taken: bool) -> PrintResult:
    return PrintResult("unknown", "lost", taken=taken, status=PrinterStatus(reachable=False, detail=str(error)))


def open_tcp(settings: PrinterSettings) -> EscposPrinter:
    """The driver `printer.tcp`: raw printing over the network. Raises ValueError when the address is none."""
    return _made(TcpPort(settings.address, default_port=RAW_PORT), settings)


def open_usb(settings: PrinterSettings) -> EscposPrinter:
    """The driver `printer.usb`: a USB printer that the kernel shows as /dev/usb/lp*.

    Opened for each job, but where it tells its state unasked.
    """
    return _made(DevicePort(settings.address), settings, keep_open=settings.automatic)


def open_serial(settings: PrinterSettings) -> EscposPrinter:
    """The driver `printer.serial`: RS-232, or a USB printer that shows itself as a serial port; 8N1."""
    port = SerialPort(settings.address, settings.baud, settings.flow)
    return _made(port, settings, keep_open=True, bytes_per_s=settings.baud / 10)


def _made(
    port: Port, settings: PrinterSettings, *, keep_open: bool = False, bytes_per_s: float = math.inf
) -> EscposPrinter:
    return EscposPrinter(
        port,
        keep_open=keep_open,
        bytes_per_s=bytes_per_s,
        answer_s=settings.answer_s,
        finish_s=settings.finish_s,
        process_id=settings.process_id,
        presenter=Presenter(settings.take_s, settings.untaken) if settings.presenter else None,
        automatic=settings.automatic,
        profile=settings.profile,
    )
