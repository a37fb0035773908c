"""A hub with a calendar, on a file and a clock turned by hand, that keeps every order it gave."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from calendar_house import CALENDAR
from hub_house import CIVIL, LAND, PLAN
from msgspec.structs import replace

from devicekit.clock import HandClock
from devicekit.messages import Answer, KioskService, KioskSet
from devicekit.orders import CommandBody, PrintSlip, Proclaim
from hub.engine import commands as c
from hub.engine import events as e
from hub.engine.state import State
from hub.floor import Floor
from hub.ledger import Request
from hub.plan import DevicePlan, HoursPlan, Plan
from hub.service import Service
from hub.store import Store

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
HOURS = HoursPlan(calendar=CALENDAR, zone=ZONE)
DAY_PLAN = replace(
    PLAN,
    hours=HOURS,
    devices=(
        *PLAN.devices,
        DevicePlan(id="printer-1", kind="printer", counter="counter-1"),
        DevicePlan(id="announcer-1", kind="announcer"),
        DevicePlan(id="rating-1", kind="rating", counter="counter-1"),
    ),
)


def with_civil(plan: Plan, **changes: object) -> Plan:
    """The plan with its second service changed; that one has the hours of the centre."""
    return replace(plan, services=(LAND, replace(CIVIL, **changes)))


def wall(local: str) -> float:
    return datetime.fromisoformat(f"2026-{local}").replace(tzinfo=ZONE).timestamp()


class DayHouse:
    """One hub, from `start` (local, MM-DD HH:MM) on."""

    def __init__(self, folder: Path, start: str, plan: Plan = DAY_PLAN) -> None:
        self.plan, self.path = plan, folder / "hub.db"
        self.clock = HandClock(wall(start))
        self.orders: list[tuple[str, CommandBody]] = []
        self.presses = 0
        self.service = self.build()

    def build(self) -> Service:
        self.floor = Floor(self.plan)

        def orders(day, events, slip):  # type: ignore[no-untyped-def]
            given = list(self.floor.orders(day, events, slip))
            self.orders += [(order.device, order.body) for order in given]
            return given

        service = Service(self.plan, Store(self.path, self.plan.site), self.clock, orders)
        service.open()
        return service

    def restart(self, at: str | None = None) -> None:
        self.service.close()
        if at is not None:
            self.clock.turn(wall(at) - self.clock.wall())
        self.service = self.build()

    def close(self) -> None:
        self.service.close()

    def until(self, local: str, step_s: float = 60.0) -> None:
        """Let the hub live until that time."""
        while self.clock.wall() < wall(local):
            self.clock.turn(min(step_s, wall(local) - self.clock.wall()))
            self.service.pump()

    def ask(self, command: c.Asking) -> Answer:
        answers: list[Answer | None] = []
        self.service.submit(Request("web", "", command, b""), answers.append)
        self.service.pump()
        (answer,) = answers
        assert answer is not None
        return answer

    def take(self, service: str = "land", priority: bool = False) -> Answer:
        self.presses += 1
        return self.ask(c.Take(press=f"kiosk-1.{self.presses}", service=service, kiosk="kiosk-1", priority=priority))

    def next(self, counter: str = "counter-1") -> str:
        return self.ask(c.CallNext(counter=counter)).detail

    @property
    def state(self) -> State:
        return self.service.ledger.state

    def facts(self) -> list[e.EngineEvent]:
        """Of the store's newest day."""
        store = self.service.ledger._store
        return list(store.facts_of(store.last_day()))

    def said(self) -> list[Proclaim]:
        return [body for device, body in self.orders if device == "announcer-1" and isinstance(body, Proclaim)]

    def slips(self) -> list[PrintSlip]:
        return [body for _, body in self.orders if isinstance(body, PrintSlip)]

    def kiosk(self, service: str = "land") -> KioskService:
        shown = self.floor.set_for("kiosk-1", self.state)
        assert isinstance(shown, KioskSet)
        return next(each for each in shown.services if each.service == service)


class Houses:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: list[DayHouse] = []

    def __call__(self, start: str, plan: Plan = DAY_PLAN) -> DayHouse:
        self._open.append(DayHouse(self._folder, start, plan))
        return self._open[-1]

    def close(self) -> None:
        for house in self._open:
            house.close()


@pytest.fixture(name="house_at")
def house_at_fixture(tmp_path: Path) -> Iterator[Houses]:
    houses = Houses(tmp_path)
    yield houses
    houses.close()


def ms(local: str) -> int:
    return round(wall(local) * 1000)
