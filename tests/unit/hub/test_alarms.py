"""Alarms that follow from the day: settings changed under people who wait, a series at its end, a store that is new."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hub_house import LAND, PLAN
from msgspec.structs import replace

from devicekit.clock import HandClock
from devicekit.messages import Answer, CounterSet
from hub.engine import commands as c
from hub.floor import Floor
from hub.ledger import Request
from hub.plan import Plan
from hub.service import Service
from hub.store import Store
from hub.trace import trace

WITHOUT_CIVIL = replace(
    PLAN,
    services=(LAND,),
    counters=tuple(replace(counter, services=("land",)) for counter in PLAN.counters[:2]),
    devices=tuple(replace(device, services=("land",) if device.services else ()) for device in PLAN.devices[:4]),
)


class House:
    """A service whose settings may change between two starts."""

    def __init__(self, folder: Path) -> None:
        self.clock = HandClock()
        self.path = folder / "hub.db"
        self.asked = 0
        self.service = self.start(PLAN)

    def start(self, plan: Plan) -> Service:
        service = Service(plan, Store(self.path, plan.site), self.clock, Floor(plan).orders)
        service.open()
        return service

    def change(self, plan: Plan) -> None:
        self.service.close()
        self.service = self.start(plan)

    def ask(self, command: c.Asking) -> Answer:
        self.asked += 1
        self.clock.turn(1)
        answers: list[Answer | None] = []
        self.service.submit(Request.of("kiosk-1", f"s.{self.asked}", command), answers.append)
        self.service.pump()
        (answer,) = answers
        assert answer is not None
        return answer

    def take(self, service: str) -> str:
        return self.ask(c.Take(press=f"kiosk-1.s.{self.asked}", service=service, kiosk="kiosk-1")).detail

    @property
    def alarms(self) -> tuple[str, ...]:
        return self.service.view.alarms


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    yield house
    house.service.close()


def test_people_of_a_service_that_left_the_settings_are_named_and_called_by_every_counter(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    assert [house.take(service) for service in ("civil", "land", "civil")] == ["C001", "A001", "C002"]
    house.change(WITHOUT_CIVIL)
    assert house.alarms == ("orphaned_tickets",)
    assert "service civil is no longer in the settings, 2 still wait for it: C001, C002" in caplog.text
    gone = house.service.view.services[-1]
    assert (gone.id, gone.open, gone.waiting, gone.orphans) == ("civil", False, 2, ("C001", "C002"))
    assert [counter.waiting for counter in house.service.view.counters] == [3, 3]
    shown = Floor(WITHOUT_CIVIL).set_for("counter-1", house.service.ledger.state)
    assert isinstance(shown, CounterSet)
    assert shown.waiting == 3
    called = [house.ask(c.CallNext(counter=counter)).detail for counter in ("counter-1", "counter-2", "counter-1")]
    assert called == ["C001", "A001", "C002"]
    assert house.alarms == ()
    assert len(house.service.view.services) == 1


def test_person_at_a_counter_that_left_the_settings_is_named(house: House, caplog: pytest.LogCaptureFixture) -> None:
    house.take("civil")
    house.ask(c.CallNext(counter="counter-3"))
    house.change(WITHOUT_CIVIL)
    assert house.alarms == ("orphaned_tickets",)
    assert "counter counter-3 is no longer in the settings and had C001" in caplog.text


def test_trace_says_what_is_no_longer_in_the_settings(house: House) -> None:
    house.take("civil")
    house.ask(c.CallNext(counter="counter-3"))
    lines = "\n".join(trace("C001", house.path, WITHOUT_CIVIL, "en"))
    assert "button of civil (no longer in the settings) pressed" in lines
    assert "counter counter-3 (no longer in the settings) calls C001" in lines


def test_service_that_has_given_its_last_number_is_an_alarm_until_the_next_day(house: House) -> None:
    house.change(replace(PLAN, services=(replace(LAND, last=2), PLAN.services[1])))
    assert (house.take("land"), house.alarms) == ("A001", ())
    assert (house.take("land"), house.alarms) == ("A002", ("used_up:land",))
    house.clock.turn(24 * 3600)
    house.take("civil")
    assert house.alarms == ()


def test_store_that_knows_less_than_a_device_is_an_alarm_for_the_day(house: House) -> None:
    house.service.raise_epoch(41, "kiosk-1")
    house.service.pump()
    assert house.alarms == ("store_replaced",)
    house.change(PLAN)
    assert house.alarms == ("store_replaced",)
    assert house.take("land") == "A001"
    house.clock.turn(24 * 3600)
    house.take("land")
    assert house.alarms == ()
