"""The API and its door, over real sockets: the hub's own web server beside a running writer."""

import json
import queue
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import httpx
import msgspec
import pytest
from hub_house import PLAN
from onestop_end import CODE
from web_house import (
    Web,
    door_fixture,  # noqa: F401
    play_visit,
    reason,
    web_fixture,  # noqa: F401
)

from devicekit.text_files import load_texts
from hub import api
from hub.engine.commands import Reason
from hub.openapi import document

# Asking


def test_a_visit_by_the_api_alone(web: Web) -> None:
    play_visit(web)
    ticket = web.client.get("/api/v1/tickets/a001").json()
    assert (ticket["state"], ticket["counter"], ticket["calls"], ticket["result"]) == ("finished", "counter-1", 2, 1)
    state = web.client.get("/api/v1/state").json()
    assert [counter["state"] for counter in state["counters"]] == ["free"] * 3
    assert [call["number"] for call in state["recent"]] == ["A001", "A001"]


def test_the_view_bears_the_centres_name_as_on_its_papers(tmp_path: Path) -> None:
    named = Web(tmp_path, plan=msgspec.structs.replace(PLAN, name="Trung tâm Phục vụ hành chính công xã Ia Chim"))
    try:
        state = named.client.get("/api/v1/state").json()
    finally:
        named.close()
    assert (state["site"], state["name"]) == (PLAN.site, "Trung tâm Phục vụ hành chính công xã Ia Chim")


def test_a_repeated_request_gives_the_same_answer_and_no_second_number(web: Web) -> None:
    answers = [web.take("request-1").json() for _ in range(3)]
    assert answers == [{"request": "request-1", "number": "A001"}] * 3
    assert web.take("request-2").json()["number"] == "A002"


def test_a_request_id_with_another_content_is_refused(web: Web) -> None:
    assert web.take("request-1").status_code == 200
    assert reason(web.take("request-1", "civil")) == (409, "id_reused")
    assert reason(web.take("request-1", priority=True)) == (409, "id_reused")


def test_a_request_id_of_one_key_is_no_good_for_another_key_or_counter(web: Web) -> None:
    web.take("request-1")
    assert web.post("counters/counter-1/next", request="key-00001").json()["number"] == "A001"
    assert reason(web.post("counters/counter-1/recall", request="key-00001")) == (409, "id_reused")
    assert reason(web.post("counters/counter-2/next", request="key-00001")) == (409, "id_reused")
    assert web.post("counters/counter-1/next", request="key-00001").json()["number"] == "A001"


def test_no_show_frees_the_counter(web: Web) -> None:
    web.take("request-1")
    web.take("request-2")
    assert web.post("counters/counter-1/next", request="key-00001").json()["number"] == "A001"
    assert web.post("counters/counter-1/no-show", request="key-00002").json()["number"] == "A001"
    assert web.client.get("/api/v1/tickets/A001").json()["state"] == "noshow"
    assert web.post("counters/counter-1/next", request="key-00003").json()["number"] == "A002"


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        ("tickets", {"request": "request-4", "service": "nothing"}, (404, "unknown_service")),
        ("tickets", {"request": "request-1", "service": "land", "kiosk": "kiosk-9"}, (404, "unknown_kiosk")),
        ("tickets", {"request": "request-1", "service": "land", "kiosk": "counter-1"}, (404, "unknown_kiosk")),
        ("counters/counter-9/next", {"request": "request-1"}, (404, "unknown_counter")),
        ("counters/counter-1/next", {"request": "request-2"}, (409, "nobody_waiting")),
        ("counters/counter-1/start", {"request": "request-3"}, (409, "wrong_state")),
        ("counters/counter-1/dance", {"request": "request-1"}, (404, "not_found")),
        ("counters/counter-1/next", {"request": "request-1", "result": 1}, (400, "bad_request")),
        ("counters/counter-1/finish", {"request": "request-1", "result": 9}, (400, "bad_request")),
        ("tickets", {"request": "request-1"}, (400, "bad_request")),
        ("tickets", {"request": "short", "service": "land"}, (400, "bad_request")),
        ("tickets", {"request": "with space", "service": "land"}, (400, "bad_request")),
        ("tickets", {"request": "request-1\n", "service": "land"}, (400, "bad_request")),
        ("tickets", {"request": "request-1", "service": "land", "sevice": 1}, (400, "bad_request")),
        ("tickets", {"request": "request-1", "service": "land", "priority": "yes"}, (400, "bad_request")),
    ],
)
def test_what_can_not_be_done_is_a_problem_with_a_reason(
    door: Web, path: str, body: dict[str, object], expected: tuple[int, str]
) -> None:
    assert reason(door.post(path, **body)) == expected


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 5000, b'{"request":' + b'{"a":' * 1000])
def test_a_body_that_is_no_json_of_ours_is_a_bad_request_and_the_hub_lives_on(web: Web, body: bytes) -> None:
    response = web.client.post("/api/v1/tickets", content=body, headers={"content-type": "application/json"})
    assert reason(response) == (400, "bad_request")
    assert web.take("request-1").json()["number"] == "A001"


