"""The part "onestop" of the hub's health: what is wrong with whom, said once for each change."""

import logging
import threading
from collections.abc import Callable
from typing import Literal, NamedTuple

from devicekit.codec import fit
from devicekit.messages import Part

log = logging.getLogger(__name__)

PART = "onestop"
Side = Literal["events", "records", "reference"]
# A short gap is the network's business; after this long somebody should look.
FAILED_AFTER_S = 300.0
# The worst first: what a person must mend, then what may pass by itself, then what was put aside.
_ORDER = ("internal", "unauthorized", "wrong_answer", "away", "record_refused", "event_refused")
_AT_ONCE = frozenset({"internal", "unauthorized", "wrong_answer"})


class Trouble(NamedTuple):
    """What is wrong; `since` is monotonic, `tries` how often it was found so."""

    code: str
    detail: str
    since: float
    tries: int = 1

    @property
    def counts(self) -> bool:
        """One lost answer among thousands is no trouble; nothing was lost by it."""
        return self.tries > 1 or self.code not in ("away", "wrong_answer")


class Health:
    """Collects what the loops say, and shows the worst of it. For any thread."""

    def __init__(self, show: Callable[[str, Part], object], monotonic: Callable[[], float]) -> None:
        self._show, self._monotonic = show, monotonic
        self._lock = threading.Lock()
        self._troubles: dict[str, Trouble] = {}
        self._backlog = ""
        self._aside_day = ""
        self._shown: Part | None = None

    def well(self, side: Side, day: str) -> None:
        """That side works; what was put aside on an earlier day is in the log."""
        with self._lock:
            self._troubles.pop(side, None)
            if day != self._aside_day:
                self._troubles.pop("record_refused", None)
                self._troubles.pop("event_refused", None)
            if side == "records":
                self._backlog = ""
            self._say()

    def ill(self, side: Side, code: str, detail: str, backlog: str = "") -> None:
        """That side does not work; `backlog`: what waits because of it."""
        with self._lock:
            before = self._troubles.get(side)
            since, tries = (before.since, before.tries) if before is not None else (self._monotonic(), 0)
            self._troubles[side] = Trouble(code, detail, since, tries + 1)
            self._backlog = backlog or self._backlog
            self._say()

    def put_aside(self, code: Literal["record_refused", "event_refused"], what: str, day: str) -> None:
        """Something will never be taken; it stays in sight for that working day."""
        with self._lock:
            if day != self._aside_day:
                self._troubles.pop("record_refused", None)
                self._troubles.pop("event_refused", None)
            self._aside_day = day
            self._troubles[code] = Trouble(code, what, self._monotonic())
            self._say()

    def _say(self) -> None:
        part = self._part()
        if part == self._shown:
            return
        before, self._shown = self._shown, part
        self._show(PART, part)
        if before is not None and (before.state, before.code) == (part.state, part.code):
            return
        if part.state != "ok":
            log.warning("one-stop system: %s (%s)", part.code, part.detail)
        elif before is not None:
            log.info("one-stop system: all is well again")

    def _part(self) -> Part:
        troubles = [trouble for trouble in self._troubles.values() if trouble.counts]
        if not troubles:
            return Part(state="ok")
        worst = min(troubles, key=lambda trouble: _ORDER.index(trouble.code))
        long = worst.code == "away" and self._monotonic() - worst.since >= FAILED_AFTER_S
        detail = "; ".join(each for each in (worst.detail, self._backlog) if each)
        return fit(
            Part(state="failed" if long or worst.code in _AT_ONCE else "degraded", code=worst.code, detail=detail)
        )
