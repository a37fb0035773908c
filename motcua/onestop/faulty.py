"""Stands before the interface and lets the faults happen; desk and page are never touched."""

import asyncio
from typing import Any

from hub.web_guard import App, Message, Receive, Scope, Send
from motcua.onestop.faults import FORGOTTEN, GARBAGE, FaultPanel
from motcua.onestop.garbage import Spoilt, spoilt

API = "/api/v1/"
# In the scope's state: closes the connection of this request (motcua.onestop.line).
HANG_UP = "hang_up"

_WITHOUT_ANSWER = ("away_close", "lost")
_STATUS = {"away_refuse": 503, "busy": 503, "busy_later": 503, "error": 500, "lost_error": 500}
_RETRY_AFTER_S = b"1"


class Faulty:
    """An ASGI application around another; `closing` is set when the server ends, so that no slow answer holds it up."""

    def __init__(self, app: App, faults: FaultPanel, closing: asyncio.Event) -> None:
        self._app, self._faults, self._closing = app, faults, closing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not scope["path"].startswith(API):
            await self._app(scope, receive, send)
            return
        verdict = self._faults.verdict(scope["path"].removeprefix(API).partition("/")[0])
        if verdict.wait_s:
            await self._wait(verdict.wait_s)
        if verdict.what in FORGOTTEN or verdict.what in GARBAGE:
            body = await _served(self._app, scope, receive)
            if verdict.what in GARBAGE:
                await _send_spoilt(spoilt(verdict.what, body), scope, send)
                return
        if not verdict.what:
            await self._app(scope, receive, send)
        elif verdict.what in _WITHOUT_ANSWER:
            scope["state"][HANG_UP]()
        else:
            headers = [(b"retry-after", _RETRY_AFTER_S)] if verdict.what == "busy_later" else []
            await _answer(_STATUS[verdict.what], b"", "text/plain", headers, send)

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._closing.wait(), seconds)
        except TimeoutError:
            return


async def _served(app: App, scope: Scope, receive: Receive) -> bytes:
    """The body of the answer that would have gone out."""
    parts: list[bytes] = []

    async def collect(message: Message) -> None:
        parts.append(bytes(message.get("body", b"")))

    await app(scope, receive, collect)
    return b"".join(parts)


async def _send_spoilt(answer: Spoilt, scope: Scope, send: Send) -> None:
    if answer.length is None:
        await _answer(200, answer.body, answer.media_type, [], send)
        return
    headers = [(b"content-length", str(answer.length).encode()), (b"content-type", answer.media_type.encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body, "more_body": True})
    scope["state"][HANG_UP]()


async def _answer(status: int, body: bytes, media_type: str, more: list[Any], send: Send) -> None:
    headers = [(b"content-length", str(len(body)).encode()), (b"content-type", media_type.encode()), *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
