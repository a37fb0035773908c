"""A virtual printer at the far end of a wire: a TCP server or a memory port in front of one `Paper`.

It is told from outside to run out of paper, to open its cover, to fall silent or to hang up, and keeps every job with
the moment of its first and last byte.
"""

import os
import select
import socket
import threading
import time
from collections.abc import Callable
from typing import Literal, NamedTuple

from printer.paper import Job, Paper
from printer.virtual_model import FULL, Model
from printer.virtual_type import NO_LETTERS, Letters

# How often it is looked for work that became due without a byte arriving: printing takes time, paper is put in.
LOOK_S = 0.01
IDLE_S = 0.1
# Of a buffer without end; and how much of what came is taken at a time, so that a small one is worked off meanwhile.
MOST, CHUNK = 4096, 64


class Roll(NamedTuple):
    """What a person sees of the printer's paper."""

    paper: Literal["full", "low", "out"]
    cover_open: bool


def _hang_up() -> None:
    raise ConnectionResetError("hung up")


class VirtualPrinter:
    """One printer; every call may come from any thread. As it stands it is the far end of a memory port."""

    def __init__(
        self,
        dots: int = 576,
        rows_per_s: float | None = None,
        now: Callable[[], float] = time.monotonic,
        letters: Letters = NO_LETTERS,
        model: Model = FULL,
    ) -> None:
        """`rows_per_s` is how fast it prints (200 mm/s at 203 dpi are 1600); None: as fast as its model."""
        self._paper = Paper(dots, letters, model)
        self._rows_per_s = rows_per_s or model.rows_per_s
        self._now = now
        self._free_at = 0.0
        self._bytes_to_live: int | None = None
        self._fault: Callable[[], None] = _hang_up
        self.starved_s = 0.0
        """How long the head stood still within papers because nothing had come."""
        self.first_dot_at: float | None = None
        """The monotonic second when the first row of the latest paper was printed."""
        self.last_dot_at = 0.0
        self._in_paper = self._waits = False
        self._deaf = False
        self._changed = threading.Condition()

    @property
    def jobs(self) -> list[Job]:
        with self._changed:
            return list(self._paper.jobs)

    def take_jobs(self) -> list[Job]:
        """Take the papers out of the tray: those of a long run would fill the memory."""
        with self._changed:
            jobs, self._paper.jobs = self._paper.jobs, []
            return jobs

    @property
    def roll(self) -> Roll:
        with self._changed:
            paper = self._paper
            return Roll("out" if not paper.paper else "low" if paper.near_end else "full", paper.cover_open)

    @property
    def deaf(self) -> bool:
        return self._deaf

    @property
    def busy(self) -> bool:
        """Whether there is something left to do, or somebody who waits to be heard."""
        with self._changed:
            return self._deaf or self._paper.busy

    @property
    def room(self) -> int:
        """How many bytes its receive buffer still takes."""
        with self._changed:
            size = self._paper.model.buffer
            return MOST if size is None else max(0, size - self._paper.waiting)

    @property
    def buffer(self) -> int | None:
        """Bytes of its receive buffer; None: without end."""
        return self._paper.model.buffer

    @property
    def free_at(self) -> float:
        """The monotonic second when its head has done what it does."""
        return self._free_at

    @property
    def loose(self) -> tuple[int, ...]:
        """The rows that hang out of it, not cut off yet."""
        with self._changed:
            return self._paper.loose

    def feed(self, data: bytes) -> bytes:
        """Take what arrived and answer. Raises ConnectionError when it was told to hang up within these bytes."""
        with self._changed:
            if self._deaf:
                raise TimeoutError("takes no bytes")
            live = self._bytes_to_live
            if live is not None and len(data) >= live:
                self._bytes_to_live = None
                self._take(data[:live])
                self._fault()
                data = data[live:]
            elif live is not None:
                self._bytes_to_live = live - len(data)
            self._take(data)
            answers = bytes(self._paper.answers)
            self._paper.answers.clear()
            return answers

    def _take(self, data: bytes) -> None:
        """What its buffer has no room for is lost."""
        self._work()
        at = 0
        while at < len(data):
            piece = data[at : at + min(CHUNK, self.room)]
            if not piece:
                return
            self._paper.receive(piece, self._now())
            at += len(piece)
            self._work()

    def _work(self) -> None:
        jobs = len(self._paper.jobs)
        while self._free_at <= self._now():
            before = len(self._paper.jobs)
            was_ready = self._paper.ready
            rows = self._paper.work()
            if rows < 0:
                self._waits = self._waits or not was_ready
                break
            self._moved(rows, len(self._paper.jobs) != before)
        if len(self._paper.jobs) != jobs:
            self._changed.notify_all()

    def _moved(self, rows: int, is_cut: bool) -> None:
        """The head began as soon as it was free and the bytes were there, whenever this is looked at."""
        if is_cut:
            self._in_paper = False
        if rows <= 0:
            return
        came = self._now() if self._waits else self._paper.came_at
        begun = max(came, self._free_at)
        if not self._in_paper:
            self.first_dot_at, self.starved_s, self._in_paper = begun, 0.0, True
        else:
            self.starved_s += begun - self._free_at
        self._free_at = begun + (rows / self._rows_per_s if self._rows_per_s is not None else 0.0)
        self.last_dot_at, self._waits = self._free_at, False

    def wait_for_job(self, number: int, timeout: float) -> Job:
        """The `number`th job, the first is 1. Raises TimeoutError when it is not cut within so many seconds."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._paper.jobs) >= number, timeout):
                seen = len(self._paper.jobs)
                raise TimeoutError(f"waited {timeout:g} s for print job {number}; {seen} came")
            return self._paper.jobs[number - 1]

    def run_out(self, after_rows: int = 0) -> None:
        """The roll ends: now, or after so many more rows."""
        with self._changed:
            self._paper.rows_left = after_rows
            self._paper.paper = after_rows > 0
            self._paper.changed()

    def load_paper(self) -> None:
        with self._changed:
            self._paper.load()

    def near_end(self, is_near: bool = True) -> None:
        with self._changed:
            self._paper.near_end = is_near
            self._paper.changed()

    def open_cover(self, is_open: bool = True) -> None:
        with self._changed:
            self._paper.cover_open = is_open
            self._paper.changed()

    def jam_cutter(self, is_jammed: bool = True) -> None:
        with self._changed:
            self._paper.cutter_jammed = is_jammed
            self._paper.changed()

    def fall_silent(self, is_silent: bool = True) -> None:
        """Print, but never answer, as cheap printers do."""
        with self._changed:
            self._paper.silent = is_silent

    def babble(self, does: bool = True) -> None:
        """Answer rubbish, as at a wrong speed of the line."""
        with self._changed:
            self._paper.babbles = does

    def go_deaf(self, is_deaf: bool = True) -> None:
        """Take no more bytes."""
        with self._changed:
            self._deaf = is_deaf

    def hang_up_after(self, count: int) -> None:
        """Break the connection when so many more bytes have come."""
        with self._changed:
            self._bytes_to_live, self._fault = count, _hang_up

    def fault_after(self, count: int, fault: Callable[[], None]) -> None:
        """Let something happen to it when so many more bytes have come."""
        with self._changed:
            self._bytes_to_live, self._fault = count, fault

    def power(self, on: bool) -> None:
        """Pull its plug, or put it in again."""
        with self._changed:
            self._paper.power(on)
            self._in_paper = False

    def overheat(self, is_hot: bool = True) -> None:
        with self._changed:
            self._paper.hot = is_hot
            self._paper.changed()

    @property
    def untaken(self) -> tuple[int, int]:
        """How many papers its presenter took back in, and let fall."""
        with self._changed:
            return self._paper.retracted, self._paper.dropped

    def take_from_mouth(self) -> None:
        """Somebody takes the paper that its presenter holds."""
        with self._changed:
            self._paper.mouth = False


class VirtualTcpPrinter:
    """A network printer: one connection at a time, the next waits its turn."""

    def __init__(self, printer: VirtualPrinter, host: str = "127.0.0.1", port: int = 0) -> None:
        """Port 0 takes a free one."""
        self.printer = printer
        self._listener = socket.create_server((host, port))
        self._wire = Wire(printer, self._run)

    @property
    def address(self) -> str:
        host, port = self._listener.getsockname()[:2]
        return f"{host}:{port}"

    def start(self) -> None:
        self._wire.start()

    def stop(self) -> None:
        """Hang up and listen no more. Idempotent."""
        self._wire.stop()
        self._listener.close()

    def _run(self) -> None:
        while self._wire.wait(self._listener.fileno(), None):
            connection, _ = self._listener.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with connection:
                self._wire.carry(connection.fileno())


class Wire:
    """The thread that carries bytes between a file descriptor and a printer."""

    def __init__(self, printer: VirtualPrinter, run: Callable[[], None]) -> None:
        self._printer = printer
        self._stopping = threading.Event()
        self._bell, self._button = socket.socketpair()
        self._thread = threading.Thread(target=run, name="virtual printer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._button.close()
        if self._thread.is_alive():
            self._thread.join()
        self._bell.close()

    def wait(self, wire: int, seconds: float | None, event: int = select.POLLIN) -> int:
        """What happened on the wire: an event of poll(), 0 when nothing did or it is time to stop."""
        waiting = select.poll()
        waiting.register(wire, event)
        waiting.register(self._bell, select.POLLIN)
        found = dict(waiting.poll(None if seconds is None else seconds * 1000))
        return 0 if self._stopping.is_set() else found.get(wire, 0)

    @property
    def is_stopping(self) -> bool:
        return self._stopping.is_set()

    def carry(self, wire: int) -> None:
        """Carry bytes until either side hangs up or it is time to stop."""
        while not self.is_stopping:
            # A full buffer holds the line, as the network does by itself.
            room = self._printer.room
            deaf = self._printer.deaf or room == 0
            event = self.wait(wire, LOOK_S if self._printer.busy else IDLE_S, 0 if deaf else select.POLLIN)
            if event and not event & select.POLLIN:
                return
            try:
                data = os.read(wire, room) if event else b""
                if event and not data:
                    return
                if not self._printer.deaf:
                    self.answer(wire, data)
            except OSError:
                return  # the connection is gone, or the printer was told to hang up

    def answer(self, wire: int, data: bytes) -> None:
        """Give the printer what came, and the wire what it says. Raises OSError."""
        answers = self._printer.feed(data)
        if answers:
            os.write(wire, answers)
