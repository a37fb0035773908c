"""The stage: the floor's page on one port, in a thread of its own."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from devicekit.errors import MotcuaError
from hub.web_guard import Guard
from hub.web_thread import Served, WebThread, listen_at
from motcua.demo.floor import Floor
from motcua.demo.neighbour import Neighbour
from motcua.stage.app import build_app
from motcua.stage.board import HubBoard
from motcua.stage.feed import Feed
from motcua.stage.hands import Hands
from motcua.stage.keeper import Keeper
from motcua.stage.looker import Looker
from motcua.stage.wiretap import Wiretap

HOST = "127.0.0.1"


def open_port(port: int) -> socket.socket:
    """A listening socket, so that nobody else takes the port while the floor comes up; 0 takes a free one.

    Raises MotcuaError.
    """
    try:
        return listen_at(HOST, port)
    except OSError as error:
        raise MotcuaError(
            f"cổng {port} đang được dùng / port {port} is in use: motcua demo --port {port + 1} ({error.strerror})"
        ) from error


class Stage:
    """start() when the floor is up, stop() before it goes."""

    def __init__(self, floor: Floor, neighbour: Neighbour, keeper: Keeper, listener: socket.socket) -> None:
        """Takes the listener and closes it at the end."""
        self._floor, self._listener = floor, listener
        self._board = HubBoard(floor.url)
        self._tap = Wiretap(self._board.ring)
        self._looker = Looker(floor, neighbour, self._board)
        self._hands = Hands(floor, neighbour, keeper)
        self._thread: WebThread | None = None

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def start(self) -> None:
        """Serve when this returns."""
        if self._floor.probe is None:
            raise MotcuaError("the floor is not started")
        self._floor.probe.follow(self._tap.take)
        self._board.start()
        self._thread = WebThread("stage", self._listener, self._serving)
        self._thread.start()

    def stop(self) -> None:
        """End the streams, let answers on their way go out, end the threads. Idempotent."""
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.stop()
        self._board.stop()
        self._listener.close()

    @asynccontextmanager
    async def _serving(self) -> AsyncIterator[Served]:
        feed = Feed(self._looker, self._tap)
        app = build_app(self._looker, feed, self._hands, self._floor.url)
        looking = asyncio.create_task(feed.run())
        try:
            yield Served(Guard(app, HOST, self.port, None), feed.close)
        finally:
            feed.close()
            await looking
