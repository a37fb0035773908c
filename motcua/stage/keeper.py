"""Keeps a floor up: what has ended is started again after a moment, as systemd does, and said in one line.

Rules. Programs are started by the thread in run() alone, which lives as long as the demo: to the kernel it is their
parent (motcua.demo.processes.tied). What others want is put into its inbox.
"""

import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import NamedTuple

from devicekit.errors import MotcuaError
from devicekit.over import Over
from motcua.demo.broker import Broker
from motcua.demo.floor import Floor
from motcua.demo.processes import Program
from motcua.stage.errors import StageError

RESTART_S, LOOK_S = 2.0, 0.1


class _Errand(NamedTuple):
    work: Callable[[], None]
    done: "Future[None]"


class Keeper:
    """run() until `over`, in the thread that started the floor; kill() and set_broker() are for any other."""

    def __init__(self, floor: Floor, say: Callable[[str], object]) -> None:
        self._floor, self._say = floor, say
        self._errands: queue.SimpleQueue[_Errand] = queue.SimpleQueue()
        self._ended = threading.Event()
        self._broker_wanted = True
        self._down_since: dict[str, float] = {}

    def run(self, over: Over) -> None:
        while not over.is_set():
            try:
                errand = self._errands.get(timeout=LOOK_S)
            except queue.Empty:
                self._look(time.monotonic())
            else:
                self._do(errand)
        self._ended.set()

    def kill(self, name: str) -> None:
        """As a power cut does. Raises StageError."""
        programs = {program.name: program for program in self._floor.programs}
        if name not in programs:
            raise StageError(404, "stage.err.program", value=name, known=", ".join(programs))
        self._ask(programs[name].kill)

    def set_broker(self, up: bool) -> None:
        """Stop the broker and leave it so, or start it. Raises MotcuaError."""
        self._ask(lambda: self._switch_broker(up))

    def _ask(self, work: Callable[[], None]) -> None:
        errand = _Errand(work, Future())
        self._errands.put(errand)
        while not wait([errand.done], LOOK_S).done:
            if self._ended.is_set():
                raise StageError(503, "stage.err.ending")
        errand.done.result()

    def _do(self, errand: _Errand) -> None:
        try:
            errand.work()
        except Exception as error:
            errand.done.set_exception(error)
        else:
            errand.done.set_result(None)

    def _switch_broker(self, up: bool) -> None:
        self._broker_wanted = up
        broker = self._floor.broker
        if broker is not None and up != broker.alive():
            broker.start() if up else broker.stop()

    def _look(self, now: float) -> None:
        broker = self._floor.broker
        if broker is not None and self._broker_wanted:
            self._keep(broker.name, broker, now, "")
        for program in self._floor.programs:
            self._keep(program.name, program, now, f"; log: {program.log}")

    def _keep(self, name: str, what: Program | Broker, now: float, more: str) -> None:
        if what.alive():
            self._down_since.pop(name, None)
        elif now - self._down_since.setdefault(name, now) >= RESTART_S:
            del self._down_since[name]
            try:
                what.stop()
                what.start()
            except (MotcuaError, OSError) as error:
                self._say(f"{name} ended; not started again: {error}")
            else:
                self._say(f"{name} ended; started again{more}")
