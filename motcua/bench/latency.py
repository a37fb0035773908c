"""How long people wait: press to print order, press to the ticket's last byte, key to LED."""

import random
import threading
from collections.abc import Callable
from contextlib import suppress

from msgspec.structs import replace

from devicekit.errors import MotcuaError
from devicekit.messages import Command, Event, TicketPrinted
from devicekit.orders import PrintTicket
from kiosk_ticket.settings import KioskFile
from motcua.bench.figures import Figures, p50_p99
from motcua.demo import layout
from motcua.demo.floor import Floor
from motcua.demo.places import CounterPlace, Kiosk
from motcua.demo.probe import Heard, Probe
from motcua.demo.wait import TookTooLong, wait_for

BYTE_S, KEY_BYTES, GAP_S = 10 / 9600, 4, 0.3
# Longer than a button's lock-out in the benchmark, by what a busy machine may be late in seeing the press before.
REST_S = 0.35


def presses(floor: Floor, count: int) -> tuple[Figures, int]:
    """Press one kiosk's buttons in turn; figures, and the bytes of the last ticket."""
    kiosk, probe = floor.kiosks[0], probe_of(floor)
    to_order, to_byte, size = [], [], 0
    rest = threading.Event()
    for n in range(count):
        service = kiosk.services[n % len(kiosk.services)]
        wait_for(lambda service=service: kiosk.lamp(service), f"the lamp of {service}")  # type: ignore[misc]
        rest.wait(REST_S / len(kiosk.services))
        papers, heard = len(kiosk.printer.jobs), len(probe.heard)
        at = kiosk.press(service)
        order = probe.wait(is_order(kiosk), "the print order", heard)
        job = kiosk.printer.wait_for_job(papers + 1, 10)
        to_order.append(order.at - at)
        to_byte.append(job.last_at - at)
        size = len(job.data)
    return {"press_to_print_order_ms": p50_p99(to_order), "press_to_last_byte_ms": p50_p99(to_byte)}, size


def order_waits(floor: Floor, count: int) -> list[float]:
    """Seconds from each press of one kiosk to its order, each after the paper of the one before."""
    kiosk, probe, rest = floor.kiosks[0], probe_of(floor), threading.Event()
    waited = []
    for n in range(count):
        service = kiosk.services[n % len(kiosk.services)]
        wait_for(lambda service=service: kiosk.lamp(service), f"the lamp of {service}")  # type: ignore[misc]
        rest.wait(REST_S / len(kiosk.services))
        heard = len(probe.heard)
        at = kiosk.press(service)
        waited.append(probe.wait(is_order(kiosk), "the print order", heard).at - at)
        # Others may take the papers: that one came out is heard on the wire.
        probe.wait(_is_printed, "the paper", heard)
    return waited


def keys(floor: Floor, count: int, seed: int = 1) -> Figures:
    """Press "next" at every counter, `count` times in all; what the line itself needs is told apart."""
    beyond: list[float] = []
    line: list[float] = []
    share = -(-count // len(floor.counters))
    threads = [
        threading.Thread(target=_call, args=(counter, share, random.Random(seed + n), beyond, line))  # noqa: S311
        for n, counter in enumerate(floor.counters)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"key_to_led_ms": p50_p99(beyond), "line_ms": p50_p99(line)}


def _call(counter: CounterPlace, count: int, moments: random.Random, beyond: list[float], line: list[float]) -> None:
    rest = threading.Event()
    for _ in range(count):
        before = counter.shows()
        at = counter.press("next")
        # Two speakers at once spoil both frames: then there is nothing to measure.
        with suppress(TookTooLong):
            wait_for(lambda before=before: counter.shows() not in ("", before), "another number", 3)  # type: ignore[misc]
            if not any(violation.at > at - GAP_S for violation in list(counter.wire.line.violations)):
                total, waited = _times(counter, at)
                beyond.append(total)
                line.append(waited)
        rest.wait(moments.uniform(0.4, 0.7))
        counter.press("start")
        rest.wait(moments.uniform(0.7, 1.2))


def _times(counter: CounterPlace, at: float) -> tuple[float, float]:
    """Seconds beyond the line's own time, and the line's own: key frame, silence still owed, display frame."""
    frames = [each for each in list(counter.wire.line.spoken) if each.speaker is None]
    number = counter.shows().encode()
    index = next(i for i, f in enumerate(frames) if f.begin > at and f.data[1] == layout.PANEL and number in f.data)
    shown = frames[index]
    free = frames[index - 1].end + GAP_S if index else 0.0
    possible = max(at + KEY_BYTES * BYTE_S, free)
    return max(0.0, shown.begin - possible), possible - at + shown.end - shown.begin


def probe_of(floor: Floor) -> Probe:
    """Who listens on the wire."""
    if floor.probe is None:
        raise MotcuaError("the floor is not started")
    return floor.probe


def is_order(kiosk: Kiosk) -> Callable[[Heard], bool]:
    """Whether a message is an order to print for that kiosk."""

    def is_order(heard: Heard) -> bool:
        message = heard.message
        return heard.topic.device == kiosk.id and isinstance(message, Command) and isinstance(message.body, PrintTicket)

    return is_order


def quick(settings: KioskFile) -> KioskFile:
    """Buttons that may be pressed again at once: the benchmark has no person behind it."""
    return replace(settings, timing=replace(settings.timing, lock_out=0.2))


def _is_printed(heard: Heard) -> bool:
    return isinstance(heard.message, Event) and isinstance(heard.message.body, TicketPrinted)
