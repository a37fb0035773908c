"""Listens to a port for a program: what arrives goes to the inbox, and a lost port is opened again by itself."""

import math
import threading

from devicekit.back_off import BackOff
from devicekit.clock import Clock
from devicekit.errors import PortError
from devicekit.link import Inbox
from devicekit.ports import Port, PortBack, PortDue, PortLost, PortQuiet, SerialBytes

__all__ = ["PortBack", "PortDue", "PortLost", "PortQuiet", "PortReader", "SerialBytes"]

# One read: larger than any frame of ours, and than what a serial driver holds between two looks.
CHUNK = 512
# How long one read waits; bounds how late the thread sees stop(). Arriving bytes end it at once.
WAIT_S = 0.5
FIRST_BACK_OFF_S = 0.5
# A device on this machine costs little to try, and who plugs it in again stands there and waits.
LAST_BACK_OFF_S = 5.0


class PortReader:
    """The only one that reads and opens the port; another thread may write to it."""

    def __init__(self, port: Port, clock: Clock, quiet_s: float = math.inf) -> None:
        """`quiet_s`: PortQuiet is posted when that many seconds have brought nothing after bytes; never by default."""
        self._port = port
        self._clock = clock
        self._quiet_s = quiet_s
        self._quiet_at = self._due_at = math.inf
        self._inbox: Inbox | None = None
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._was_open: bool | None = None
        self._back_off = BackOff(FIRST_BACK_OFF_S, LAST_BACK_OFF_S)
        self._rest_s = 0.0

    def start(self, inbox: Inbox, thread: bool = True) -> None:
        """Begin to listen; with `thread` False only poll() does. Idempotent."""
        if self._inbox is not None:
            return
        self._inbox = inbox
        self._stopping.clear()
        if thread:
            self._thread = threading.Thread(target=self._run, name=f"reader {self._port.name}", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Stop listening and close the port. Idempotent."""
        self._stopping.set()
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join()
        self._inbox = None
        self._was_open, self._quiet_at, self._due_at = None, math.inf, math.inf
        self._port.close()

    def poll(self) -> bool:
        """Take what is there now, without waiting; True when anything was posted."""
        return self._inbox is not None and self._look(self._inbox, 0.0)

    def rest(self, seconds: float) -> None:
        """What was just posted has a rest that is whole in that time: the thread sleeps, and reads it at once.

        For an inbox that knows that before put() comes back; being woken by each byte costs more than all else.
        """
        self._rest_s = seconds

    def wake_at(self, moment: float) -> None:
        """Post PortDue at that monotonic second, but for bytes that come before; for an inbox, as rest()."""
        self._due_at = moment

    def _run(self) -> None:
        inbox = self._inbox
        while inbox is not None and not self._stopping.is_set():
            self._look(inbox, WAIT_S)
            rest_s, self._rest_s = self._rest_s, 0.0
            if rest_s > 0:
                self._stopping.wait(rest_s)
            if not self._port.is_open:
                self._stopping.wait(max(0.0, self._back_off.due_at - self._clock.monotonic()))

    def _look(self, inbox: Inbox, wait: float) -> bool:
        now = self._clock.monotonic()
        try:
            if not self._port.is_open:
                return (self._was_open is not False or self._back_off.is_due(now)) and self._open(inbox)
            data = self._port.read(CHUNK, max(0.0, min(wait, min(self._quiet_at, self._due_at) - now)))
        except PortError as error:
            return self._lose(inbox, str(error), now)
        return self._hear(inbox, data, self._clock.monotonic())

    def _hear(self, inbox: Inbox, data: bytes, now: float) -> bool:
        # Only a look that found nothing makes it quiet: bytes that lay there while this thread was kept from looking
        # belong to what came before.
        quiet, due = not data and now >= self._quiet_at, not data and now >= self._due_at
        if data:
            inbox.put(SerialBytes(self._port.name, data, now))
            self._quiet_at = now + self._quiet_s
        elif quiet:
            inbox.put(PortQuiet(self._port.name, now))
            self._quiet_at = math.inf
        if due:
            self._due_at = math.inf
            inbox.put(PortDue(self._port.name, now))
        return bool(data) or quiet or due

    def _open(self, inbox: Inbox) -> bool:
        if self._was_open:
            # The writer met the failure; say so before the port is opened again.
            inbox.put(PortLost(self._port.name, f"{self._port.name} failed while it was written to"))
            self._was_open = False
        self._port.open()
        self._was_open = True
        self._back_off.worked()
        inbox.put(PortBack(self._port.name))
        return True

    def _lose(self, inbox: Inbox, reason: str, now: float) -> bool:
        news = self._was_open is not False
        self._port.close()
        self._was_open, self._quiet_at, self._due_at = False, math.inf, math.inf
        self._back_off.failed(now)
        if news:
            inbox.put(PortLost(self._port.name, reason))
        return news
