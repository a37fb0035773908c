"""Asks after a dossier: the one-stop system, and when it is away, what this centre heard of the dossier last.

However many phones ask, the one-stop system is asked for a few codes at once and for each code once in a while. Codes
are in no log above debug: whoever reads the log could look them all up.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from typing import Literal, NamedTuple

from starlette.concurrency import run_in_threadpool

from devicekit.clock import Clock
from hub.dossier import Dossier
from hub.errors import OnestopAway, StoreError

log = logging.getLogger(__name__)

# A province has a hundred centres or more; none of them may need more than this of it.
AT_ONCE = 4
# Whoever finds all of them busy is told what is kept here rather than to wait longer.
BUSY_S = 2.0
ANSWER_S = 5.0
# A dossier changes a few times in its life: this old an answer is as good as a new one.
FRESH_S = 10.0
# hub.lookup_limit lets in far fewer within FRESH_S.
MOST_ANSWERS = 1000

Find = Callable[[str], Dossier | None]
"""Asks the one-stop system for a code; None: it has none. Raises OnestopAway only.

It ends within a time limit of its own, for which a stop of the hub may have to wait.
"""
Kept = Callable[[str], Dossier | None]
"""The last that is known here of a code; None: nothing. Raises StoreError."""
Missing = Literal["unknown_dossier", "onestop_away", "store_away"]


class Found(NamedTuple):
    """A dossier as it was at `as_of_ms` (legal time); `kept`: from here, the one-stop system is away."""

    dossier: Dossier
    as_of_ms: int | None
    kept: bool


class _Answer(NamedTuple):
    found: Found | Missing
    until: float


class Lookup:
    """For one event loop. `find` is None where no one-stop system is set; `legal_ms` is the legal time now."""

    def __init__(self, find: Find | None, kept: Kept, clock: Clock, legal_ms: Callable[[], int]) -> None:
        self._find = find
        self._kept = kept
        self._clock = clock
        self._legal_ms = legal_ms
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._asking: dict[str, asyncio.Task[Found | Missing]] = {}
        # Oldest first.
        self._answers: OrderedDict[str, _Answer] = OrderedDict()

    async def ask(self, code: str) -> Found | Missing:
        """A dossier, or why there is none. Everybody who asks for a code that is being asked for gets that answer."""
        answer = self._answers.get(code)
        if answer is not None and self._clock.monotonic() < answer.until:
            return answer.found
        task = self._asking.get(code)
        if task is None:
            task = self._asking[code] = asyncio.create_task(self._answer(code))
            task.add_done_callback(lambda _: self._asking.pop(code, None))
        # Not wait_for(): who goes away must not take the answer from the others. Late answers serve those who ask next.
        await asyncio.wait({task}, timeout=ANSWER_S)
        return task.result() if task.done() else await self._from_here(code)

    async def _answer(self, code: str) -> Found | Missing:
        found = await self._from_here(code) if self._find is None else await self._from_onestop(self._find, code)
        self._remember(code, found)
        return found

    async def _from_onestop(self, find: Find, code: str) -> Found | Missing:
        try:
            async with asyncio.timeout(BUSY_S):
                await self._slots.acquire()
        except TimeoutError:
            return await self._from_here(code)
        try:
            dossier = await run_in_threadpool(find, code)
        except OnestopAway as error:
            log.debug("dossier %s is looked up here: %s", code, error)
            return await self._from_here(code)
        finally:
            self._slots.release()
        return "unknown_dossier" if dossier is None else Found(dossier, self._legal_ms(), kept=False)

    async def _from_here(self, code: str) -> Found | Missing:
        try:
            dossier = await run_in_threadpool(self._kept, code)
        except StoreError:
            return "store_away"
        if dossier is not None:
            return Found(dossier, dossier.updated_ms, kept=True)
        return "unknown_dossier" if self._find is None else "onestop_away"

    def _remember(self, code: str, found: Found | Missing) -> None:
        now = self._clock.monotonic()
        self._answers[code] = _Answer(found, now + FRESH_S)
        self._answers.move_to_end(code)
        while self._answers and (len(self._answers) > MOST_ANSWERS or next(iter(self._answers.values())).until <= now):
            self._answers.popitem(last=False)
