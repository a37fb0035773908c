"""The end of a program, as a signal or a thread tells it."""

import queue


class Over:
    """Told from anywhere, waited for by one thread.

    No threading.Event: its lock is not reentrant, and a signal that comes while the main thread holds it, in wait() or
    in the set() of the signal before, waits for itself for ever. SimpleQueue.put() may be interrupted by itself.
    """

    def __init__(self) -> None:
        self._told: queue.SimpleQueue[None] = queue.SimpleQueue()

    def set(self) -> None:
        """It is over; as often as you like."""
        self._told.put(None)

    def is_set(self) -> bool:
        return not self._told.empty()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end, for so long at most; whether it is over."""
        try:
            self._told.get(timeout=seconds)
        except queue.Empty:
            return False
        self._told.put(None)
        return True
