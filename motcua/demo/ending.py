"""How a command that stays up is ended: Ctrl-C, SIGTERM, SIGHUP, at a place where nothing is left half done."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from devicekit.over import Over


class Ending:
    """watch() in the main thread; from then on a signal only sets `over`, except inside interruptible()."""

    def __init__(self) -> None:
        self.over = Over()
        self._breaks = False

    def watch(self) -> None:
        for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signum, self._told)

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """What is inside is broken off by KeyboardInterrupt: a wait, not the start of a program."""
        self._breaks = True
        try:
            if self.over.is_set():
                raise KeyboardInterrupt
            yield
        finally:
            self._breaks = False

    def _told(self, _signum: int, _frame: FrameType | None) -> None:
        self.over.set()
        if self._breaks:
            # Once: a second Ctrl-C must not break off the cleaning up.
            self._breaks = False
            raise KeyboardInterrupt
