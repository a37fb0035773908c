"""A web server in a thread: it serves when it says so, and what keeps it from that is told, never waited for."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.responses import PlainTextResponse

from hub.web_thread import Served, WebThread, listen_at


@asynccontextmanager
async def broken() -> AsyncIterator[Served]:
    raise KeyError("no text 'web.title'")
    yield


@asynccontextmanager
async def greeting() -> AsyncIterator[Served]:
    yield Served(PlainTextResponse("Kính chào Ông/Bà"), lambda: None)


def test_an_application_that_can_not_be_made_is_an_error_at_the_start() -> None:
    listener = listen_at("127.0.0.1", 0)
    port = listener.getsockname()[1]
    with pytest.raises(KeyError, match=r"web\.title"):
        WebThread("web", listener, broken).start()
    with socket.socket() as other:
        assert other.connect_ex(("127.0.0.1", port)) != 0, "the port is free again"


def test_it_serves_when_start_returns_and_is_gone_when_stop_returns() -> None:
    listener = listen_at("127.0.0.1", 0)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    web = WebThread("web", listener, greeting)
    web.start()
    assert httpx.get(url, verify=False).text == "Kính chào Ông/Bà"
    web.stop()
    web.stop()
    assert not web.is_alive()
    with pytest.raises(httpx.ConnectError):
        httpx.get(url, verify=False)


def test_half_a_question_of_a_client_that_died_holds_nothing_up() -> None:
    listener = listen_at("127.0.0.1", 0)
    web = WebThread("web", listener, greeting)
    web.start()
    with socket.create_connection(listener.getsockname()) as half:
        half.sendall(b"GET / HTT")
        web.stop()
        assert half.recv(100) == b""
