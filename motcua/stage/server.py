"""The stage: the floor's page on one port, in a thread of its own."""

import asyncio
import socket
import threading

import uvicorn

from devicekit.errors import MotcuaError
from hub.web_guard import Guard
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
GOODBYE_S = 2
MAX_CONNECTIONS = 200


def open_port(port: int) -> socket.socket:
    """A listening socket, so that nobody else takes the port while the floor comes up; 0 takes a free one.

    Raises MotcuaError.
    """
    try:
        listener = socket.create_server((HOST, port), backlog=128)
    except OSError as error:
        raise MotcuaError(
            f"cổng {port} đang được dùng / port {port} is in use: motcua demo --port {port + 1} ({error.strerror})"
        ) from error
    # Accepted connections inherit it: no answer waits 40 ms for an ACK.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


class Stage:
    """start() when the floor is up, stop() before it goes."""

    def __init__(self, floor: Floor, neighbour: Neighbour, keeper: Keeper, listener: socket.socket) -> None:
        """Takes the listener and closes it at the end."""
        self._floor, self._listener = floor, listener
        self._board = HubBoard(floor.url)
        self._tap = Wiretap(self._board.ring)
        self._looker = Looker(floor, neighbour, self._board)
        self._hands = Hands(floor, neighbour, keeper)
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self._ready = threading.Event()

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
        self._thread = threading.Thread(target=asyncio.run, args=(self._serve(),), name="stage")
        self._thread.start()
        self._ready.wait()

    def stop(self) -> None:
        """End the streams, let answers on their way go out, end the threads. Idempotent."""
        thread, self._thread = self._thread, None
        if thread is not None:
            if self._server is not None:
                self._server.should_exit = True
            thread.join()
        self._board.stop()
        self._listener.close()

    async def _serve(self) -> None:
        feed = Feed(self._looker, self._tap)
        app = build_app(self._looker, feed, self._hands, self._floor.url)
        server = self._server = _Server(_config(Guard(app, HOST, self.port, None)), feed, self._ready)
        looking = asyncio.create_task(feed.run())
        try:
            await server.serve([self._listener])
        finally:
            self._ready.set()
            await looking


class _Server(uvicorn.Server):
    """Tells when it serves, and ends the live streams before it waits for open connections."""

    def __init__(self, config: uvicorn.Config, feed: Feed, ready: threading.Event) -> None:
        super().__init__(config)
        self._feed, self._ready = feed, ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._feed.close()
        await super().shutdown(sockets)


def _config(app: Guard) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        loop="asyncio",
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=MAX_CONNECTIONS,
        timeout_graceful_shutdown=GOODBYE_S,
    )
