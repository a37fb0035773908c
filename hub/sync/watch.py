"""Sees to it that no call to the one-stop system takes longer than it may, nor outlives the hub."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from hub.sync.caller import Caller

LOOK_S = 0.25


class Watch:
    """Cuts callers that are overdue. begin() and end() are idempotent."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._callers: tuple[Caller, ...] = ()
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="onestop-watch", daemon=True)
            self._thread.start()

    def end(self) -> None:
        """Break every call off; later ones are refused."""
        with self._lock:
            self._over.set()
            callers = self._callers
        for caller in callers:
            caller.end()
        if self._thread is not None:
            self._thread.join()

    def add(self, caller: Caller) -> None:
        """Watch a caller from now on."""
        with self._lock:
            self._callers = (*self._callers, caller)
            late = self._over.is_set()
        if late:
            caller.end()

    @contextmanager
    def over(self, caller: Caller) -> Iterator[Caller]:
        """Watch a caller while the block runs, then close it."""
        self.add(caller)
        try:
            yield caller
        finally:
            with self._lock:
                self._callers = tuple(other for other in self._callers if other is not caller)
            caller.close()

    def _run(self) -> None:
        while not self._over.wait(LOOK_S):
            now = time.monotonic()
            for caller in self._callers:
                if caller.overdue(now):
                    caller.cut()