def test_a_hundred_callers_at_once_get_a_hundred_numbers(web: Web) -> None:
    numbers: queue.SimpleQueue[str] = queue.SimpleQueue()

    def call(caller: int) -> None:
        with httpx.Client(base_url=web.server.url, timeout=10, verify=False) as client:
            for n in range(10):
                body = {"request": f"caller-{caller}-{n}", "service": "land"}
                numbers.put(client.post("/api/v1/tickets", json=body).json()["number"])

    callers = [threading.Thread(target=call, args=(n,)) for n in range(10)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert sorted(numbers.get() for _ in range(100)) == [f"A{n:03d}" for n in range(1, 101)]


def test_no_answer_waits_for_an_acknowledgement_of_the_network(door: Web) -> None:
    took = []
    for _ in range(20):
        began = time.monotonic()
        door.client.get("/api/v1/state")
        took.append(time.monotonic() - began)
    # Without TCP_NODELAY none but the first few is faster than 40 ms, however fast the machine is.
    assert sorted(took)[len(took) // 2] < 0.03


# Reading


def test_the_story_comes_in_both_languages(web: Web) -> None:
    play_visit(web)
    story = web.client.get("/api/v1/tickets/A001/trace").json()
    assert story["en"][0].endswith("the hub gives A001, 0 waiting before it")
    assert story["vi"][0].endswith("hub cấp số A001, trước đó còn 0 lượt chờ")
    assert len(story["vi"]) == len(story["en"]) == 10


def test_the_log_is_read_by_cursor_each_fact_once(web: Web) -> None:
    play_visit(web)
    everything = web.client.get("/api/v1/events").json()
    numbers = [entry["seq"] for entry in everything["entries"]]
    assert numbers == sorted(set(numbers))
    assert everything["last"] == numbers[-1]
    assert [entry["kind"] for entry in everything["entries"]][:3] == ["DayStarted", "PolicySet", "TicketTaken"]
    rest = web.client.get("/api/v1/events", params={"after": numbers[2]}).json()
    assert rest["entries"] == everything["entries"][3:]
    nothing = web.client.get("/api/v1/events", params={"after": everything["last"]}).json()
    assert nothing == {"last": everything["last"], "entries": []}
    assert reason(web.client.get("/api/v1/events?after=yesterday")) == (400, "bad_request")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("tickets/A999", (404, "unknown_ticket")),
        ("tickets/A999/trace", (404, "unknown_ticket")),
        ("tickets/A001?day=2001-01-01", (404, "unknown_ticket")),
        ("tickets/A001?day=yesterday", (400, "bad_request")),
        ("tickets/A001?day=2026-99-99", (400, "bad_request")),
        ("tickets/A001/trace?day=2026-11-31", (400, "bad_request")),
        ("tickets/A001;", (400, "bad_request")),
        ("tickets/nonsense", (400, "bad_request")),
        ("nothing", (404, "not_found")),
    ],
)
def test_what_is_not_there_says_so(web: Web, path: str, expected: tuple[int, str]) -> None:
    assert reason(web.client.get(f"/api/v1/{path}")) == expected


def test_health_and_devices(door: Web) -> None:
    assert door.client.get("/healthz").json() == {"ok": True, "alarms": []}
    assert door.client.get("/api/v1/devices").json() == {"devices": []}
    assert reason(door.client.delete("/api/v1/state")) == (405, "wrong_method")


def events_of(response: httpx.Response) -> Iterator[dict[str, Any]]:
    for line in response.iter_lines():
        if line.startswith("data: "):
            yield json.loads(line.removeprefix("data: "))


def test_the_live_stream_begins_with_the_state_and_tells_each_change(web: Web) -> None:
    with web.client.stream("GET", "/api/v1/live") as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        events = events_of(response)
        assert next(events)["services"][0]["waiting"] == 0
        web.take("request-1")
        assert next(event for event in events if event["services"][0]["waiting"] == 1)


def test_open_streams_do_not_hold_up_the_end(web: Web) -> None:
    with web.client.stream("GET", "/api/v1/live") as response:
        events = events_of(response)
        next(events)
        began = time.monotonic()
        web.server.stop()
        assert time.monotonic() - began < 2
        assert list(events) == []


def test_the_page_has_both_languages_and_no_blank_left(door: Web) -> None:
    page = door.client.get("/").text
    assert "Đang phục vụ <small" in page
    assert "Now serving" in page
    assert "{{" not in page
    script = door.client.get("/page.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert 'src="/page.js"' in page


def test_start_and_stop_may_be_called_twice(web: Web) -> None:
    url = web.server.url
    web.server.start()
    assert httpx.get(f"{url}/healthz").json()["ok"]
    web.server.stop()
    web.server.stop()
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}/healthz")


# The document


def test_the_openapi_document_has_every_operation_and_every_reference_in_it_leads_somewhere(door: Web) -> None:
    found = door.client.get("/openapi.json").json()
    assert found == json.loads(json.dumps(document()))
    operations = {(method.upper(), path) for path, methods in found["paths"].items() for method in methods}
    assert operations == {(each.method, each.path) for each in api.OPERATIONS}
    text = json.dumps(found)
    for name in {part.partition('"')[0] for part in text.split("#/components/schemas/")[1:]}:
        assert name in found["components"]["schemas"]


def test_what_the_api_answers_is_what_the_document_says(web: Web) -> None:
    play_visit(web)
    wrong = {}
    for operation in api.OPERATIONS:
        if operation.method == "GET" and operation.answer is not None:
            response = web.client.get(operation.path.format(number="A001", code=CODE))
            assert response.status_code == 200, operation.path
            try:
                msgspec.json.decode(response.content, type=operation.answer, strict=True)
            except msgspec.ValidationError as error:
                wrong[operation.path] = str(error)
    assert wrong == {}


def test_a_day_without_a_calendar_is_not_closed(door: Web) -> None:
    refused = door.post("day/close", request="close-day-1")
    assert (refused.status_code, refused.json()["reason"]) == (409, "no_calendar")


def test_every_reason_of_the_engine_has_a_status_and_its_sentences() -> None:
    assert set(get_args(Reason)) | {"id_reused"} <= set(api.STATUS)
    for language in ("vi", "en"):
        assert {f"api.{each}" for each in api.STATUS} <= load_texts(language).keys()
    for operation in api.OPERATIONS:
        assert set(operation.reasons) <= set(api.STATUS)
