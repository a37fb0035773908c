"""The virtual one-stop system's faults over real sockets: slow, failing, garbled, forgetful, away."""

import json
import threading
import time
from collections import Counter

import httpx
import pytest
import requests
from onestop_house import (
    CALLS,
    LAND,
    Up,
    events,
    record,
    send,
    up_fixture,  # noqa: F401
)

from motcua.onestop.faults import FAILURES, FORGOTTEN, GARBAGE, FaultPanel, Faults


def test_slow_waits_and_neither_the_desk_nor_the_end_waits_with_it(up: Up, caplog: pytest.LogCaptureFixture) -> None:
    server, client = up
    server.faults.set(Faults(slow=0.3))
    began = time.monotonic()
    assert send(client, record()).status_code == 201
    assert time.monotonic() - began >= 0.3
    server.faults.set(Faults(slow=60))
    asked = threading.Thread(target=_ask_in_vain, args=(server.url,))
    asked.start()
    assert client.get("/desk/view").status_code == 200
    began = time.monotonic()
    server.stop()
    asked.join()
    assert time.monotonic() - began < 10
    assert caplog.records == [], "a request had to be cut off"


def _ask_in_vain(url: str) -> None:
    try:
        requests.get(f"{url}/api/v1/events", timeout=30)
    except requests.RequestException:
        return


def outcome(client: httpx.Client, call: str) -> str:
    """What one call brought, in a word."""
    try:
        given = client.get(f"/api/v1/{call}")
    except httpx.TransportError as error:
        return type(error).__name__
    if given.status_code != 200:
        return f"{given.status_code}{'+' if 'retry-after' in given.headers else ''}"
    if not given.headers["content-type"].startswith("application/json"):
        return given.headers["content-type"]
    if len(given.content) > 1024 * 1024:
        return "large"
    try:
        body = json.loads(given.content)
    except (ValueError, RecursionError) as error:
        return type(error).__name__
    return "right" if isinstance(body.get("events"), list) and isinstance(body.get("cursor"), str) else "types"


def test_fail_gives_500_and_503_at_times_with_retry_after(up: Up) -> None:
    server, client = up
    server.faults.set(Faults(fail=1.0))
    assert {outcome(client, "events") for _ in range(40)} == {"500", "503", "503+"}
    assert send(client, record()).status_code in (500, 503)
    assert server.received == []


def test_a_share_is_about_that_share(up: Up) -> None:
    server, client = up
    server.faults.set(Faults(fail=0.3))
    good = sum(outcome(client, "events") == "right" for _ in range(200))
    assert 110 <= good <= 170


def test_garbage_is_of_every_kind(up: Up) -> None:
    server, client = up
    server.faults.set(Faults(garbage=1.0))
    seen = {outcome(client, "events") for _ in range(80)}
    assert seen == {"text/html", "types", "large", "JSONDecodeError", "RecursionError", "RemoteProtocolError"}
    for call in CALLS:
        assert "right" not in {outcome(client, call) for _ in range(12)}


def test_a_record_that_got_a_garbled_answer_is_kept(up: Up) -> None:
    server, client = up
    server.faults.set(Faults(garbage=1.0))
    for seq in range(1, 15):
        try:
            assert send(client, record(seq)).status_code == 200
        except httpx.RemoteProtocolError:
            continue
    assert [kept.record["seq"] for kept in server.received] == list(range(1, 15))


def test_forget_keeps_the_record_and_says_so_to_nobody(up: Up) -> None:
    server, client = up
    server.faults.set(Faults(forget=1.0))
    ends: Counter[str] = Counter()
    for seq in range(1, 21):
        try:
            ends[str(send(client, record(seq)).status_code)] += 1
        except httpx.RemoteProtocolError:
            ends["cut"] += 1
    assert set(ends) == {"500", "cut"}
    assert outcome(client, "events") == "right"
    server.faults.clear()
    assert {send(client, record(seq)).status_code for seq in range(1, 21)} == {200}
    assert [(kept.record["seq"], kept.times) for kept in server.received] == [(seq, 2) for seq in range(1, 21)]


def test_repeat_brings_events_again_and_none_is_lost_or_new(up: Up) -> None:
    server, client = up
    for n in range(12):
        server.desk.accept("counter-1", LAND, f"A{n:03}")
    server.faults.set(Faults(repeat=0.7))
    cursor, seen = "", []
    for _ in range(60):
        cursor, page = events(client, cursor, most=2)
        seen += [str(event["id"]) for event in page]
    firsts = list(dict.fromkeys(seen))
    assert [int(each.rpartition("-")[2]) for each in firsts] == list(range(1, 13))
    assert len(seen) > 20
    server.faults.clear()
    assert events(client, cursor)[1] == []


@pytest.mark.parametrize(("away", "end"), [("refuse", "503"), ("close", "RemoteProtocolError")])
def test_away_answers_nobody_until_it_is_back(up: Up, away: str, end: str) -> None:
    client = up[1]
    assert client.post("/desk/faults", json={"away": away}).status_code == 200
    assert {outcome(client, call) for call in CALLS * 3} == {end}
    assert client.get("/desk/view").json()["faults"]["away"] == away
    assert client.post("/desk/faults", json={"away": ""}).status_code == 200
    assert outcome(client, "events") == "right"


@pytest.mark.parametrize("call", ["records", "events"])
def test_the_same_seed_brings_the_same_faults(call: str) -> None:
    faults = Faults(fail=0.3, forget=0.3, garbage=0.3)

    def story(seed: int, others: int) -> list[str]:
        panel = FaultPanel(seed, faults)
        told = []
        for _ in range(300):
            # What else is asked in between, which nobody can foresee, changes nothing.
            for _ in range(others):
                panel.verdict("officers")
            told.append(panel.verdict(call).what)
        return told

    assert story(1, 0) == story(1, 3) != story(2, 0)
    known = {"", *FAILURES, *GARBAGE, *(FORGOTTEN if call == "records" else ())}
    assert set(story(1, 0)) == known


@pytest.mark.parametrize(
    "wrong", [{"fail": 1.5}, {"fail": "1"}, {"slow": -1}, {"away": "yes"}, {"flood": 1}, []], ids=str
)
def test_a_fault_that_nobody_knows_is_refused_and_nothing_is_switched(up: Up, wrong: object) -> None:
    server, client = up
    server.faults.set(Faults(repeat=0.5))
    assert client.post("/desk/faults", json=wrong).status_code == 400
    assert server.faults.now == Faults(repeat=0.5)
    assert client.post("/desk/faults", json={"fail": 0.25}).json()["repeat"] == 0.5
