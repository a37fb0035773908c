"""A floor whose officers have numeric keypads, and what its tests do there."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from msgspec.structs import replace
from sim_floor import PLAN, SimCounter, SimFloor

from hub.engine.events import EngineEvent
from hub.plan import CounterPlan, DeskPlan, DevicePlan, FeePlan, ServicePlan

F = TypeVar("F", bound=SimFloor)

COUNTERS = (
    CounterPlan(id="counter-1", number="1", services=("land",), may_pick=True, parallel=2),
    CounterPlan(id="counter-2", number="2", services=("justice", "land"), may_pick=True),
    CounterPlan(id="counter-3", number="3", services=("post",)),
)
POST = ServicePlan(id="post", name="Nộp phí", prefix="H")
PADS = replace(
    PLAN,
    services=(*PLAN.services, POST),
    counters=COUNTERS,
    devices=(
        *PLAN.devices,
        DevicePlan(id="counter-3", kind="counter", counter="counter-3"),
        DevicePlan(id="rating-1", kind="rating", counter="counter-1"),
    ),
    fee=FeePlan(service="post"),
    desk=DeskPlan(dossier_unit="H34.12"),
)


@contextmanager
def running(floor: F) -> Iterator[F]:
    floor.start()
    yield floor
    floor.stop()


def people(floor: SimFloor, land: int, justice: int = 0) -> None:
    for service in (*["land"] * land, *["justice"] * justice):
        floor.kiosk.press(service)
        floor.turn(2)


def types(floor: SimFloor, keys: str, counter: str = "counter-1", then_s: float = 1.0) -> SimCounter:
    place = floor.counters[counter]
    place.pad.type(keys)
    floor.turn(then_s)
    return place


def facts(floor: SimFloor) -> list[EngineEvent]:
    return list(floor.hub.service.ledger._store.facts_of(floor.hub.service.view.day))
