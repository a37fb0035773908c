"""The hub's web server, in a thread of its own: it only hands requests to the writer and shows its views."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from devicekit.text_files import sentence
from hub.errors import WebError
from hub.live import Live
from hub.login import Login
from hub.lookup import Find
from hub.service import Service
from hub.site_checks import split_address
from hub.web_app import NO_PHOTOS, Photos, build_app
from hub.web_guard import Guard
from hub.web_thread import Served, WebThread, listen_at


class WebServer:
    """Serves page and API at `listen` (host:port; port 0 takes a free one). Its methods are idempotent.

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
        login: Login | None = None,
    ) -> None:
        self._service = service
        self._store = store
        self._host, self._port = split_address(listen)
        self._token = token
        self._photos = photos
        self._find = find
        self._login = login
        self._listener: socket.socket | None = None
        self._thread: WebThread | None = None

    @property
    def url(self) -> str:
        """Where the page is."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}"

    def listen(self) -> None:
        """Take the address; who comes waits for start(). Raises WebError when it is taken or not of this machine."""
        if self._listener is not None:
            return
        try:
            self._listener = listen_at(self._host, self._port)
        except OSError as error:
            where = f"{self._host}:{self._port}"
            raise WebError(sentence("start.listen", where=where, error=error.strerror)) from error
        self._port = self._listener.getsockname()[1]

    def start(self) -> None:
        """listen(), and serve when this returns; the service is open. Raises WebError."""
        self.listen()
        if self._thread is None and self._listener is not None:
            thread = WebThread("web", self._listener, self._serving)
            thread.start()
            self._thread = thread

    def stop(self) -> None:
        """End the streams, let answers on their way go out, end the thread, leave the address."""
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.stop()
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.close()

    @asynccontextmanager
    async def _serving(self) -> AsyncIterator[Served]:
        live = Live(self._service.view)
        guarded = self._token is not None
        app = build_app(self._service, self._store, live, self._photos, self._find, guarded, self._login)
        end = live.listen(self._service.subscribe)
        try:
            yield Served(Guard(app, self._host, self._port, self._token), live.close)
        finally:
            end()
