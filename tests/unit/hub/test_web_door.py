"""The door of the API: whom it lets in, what it refuses to read, what it forbids a browser."""

import socket
from pathlib import Path

import pytest
from conftest import wait_until
from web_house import (
    Web,
    door_fixture,  # noqa: F401
    locked_fixture,  # noqa: F401
    reason,
    web_fixture,  # noqa: F401
)

from hub.api_commands import DESK_VERBS
from hub.errors import WebError
from hub.web import WebServer
from hub.web_guard import MAX_BODY


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:{port}", ""])
def test_a_name_that_is_not_this_machines_is_refused_on_loopback(door: Web, host: str) -> None:
    port = door.server.url.rpartition(":")[2]
    response = door.client.get("/api/v1/state", headers={"host": host.format(port=port)})
    assert reason(response) == (403, "wrong_host")


def test_localhost_is_this_machine(door: Web) -> None:
    port = door.server.url.rpartition(":")[2]
    assert door.client.get("/api/v1/state", headers={"host": f"localhost:{port}"}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_post_from_another_site_is_refused(door: Web, headers: dict[str, str]) -> None:
    body = {"request": "request-1", "service": "land"}
    assert reason(door.client.post("/api/v1/tickets", json=body, headers=headers)) == (403, "wrong_origin")
    assert door.client.get("/api/v1/state").json()["services"][0]["waiting"] == 0


def test_the_help_desks_page_has_a_form_for_every_verb_of_the_desk(door: Web) -> None:
    page = door.client.get("/desk").text
    assert "Quầy hướng dẫn <small" in page
    assert "{{" not in page
    for name in ("take", "batch", "by-hand", "check-in", "evacuation", *DESK_VERBS):
        assert f'data-verb="{name}"' in page
    for script in ("live.js", "press.js", "tables.js", "desk.js"):
        assert f'src="/{script}"' in page
        assert door.client.get(f"/{script}").status_code == 200


def test_a_post_from_our_own_page_is_taken(web: Web) -> None:
    headers = {"origin": web.server.url, "sec-fetch-site": "same-origin"}
    body = {"request": "request-1", "service": "land"}
    assert web.client.post("/api/v1/tickets", json=body, headers=headers).status_code == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_a_form_can_not_post(door: Web, kind: str) -> None:
    body = b'{"request":"request-1","service":"land"}'
    response = door.client.post("/api/v1/tickets", content=body, headers={"content-type": kind})
    assert reason(response) == (415, "not_json")


def test_a_body_that_is_too_large_is_refused_whether_it_says_so_or_not(door: Web) -> None:
    headers = {"content-type": "application/json"}
    large = b" " * (MAX_BODY + 1)
    assert reason(door.client.post("/api/v1/tickets", content=large, headers=headers)) == (413, "too_large")
    pieces = iter([b" " * 1000] * 20)
    assert reason(door.client.post("/api/v1/tickets", content=pieces, headers=headers)) == (413, "too_large")


def test_headers_without_end_are_cut_off(door: Web) -> None:
    port = int(door.server.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 40_000)
        assert connection.makefile("rb").readline().split()[1] == b"400"


def test_every_answer_forbids_what_a_browser_might_do_with_it(door: Web) -> None:
    for path in ("/", "/page.js", "/api/v1/state", "/nothing"):
        headers = door.client.get(path, headers={"origin": "http://evil.example"}).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert not [name for name in headers if name.startswith("access-control")]
        assert "server" not in headers


def test_with_a_token_the_api_needs_it_and_the_page_can_ask_for_it(locked: Web) -> None:
    good = {"authorization": "Bearer s3cret"}
    for path in ("state", "live", "devices", "tickets/A001"):
        assert reason(locked.client.get(f"/api/v1/{path}")) == (401, "unauthorized")
    assert reason(locked.take("request-1")) == (401, "unauthorized")
    for wrong in ("Bearer", "Bearer s3cre", "Bearer s3cret2", "Basic s3cret", "s3cret", "Bearer sécret".encode()):
        response = locked.client.get("/api/v1/state", headers={"authorization": wrong})
        assert reason(response) == (401, "unauthorized")
    assert locked.client.get("/api/v1/state", headers=good).status_code == 200
    assert [locked.client.get(path).status_code for path in ("/", "/page.js", "/healthz")] == [200] * 3


def test_an_address_that_is_taken_is_said_at_the_start(door: Web) -> None:
    taken = door.server.url.removeprefix("http://")
    with pytest.raises(WebError, match=r"can't listen at .*\[hub\] listen in site\.toml"):
        WebServer(door.service, door.store, taken).start()


def test_the_building_is_emptied_only_with_a_token_and_the_word(tmp_path: Path, door: Web) -> None:
    request = {"request": "evacuation-1", "on": True, "word": "EVACUATE"}
    assert door.post("evacuation", **request).json()["reason"] == "no_token"
    guarded = Web(tmp_path, token="secret")
    try:
        assert guarded.post("evacuation", **request).status_code == 401
        guarded.client.headers["authorization"] = "Bearer secret"
        assert guarded.post("evacuation", **{**request, "word": "evacuate"}).json()["reason"] == "wrong_word"
        assert guarded.post("evacuation", **request).status_code == 200
        wait_until(lambda: guarded.client.get("/api/v1/state").json()["hours"]["evacuating_ms"], "the view to say so")
        assert guarded.take("while-leaving").json()["reason"] == "evacuation"
        over = {"request": "evacuation-2", "on": False, "word": "EVACUATE"}
        assert guarded.post("evacuation", **over).status_code == 200
        assert guarded.take("after-leaving").status_code == 200
    finally:
        guarded.close()
