"""Eight kiosks that are pressed while kiosks, hub and broker die: the fingers, the killer, who collects the paper."""

import hashlib
import os
import random
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psutil
import zxingcpp
from chaos_audit import Paper
from chaos_states import STATES, InFlight, copied, in_flight, read_store
from msgspec.structs import replace

from devicekit.messages import Event, TicketIssued, TicketWanted
from devicekit.sample_files import sample
from devicekit.settings import load
from hub.device_tables import TicketDevice
from hub.settings import SiteFile
from kiosk_ticket.settings import KioskFile
from motcua.demo import layout
from motcua.demo.floor import Floor
from motcua.demo.places import Kiosk
from motcua.demo.processes import Program
from motcua.demo.wait import wait_for
from printer.paper import Job

KIOSKS = 8
RESERVE = 240
VICTIMS = ("kiosk", "hub", "broker")
# Of ten deaths; the tenth is the broker's, and its files die with it.
NINE = ("kiosk",) * 5 + ("hub",) * 3 + ("broker",)
PRESSES_PER_S = 40.0
LONGEST_DOWN_S = 0.8
AFTER_PRESS_S = 0.08
CATCH_S = 20.0


def reserves() -> dict[str, tuple[int, int]]:
    """Each kiosk's own series."""
    return {f"kiosk-{k}": (8001 + RESERVE * (k - 1), 8000 + RESERVE * k) for k in range(1, KIOSKS + 1)}


def site_of_eight(folder: Path) -> Path:
    """The sample centre with eight kiosks, and numbers enough for ten thousand presses."""
    site = load(sample("site.toml"), SiteFile)
    ids = tuple(service.id for service in site.service if service.prefix)
    return layout.write(
        replace(
            site,
            service=tuple(replace(each, last=7999, digits=4) if each.prefix else each for each in site.service),
            device=tuple(
                TicketDevice(id=kiosk, services=ids, reserve_first=first, reserve_last=last)
                for kiosk, (first, last) in reserves().items()
            ),
        ),
        folder / "centre.toml",
    )


def impatient(settings: KioskFile) -> KioskFile:
    return replace(settings, timing=replace(settings.timing, lock_out=0.2, hub_wait=0.5))


def chaos_floor(folder: Path) -> Floor:
    # A broker that keeps things comes back with old ones: more to survive than one that forgets.
    kept = folder / "broker"
    kept.mkdir()
    lines = ("persistence true", f"persistence_location {kept}/", "autosave_on_changes true", "autosave_interval 5")
    return Floor(site_of_eight(folder), folder, "mosquitto", 0, None, impatient, lines)


class Death(NamedTuple):
    """One SIGKILL; `states` of the presses that were on their way, at the kiosk that died or else at any."""

    victim: str
    states: frozenset[str]
    wiped: bool


