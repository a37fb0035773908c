"""What it costs a press that people watch: press to print order with ten pages open at the stage, and with none."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devicekit.errors import MotcuaError
from devicekit.messages import Event, TicketPrinted
from motcua.bench.figures import Figure, Figures, p50_p99
from motcua.bench.latency import REST_S, is_order, probe_of
from motcua.demo.floor import Floor
from motcua.demo.neighbour import Neighbour
from motcua.demo.probe import Heard
from motcua.demo.wait import wait_for
from motcua.stage.keeper import Keeper
from motcua.stage.server import Stage, open_port

WATCHERS, BLOCKS = 10, 5


def watched(floor: Floor, site: Path, count: int) -> Figures:
    """How many times longer a press waits while it is watched; in turns, so that a busy machine is busy for both."""
    neighbour = Neighbour(site, "none")
    stage = Stage(floor, neighbour, Keeper(floor, print), open_port(0))
    alone: list[float] = []
    seen: list[float] = []
    share = -(-count // BLOCKS)
    try:
        stage.start()
        for _ in range(BLOCKS):
            alone += _presses(floor, share)
            with _watching(stage.url):
                seen += _presses(floor, share)
    finally:
        stage.stop()
    without, within = p50_p99(alone), p50_p99(seen)
    return {"watched_press_to_order_ratio": {key: _ratio(within[key], without[key]) for key in without}}


def _presses(floor: Floor, count: int) -> list[float]:
    """Seconds from each press to its order."""
    kiosk, probe, rest = floor.kiosks[0], probe_of(floor), threading.Event()
    waited = []
    for n in range(count):
        service = kiosk.services[n % len(kiosk.services)]
        wait_for(lambda service=service: kiosk.lamp(service), f"the lamp of {service}")  # type: ignore[misc]
        rest.wait(REST_S / len(kiosk.services))
        heard = len(probe.heard)
        at = kiosk.press(service)
        waited.append(probe.wait(is_order(kiosk), "the print order", heard).at - at)
        # The stage takes the papers: that one came out is heard on the wire.
        probe.wait(_is_printed, "the paper", heard)
    return waited


@contextmanager
def _watching(url: str) -> Iterator[None]:
    command = [sys.executable, "-m", "motcua.bench.watchers", url, str(WATCHERS)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as browsers:
        if browsers.stdout is None or browsers.stdout.readline() != b"ready\n":
            raise MotcuaError(f"nobody could watch {url}")
        yield
        browsers.communicate()


def _is_printed(heard: Heard) -> bool:
    return isinstance(heard.message, Event) and isinstance(heard.message.body, TicketPrinted)


def _ratio(part: Figure, whole: Figure) -> Figure:
    return round(part / whole, 2) if isinstance(part, float) and isinstance(whole, float) and whole else None
