"""What each program costs: time to ready, memory, idle processor; and what a ticket costs the disks."""

import statistics
import threading
from pathlib import Path

from devicekit.errors import MotcuaError
from motcua.bench.figures import Figure, Figures
from motcua.bench.latency import REST_S
from motcua.bench.syscalls import Disk, Watch
from motcua.demo.floor import Floor
from motcua.demo.processes import Program
from motcua.demo.wait import wait_for

STARTS = 3


def resources(floor: Floor, idle_s: float) -> Figures:
    """Per program: seconds from its start to its birth message, MB resident, per cent of a core while nobody comes."""
    programs = {
        "hub": floor.hub,
        "kiosk_ticket": floor.kiosks[0].program,
        "counter_display": floor.counters[0].program,
        "announcer": floor.announcers[0].program,
        "kiosk_rating": floor.raters[0].program,
    }
    running = {name: program for name, program in programs.items() if program is not None}
    ready: dict[str, Figure] = {name: _ready_s(floor, program) for name, program in running.items()}
    before = {name: program.cpu_seconds() for name, program in running.items()}
    threading.Event().wait(idle_s)
    idle: dict[str, Figure] = {
        name: round(100 * (program.cpu_seconds() - before[name]) / idle_s, 2) for name, program in running.items()
    }
    rss: dict[str, Figure] = {name: round(program.rss_mb(), 1) for name, program in running.items()}
    return {"ready_s": ready, "rss_mb": rss, "idle_cpu_percent": idle}


def _ready_s(floor: Floor, program: Program) -> float:
    """Median of some starts, each alone."""
    probe = floor.probe
    if probe is None:
        raise MotcuaError("the floor is not started")
    times = []
    for _ in range(STARTS):
        program.stop()
        wait_for(lambda: not probe.is_online(program.name), f"{program.name} to be offline")
        program.start()
        wait_for(lambda: probe.is_online(program.name), f"{program.name} to be online", 20)
        times.append(probe.online[program.name][1] - program.started_at)
    return round(statistics.median(times), 3)


def disk(floor: Floor, tickets: int) -> Figures:
    """Flushes and bytes per ticket, of the kiosk's spool and of the hub's store; None without strace."""
    kiosk, hub = floor.kiosks[0], floor.hub
    if not Watch.possible() or kiosk.program is None or hub is None:
        nothing: dict[str, Figure] = {"kiosk": None, "hub": None}
        return {"fsyncs_per_ticket": nothing, "bytes_written_per_ticket": dict(nothing)}
    watches = {
        "kiosk": (Watch(kiosk.program.pid, floor.folder / "kiosk.strace"), floor.folder / "state"),
        "hub": (Watch(hub.pid, floor.folder / "hub.strace"), floor.folder / "data"),
    }
    for watch, _ in watches.values():
        watch.start()
    for n in range(tickets):
        service = kiosk.services[n % len(kiosk.services)]
        wait_for(lambda service=service: kiosk.lamp(service), f"the lamp of {service}")  # type: ignore[misc]
        threading.Event().wait(REST_S / len(kiosk.services))
        papers = len(kiosk.printer.jobs)
        kiosk.press(service)
        kiosk.printer.wait_for_job(papers + 1, 20)
    seen = {name: _counted(watch, under) for name, (watch, under) in watches.items()}
    return {
        "fsyncs_per_ticket": {name: round(each.flushes / tickets, 2) for name, each in seen.items()},
        "bytes_written_per_ticket": {name: round(each.written / tickets) for name, each in seen.items()},
    }


def _counted(watch: Watch, under: Path) -> Disk:
    return watch.stop(under)
