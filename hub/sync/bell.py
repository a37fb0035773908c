"""What a thread of the sync sleeps on."""

import threading


class Bell:
    """Sleep until somebody rings, time is over, or all is over."""

    def __init__(self) -> None:
        self._rung = threading.Event()
        self._ended = False

    @property
    def ended(self) -> bool:
        return self._ended

    def ring(self) -> None:
        """Wake whoever sleeps, or who sleeps next."""
        self._rung.set()

    def end(self) -> None:
        """Wake for good."""
        self._ended = True
        self._rung.set()

    def sleep(self, seconds: float) -> None:
        """At most that long."""
        if not self._ended:
            self._rung.wait(seconds)
            self._rung.clear()
        if self._ended:
            self._rung.set()
