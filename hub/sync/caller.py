"""Asking the one-stop system by HTTP: bounded in time and size, never led elsewhere, and broken off when we must end.

requests counts its timeout for each read, so that an answer that drips in would hold a thread for ever: who asks says
until when (`overdue`), and another thread cuts the connection (hub.sync.watch).
"""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from devicekit.version import VERSION
from hub.errors import OnestopAway, WrongAnswer
from hub.sync.pace import retry_after_s

MOST_BYTES = 1024 * 1024
_PIECE = 64 * 1024
# A host that is there answers at once; one that is not should not take the whole time of an answer to notice.
CONNECT_S = 5.0
_AWAY = {408, 425, 429}
_FRAMED, _BODILESS = {"content-length", "transfer-encoding"}, {204, 304}


class Reply(NamedTuple):
    """An answer that came whole."""

    status: int
    body: bytes
    retry_after_s: float | None


class Caller:
    """One session. Use from one thread; overdue(), cut() and end() are for any other."""

    def __init__(self, url: str, token: str | None, timeout_s: float) -> None:
        self._url = url.rstrip("/")
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._until: float | None = None
        self._ended = False
        self._session = requests.Session()
        self._session.trust_env = False
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, _Adapter(self._opened))
        # Unpacked, a small answer could be larger than any limit.
        headers: dict[str, str | bytes] = {"User-Agent": f"motcua/{VERSION}", "Accept-Encoding": "identity"}
        if token is not None:
            headers["Authorization"] = b"Bearer " + token.encode()
        self._session.headers.update(headers)

    def get(self, path: str, params: Mapping[str, str] | None = None, most: int = MOST_BYTES) -> Reply:
        """Raises OnestopAway when nothing came, WrongAnswer when too much came."""
        return self._ask("GET", path, params, None, {"Accept": "application/json"}, most)

    def post(self, path: str, body: bytes, key: str) -> Reply:
        """Raises as get() does."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        return self._ask("POST", path, None, body, headers, MOST_BYTES)

    def close(self) -> None:
        self._session.close()

    # For any thread

    def overdue(self, now: float) -> bool:
        """Whether the answer at hand takes too long; `now` is monotonic."""
        until = self._until
        return until is not None and now > until

    def cut(self) -> None:
        """Break the connection at hand, if there is one."""
        with self._lock:
            if self._socket is not None:
                # Around TLS: its own goodbye would wait for the other side.
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def end(self) -> None:
        """Break off, now and for good."""
        self._ended = True
        self.cut()

    # Inside

    def _opened(self, sock: socket.socket | None) -> None:
        with self._lock:
            self._socket = sock
        if self._ended:
            self.cut()

    def _ask(
        self,
        method: str,
        path: str,
        params: Mapping[str, str] | None,
        body: bytes | None,
        headers: Mapping[str, str],
        most: int,
    ) -> Reply:
        if self._ended:
            raise OnestopAway("stopping")
        timeout = (min(CONNECT_S, self._timeout_s), self._timeout_s)
        self._until = time.monotonic() + self._timeout_s
        try:
            with self._session.request(
                method, self._url + path, params=params, data=body, headers=dict(headers),
                timeout=timeout, allow_redirects=False, stream=True,
            ) as answer:  # fmt: skip
                reply = _read(answer, most)
        except (requests.RequestException, HTTPError, OSError) as error:
            if isinstance(error, OnestopAway) and not self._is_cut():
                raise
            # Its own words hold the address with all that is in it.
            raise OnestopAway(self._why(error)) from error
        finally:
            cut, self._until = self._is_cut(), None
        # A connection that we cut looks like one that ended by itself, and an answer on it like a whole one.
        if cut:
            raise OnestopAway(self._too_late())
        return reply

    def _is_cut(self) -> bool:
        return self._ended or self.overdue(time.monotonic())

    def _too_late(self) -> str:
        return "stopping" if self._ended else f"no answer within {self._timeout_s:g} s"

    def _why(self, error: Exception) -> str:
        if self._is_cut() or isinstance(error, requests.Timeout):
            return self._too_late()
        if isinstance(error, requests.exceptions.SSLError):
            return "its certificate is not trusted"
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, OSError) and cause.strerror:
                return cause.strerror
            cause = cause.__cause__ or cause.__context__
        return f"no connection ({type(error).__name__})"


def _read(answer: requests.Response, most: int) -> Reply:
    headers, pieces, size = answer.headers, list[bytes](), 0
    while piece := answer.raw.read(_PIECE, decode_content=False):
        pieces.append(piece)
        size += len(piece)
        if size > most:
            raise WrongAnswer(f"has more than {most // 1024} kB")
    # http.client takes a connection that breaks between two headers for the end of all of them.
    if not pieces and not _FRAMED & {name.lower() for name in headers} and answer.status_code not in _BODILESS:
        raise OnestopAway("its answer was cut short")
    return Reply(answer.status_code, b"".join(pieces), retry_after_s(headers.get("Retry-After", ""), time.time()))


def refusal_of(reply: Reply) -> OnestopAway:
    """What a status means that is no answer to what was asked."""
    status = reply.status
    if status in (401, 403):
        return OnestopAway(
            f"it does not let us in ({status}): see [onestop] token_file", "unauthorized", reply.retry_after_s
        )
    if status in _AWAY or status >= 500:
        return OnestopAway(f"it says {status}", "away", reply.retry_after_s)
    return OnestopAway(f"it says {status}: see [onestop] url", "wrong_answer", reply.retry_after_s)


Opened = Callable[[socket.socket | None], None]


class _Adapter(HTTPAdapter):
    """Tells of each connection that is opened, so that another thread can break it."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        super().__init__()

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: object) -> None:
        self.poolmanager = PoolManager(num_pools=connections, maxsize=maxsize, block=block)
        self.poolmanager.pool_classes_by_scheme = _pools(self._opened)


def _pools(opened: Opened) -> dict[str, type[HTTPConnectionPool]]:
    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            opened(self.sock)

    class Secure(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            opened(self.sock)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}
