"""The live stream: the floor when it changed and the messages that passed, to every page that watches.

What is sent is looked at and encoded once, however many watch; nobody gets more than a page can draw.
"""

import asyncio
from collections.abc import AsyncIterator

import msgspec
from msgspec.structs import replace
from starlette.concurrency import run_in_threadpool

from motcua.stage.looker import Looker
from motcua.stage.snapshot import Snapshot
from motcua.stage.wiretap import Wiretap

# Each watcher is an open socket; these are the browsers of one machine.
MAX_WATCHERS = 64
PAUSE_S = 0.2
# With nobody watching the papers are still taken out of the printers.
ALONE_S = 2.0
# A comment now and then finds watchers that are gone.
COMFORT_S = 15.0

_ENCODER = msgspec.json.Encoder()


class Feed:
    """run() and the streams are on one loop."""

    def __init__(self, looker: Looker, tap: Wiretap) -> None:
        self._looker, self._tap = looker, tap
        self._shown: Snapshot | None = None
        self._floor = b""
        self._version = 0
        self._news = asyncio.Event()
        self._came = asyncio.Event()
        self._watchers = 0
        self._closed = False

    @property
    def full(self) -> bool:
        return self._watchers >= MAX_WATCHERS

    def close(self) -> None:
        """End run() and every stream."""
        self._closed = True
        self._came.set()
        self._tell()

    async def run(self) -> None:
        """Look at the floor, often while somebody watches."""
        heard = 0
        while not self._closed:
            snapshot = await run_in_threadpool(self._looker.look)
            same = self._shown is not None and replace(snapshot, at_ms=self._shown.at_ms) == self._shown
            if not same:
                self._shown, self._version = snapshot, self._version + 1
                self._floor = _event("floor", snapshot)
            if not same or heard != self._tap.count:
                heard = self._tap.count
                self._tell()
            await self._pause()

    async def stream(self) -> AsyncIterator[bytes]:
        """The server-sent events of one watcher."""
        self._watchers += 1
        self._came.set()
        version, heard = 0, -1
        try:
            while not self._closed:
                news = self._news
                if version != self._version:
                    version = self._version
                    yield self._floor
                # The first that watches may come before the first look.
                heard, lines = self._tap.after(heard) if version else (heard, [])
                if lines:
                    yield _event("message", lines)
                if not await _set_within(news, COMFORT_S):
                    yield b": still here\n\n"
        finally:
            self._watchers -= 1

    async def _pause(self) -> None:
        self._came.clear()
        if self._watchers:
            await asyncio.sleep(PAUSE_S)
        else:
            await _set_within(self._came, ALONE_S)

    def _tell(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()


async def _set_within(event: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True


def _event(name: str, value: object) -> bytes:
    return b"event: %s\ndata: %s\n\n" % (name.encode(), _ENCODER.encode(value))
