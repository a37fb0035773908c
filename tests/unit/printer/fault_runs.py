"""Faults at every byte: what the driver says of a ticket against what lies on the floor below the printer.

A run prints one ticket while something happens at one byte of the exchange, repairs it, and prints on as a kiosk does:
the same ticket again when not a byte of it was taken, the next one otherwise. The judge sees paper and words only.
"""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from devicekit.port_memory import MemoryPort
from printer.device import PrintResult
from printer.driver_escpos import LAST_BACK_OFF_S, EscposPrinter
from printer.press import outcome_of
from printer.virtual import VirtualPrinter
from printer.virtual_line import LineClock
from printer.virtual_model import Model
from printer.virtual_pages import epson_letters

NAMES = Path(__file__).with_name("names.txt")


class Rig:
    """A driver and a printer of one model in one process; nobody ever waits."""

    def __init__(self, model: Model) -> None:
        self.far = VirtualPrinter(letters=epson_letters(), model=model)
        self.port = MemoryPort(self.far)
        self.clock = LineClock()
        self.driver = EscposPrinter(self.port, process_id=model.process_id, now=self.clock)
        self.driver.status()

    def lose_power(self) -> None:
        self.far.power(False)

    def lose_cable(self) -> None:
        self.port.unplug()
        raise ConnectionResetError("pulled")

    def run_out(self) -> None:
        self.far.run_out()

    def repair(self, fault: str) -> None:
        """What was wrong, and nothing else: a printer that kept its power keeps what is in its memory."""
        if fault == "power":
            self.far.power(True)
        elif fault == "cable":
            self.port.plug()
        else:
            self.far.load_paper()
        # Longer than the driver leaves one alone that could not be reached.
        self.clock.turn(LAST_BACK_OFF_S)
        self.driver.status()

    def pieces(self) -> list[bytes]:
        """Every piece of paper, that which still hangs out of the printer last."""
        cut = [b"".join(job.rows) for job in self.far.jobs]
        return [*cut, b"".join(row.to_bytes(72, "big") for row in self.far.loose)]


FAULTS: dict[str, Callable[[Rig], None]] = {
    "power": Rig.lose_power,
    "cable": Rig.lose_cable,
    "paper": Rig.run_out,
}


class Verdict(NamedTuple):
    """What one run came to."""

    said: str
    duplicate: bool
    lost: bool
    alarmed: bool
    """Not said to be confirmed, so somebody looks."""


@cache
def ink(job: bytes) -> bytes:
    """The rows of a whole paper, without the blank ones at its ends."""
    far = VirtualPrinter(letters=epson_letters())
    far.feed(job)
    (paper,) = far.jobs
    assert paper.errors == ()
    rows = list(paper.rows)
    while rows and not any(rows[-1]):
        rows.pop()
    while rows and not any(rows[0]):
        rows.pop(0)
    return b"".join(rows)


def copies(rig: Rig, job: bytes) -> int:
    """How many whole papers of a job there are."""
    return sum(piece.count(ink(job)) for piece in rig.pieces())


def exchange(model: Model, job: bytes) -> int:
    """How many bytes the driver sends for a job when nothing happens."""
    rig, count = Rig(model), 0
    feed = rig.far.feed

    def counted(data: bytes) -> bytes:
        nonlocal count
        count += len(data)
        return feed(data)

    rig.far.feed = counted  # type: ignore[method-assign]
    assert outcome_of(rig.driver.print(job)) in ("confirmed", "sent")
    return count


def run(model: Model, fault: str, at: int, job: bytes, following: bytes) -> Verdict:
    """One ticket, with a fault when `at` bytes have come."""
    rig = Rig(model)
    rig.far.fault_after(at, lambda: FAULTS[fault](rig))
    said = rig.driver.print(job)
    out, here = outcome_of(said), copies(rig, job)
    # A printer that never says anything is an alarm that stands on the kiosk and at the hub all the time.
    alarmed = out in ("failed", "unknown") or said.reason == "silent"
    lost = not alarmed and here != 1
    if out == "failed" and any(any(piece) for piece in rig.pieces()):
        lost = True  # nothing was taken, it says
    rig.repair(fault)
    again = rig.driver.print(job) if out == "failed" else None
    lost = lost or (again is not None and not _fair(again, copies(rig, job)))
    after = rig.driver.print(following)
    lost = lost or not _fair(after, copies(rig, following))
    duplicate = copies(rig, job) > 1 or copies(rig, following) > 1
    return Verdict(out, duplicate, lost, alarmed)


def _fair(result: PrintResult, there: int) -> bool:
    """After the repair everything works again: the paper is there, and that is what is said."""
    return there == 1 and outcome_of(result) in ("confirmed", "sent")


def places(length: int, job: bytes, step: int, edges: bool = True) -> Iterator[int]:
    """Bytes of an exchange: each `step`th, and the edges of the job's bands."""
    near = {12 + at for at in range(len(job)) if edges and job[at : at + 3] == b"\x1dv0"}
    yield from sorted({*range(1, length + 1, step), *(at for at in near if 0 < at <= length)})
