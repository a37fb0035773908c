"""A virtual printer at the far end of a wire: a TCP server, a pty or a memory port in front of one `Paper`.

It is told from outside to run out of paper, to open its cover, to fall silent or to hang up, and keeps every job with
the moment of its first and last byte.
"""

import os
import select
import socket
import threading
import time
import tty
from collections.abc import Callable
from typing import Literal, NamedTuple

from printer.paper import Job, Paper
from printer.virtual_type import NO_LETTERS, Letters

# How often it is looked for work that became due without a byte arriving: printing takes time, paper is put in.
LOOK_S = 0.01
IDLE_S = 0.1


class Roll(NamedTuple):
    """What a person sees of the printer's paper."""

    paper: Literal["full", "low", "out"]
    cover_open: bool


class VirtualPrinter:
    """One printer; every call may come from any thread. As it stands it is the far end of a memory port."""

    def __init__(
        self,
        dots: int = 576,
        rows_per_s: float | None = None,
        now: Callable[[], float] = time.monotonic,
        letters: Letters = NO_LETTERS,
    ) -> None:
        """`rows_per_s` is how fast it prints (200 mm/s at 203 dpi are 1600); None: at once."""
        self._paper = Paper(dots, letters)
        self._rows_per_s = rows_per_s
        self._now = now
        self._free_at = 0.0
        self._bytes_to_live: int | None = None
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

    def feed(self, data: bytes) -> bytes:
        """Take what arrived and answer. Raises ConnectionError when it was told to hang up within these bytes."""
        with self._changed:
            if self._deaf:
                raise TimeoutError("takes no bytes")
            live, self._bytes_to_live = self._bytes_to_live, None
            if live is not None and len(data) >= live:
                self._paper.receive(data[:live], self._now())
                self._work()
                raise ConnectionResetError("hung up")
            self._bytes_to_live = live if live is None else live - len(data)
            if data:
                self._paper.receive(data, self._now())
            self._work()
            answers = bytes(self._paper.answers)
            self._paper.answers.clear()
            return answers

    def _work(self) -> None:
        jobs = len(self._paper.jobs)
        while self._free_at <= self._now() and (rows := self._paper.work()) >= 0:
            if self._rows_per_s is not None:
                self._free_at = max(self._free_at, self._now()) + rows / self._rows_per_s
        if len(self._paper.jobs) != jobs:
            self._changed.notify_all()

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

    def go_deaf(self, is_deaf: bool = True) -> None:
        """Take no more bytes."""
        with self._changed:
            self._deaf = is_deaf

    def hang_up_after(self, count: int) -> None:
        """Break the connection when so many more bytes have come."""
        with self._changed:
            self._bytes_to_live = count


class VirtualTcpPrinter:
    """A network printer: one connection at a time, the next waits its turn."""

    def __init__(self, printer: VirtualPrinter, host: str = "127.0.0.1", port: int = 0) -> None:
        """Port 0 takes a free one."""
        self.printer = printer
        self._listener = socket.create_server((host, port))
        self._wire = _Wire(printer, self._run)

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


class VirtualSerialPrinter:
    """A printer on a serial line: a pty, which carries bytes at any speed at once."""

    def __init__(self, printer: VirtualPrinter) -> None:
        self.printer = printer
        self._far, self._near = os.openpty()
        tty.setraw(self._near)
        self.path = os.ttyname(self._near)
        self._wire = _Wire(printer, self._run)

    def start(self) -> None:
        self._wire.start()

    def stop(self) -> None:
        """Pull the cable. Idempotent."""
        self._wire.stop()
        self._hang_up()

    def _run(self) -> None:
        self._wire.carry(self._far)
        self._hang_up()

    def _hang_up(self) -> None:
        # The near end is held open all the time: between two opens of the driver the pty would be gone otherwise.
        for end in (self._near, self._far):
            if end >= 0:
                os.close(end)
        self._near = self._far = -1


class _Wire:
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

    def carry(self, wire: int) -> None:
        """Carry bytes until either side hangs up or it is time to stop."""
        while not self._stopping.is_set():
            deaf = self._printer.deaf
            event = self.wait(wire, LOOK_S if self._printer.busy else IDLE_S, 0 if deaf else select.POLLIN)
            if event and not event & select.POLLIN:
                return
            try:
                data = os.read(wire, 4096) if event else b""
                if event and not data:
                    return
                if not deaf:
                    self._answer(wire, data)
            except OSError:
                return  # the connection is gone, or the printer was told to hang up

    def _answer(self, wire: int, data: bytes) -> None:
        answers = self._printer.feed(data)
        if answers:
            os.write(wire, answers)
