"""The virtual one-stop system as a web server in a thread of its own, for the command, the demo and tests."""

import asyncio
import hmac
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hub.settings import SiteFile
from hub.web_guard import App, Guard, Receive, Scope, Send
from hub.web_thread import Served, WebThread, listen_at
from motcua.onestop.api import Interface, problem
from motcua.onestop.control import DESK, Control
from motcua.onestop.desk import Desk
from motcua.onestop.errors import OnestopError
from motcua.onestop.faults import FaultPanel, Faults
from motcua.onestop.faulty import Faulty
from motcua.onestop.line import Line
from motcua.onestop.page_files import page_files
from motcua.onestop.photos import portraits
from motcua.onestop.state import Received
from motcua.onestop.system import System

NO_FAULTS = Faults()


class OnestopServer:
    """Serves at 127.0.0.1:`port` (0 takes a free one) unless `host` says otherwise. start() and stop() are idempotent.

    With `data` what it knows is on disk before it answers; without, each start() is a new instance. A system that lost
    its memory would give codes again that it gave before: `first` is the sequence of the first code of a day.
    """

    def __init__(
        self,
        site: SiteFile,
        port: int = 0,
        data: Path | None = None,
        token: str | None = None,
        seed: int = 0,
        *,
        host: str = "127.0.0.1",
        faults: Faults = NO_FAULTS,
        first: int = 1,
        gives_way: bool = False,
    ) -> None:
        """`gives_way`: another one that wants this port may ask for it, POST /desk/leave; then this one has ended."""
        self._host, self._port, self._token = host, port, token
        self._system = System(site, data, first)
        self.desk = Desk(self._system)
        self.faults = FaultPanel(seed, faults)
        self._gives_way = gives_way
        self._photos: Mapping[str, bytes] = {}
        self._thread: WebThread | None = None

    @property
    def url(self) -> str:
        """Where the page is; the interface is below it."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}"

    @property
    def received(self) -> list[Received]:
        """The records that were kept, in the order in which they came first; also after stop()."""
        return self._system.received

    @property
    def system(self) -> System:
        """The inside: what was refused, what is known of a dossier."""
        return self._system

    @property
    def serves(self) -> bool:
        """Whether it is there: not stopped, and it did not give way."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Serve when this returns. Raises OnestopError when the address is taken, or the folder can't be used."""
        if self._thread is not None:
            return
        listener = self._listener()
        try:
            self._system.open()
        except OnestopError:
            listener.close()
            raise
        self._photos = self._photos or portraits(self._system.site)
        self._thread = WebThread("onestop", listener, self._serving, Line)
        self._thread.start()

    def stop(self) -> None:
        """Let answers on their way go out, end the thread, close the files."""
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.stop()
            self._system.close()

    def _listener(self) -> socket.socket:
        try:
            listener = listen_at(self._host, self._port)
        except OSError as error:
            values = {"host": self._host, "port": self._port, "next": self._port + 1, "error": error.strerror}
            raise OnestopError("listen", **values) from error
        self._port = listener.getsockname()[1]
        return listener

    @asynccontextmanager
    async def _serving(self) -> AsyncIterator[Served]:
        closing = asyncio.Event()
        app = Faulty(self._app(), self.faults, closing)
        yield Served(Guard(_TokenDoor(app, self._token), self._host, self._port, None), closing.set)

    def _leave(self) -> None:
        if self._thread is not None:
            self._thread.leave()

    def _app(self) -> Starlette:
        routes = Interface(self._system, self.faults, self._photos).routes()
        routes += Control(self._system, self.desk, self.faults, self._leave if self._gives_way else None).routes()
        for name, (content, media_type) in page_files().items():
            routes.append(Route(f"/{name}", partial(_static, content, media_type)))
        return Starlette(routes=routes, exception_handlers={404: _no_path, 405: _no_path})


class _TokenDoor:
    """With a token set, interface and desk need it; the page itself doesn't, it asks for it."""

    def __init__(self, app: App, token: str | None) -> None:
        self._app, self._token = app, token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._token is not None and scope["path"].startswith(("/api/", DESK)):
            scheme, _, given = Headers(scope=scope).get("authorization", "").partition(" ")
            # Compared as bytes: compare_digest refuses text that is not ASCII.
            if scheme.lower() != "bearer" or not hmac.compare_digest(given.encode(), self._token.encode()):
                await problem(401, "unauthorized", "Authorization: Bearer <token>")(scope, receive, send)
                return
        await self._app(scope, receive, send)


async def _static(content: bytes, media_type: str, _request: Request) -> Response:
    return Response(content, media_type=media_type)


async def _no_path(request: Request, error: Exception) -> Response:
    status = getattr(error, "status_code", 404)
    return problem(status, "not_found" if status == 404 else "wrong_method", request.url.path[:100])
