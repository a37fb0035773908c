"""The messages on the wire, as the page lists them: the newest only, each with its place in the order."""

import threading
import time
from collections import deque
from collections.abc import Callable

from devicekit.messages import Status
from motcua.demo.probe import Heard
from motcua.stage.passed import Passed, passed

KEPT = 50
# A page that lags behind by more than that lost them anyway.
REMEMBERED = 400


class Wiretap:
    """take() is for the probe's thread, the rest for any."""

    def __init__(self, ring: Callable[[], object]) -> None:
        """`ring` is told of everything that is heard."""
        self._ring = ring
        self._lock = threading.Lock()
        self._messages: deque[Passed] = deque(maxlen=REMEMBERED)
        self._statuses: dict[str, Status] = {}
        self.count = 0
        """How many messages there were."""

    def take(self, heard: Heard) -> None:
        device, message = heard.topic.device, heard.message
        at_ms = int(1000 * (time.time() - time.monotonic() + heard.at))
        with self._lock:
            line = passed(heard.topic, message, at_ms, self._statuses.get(device))
            if isinstance(message, Status):
                self._statuses[device] = message
            if line is not None:
                self._messages.append(line)
                self.count += 1
        self._ring()

    def after(self, count: int) -> tuple[int, list[Passed]]:
        """The messages behind the first `count`, and how many there were in all; before the first look only KEPT."""
        with self._lock:
            new = self.count - count if count >= 0 else KEPT
            return self.count, list(self._messages)[-new:] if new else []
