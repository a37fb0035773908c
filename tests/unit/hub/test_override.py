"""The help desk gives numbers past hours, quota and capacity, where it may; the log says why."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from day_house import DAY_PLAN, HOURS, DayHouse, with_civil
from msgspec.structs import replace

from devicekit.messages import Answer
from devicekit.text_files import load_texts
from hub.api_asked import TakeTicket
from hub.api_commands import command_for
from hub.engine import commands as c
from hub.engine import events as e
from hub.history import day_log
from hub.issue_log import lines
from hub.plan import DeskPlan, Plan
from hub.trace import trace

MAY = replace(DAY_PLAN, desk=DeskPlan(may_override=True))


@pytest.fixture
def houses(tmp_path: Path) -> Iterator[list[DayHouse]]:
    opened: list[DayHouse] = []
    yield opened
    for house in opened:
        house.close()


def house_at(houses: list[DayHouse], folder: Path, start: str, plan: Plan) -> DayHouse:
    houses.append(DayHouse(folder, start, plan))
    return houses[-1]


def past(house: DayHouse, press: str = "web:1") -> Answer:
    return house.ask(c.Take(press=press, service="civil", origin="web", override="leader"))


def taken(house: DayHouse) -> e.TicketTaken:
    return next(fact for fact in reversed(house.facts()) if isinstance(fact, e.TicketTaken))


@pytest.mark.parametrize(
    ("start", "plan", "limit"),
    [
        ("08-31 12:00", MAY, "outside_hours"),
        ("08-31 08:00", with_civil(MAY, quota_day=1), "quota_used"),
        ("08-31 08:00", with_civil(MAY, quota_session=1), "quota_used"),
        (
            "08-31 15:50",
            with_civil(replace(MAY, hours=replace(HOURS, capacity="stop")), minutes=140.0),
            "capacity_used",
        ),
    ],
    ids=["hours", "quota", "session", "capacity"],
)
def test_a_number_is_given_past_the_limit_and_the_fact_says_which_and_why(
    houses: list[DayHouse], tmp_path: Path, start: str, plan: Plan, limit: str
) -> None:
    house = house_at(houses, tmp_path, start, plan)
    house.take("civil")
    refused = house.take("civil")
    assert refused.reason == limit
    assert past(house).outcome == "accepted"
    assert (taken(house).override, taken(house).past) == ("leader", limit)
    assert house.take("civil").reason == limit
    told = "\n".join(trace(taken(house).number, house.path, plan, "en"))
    assert "told by who is in charge" in told
    assert any(line.endswith("given past a limit") for line in lines(plan, *day_log(house.path), load_texts("en")))


def test_it_is_a_permission_of_the_settings(houses: list[DayHouse], tmp_path: Path) -> None:
    house = house_at(houses, tmp_path, "08-31 12:00", DAY_PLAN)
    refused = past(house)
    assert (refused.reason, "may_override" in refused.detail) == ("not_permitted", True)


def test_a_number_that_no_limit_stands_against_is_given_as_any_other(houses: list[DayHouse], tmp_path: Path) -> None:
    house = house_at(houses, tmp_path, "08-31 08:00", DAY_PLAN)
    assert past(house).outcome == "accepted"
    assert (taken(house).override, taken(house).past) == ("", "")


def test_never_while_the_building_is_being_left(houses: list[DayHouse], tmp_path: Path) -> None:
    house = house_at(houses, tmp_path, "08-31 08:00", MAY)
    house.ask(c.Evacuate())
    assert past(house).reason == "evacuation"


def test_never_on_a_day_that_is_closed_nor_for_a_service_that_somebody_closed(
    houses: list[DayHouse], tmp_path: Path
) -> None:
    house = house_at(houses, tmp_path, "08-31 08:00", MAY)
    house.ask(c.CloseService(service="civil"))
    assert past(house).reason == "service_closed"
    house.ask(c.OpenService(service="civil"))
    house.ask(c.CloseDay(early=True))
    assert past(house).reason == "day_closed"


def test_the_api_takes_a_reason_of_its_list() -> None:
    body = TakeTicket(request="request-1", service="civil", override="far")
    command = command_for("take", "", body, lambda _: "2026-08-31")
    assert isinstance(command, c.Take)
    assert command.override == "far"
