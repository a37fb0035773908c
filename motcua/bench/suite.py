"""The benchmark: every figure, on real programs, Mosquitto and SQLite on disk."""

import threading
from collections.abc import Callable

from devicekit.errors import MotcuaError
from devicekit.sample_files import sample
from motcua.bench.echo import echo
from motcua.bench.figures import Figure, Figures
from motcua.bench.latency import keys, presses, quick
from motcua.bench.load import Caller, together
from motcua.bench.resources import disk, resources
from motcua.bench.touch import touches
from motcua.bench.voice import calls, joins
from motcua.bench.watched import watched
from motcua.demo.crowd import crowd
from motcua.demo.floor import Floor
from motcua.demo.run_folder import RunFolder

KIOSKS = 8
Say = Callable[[str], None]


def run(say: Say, scale: float = 1.0) -> Figures:
    """All figures; `scale` below 1 takes fewer samples."""

    def times(full: int) -> int:
        return max(12, round(full * scale))

    figures: Figures = {}
    with RunFolder("motcua-bench-") as folder:
        floor = Floor(sample("site.toml"), folder, "mosquitto", rows_per_s=None, kiosk_settings=quick, speech_speed=0)
        try:
            floor.start()
            say("press and paper")
            waits, size = presses(floor, times(300))
            say("keys and LED")
            figures |= waits | keys(floor, times(90))
            figures["ticket_bytes"] = size
            say("calls by voice")
            figures |= calls(floor, times(80)) | joins(times(1000))
            say("touches")
            figures |= touches(floor, times(40))
            say("flushes and bytes")
            figures |= disk(floor, times(60))
            say("start, memory, idle")
            figures |= resources(floor, 10 * min(1.0, max(scale, 0.3)))
            say("watched")
            figures |= watched(floor, sample("site.toml"), times(150))
        finally:
            floor.stop()
    say("tickets and calls per second")
    figures |= load(times(2000))
    say("TCP_NODELAY")
    figures["echo_ms"] = echo(times(200))
    return figures


def load(tickets: int) -> Figures:
    """Durable tickets and calls per second, through the broker, without printing."""
    with RunFolder("motcua-bench-") as folder:
        floor = Floor(crowd(sample("site.toml"), KIOSKS, folder / "crowd.toml"), folder, "mosquitto")
        try:
            floor.start_hub_only()
            site = floor.site.site.id
            services = tuple(service.id for service in floor.site.service)
            kiosks = [
                Caller(site, "ticket", kiosk.id, floor.ports.broker, floor.password(kiosk.id)) for kiosk in floor.kiosks
            ]
            counters = [Caller(site, "counter", c.id, floor.ports.broker, floor.password(c.id)) for c in floor.counters]
            for caller in (*kiosks, *counters):
                caller.connect()
            try:
                rates = {f"kiosks_{n}": _tickets_per_s(kiosks[:n], services, tickets) for n in (1, KIOSKS)}
                calls = _calls_per_s(counters, [c.device.counter for c in floor.counters], tickets // 4)
            finally:
                for caller in (*kiosks, *counters):
                    caller.close()
            _must_be_unique(kiosks)
            return {"tickets_per_s": rates, "calls_per_s": calls}
        finally:
            floor.stop()


def _tickets_per_s(kiosks: list[Caller], services: tuple[str, ...], tickets: int) -> Figure:
    share = tickets // len(kiosks)
    threads = [threading.Thread(target=kiosk.take, args=(services, share)) for kiosk in kiosks]
    return round(share * len(kiosks) / together(threads))


def _calls_per_s(counters: list[Caller], ids: list[str], calls: int) -> Figure:
    share = calls // len(counters)
    pairs = zip(counters, ids, strict=True)
    threads = [threading.Thread(target=counter.call, args=(id_, share)) for counter, id_ in pairs]
    return round(share * len(counters) / together(threads))


def _must_be_unique(kiosks: list[Caller]) -> None:
    numbers = [number for kiosk in kiosks for number in kiosk.numbers]
    refused = sum(kiosk.refused for kiosk in kiosks)
    if refused or len(set(numbers)) != len(numbers):
        doubled = len(numbers) - len(set(numbers))
        raise MotcuaError(f"the load is worth nothing: {refused} tickets refused, {doubled} numbers given twice")
