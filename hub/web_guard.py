"""The door of the API: who may come in at all, how much may be brought, and what every answer says to a browser.

Rules. On loopback the Host header must be a name of this machine (else a web page elsewhere could reach us through a
name that it points here: DNS rebinding). A POST must not come from another site, must be JSON and small. With a token
set, everything under /api/ needs it; the page of the look-up is for anybody. There is no CORS: no
other site may read an answer.
"""

import hmac
import re
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.datastructures import Headers, MutableHeaders

from hub.site_checks import is_loopback
from hub.web_problem import problem

Scope = Any
Message = Any
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

# The largest body that the API knows has 200 bytes.
MAX_BODY = 8 * 1024

_PHOTO = re.compile(r"/api/v1/officers/[a-z0-9-]{1,32}/photo")

_POLICY = "content-security-policy"
HEADERS = {
    _POLICY: (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


# The look-up works without a script: its form is sent, to itself alone, and nothing but its style sheet is loaded.
_LOOKUP = "/dossiers/"
_LOOKUP_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"


class Guard:
    """Stands before an ASGI application; `host` and `port` are where it listens, `token` is None for none."""

    def __init__(self, app: App, host: str, port: int, token: str | None) -> None:
        self._app = app
        self._token = token
        # Behind an address that others reach, any name may be ours, and the token is what keeps strangers out.
        self._hosts = _loopback_hosts(port) if is_loopback(host) else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return

        async def say(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if scope["path"].startswith(_LOOKUP):
                    headers[_POLICY] = _LOOKUP_POLICY
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        headers = Headers(scope=scope)
        reason = self._refusal(scope, headers)
        if reason is not None:
            await problem(reason)(scope, receive, say)
            return
        if scope["method"] != "POST":
            await self._app(scope, receive, say)
            return
        body = await _small_body(headers, receive)
        if body is None:
            await problem("too_large", f"a body may have {MAX_BODY} bytes")(scope, receive, say)
            return
        await self._app(scope, _again(body), say)

    def _refusal(self, scope: Scope, headers: Headers) -> str | None:
        if self._hosts is not None and headers.get("host", "").lower() not in self._hosts:
            return "wrong_host"
        if self._token is not None and _needs_token(scope) and not self._has_token(headers):
            return "unauthorized"
        if scope["method"] != "POST":
            return None
        if not _same_origin(headers):
            return "wrong_origin"
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        return None if kind == "application/json" else "not_json"

    def _has_token(self, headers: Headers) -> bool:
        scheme, _, given = headers.get("authorization", "").partition(" ")
        # Compared as bytes: compare_digest refuses text that is not ASCII.
        return scheme.lower() == "bearer" and hmac.compare_digest(given.encode(), (self._token or "").encode())


def _needs_token(scope: Scope) -> bool:
    """The photos are on public screens anyway, and a screen has no token."""
    return scope["path"].startswith("/api/") and not (scope["method"] == "GET" and _PHOTO.fullmatch(scope["path"]))


def _loopback_hosts(port: int) -> frozenset[str]:
    names = ("127.0.0.1", "localhost", "[::1]")
    return frozenset(f"{name}:{port}" for name in names) | (frozenset(names) if port == 80 else frozenset())


def _same_origin(headers: Headers) -> bool:
    """False for a request that a browser sends on behalf of another site; programs send neither header."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or origin.partition("://")[2].lower() == headers.get("host", "").lower()


async def _small_body(headers: Headers, receive: Receive) -> bytes | None:
    """The whole body; None when it is, or says that it will be, too large."""
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > MAX_BODY:
        return None
    body = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if len(body) > MAX_BODY:
            return None
        if not message.get("more_body", False):
            return body


def _again(body: bytes) -> Receive:
    """A receive() that hands out a body that was read already."""
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return messages.pop() if messages else {"type": "http.disconnect"}

    return receive
