"""An officer of a floor: presses keys, and presses again when nothing came of it."""

from collections.abc import Callable
from contextlib import suppress

from motcua.demo.places import CounterPlace
from motcua.demo.wait import TookTooLong, wait_for

# How often an officer tries a key, and how long he waits before he tries again.
PRESSES, PATIENCE_S = 3, 3.0


class Officer:
    """Who sits at a counter."""

    def __init__(self, counter: CounterPlace) -> None:
        self._counter = counter

    def calls(self, number: str) -> None:
        """Call the next, who must be that one."""
        self._press("next", lambda: self._shows(number) and self._counter.blinks(), f"{number} blinking")

    def starts(self, number: str) -> None:
        self._press("start", lambda: self._shows(number) and not self._counter.blinks(), f"{number} steady")

    def finishes(self, number: str) -> None:
        self._press("finish", lambda: not self._shows(number), f"{number} gone")

    def sends_to_pay(self, number: str) -> None:
        self._press("fee", lambda: not self._shows(number), f"{number} gone to pay")

    def _shows(self, number: str) -> bool:
        return self._counter.shows() == number

    def _press(self, key: str, claim: Callable[[], object], what: str) -> None:
        """On a shared line two speakers at once spoil both. Raises TookTooLong."""
        where = f"{what} on the display of {self._counter.id}"
        for _ in range(PRESSES - 1):
            self._counter.press(key)
            with suppress(TookTooLong):
                return wait_for(claim, where, PATIENCE_S)
        self._counter.press(key)
        wait_for(claim, f"{where}; it shows {self._counter.shows()!r}")
        return None
