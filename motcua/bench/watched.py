"""What it costs a press that people watch: press to print order with ten pages open at the stage, and with none."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devicekit.errors import MotcuaError
from motcua.bench.figures import Figures, p50_p99, ratio
from motcua.bench.latency import order_waits
from motcua.demo.floor import Floor
from motcua.demo.neighbour import Neighbour
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
            alone += order_waits(floor, share)
            with _watching(stage.url):
                seen += order_waits(floor, share)
    finally:
        stage.stop()
    without, within = p50_p99(alone), p50_p99(seen)
    return {"watched_press_to_order_ratio": {key: ratio(within[key], without[key]) for key in without}}


@contextmanager
def _watching(url: str) -> Iterator[None]:
    command = [sys.executable, "-m", "motcua.bench.watchers", url, str(WATCHERS)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as browsers:
        if browsers.stdout is None or browsers.stdout.readline() != b"ready\n":
            raise MotcuaError(f"nobody could watch {url}")
        yield
        browsers.communicate()
