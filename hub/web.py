"""The hub's web server, in a thread of its own: it only hands requests to the writer and shows its views."""

import asyncio
import socket
import threading
from pathlib import Path

import uvicorn

from hub.errors import WebError
from hub.live import Live
from hub.lookup import Find
from hub.service import Service
from hub.site_checks import split_address
from hub.web_app import NO_PHOTOS, Photos, build_app
from hub.web_guard import Guard

# A slow or hostile client must not hold the others up, nor fill a Pi's memory.
MAX_CONNECTIONS = 200
MAX_HEADERS = 16 * 1024
GOODBYE_S = 2


class WebServer:
    """Serves page and API at `listen` (host:port; port 0 takes a free one). start() and stop() are idempotent.

    `find` asks the one-stop system after a dossier; None where none is set.
    """

    def __init__(
        self,
        service: Service,
        store: Path,
        listen: str,
        token: str | None = None,
        photos: Photos = NO_PHOTOS,
        find: Find | None = None,
    ) -> None:
        self._service = service
        self._store = store
        self._host, self._port = split_address(listen)
        self._token = token
        self._photos = photos
        self._find = find
        self._server: uvicorn.Server | None = None
        self._live: Live | None = None
        self._thread: threading.Thread | None = None
        self._ready = threading.Event()

    @property
    def url(self) -> str:
        """Where the page is."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}"

    def start(self) -> None:
        """Listen, and serve when this returns. Raises WebError when the address is taken or not of this machine."""
        if self._thread is not None:
            return
        listener = self._listener()
        self._ready.clear()
        self._thread = threading.Thread(target=asyncio.run, args=(self._serve(listener),), name="web")
        self._thread.start()
        self._ready.wait()

    def stop(self) -> None:
        """End the streams, let answers on their way go out, end the thread."""
        thread, self._thread = self._thread, None
        if thread is not None:
            if self._server is not None:
                self._server.should_exit = True
            thread.join()

    def _listener(self) -> socket.socket:
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        try:
            listener = socket.create_server((self._host, self._port), family=family, backlog=128)
        except OSError as error:
            where = f"{self._host}:{self._port}"
            raise WebError(f"can't listen at {where} ({error.strerror}); see [hub] listen in site.toml") from error
        # Accepted connections inherit it. asyncio leaves it off here, and each answer would wait 40 ms for an ACK.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._port = listener.getsockname()[1]
        return listener

    async def _serve(self, listener: socket.socket) -> None:
        live = self._live = Live(self._service.view)
        app = build_app(self._service, self._store, live, self._photos, self._find, guarded=self._token is not None)
        guard = Guard(app, self._host, self._port, self._token)
        server = self._server = _Server(_config(guard), live, self._ready)
        end = live.listen(self._service.subscribe)
        try:
            await server.serve([listener])
        finally:
            end()
            self._ready.set()
            listener.close()


class _Server(uvicorn.Server):
    """Tells when it serves, and ends the live streams before it waits for open connections."""

    def __init__(self, config: uvicorn.Config, live: Live, ready: threading.Event) -> None:
        super().__init__(config)
        self._live = live
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._live.close()
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
        h11_max_incomplete_event_size=MAX_HEADERS,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=GOODBYE_S,
    )
