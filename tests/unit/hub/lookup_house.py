"""A hub that looks dossiers up, behind a door with a token, and what is read off its page."""

import io
import logging
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import apsw
import httpx
import msgspec
import pytest
from onestop_end import CODE, OnestopEnd
from web_house import Web

from devicekit import logs
from devicekit.text_files import load_texts
from hub.api import ProblemDetails
from hub.dossier import Dossier
from hub.lookup import Find

VI = load_texts("vi")
READY = Dossier(code=CODE, state=9, agency="Sở Xây dựng", accepted_ms=1_663_722_300_000, updated_ms=1_663_900_000_000)
NOISY = ("httpx", "uvicorn", "paho", "amqtt", "transitions", "PIL", "escpos")
TOKEN = {"authorization": "Bearer s3cret"}


class Hub(Web):
    """A hub whose API needs a token; its page needs none."""

    def __init__(self, folder: Path, find: Find | None) -> None:
        super().__init__(folder, "s3cret", find=find)

    def api(self, code: str) -> httpx.Response:
        return self.client.get(f"/api/v1/dossiers/{code}", headers=TOKEN)

    def page(self, code: str = "") -> httpx.Response:
        return self.client.get(f"/dossiers/{code}")

    def keep(self, dossier: Dossier) -> None:
        """As if the one-stop system had said so before."""
        row = (dossier.code, dossier.state, dossier.accepted_ms, dossier.due_ms, dossier.updated_ms)
        db = apsw.Connection(str(self.store))
        db.set_busy_timeout(5000)
        db.execute("INSERT INTO dossiers (code, state, accepted_ms, due_ms, at_ms) VALUES (?, ?, ?, ?, ?)", row)
        db.close()


@pytest.fixture(name="onestop")
def onestop_fixture() -> OnestopEnd:
    return OnestopEnd(READY)


@pytest.fixture(name="hub")
def hub_fixture(tmp_path: Path, onestop: OnestopEnd) -> Iterator[Hub]:
    started = Hub(tmp_path, onestop.find)
    yield started
    started.close()


@pytest.fixture(name="hub_log")
def hub_log_fixture() -> Iterator[io.StringIO]:
    """What the hub's program would write; this test's own client says what it fetches, which is not the hub's doing."""
    named = {name: logging.getLogger(name) for name in ("", *NOISY)}
    before = {name: (logger.handlers[:], logger.level) for name, logger in named.items()}
    stream = io.StringIO()
    logs.setup("hub", "json", stream)
    named["httpx"].setLevel("WARNING")
    yield stream
    for name, (handlers, level) in before.items():
        named[name].handlers[:] = handlers
        named[name].setLevel(level)


class Shape(HTMLParser):
    """What of a page matters here: its elements with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def one(self, tag: str) -> dict[str, str | None]:
        (found,) = [attributes for name, attributes in self.elements if name == tag]
        return found


def reason(response: httpx.Response) -> tuple[int, str]:
    problem = msgspec.json.decode(response.content, type=ProblemDetails)
    assert problem.vi == VI.get(f"api.{problem.reason}")
    return response.status_code, problem.reason
