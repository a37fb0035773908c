"""The button box at the far end of the pins: somebody presses its buttons and watches its lamps."""

import os
import selectors
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

from devicekit.clock import Clock

KEPT = 20_000
# What a person takes for the dark half of a blink, and for its bright half.
DARK_AT_MOST_S, LIT_AT_MOST_S, LATELY_S = 2.0, 0.6, 2.5


class Lit(NamedTuple):
    """A lamp was switched, at that monotonic second."""

    at: float
    pin: int
    on: bool


class ButtonBox:
    """Contacts that close pins to ground, and lamps on other pins. Calls may come from any thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._changed = threading.Condition()
        self._down: set[int] = set()
        self._lamps: dict[int, bool] = {}
        self._wire: Callable[[int, bool], None] = lambda pin, level: None
        self.history: deque[Lit] = deque(maxlen=KEPT)

    def attach(self, wire: Callable[[int, bool], None]) -> None:
        """Join the wires: wire(pin, level) is called for every change, at first for what is held down."""
        self._wire = wire
        for pin in sorted(self._down):
            wire(pin, False)

    def press(self, pin: int) -> None:
        """Close a contact and hold it."""
        self._down.add(pin)
        self._wire(pin, False)

    def release(self, pin: int) -> None:
        self._down.discard(pin)
        self._wire(pin, True)

    def tap(self, pin: int) -> None:
        """Press and let go."""
        self.press(pin)
        self.release(pin)

    def bounce(self, pin: int, edges: Iterable[bool] = (True, False, True, False, True)) -> None:
        """Close (True) and open (False) a contact in that order, at once, as a worn one does."""
        for down in edges:
            self.press(pin) if down else self.release(pin)

    def light(self, pin: int, on: bool) -> None:
        """The program switched a lamp."""
        with self._changed:
            if self._lamps.get(pin) != on:
                self._lamps[pin] = on
                self.history.append(Lit(self._clock.monotonic(), pin, on))
                self._changed.notify_all()

    def lamp(self, pin: int) -> bool:
        """Whether a lamp burns; one that was never switched does not."""
        with self._changed:
            return self._lamps.get(pin, False)

    def changes(self, pin: int, since: float) -> int:
        """How often a lamp went on or off since that monotonic second: blinking, for a person."""
        with self._changed:
            return sum(1 for each in self.history if each.pin == pin and each.at >= since)

    def blinking(self, pin: int, now: float) -> bool:
        """Whether a person would call it blinking: it changed more than once lately, and has not rested since."""
        with self._changed:
            lately = takewhile(lambda each: each.at >= now - LATELY_S, reversed(self.history))
            changes = [each.at for each in lately if each.pin == pin]
            rest = LIT_AT_MOST_S if self._lamps.get(pin, False) else DARK_AT_MOST_S
        return len(changes) > 1 and now - changes[0] < rest

    def wait_until(self, seen: Callable[["ButtonBox"], bool], timeout: float) -> bool:
        """Wait until the lamps look as `seen` says; False when they did not within `timeout` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: seen(self), timeout)


class VirtualButtonBox:
    """A ButtonBox behind a Unix socket. One program at a time; a new one takes over from one that died."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self.path = path
        self.box = ButtonBox(clock)
        self._listener: socket.socket | None = None
        self._program: socket.socket | None = None
        self._half = b""
        self._thread: threading.Thread | None = None
        self._stop_read = self._stop_write = -1
        self.programs = 0
        """How many programs have connected."""

    def start(self) -> None:
        """Listen at `path`."""
        self.path.unlink(missing_ok=True)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self.path))
        self._listener.listen()
        self._stop_read, self._stop_write = os.pipe()
        self._thread = threading.Thread(target=self._run, name=f"button box {self.path}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Hang up. Idempotent."""
        thread, self._thread = self._thread, None
        if thread is None or self._listener is None:
            return
        os.write(self._stop_write, b".")
        thread.join()
        self._hang_up()
        self._listener.close()
        self.path.unlink(missing_ok=True)
        os.close(self._stop_read)
        os.close(self._stop_write)

    def _run(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._stop_read, selectors.EVENT_READ, "stop")
            selector.register(self._listener or -1, selectors.EVENT_READ, "listener")
            while True:
                for key, _ in selector.select():
                    if key.data == "stop":
                        return
                    if key.data == "listener":
                        self._accept(selector)
                    elif not self._read():
                        selector.unregister(key.fileobj)
                        self._hang_up()

    def _accept(self, selector: selectors.BaseSelector) -> None:
        if self._listener is None:
            return
        program, _ = self._listener.accept()
        if self._program is not None:
            selector.unregister(self._program)
            self._hang_up()
        self._program, self._half = program, b""
        selector.register(program, selectors.EVENT_READ, "program")
        self.programs += 1
        self.box.attach(self._tell)
        self._send("ready")

    def _tell(self, pin: int, level: bool) -> None:
        self._send(f"pin {pin} {int(level)}")

    def _send(self, line: str) -> None:
        program = self._program
        if program is None:
            return
        with suppress(OSError):  # it died; its end of the wire is read out and closed by the thread
            program.sendall(line.encode() + b"\n")

    def _read(self) -> bool:
        """Take what the program said; False when it hung up."""
        try:
            data = self._program.recv(4096) if self._program is not None else b""
        except OSError:
            data = b""
        *lines, self._half = (self._half + data).split(b"\n")
        for line in lines:
            match line.split():
                case [b"out", pin, level] if pin.isdigit():
                    self.box.light(int(pin), level == b"1")
        return bool(data)

    def _hang_up(self) -> None:
        program, self._program = self._program, None
        if program is not None:
            program.close()
