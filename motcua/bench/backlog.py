"""What it costs a press that the one-stop system takes in what it missed: press to print order with and without that.

The one-stop system is a program of its own, as it is elsewhere: here it would share an interpreter with the clock.
"""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import apsw
import requests

from devicekit.errors import MotcuaError
from devicekit.sample_files import sample
from hub.settings import load_site
from hub.store_open import STORE_FILE
from hub.sync.outgoing import CURSOR
from motcua.bench.figures import Figures, p50_p99, ratio
from motcua.bench.latency import order_waits, quick
from motcua.bench.year import write_year
from motcua.demo.floor import Floor
from motcua.demo.run_folder import RunFolder
from motcua.demo.wait import free_port, wait_for

BACKLOG, BLOCKS = 100_000, 5
# The hub comes back after its longest back-off at most; it drains some hundred records a second.
COMES_BACK_S, DRAINS_S = 90.0, 1200.0


def backlog(say: Callable[[str], None], scale: float = 1.0) -> Figures:
    """`scale` below 1: fewer presses and a shorter backlog."""
    site = sample("site.toml")
    plan = load_site(site).plan
    records, share = max(5_000, round(BACKLOG * scale)), max(12, round(60 * scale))
    with RunFolder("motcua-bench-") as folder, _onestop() as url:
        (folder / "data").mkdir()
        store = folder / "data" / STORE_FILE
        now = datetime.now(ZoneInfo(plan.timezone)).replace(hour=8, minute=0, second=0, microsecond=0)
        # Each day's first fact is the hub's own business: a day more makes up for them.
        write_year(store, plan.site, now - timedelta(days=1), records)
        _away(url, True)
        floor = Floor(site, folder, "mosquitto", rows_per_s=None, kiosk_settings=quick, speech_speed=0, onestop=url)
        try:
            floor.start()
            return _in_turns(floor, store, url, share, records, say)
        finally:
            floor.stop()


def _in_turns(floor: Floor, store: Path, url: str, share: int, records: int, say: Callable[[str], None]) -> Figures:
    """Presses while it is away, then while it takes records; in turns, so that a busy machine is busy for both."""
    without: list[float] = []
    within: list[float] = []
    drained, drained_s = 0, 0.0
    for block in range(BLOCKS):
        without += order_waits(floor, share)
        _away(url, False)
        begun = _place(store)
        wait_for(lambda begun=begun: _place(store) > begun, "records at the one-stop system", COMES_BACK_S)  # type: ignore[misc]
        first, at = _place(store), time.monotonic()
        within += order_waits(floor, share)
        drained, drained_s = drained + _place(store) - first, drained_s + time.monotonic() - at
        if _place(store) >= records:
            raise MotcuaError(f"the figure is worth nothing: {records} records were gone in block {block + 1}")
        if block < BLOCKS - 1:
            _away(url, True)
    say(f"{_place(store)} of {records} records taken while people pressed; the rest")
    begun_at = time.monotonic()
    left = _place(store)
    wait_for(lambda: _place(store) >= records, "the end of the backlog", DRAINS_S)
    before, after = p50_p99(without), p50_p99(within)
    return {
        "backlog_records": records,
        "backlog_records_per_s": {
            "pressed": round(drained / drained_s),
            "alone": round((records - left) / (time.monotonic() - begun_at)),
        },
        "press_to_order_without_backlog_ms": before,
        "press_to_order_with_backlog_ms": after,
        "backlog_press_to_order_ratio": {key: ratio(after[key], before[key]) for key in before},
    }


@contextmanager
def _onestop() -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "motcua", "virtual-onestop", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        try:
            if program.stdout is None or not program.stdout.readline().startswith("ready "):
                raise MotcuaError(f"the virtual one-stop system did not start on port {port}")
            # What it says is hints for a person; unread, they could fill the pipe.
            reader = threading.Thread(target=program.stdout.read, daemon=True)
            reader.start()
            yield f"http://127.0.0.1:{port}"
        finally:
            program.kill()


def _away(url: str, away: bool) -> None:
    requests.post(f"{url}/desk/faults", json={"away": "refuse" if away else ""}, timeout=10).raise_for_status()


def _place(store: Path) -> int:
    """How far the hub has sent its log, by its own word on the disk."""
    db = apsw.Connection(str(store), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        db.set_busy_timeout(2000)
        return int(db.execute("SELECT value FROM cursors WHERE name = ?", (CURSOR,)).get or 0)
    finally:
        db.close()
