"""A floor with its stage, as `motcua demo` keeps it up, and a visitor who only has the page's own calls."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import requests
from msgspec.structs import replace

from devicekit.over import Over
from devicekit.sample_files import sample
from kiosk_ticket.settings import KioskFile
from motcua.demo.floor import Floor
from motcua.demo.neighbour import Neighbour
from motcua.demo.wait import TookTooLong, wait_for
from motcua.stage.keeper import Keeper
from motcua.stage.server import Stage, open_port

PATIENCE_S = 20.0
LOCK_OUT_S, PRESSES, OFFICERS_S = 0.2, 3, 4.0


def quick(settings: KioskFile) -> KioskFile:
    """A kiosk whose waits are short: nobody is there who would need them."""
    timing = replace(settings.timing, printer_poll=0.5, refused=1.0, lock_out=LOCK_OUT_S, hub_wait=0.5)
    return replace(settings, timing=timing)


class House:
    """What a test may use: the page's calls, what the keeper said, and the one-stop system's own book."""

    def __init__(self, url: str, neighbour: Neighbour, said: list[str]) -> None:
        self.url, self.said, self._neighbour = url, said, neighbour
        self.http, self._pause = requests.Session(), threading.Event()

    def ask(self, path: str, **body: object) -> requests.Response:
        """GET, or with a body POST."""
        if body:
            return self.http.post(self.url + path, json=body, timeout=PATIENCE_S)
        return self.http.get(self.url + path, timeout=PATIENCE_S)

    def do(self, act: str, **values: object) -> None:
        answer = self.ask("/stage/do", act=act, **values)
        assert (answer.status_code, answer.json()) == (200, {"done": True}), answer.text

    def look(self) -> Any:
        return self.ask("/stage/state").json()

    def wait(self, claim: Callable[[Any], object], what: str, seconds: float = PATIENCE_S) -> Any:
        """The first look that is as `claim` says."""
        looks: list[Any] = []

        def right() -> object:
            # Not more often than a page draws twice: the programs need the processor.
            self._pause.wait(0.05)
            looks[:] = [self.look()]
            return claim(looks[0])

        wait_for(right, what, seconds)
        return looks[0]

    def press(self, service: str = "land") -> None:
        """A citizen presses when the lamp burns, and takes the paper."""
        # A button rests a while after a press.
        self._pause.wait(LOCK_OUT_S)
        look = self.wait(lambda s: lamp(s, service) == (True, False), f"the lamp of {service}")
        self.do("press", device="kiosk-1", service=service)
        self.wait(lambda s: s["kiosks"][0]["papers"] > look["kiosks"][0]["papers"], "the paper")

    def key(self, key: str, claim: Callable[[Any], object], what: str) -> Any:
        """An officer at counter 1 presses a key, and again when nothing came of it: two speakers on a line spoil both.

        The first look that is as `claim` says of the counter.
        """
        for _ in range(PRESSES - 1):
            self.do("key", device="counter-1", key=key)
            with suppress(TookTooLong):
                return self.wait(lambda s: claim(s["counters"][0]), what, OFFICERS_S)
        self.do("key", device="counter-1", key=key)
        return self.wait(lambda s: claim(s["counters"][0]), what)

    def facts(self) -> list[Any]:
        """The hub's log, from its beginning."""
        answer = requests.get(f"{self.look()['hub_url']}/api/v1/events", timeout=PATIENCE_S)
        return list(answer.json()["entries"])

    def numbers(self) -> list[str]:
        """Every number that was given, in the order of the log."""
        return [f["fact"]["number"] for f in self.facts() if f["kind"] in ("TicketTaken", "ReserveTaken")]

    def book(self) -> list[tuple[str, int]]:
        """The records that the one-stop system kept: kind, and how often each came."""
        own = self._neighbour.own
        return [] if own is None else [(str(each.record["kind"]), each.times) for each in own.received]

    @contextmanager
    def watching(self) -> Iterator[Iterator[tuple[str, Any]]]:
        """The live stream, event by event."""
        with self.http.get(f"{self.url}/stage/live", stream=True, timeout=PATIENCE_S) as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            yield _events(answer)


def lamp(look: Any, service: str) -> tuple[bool, bool]:
    """Whether the lamp of a service is lit, and whether it blinks."""
    button = next(each for each in look["kiosks"][0]["buttons"] if each["service"] == service)
    return button["lamp"], button["blinking"]


def _events(answer: requests.Response) -> Iterator[tuple[str, Any]]:
    name = ""
    for line in answer.iter_lines(decode_unicode=True):
        key, _, value = line.partition(": ")
        if key == "event":
            name = value
        elif key == "data":
            yield name, json.loads(value)


@contextmanager
def open_house(folder: Path) -> Iterator[House]:
    with ExitStack() as stack:
        neighbour = Neighbour(sample("site.toml"), port=0)
        stack.callback(neighbour.stop)
        neighbour.start()
        floor = Floor(
            sample("site.toml"),
            folder,
            rows_per_s=None,
            kiosk_settings=quick,
            onestop=neighbour.url,
            stays=True,
            one_line=True,
        )
        stack.callback(floor.stop)
        said: list[str] = []
        keeper, over = Keeper(floor, said.append), Over()
        # Who starts a program must live as long as it.
        keeping = threading.Thread(target=keeper.run, args=(over,), name="keeper")
        floor.start()
        stage = Stage(floor, neighbour, keeper, open_port(0))
        stack.callback(stage.stop)
        keeping.start()
        stack.callback(keeping.join)
        stack.callback(over.set)
        stage.start()
        house = House(stage.url, neighbour, said)
        stack.callback(house.http.close)
        yield house
