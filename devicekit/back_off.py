"""When something that failed is tried again: soon at first, then ever more rarely."""


class BackOff:
    """Waits of `first_s` seconds, twice as long after each failure, at most `last_s`. Pure: it is told the time."""

    def __init__(self, first_s: float, last_s: float) -> None:
        self._first_s, self._last_s = first_s, last_s
        self._wait_s = first_s
        self.due_at = 0.0
        """The monotonic second of the next try; 0: at once."""

    def is_due(self, now: float) -> bool:
        return now >= self.due_at

    def failed(self, now: float) -> None:
        self.due_at = now + self._wait_s
        self._wait_s = min(self._last_s, 2 * self._wait_s)

    def worked(self) -> None:
        self._wait_s, self.due_at = self._first_s, 0.0
