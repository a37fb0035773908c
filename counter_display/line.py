"""The one owner of a serial line: counters wish from their own threads, and one frame at a time goes out.

Where the line is free a wish is written at once, in the thread of the counter that has it: from a key to the number on
the display there is no further hop. What must wait goes by the reader's thread where that knew of it when it looked
last, and by the sender's where a counter's wish comes in between. A keypad that is asked and asked again needs the
reader's alone: waking two threads for each question, and for each byte, costs more than all else.
"""

import logging
import math
import threading
from collections.abc import Iterable

from counter_display.bus import Place, What
from counter_display.device import Display, Keypad, LineSeen, Polled
from counter_display.line_logic import LineLogic, News
from counter_display.line_state import LineState, Seat
from devicekit.clock import Clock
from devicekit.errors import PortError
from devicekit.link import Inbox
from devicekit.port_reader import PortReader
from devicekit.ports import Port, PortBack, PortLost, SerialBytes

log = logging.getLogger("motcua.line")

# A frame is some bytes and the kernel's buffer is empty: a line that does not take them at once is broken.
WRITE_S = 0.2


class Line:
    """A line and the counters that sit on it. Every counter takes its seat before the first starts."""

    def __init__(self, port: Port, clock: Clock, baud: int = 9600, echo: bool = False, thread: bool = True) -> None:
        """`thread` False: nothing is read, and nothing that had to wait is sent, but by poll()."""
        self._port, self._clock, self._thread = port, clock, thread
        self._baud, self._echo = baud, echo
        self._reader = PortReader(port, clock)
        self._seats: list[Seat] = []
        self._inboxes: dict[int, Inbox] = {}
        self._logic = LineLogic((), baud, echo)
        self._state: LineState = self._logic.start()
        self._lock = threading.Condition()
        self._sender: threading.Thread | None = None
        self._wakes_at = self._looks_at = math.inf
        """When the sender's thread, and the reader's, will do what is due."""

    def sit(self, display: Display | None, keypad: Keypad | Polled | None) -> int:
        """A seat for one more counter."""
        asked = keypad if isinstance(keypad, Polled) else None
        self._seats.append(Seat(display, None if isinstance(keypad, Polled) else keypad, asked))
        self._logic = LineLogic(self._seats, self._baud, self._echo)
        self._state = self._logic.start()
        return len(self._seats) - 1

    # Life

    def start(self, seat: int, inbox: Inbox) -> None:
        """That counter listens from now on; the first one starts the line."""
        with self._lock:
            self._inboxes[seat] = inbox
            if self._state.part is not None:
                inbox.put(LineSeen(self._state.part))
            if self._sender is not None or len(self._inboxes) > 1:
                return
        self._reader.start(self, self._thread)
        if self._thread:
            self._sender = threading.Thread(target=self._run, name=f"sender {self._port.name}", daemon=True)
            self._sender.start()

    def stop(self, seat: int) -> None:
        """That counter has gone; the last one stops the line. Idempotent."""
        with self._lock:
            if self._inboxes.pop(seat, None) is None or self._inboxes:
                return
            sender, self._sender = self._sender, None
            self._lock.notify_all()
        if sender is not None:
            sender.join()
        self._reader.stop()
        self._state, self._wakes_at, self._looks_at = self._logic.start(), math.inf, math.inf

    # From the counters

    def wish(self, seat: int, what: What, frame: bytes, urgency: int) -> None:
        """Show that frame there, now if the line is free."""
        with self._lock:
            now = self._clock.monotonic()
            self._state = self._logic.wish(self._state, Place(seat, what), frame, urgency, now)
            self._turn()
            if self._due() < min(self._wakes_at, self._looks_at):
                self._lock.notify_all()

    def hold(self) -> None:
        """Keep the line free for an answer that is on its way."""
        with self._lock:
            self._state = self._logic.hold(self._state, self._clock.monotonic())

    # From the wire

    def put(self, item: object) -> None:
        """What the reader has (it takes us for an inbox)."""
        with self._lock:
            now, news = self._clock.monotonic(), list[News]()
            if isinstance(item, SerialBytes):
                self._state, news = self._logic.hear(self._state, item.data, item.at, now)
            elif isinstance(item, PortBack):
                self._state, news = self._logic.back(self._state, now)
            elif isinstance(item, PortLost):
                self._state, news = self._logic.lost(self._state, item.reason)
            self._tell(news)
            if not self._logic.still_coming(self._state, now):
                self._turn()
            if self._thread:
                self._plan()

    def poll(self) -> bool:
        """Take what there is to hear and send what is due, for a program without threads; True when there was any."""
        heard = self._reader.poll()
        with self._lock:
            return self._turn() or heard

    # Inside, with the lock held

    def _turn(self) -> bool:
        """Do what is due now."""
        sent = False
        while True:
            self._state, frame, news = self._logic.turn(self._state, self._clock.monotonic())
            self._tell(news)
            if frame is None:
                break
            sent = self._write(frame) or sent
        return sent

    def _plan(self) -> None:
        """The reader's next look: when something is due, and not while an answer can't be whole."""
        self._looks_at = self._due()
        self._reader.wake_at(self._looks_at)
        self._reader.rest(self._logic.rest_s(self._state, self._clock.monotonic()))

    def _write(self, frame: bytes) -> bool:
        try:
            self._port.write(frame, WRITE_S)
        except PortError as error:
            # The reader sees the closed port, says so and opens it again; then everything is sent once more.
            log.debug("frame not sent: %s", error)
            return False
        return True

    def _tell(self, news: Iterable[News]) -> None:
        for each in news:
            for seat, inbox in self._inboxes.items():
                if each.seat in (None, seat):
                    inbox.put(each.event)

    def _due(self) -> float:
        due = self._logic.next_due(self._state, self._clock.monotonic())
        return math.inf if due is None else due

    def _run(self) -> None:
        """The sender's thread."""
        with self._lock:
            while self._inboxes:
                self._turn()
                due = self._due()
                self._wakes_at = due if due < self._looks_at else math.inf
                wait_s = max(0.0, self._wakes_at - self._clock.monotonic())
                self._lock.wait(None if wait_s == math.inf else wait_s)
