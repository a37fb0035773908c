"""Many seeds, in one process or some; what comes back is in the order of the seeds, however many work at it."""

import gc
import importlib
import multiprocessing
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import cast

from motcua.fuzz.errors import AuditorMissing
from motcua.fuzz.judge import Judge
from motcua.fuzz.run import Outcome, lab, run_seed

# So many that making a place for them costs nothing, so few that progress is seen.
CHUNK = 25
AUDITOR = Path(__file__).resolve().parents[2] / "tests" / "auditor"
"""In a checkout. It stands apart from all packages, so that it can't lean on what it judges."""


def auditor(folder: Path) -> Judge:
    """The auditor of a folder. Raises AuditorMissing."""
    if not (folder / "auditor.py").is_file():
        raise AuditorMissing(
            f"{folder}: no auditor.py there; run this in a checkout of motcua, or say --auditor FOLDER"
        )
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    return cast(Judge, importlib.import_module("auditor").audit)


def run_seeds(seeds: Sequence[int], jobs: int, folder: Path) -> Iterator[Outcome]:
    """Play and judge every seed. Raises AuditorMissing."""
    auditor(folder)
    chunks = [seeds[at : at + CHUNK] for at in range(0, len(seeds), CHUNK)]
    work = partial(_chunk, folder)
    if jobs == 1:
        for chunk in chunks:
            yield from work(chunk)
        return
    # No thread runs here, so a fork is safe; a spawned pool would leave its resource tracker behind.
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        for outcomes in pool.imap(work, chunks):
            yield from outcomes
        pool.close()
        pool.join()


def _chunk(folder: Path, seeds: Sequence[int]) -> list[Outcome]:
    judge = auditor(folder)
    with lab() as place:
        # A world is a knot of references: collected all at once, it costs a third of the time that it does by and by,
        # and less without a look at all that was there before.
        gc.disable()
        gc.freeze()
        try:
            return [run_seed(seed, place, judge) for seed in seeds]
        finally:
            gc.enable()
            gc.collect()
            gc.unfreeze()