class Chaos:
    """One run: `presses` that kiosks took, `kills` spread over them. Everything that is chosen comes from the seed."""

    def __init__(self, floor: Floor, seed: int, presses: int, kills: int) -> None:
        self.floor, self.presses, self.kills = floor, presses, kills
        self.papers: list[Paper] = []
        self.deaths: list[Death] = []
        self._random = random.Random(seed)
        self._at = sorted(self._random.sample(range(10, presses), kills))
        self._victims = self._plan()
        self._taken: set[str] = set()
        self._read = 0
        self._down: dict[str, tuple[float, Callable[[], None]]] = {}
        self._pause = threading.Event()

    def run(self) -> None:
        """Press and kill until all is done, then wait until nothing is on its way any more."""
        while self._at or self.taken() < self.presses:
            self._press(self._random.choice(self.floor.kiosks))
            self._pause.wait(self._random.expovariate(PRESSES_PER_S))
            self._revive(time.monotonic())
            if self._at and self.taken() >= self._at[0]:
                self._at.pop(0)
                self._kill(self._victims.pop(0))
            self.collect()
        self._revive(float("inf"))
        wait_for(self._quiet, "every outbox and every order to be done", 60)
        self.collect()

    def taken(self) -> int:
        """How many presses the wire has told of."""
        heard = self.floor.probe.heard if self.floor.probe else []
        for each in heard[self._read :]:
            self._read += 1
            if isinstance(each.message, Event) and isinstance(each.message.body, TicketWanted | TicketIssued):
                self._taken.add(each.message.body.press)
        return len(self._taken)

    def collect(self) -> None:
        """Take the papers from all printers and read them."""
        for kiosk in self.floor.kiosks:
            self.papers += [_paper(kiosk.id, job) for job in kiosk.printer.take_jobs()]

    def _press(self, kiosk: Kiosk) -> None:
        kiosk.press(self._random.choice(kiosk.services))

    # Deaths

    def _plan(self) -> list[str]:
        tens = -(-self.kills // 10)
        return [each for _ in range(tens) for each in (*self._random.sample(NINE, 9), "broker")][: self.kills]

    def _kill(self, victim: str) -> None:
        living = [kiosk for kiosk in self.floor.kiosks if kiosk.program and kiosk.program.alive()]
        if victim == "kiosk":
            self._kill_kiosk(self._random.choice(living))
            return
        for kiosk in self._random.sample(living, 3):
            self._press(kiosk)
        self._pause.wait(self._random.uniform(0, AFTER_PRESS_S))
        self._revive_one(victim)
        if victim == "hub":
            self._kill_hub()
        else:
            self._kill_broker(wipe=len(self.deaths) % 10 == 9)

    def _kill_kiosk(self, kiosk: Kiosk) -> None:
        """At a moment after a press, or when it is in a state that no death has fallen in yet."""
        program = kiosk.program
        if program is None:
            return
        aim, end = self._aim(), time.monotonic() + CATCH_S
        while True:
            self._press(kiosk)
            self._pause.wait(self._random.uniform(0, AFTER_PRESS_S if aim is None else AFTER_PRESS_S / 4))
            with self._still(program):
                states = self._states([kiosk.id])
                if aim is None or aim in states or time.monotonic() > end:
                    program.kill()
                    break
        self._died("kiosk", kiosk.id, states, program.start)

    def _kill_hub(self) -> None:
        hub = self.floor.hub
        if hub is not None:
            with self._still(hub):
                hub.kill()
                states = self._states(list(reserves()))
            self._died("hub", "hub", states, hub.start)

    def _kill_broker(self, wipe: bool) -> None:
        broker = self.floor.broker
        if broker is not None:
            broker.kill()
            with self._still():
                states = self._states(list(reserves()))
            if wipe:
                shutil.rmtree(self.floor.folder / "broker")
                (self.floor.folder / "broker").mkdir()
            self._died("broker", "broker", states, broker.start, wipe)

    def _died(self, victim: str, name: str, states: set[str], again: Callable[[], None], wiped: bool = False) -> None:
        self.deaths.append(Death(victim, frozenset(states), wiped))
        self._down[name] = (time.monotonic() + self._random.uniform(0, LONGEST_DOWN_S), again)

    def _aim(self) -> str | None:
        """A state to wait for, when the deaths left are few for those that are missing."""
        missing = [state for state in STATES if not any(state in death.states for death in self.deaths)]
        left = 1 + self._victims.count("kiosk")
        return self._random.choice(missing) if missing and left <= 2 * len(missing) else None

    def _revive(self, now: float) -> None:
        """Start again what has been down long enough, as systemd does."""
        for name in [name for name, (at, _) in self._down.items() if at <= now]:
            self._revive_one(name)

    def _revive_one(self, name: str) -> None:
        if name in self._down:
            _, again = self._down.pop(name)
            again()

    # Judging

    @contextmanager
    def _still(self, first: Program | None = None) -> Iterator[None]:
        """Nobody moves: hub and kiosks are stopped, `first` before all others, so that their files can be read."""
        living = [program for program in self.floor.programs if program.alive()]
        stopped = [] if first is None else [first]
        stopped += [program for program in living if program is not first]
        for program in stopped:
            os.kill(program.pid, signal.SIGSTOP)
        try:
            for program in stopped:
                wait_for(lambda pid=program.pid: _is_stopped(pid), f"{program.name} to stand still")
            yield
        finally:
            for program in stopped:
                if program.alive():
                    os.kill(program.pid, signal.SIGCONT)

    def _states(self, kiosks: Sequence[str]) -> set[str]:
        return {each.state for each in self._in_flight(kiosks)}

    def _in_flight(self, kiosks: Sequence[str]) -> list[InFlight]:
        with tempfile.TemporaryDirectory() as folder:
            spools = [copied(self._spool(kiosk), Path(folder)) for kiosk in kiosks if self._spool(kiosk).exists()]
            store = read_store(copied(self.store, Path(folder)))
            return in_flight(spools, store)

    def _quiet(self) -> bool:
        """Nothing is on its way any more."""
        self._pause.wait(0.2)
        self.taken()
        with self._still():
            return not self._in_flight(list(reserves()))

    @property
    def store(self) -> Path:
        return self.floor.folder / "data" / "hub.db"

    def _spool(self, kiosk: str) -> Path:
        return self.floor.folder / "state" / f"{kiosk}.spool"

    def left_unsaid(self) -> list[InFlight]:
        """What the store does not know although everybody was stopped in order. (An acknowledgement may be on its way
        when a kiosk is told to stop: the event is then in its outbox still, and in the store.)"""
        return self._in_flight(list(reserves()))

    def table(self) -> str:
        """Deaths by victim and state; one counts in each state in which a press was."""
        columns = (*STATES, "nothing")
        lines = ["| killed | times | " + " | ".join(columns) + " |", "|---|" + "--:|" * (1 + len(columns))]
        for victim in VICTIMS:
            deaths = [death for death in self.deaths if death.victim == victim]
            cells = [sum(column in (death.states or {"nothing"}) for death in deaths) for column in columns]
            lines.append(f"| {victim} | {len(deaths)} | " + " | ".join(map(str, cells)) + " |")
        return "\n".join(lines)


def _is_stopped(pid: int) -> bool:
    return psutil.Process(pid).status() in (psutil.STATUS_STOPPED, psutil.STATUS_ZOMBIE)


def _paper(kiosk: str, job: Job) -> Paper:
    picture = job.image().convert("L")
    codes = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode, try_rotate=False)
    dots = hashlib.blake2b(b"".join(job.rows), digest_size=16).digest()
    return Paper(kiosk, dots, len(job.rows), codes[0].text if codes else "", job.errors)
