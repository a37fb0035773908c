"""Calls to a one-stop system that drips, floods, leads astray or hangs: bounded in time and size, soon broken off."""

import gzip
import logging
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from bad_server import BadServer, Piece, answer

from hub.errors import OnestopAway, WrongAnswer
from hub.sync.caller import MOST_BYTES, Caller, refusal_of
from hub.sync.watch import Watch

DRIP: tuple[Piece, ...] = (b"HTTP/1.1 200 OK\r\n", *(piece for _ in range(600) for piece in (b"x", 0.05)))


@pytest.fixture
def serve() -> Iterator[Callable[..., BadServer]]:
    servers: list[BadServer] = []

    def start(*pieces: Piece) -> BadServer:
        servers.append(BadServer(*pieces))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def watch() -> Iterator[Watch]:
    watch = Watch()
    watch.begin()
    yield watch
    watch.end()


def why(watch: Watch, url: str, timeout_s: float = 5.0, token: str | None = "s3cret") -> OnestopAway:
    with watch.over(Caller(url, token, timeout_s)) as caller, pytest.raises(OnestopAway) as raised:
        caller.get("/api/v1/events", {"after": "ours"})
    return raised.value


def test_a_call_says_who_asks_and_wants_nothing_packed(serve: Callable[..., BadServer], watch: Watch) -> None:
    server = serve(answer(b"{}"))
    with watch.over(Caller(server.url + "/", "mật khẩu", 5)) as caller:
        assert caller.get("/api/v1/events", {"after": "a b&c"}).body == b"{}"
        assert caller.post("/api/v1/records", b"{}", "kontum-1-ab").status == 200
    first, second = server.heads
    assert first.startswith("GET /api/v1/events?after=a+b%26c HTTP/1.1")
    assert "User-Agent: motcua/" in first
    assert "Accept-Encoding: identity" in first
    assert f"Authorization: Bearer {'mật khẩu'.encode().decode('latin-1')}" in first
    assert second.startswith("POST /api/v1/records HTTP/1.1")
    assert "Idempotency-Key: kontum-1-ab" in second
    assert "Content-Type: application/json" in second


def test_an_answer_that_drips_ends_when_its_time_is_over(serve: Callable[..., BadServer], watch: Watch) -> None:
    began = time.monotonic()
    assert str(why(watch, serve(*DRIP).url, 1.0)) == "no answer within 1 s"
    assert time.monotonic() - began < 2.5


def test_a_body_that_drips_ends_when_its_time_is_over(serve: Callable[..., BadServer], watch: Watch) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"
    assert str(why(watch, serve(head, *DRIP).url, 1.0)) == "no answer within 1 s"


def test_a_silent_server_is_away(serve: Callable[..., BadServer], watch: Watch) -> None:
    assert why(watch, serve(30.0).url, 1.0).code == "away"


def test_stopping_breaks_a_slow_call_off_and_no_new_one_begins(serve: Callable[..., BadServer]) -> None:
    server, watch, ended = serve(30.0), Watch(), threading.Event()
    watch.begin()
    caller = Caller(server.url, None, 60)

    def call() -> None:
        with watch.over(caller), pytest.raises(OnestopAway):
            caller.get("/x")
        ended.set()

    thread = threading.Thread(target=call)
    thread.start()
    assert server.arrived.wait(5)
    began = time.monotonic()
    watch.end()
    assert ended.wait(2)
    assert time.monotonic() - began < 1
    thread.join()
    assert str(why(watch, server.url)) == "stopping"


@pytest.mark.parametrize(
    "cut", [b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 201 Created\r\nContent-Ty", b"HTTP/1.1 200 OK\r\nX: y\r\n"]
)
def test_an_answer_that_breaks_off_among_its_headers_is_none(
    serve: Callable[..., BadServer], watch: Watch, cut: bytes
) -> None:
    with watch.over(Caller(serve(cut).url, None, 5)) as caller, pytest.raises(OnestopAway, match="cut short"):
        caller.post("/api/v1/records", b"{}", "kontum-1-ab")


@pytest.mark.parametrize("length", ["", f"Content-Length: {MOST_BYTES * 9}\r\n"])
def test_a_flood_is_read_no_further_than_allowed(serve: Callable[..., BadServer], watch: Watch, length: str) -> None:
    head = f"HTTP/1.1 200 OK\r\n{length}\r\n".encode()
    found = why(watch, serve(head, *(b" " * 65536 for _ in range(40))).url)
    assert isinstance(found, WrongAnswer)
    assert "more than 1024 kB" in str(found)


def test_what_is_packed_all_the_same_stays_packed(serve: Callable[..., BadServer], watch: Watch) -> None:
    bomb = gzip.compress(b" " * (MOST_BYTES * 50))
    with watch.over(Caller(serve(answer(bomb, "200 OK", "Content-Encoding: gzip")).url, None, 5)) as caller:
        assert caller.get("/x").body == bomb


def test_nobody_leads_us_or_our_token_elsewhere(serve: Callable[..., BadServer], watch: Watch) -> None:
    other = serve(answer(b"{}"))
    server = serve(answer(b"", "302 Found", f"Location: {other.url}/api/v1/events"))
    with watch.over(Caller(server.url, "s3cret", 5)) as caller:
        reply = caller.get("/api/v1/events")
    assert reply.status == 302
    assert refusal_of(reply).code == "wrong_answer"
    assert other.heads == []


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\x00",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 70_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n",
    ],
)
def test_what_is_no_http_is_away_and_nothing_else(serve: Callable[..., BadServer], watch: Watch, raw: bytes) -> None:
    server = serve(raw)
    with watch.over(Caller(server.url, None, 5)) as caller:
        try:
            assert caller.get("/x").body in (b"", raw)
        except OnestopAway as error:
            assert error.code == "away"


def test_a_port_where_nobody_is_says_so(watch: Watch) -> None:
    server = BadServer()
    server.close()
    assert str(why(watch, server.url)) == "Connection refused"


@pytest.mark.parametrize(
    ("status", "code"),
    [(401, "unauthorized"), (403, "unauthorized"), (404, "wrong_answer"), (301, "wrong_answer"), (204, "wrong_answer")]
    + [(status, "away") for status in (408, 425, 429, 500, 502, 503, 504)],
)
def test_each_status_means_something(serve: Callable[..., BadServer], watch: Watch, status: int, code: str) -> None:
    server = serve(answer(b"", f"{status} X", "Retry-After: 3"))
    with watch.over(Caller(server.url, None, 5)) as caller:
        refusal = refusal_of(caller.get("/x"))
    assert (refusal.code, refusal.retry_after_s) == (code, 3.0)


def test_no_reason_holds_what_was_sent(
    serve: Callable[..., BadServer], watch: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "hub")
    for pieces in ((), DRIP, (answer(b"x", "500 No"),)):
        server = serve(*pieces)
        with watch.over(Caller(server.url, "s3cret", 1.0)) as caller:
            try:
                said = str(refusal_of(caller.get("/api/v1/events", {"after": "ours"})))
            except OnestopAway as error:
                said = str(error)
        assert "ours" not in said
        assert "s3cret" not in said + caplog.text
