"""A web server in a thread of its own: when start() returns it serves, or has said why not."""

import asyncio
import logging
import socket
import threading
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Literal, NamedTuple

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from hub.web_guard import App

log = logging.getLogger(__name__)

# A slow or hostile client must not hold the others up, nor fill a Pi's memory.
MAX_CONNECTIONS = 200
MAX_HEADERS = 16 * 1024
KEEP_ALIVE_S = 15
GOODBYE_S = 2


class Served(NamedTuple):
    """An application, and what ends its long answers (called on the loop before open connections are waited for)."""

    app: App
    closing: Callable[[], None]


Serving = Callable[[], AbstractAsyncContextManager[Served]]
"""Makes the application on the loop, and takes it down again."""


def listen_at(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family, backlog=128)
    # Accepted connections inherit it. asyncio leaves it off here, and each answer would wait 40 ms for an ACK.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


class WebThread:
    """Serves on a listener, which it closes at the end. One use: start(), then stop(), which is idempotent."""

    def __init__(
        self, name: str, listener: socket.socket, serving: Serving, http: Literal["h11"] | type[H11Protocol] = "h11"
    ) -> None:
        self._listener, self._serving, self._http = listener, serving, http
        self._thread = threading.Thread(target=self._run, name=name)
        self._server: _Server | None = None
        self._ready = threading.Event()
        self._failure: Exception | None = None

    def start(self) -> None:
        """Raises what kept the application from being made."""
        self._thread.start()
        self._ready.wait()
        if self._failure is not None:
            self._thread.join()
            raise self._failure

    def stop(self) -> None:
        """End the long answers, let the others go out, end the thread."""
        self.leave()
        self._thread.join()

    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def leave(self) -> None:
        """Begin to end. For any thread."""
        if self._server is not None:
            self._server.should_exit = True

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception as error:
            if self._ready.is_set():
                log.exception("the web server ended as it should not")
            self._failure = error
        finally:
            self._listener.close()
            self._ready.set()

    async def _serve(self) -> None:
        async with self._serving() as served:
            server = self._server = _Server(self._config(served.app), served.closing, self._ready)
            await server.serve([self._listener])
            await server.hang_up()

    def _config(self, app: App) -> uvicorn.Config:
        return uvicorn.Config(
            app,
            loop="asyncio",
            http=self._http,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=MAX_CONNECTIONS,
            h11_max_incomplete_event_size=MAX_HEADERS,
            timeout_keep_alive=KEEP_ALIVE_S,
            timeout_graceful_shutdown=GOODBYE_S,
        )


class _Server(uvicorn.Server):
    """Tells when it serves, and ends the long answers first."""

    def __init__(self, config: uvicorn.Config, closing: Callable[[], None], ready: threading.Event) -> None:
        super().__init__(config)
        self._closing, self._told = closing, ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._told.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._closing()
        await super().shutdown(sockets)

    async def hang_up(self) -> None:
        """A client that died in the middle of its question leaves a connection that nobody else ends."""
        for connection in tuple(self.server_state.connections):
            if connection.transport is not None:
                connection.transport.abort()
        await asyncio.sleep(0)
