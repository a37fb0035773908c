"""A floor of which only the hub runs; its devices are started one by one."""

from collections.abc import Iterator
from contextlib import contextmanager

from motcua.demo.floor import Floor


@contextmanager
def hub_of(floor: Floor) -> Iterator[Floor]:
    try:
        floor.start_hub_only()
        (floor.folder / "state").mkdir(exist_ok=True)
        yield floor
    finally:
        floor.stop()
