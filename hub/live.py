"""The live stream: each new view of the hub to every page that watches; the newest only, no faster than pages draw."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

import msgspec

from hub.view import View

# Each watcher is an open socket; a hall has a handful of screens.
MAX_WATCHERS = 64
# Under a burst of presses a page would be drawn hundreds of times a second.
PAUSE_S = 0.2
# A comment now and then keeps proxies from closing a quiet stream, and finds watchers that are gone.
COMFORT_S = 15.0


class Live:
    """Hands views from the writer's thread to the watchers on the web loop."""

    def __init__(self, first: View) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._view = first
        self._told = asyncio.Event()
        self._watchers = 0
        self._closed = False

    def listen(self, subscribe: Callable[[Callable[[View], None]], Callable[[], None]]) -> Callable[[], None]:
        """Begin to take views from the service; returns how to end that. Call on the loop."""
        self._loop = asyncio.get_running_loop()
        return subscribe(self._from_writer)

    def close(self) -> None:
        """End every stream. Call on the loop."""
        self._closed = True
        self._told.set()

    @property
    def full(self) -> bool:
        return self._watchers >= MAX_WATCHERS

    async def stream(self) -> AsyncIterator[bytes]:
        """The server-sent events of one watcher, beginning with the view as it is."""
        self._watchers += 1
        sent: View | None = None
        try:
            while not self._closed:
                if self._view is not sent:
                    sent = self._view
                    yield b"event: state\nid: %d\ndata: %s\n\n" % (sent.seq, msgspec.json.encode(sent))
                    await asyncio.sleep(PAUSE_S)
                elif not await self._news():
                    yield b": still here\n\n"
        finally:
            self._watchers -= 1

    async def _news(self) -> bool:
        told = self._told
        try:
            await asyncio.wait_for(told.wait(), COMFORT_S)
        except TimeoutError:
            return False
        return True

    def _from_writer(self, view: View) -> None:
        # A view on its way while the loop ends has nobody left to see it.
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._show, view)

    def _show(self, view: View) -> None:
        self._view = view
        told, self._told = self._told, asyncio.Event()
        told.set()
