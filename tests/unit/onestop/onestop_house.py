"""What the tests of the virtual one-stop system share: a centre, a record, a running server with a client."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import msgspec
import pytest

from devicekit.sample_files import sample
from devicekit.settings import load
from hub.settings import SiteFile
from motcua.onestop.faults import Faults
from motcua.onestop.server import OnestopServer
from motcua.onestop.system import System

SITE = load(sample("site.toml"), SiteFile)
LAND, BIRTH = "1.004199", "1.001193"


def record(seq: int = 1, **more: object) -> dict[str, object]:
    right = {"site": "kontum", "seq": seq, "kind": "called", "day": "2026-11-25", "at": "2026-11-25T08:05:12+07:00"}
    return {**right, "visit": "20261125.A012", "counter": "counter-1", **more}


def key_of(sent: dict[str, object]) -> str:
    body = json.dumps(sent, sort_keys=True).encode()
    return f"{sent['site']}-{sent['seq']}-{hashlib.sha256(body).hexdigest()[:16]}"


def send(client: httpx.Client, sent: dict[str, object], key: str | None = None) -> httpx.Response:
    headers = {"idempotency-key": key_of(sent) if key is None else key}
    return client.post("/api/v1/records", json=sent, headers=headers)


def events(client: httpx.Client, after: str = "", most: int = 100) -> tuple[str, list[dict[str, object]]]:
    page = client.get("/api/v1/events", params={"after": after, "most": most})
    assert page.status_code == 200, page.text
    return page.json()["cursor"], page.json()["events"]


@contextmanager
def running(
    data: Path | None = None, token: str | None = None, faults: Faults | None = None, seed: int = 0, first: int = 1
) -> Iterator[tuple[OnestopServer, httpx.Client]]:
    server = OnestopServer(SITE, data=data, token=token, seed=seed, faults=faults or Faults(), first=first)
    server.start()
    try:
        with httpx.Client(base_url=server.url, timeout=10, verify=False) as client:
            yield server, client
    finally:
        server.stop()


Up = tuple[OnestopServer, httpx.Client]


@pytest.fixture(name="up")
def up_fixture() -> Iterator[Up]:
    with running() as started:
        yield started


@pytest.fixture(scope="module", name="calm")
def calm_fixture() -> Iterator[Up]:
    """One system for all tests that leave it as it was."""
    with running() as started:
        yield started


CALLS = ["officers", "catalogue", "dossiers/H34.12-261125-0001", "events"]


def told(system: System) -> list[dict[str, object]]:
    page = system.page("", 100)
    assert page is not None
    return [msgspec.json.decode(event) for event in page.events]
