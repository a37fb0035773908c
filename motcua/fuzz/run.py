"""One seed from its beginning to its judgement, and many of them."""

import logging
import shutil
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from hub.store import Store
from hub.store_open import STORE_FILE
from motcua.fuzz.acts import ACTS, Act
from motcua.fuzz.centre import SITE
from motcua.fuzz.disk import Disk
from motcua.fuzz.faults import FAULTS
from motcua.fuzz.hub_machine import Parts, unchanged
from motcua.fuzz.judge import Judge, verdict
from motcua.fuzz.world import Lab, World

# People are quick here: the less time between what they do, the less of a seed is heartbeats.
ACT_S = 0.25
# Shorter mornings find what takes several steps (a number given twice, a merge made twice) in more processor time.
LEAST_ACTS, MOST_ACTS = 12, 20
# One such morning in four has no fault at all, the others three on average.
MOST_FAULTS, FAULTS_PER = 7, 20
# Long enough for the hub to tell displays and board how things are.
SETTLE_S = 1.5
# A print order that lost its kiosk lives two minutes, and is waited for a little longer.
PATIENCE_S = 240.0


class _Table(NamedTuple):
    """What may happen, and how often, summed up."""

    acts: tuple[Act, ...]
    weights: tuple[int, ...]


_ACTS, _FAULTS = (_Table(acts, tuple(accumulate(each.weight for each in acts))) for acts in (ACTS, FAULTS))


class Outcome(NamedTuple):
    """What came of a seed; `violations` are sentences, none when all is well."""

    seed: int
    digest: str
    violations: list[str]
    last: list[str]
    seconds: float
    done: list[str]
    cost_s: float
    """Processor time: the only thing here that differs from run to run."""


@contextmanager
def lab() -> Iterator[Lab]:
    """A place for seeds of this process; while it is open nothing is logged: nobody reads of thousands of faults."""
    memory = Path("/dev/shm")  # noqa: S108
    folder = Path(tempfile.mkdtemp(prefix="motcua-fuzz-", dir=memory if memory.is_dir() else None))
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield Lab(folder, _fresh(folder))
    finally:
        logging.disable(before)
        shutil.rmtree(folder)


def _fresh(folder: Path) -> bytes:
    disk = Disk(folder, lambda: 0.0)
    store = Store(folder / STORE_FILE, SITE, 0, disk.name)
    store.open()
    store.close()
    disk.unregister()
    return bytes(disk.files[str(folder / STORE_FILE)].seen)


def run_seed(seed: int, place: Lab, judge: Judge, plant: Callable[[Parts], None] = unchanged) -> Outcome:
    """Play one seed and judge it."""
    began = time.process_time()
    world = World(seed, place, plant)
    done: list[str] = []
    try:
        violations = _played(world, judge, done)
    finally:
        world.close()
    cost_s = time.process_time() - began
    last = world.tape.last() if violations else []
    return Outcome(seed, world.tape.digest, violations, last, world.loop.now, done, cost_s)


def _played(world: World, judge: Judge, done: list[str]) -> list[str]:
    try:
        world.start()
        world.loop.run(1.0)
        faults = world.number(MOST_FAULTS)
        for _ in range(LEAST_ACTS + world.number(MOST_ACTS - LEAST_ACTS)):
            _do(world, _ACTS, done)
            if world.random() < faults / FAULTS_PER:
                _do(world, _FAULTS, done)
            world.loop.run(2 * ACT_S * world.random())
        return verdict(world, judge, _settle(world))
    except Exception as error:  # a bug of any kind is what this looks for
        return [f"the programs never fail but as they may: {type(error).__name__}: {error} {_where(error)}"]


def _where(error: Exception) -> str:
    return " < ".join(
        f"{Path(each.filename).name}:{each.lineno}" for each in reversed(traceback.extract_tb(error.__traceback__))
    )


def _do(world: World, table: _Table, done: list[str]) -> None:
    act = world.dice.choices(table.acts, cum_weights=table.weights)[0]
    done.append(act.name)
    world.tape.note(world.loop.now, f"-- {act.name}")
    act.do(world)


def _settle(world: World) -> bool:
    """Until nobody waits for anybody; False when that takes too long."""
    end = world.loop.now + PATIENCE_S
    # No fault begins later than that after it was thrown, and nobody asks for anything later than twice that.
    world.loop.run(2.0)
    while world.loop.now < end and not world.hub.is_lost:
        world.heal()
        world.loop.run(SETTLE_S)
        if world.quiet:
            world.loop.run(SETTLE_S)
            # Something may have begun just then: a call is on its way to the loudspeaker.
            if world.quiet:
                return True
    return False
