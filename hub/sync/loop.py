"""A thread of the sync: a step, a sleep as long as the step says, the next step."""

import logging
import threading
from collections.abc import Callable

from hub.errors import OnestopAway
from hub.sync.line import Line

log = logging.getLogger(__name__)

# A fault in our own program is no reason to give no tickets, nor to fill a disk with its story.
AFTER_CRASH_S = 60.0

Step = Callable[[], float]
"""One piece of work; the seconds until the next is due."""


class Loop:
    """Runs the steps of one side. start() is idempotent."""

    def __init__(self, line: Line, step: Step) -> None:
        self._line, self._step = line, step
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        # A host's name that is looked up can't be broken off: such a thread must not hold up the end of the program.
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=f"onestop-{self._line.side}", daemon=True)
            self._thread.start()

    def end(self) -> None:
        """No step after the one at hand."""
        self._line.bell.end()

    def join(self, seconds: float) -> None:
        """Wait at most so long for the step at hand."""
        if self._thread is not None:
            self._thread.join(max(0.0, seconds))

    def _run(self) -> None:
        while not self._line.bell.ended:
            self._line.bell.sleep(self._try())

    def _try(self) -> float:
        try:
            return self._step()
        except Exception as error:
            log.exception("one-stop system: the side %r failed as it should not", self._line.side)
            self._line.failed(OnestopAway(f"{type(error).__name__}, see the log", "internal"))
            return AFTER_CRASH_S
