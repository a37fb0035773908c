"""What the store can do by itself: commits, flushes, starts with a year in it, backup and restore."""

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import apsw
import psutil
from msgspec.structs import replace

from devicekit.clock import SystemClock
from devicekit.errors import MotcuaError
from devicekit.messages import Answer
from devicekit.sample_files import sample
from hub.backup import bring_up_to_date, write_backup
from hub.engine import commands as c
from hub.floor import Floor
from hub.ledger import Request
from hub.plan import Plan
from hub.restore import restore
from hub.service import Service
from hub.settings import load_site
from hub.store import Store
from hub.store_open import STORE_FILE
from motcua.bench.figures import Figure, Figures
from motcua.bench.lived import lived
from motcua.bench.year import A_YEAR, write_year
from motcua.demo import layout
from motcua.demo.layout import Ports
from motcua.demo.run_folder import RunFolder
from motcua.demo.wait import free_port

BATCHES = (1, 8, 64, 256)
LIVED = 1_000_000
STARTS = 3
"""Of which the middle one counts: the first finds the disk cold."""
_SKIP = 100


class Flushes(apsw.VFS):
    """The real file system, counting flushes."""

    def __init__(self) -> None:
        self.name = "bench-flushes"
        self.count = 0
        super().__init__(self.name, "")

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        return _Counted(self, name, flags)


class _Counted(apsw.VFSFile):
    def __init__(self, flushes: Flushes, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        self._flushes = flushes
        super().__init__("", name, flags)

    def xSync(self, flags: int) -> None:  # noqa: N802
        self._flushes.count += 1
        super().xSync(flags)


def store(say: Callable[[str], None], scale: float = 1.0) -> Figures:
    """All figures of the store; `scale` below 1: a shorter year."""
    plan = load_site(sample("site.toml")).plan
    figures: Figures = {}
    with RunFolder("motcua-bench-") as folder:
        say("tickets in batches")
        figures |= batch_figures(folder, plan, max(512, round(20_000 * scale)))
        say("a hub that runs for many days")
        figures |= lived(folder, max(4_000, round(LIVED * scale)))
        say("a year of facts")
        facts = max(10_000, round(A_YEAR * scale))
        today = datetime.now(ZoneInfo(plan.timezone)).replace(hour=8, minute=0, second=0, microsecond=0)
        year, empty = folder / "year", folder / "empty"
        for each in (year, empty):
            (each / "data").mkdir(parents=True)
        begun = time.monotonic()
        write_year(year / "data" / STORE_FILE, plan.site, today - timedelta(days=1), facts)
        say(f"{facts} facts written in {time.monotonic() - begun:.0f} s")
        starts = {
            name: sorted(_start(path) for _ in range(STARTS))[1] for name, path in (("empty", empty), ("year", year))
        }
        figures["store_start_s"] = {name: ready for name, (ready, _) in starts.items()}
        figures["store_rss_mb"] = {name: rss for name, (_, rss) in starts.items()}
        say("backup and restore")
        figures |= _copies(year / "data" / STORE_FILE, folder, plan.site)
    return figures


def batch_figures(folder: Path, plan: Plan, tickets: int) -> Figures:
    """Tickets a second and flushes a ticket, checkpoints included, by how many share a transaction."""
    rates: dict[str, Figure] = {}
    flushes: dict[str, Figure] = {}
    disk = Flushes()
    many = replace(plan, services=tuple(replace(s, last=9999, digits=4) for s in plan.services if s.prefix))
    ids = [service.id for service in many.services]
    try:
        for batch in BATCHES:
            path = folder / f"batch-{batch}.db"
            service = Service(many, Store(path, plan.site, vfs=disk.name), SystemClock(), Floor(many).orders)
            service.open()
            before, begun = disk.count, time.monotonic()
            _take(service, ids, tickets, batch)
            rates[f"batch_{batch}"] = round(tickets / (time.monotonic() - begun))
            flushes[f"batch_{batch}"] = round((disk.count - before) / tickets, 3)
            service.close()
    finally:
        disk.unregister()
    return {"store_tickets_per_s": rates, "store_flushes_per_ticket": flushes}


def _take(service: Service, ids: list[str], tickets: int, batch: int) -> None:
    answered = 0

    def reply(answer: Answer | None) -> None:
        nonlocal answered
        answered += answer is not None and answer.outcome == "accepted"

    for first in range(0, tickets, batch):
        for n in range(first, min(first + batch, tickets)):
            take = c.Take(press=f"p{n}", service=ids[n % len(ids)], kiosk="kiosk-1")
            service.submit(Request.of("kiosk-1", f"b.{n}", take), reply)
        service.pump()
    if answered != tickets:
        raise MotcuaError(f"the figure is worth nothing: {answered} of {tickets} tickets were answered")


def _start(place: Path) -> tuple[Figure, Figure]:
    """Seconds until the hub's own program serves the store in that place, and its memory then (MB)."""
    site = layout.write(
        layout.centre(sample("site.toml"), place, Ports(free_port(), free_port()), None), place / "s.toml"
    )
    begun = time.monotonic()
    command = [sys.executable, "-m", "hub", str(site), "--log", "json"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        if process.stderr is None:
            raise MotcuaError("no log to read")
        for line in process.stderr:
            if "ready: " in line:
                break
        else:
            raise MotcuaError(f"the hub did not start in {place}")
        ready = round(time.monotonic() - begun, 2)
        rss = round(psutil.Process(process.pid).memory_info().rss / 1e6)
        process.terminate()
        process.stderr.read()
    return ready, rss


def _copies(file: Path, folder: Path, site: str) -> Figures:
    def seconds(work: Callable[[], object]) -> float:
        begun = time.monotonic()
        work()
        return round(time.monotonic() - begun, 2)

    copy = folder / "copy.db"
    return {
        "store_mb": round(file.stat().st_size / 1e6),
        "backup_whole_s": seconds(lambda: write_backup(file, copy, site)),
        "backup_next_s": seconds(lambda: bring_up_to_date(file, copy, site)),
        "restore_s": seconds(lambda: restore(copy, file, site, _SKIP, "bench")),
    }
