"""Lunch, nights and days off do not count: for who is parked, pauses, missed a call, or waits."""

from datetime import date

import pytest
from calendar_house import CALENDAR
from day_house import (
    DAY_PLAN,
    HOURS,
    ZONE,
    DayHouse,
    Houses,
    house_at_fixture,  # noqa: F401
    ms,
)
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from hub.calendar.local import LocalTime
from hub.calendar.worked import WorkedTime
from hub.engine import commands as c
from hub.plan import DeskPlan, PolicyPlan

MINUTE = 60_000
LOCAL = LocalTime(ZONE)
WORKED = WorkedTime(CALENDAR, LOCAL)
DESK = DeskPlan(park_ms=20 * MINUTE, release_ms=20 * MINUTE, grace_ms=30 * MINUTE)
PLAN = replace(DAY_PLAN, desk=DESK)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("08-31 08:00", "08-31 09:00", 60),
        ("08-31 11:00", "08-31 13:10", 40),
        ("08-31 07:00", "08-31 08:00", 30),
        ("08-31 12:00", "08-31 12:30", 0),
        ("08-31 16:50", "08-31 17:20", 30),
        ("08-31 16:50", "09-03 08:00", 40),
        ("09-01 09:00", "09-01 09:10", 10),
        ("08-31 09:00", "08-31 08:00", 0),
    ],
    ids=["session", "lunch", "before", "at-lunch", "overtime", "nights-and-holidays", "day-off", "backwards"],
)
def test_only_hours_of_work_count(start: str, end: str, minutes: int) -> None:
    assert WORKED.between(ms(start), ms(end)) == minutes * MINUTE


@given(start=st.integers(0, 1439), span=st.integers(0, 480), day=st.sampled_from(["08-31", "09-01", "09-04"]))
def test_after_so_much_time_so_much_has_counted(start: int, span: int, day: str) -> None:
    begin = ms(f"{day} 00:00") + start * MINUTE
    end = WORKED.after(begin, span * MINUTE)
    assert end >= begin + span * MINUTE
    if LOCAL.at(begin).date() == LOCAL.at(end).date():
        assert WORKED.between(begin, end) == span * MINUTE


def test_without_a_calendar_time_is_the_clocks() -> None:
    plain = WorkedTime(None, LOCAL)
    assert plain.after(5, 7) == 12
    assert (plain.between(5, 12), plain.between(12, 5)) == (7, 0)


def served(house: DayHouse) -> str:
    house.take("civil")
    number = house.next("counter-3")
    house.ask(c.Start(counter="counter-3"))
    return number


def test_who_is_parked_before_lunch_waits_again_after_it(house_at: Houses) -> None:
    house = house_at("08-31 10:50", PLAN)
    number = served(house)
    house.until("08-31 11:20")
    house.ask(c.Park(counter="counter-3", minutes=20))
    house.until("08-31 13:09")
    assert house.state.tickets[number].state == "parked"
    house.until("08-31 13:11")
    assert house.state.tickets[number].state == "waiting"


def test_a_pause_over_lunch_is_no_long_pause(house_at: Houses) -> None:
    house = house_at("08-31 11:20", PLAN)
    house.ask(c.Pause(counter="counter-3", reason=1))
    house.until("08-31 13:09")
    assert house.state.takes_back("counter-3")
    house.until("08-31 13:11")
    assert not house.state.takes_back("counter-3")


@pytest.mark.parametrize(("back", "outcome"), [("08-31 13:25", "accepted"), ("08-31 13:35", "refused")])
def test_who_missed_the_call_before_lunch_has_the_grace_of_working_time(
    house_at: Houses,
    back: str,
    outcome: str,
) -> None:
    house = house_at("08-31 10:50", PLAN)
    house.take("civil")
    number = house.next("counter-3")
    house.until("08-31 11:27")
    house.ask(c.MissedCall(counter="counter-3"))
    house.until(back)
    assert house.ask(c.MarkBack(number=number)).outcome == outcome


def test_nobody_ages_over_lunch(house_at: Houses) -> None:
    house = house_at("08-31 10:50", replace(PLAN, policy=PolicyPlan(ageing_ms=60 * MINUTE, ratio=1)))
    house.take("civil", priority=True)
    house.take("civil")
    house.until("08-31 13:15")
    house.next("counter-3")
    rules = [getattr(fact, "rule", "") for fact in house.facts()]
    assert "aged" not in rules
    house.until("08-31 13:25")
    house.next("counter-3")
    assert [rule for rule in (getattr(fact, "rule", "") for fact in house.facts()) if rule][-1] == "aged"


def test_the_calendar_of_these_tests_has_lunch() -> None:
    sessions = CALENDAR.sessions(date(2026, 8, 31))
    assert [(s.opens.hour, s.closes.hour) for s in sessions] == [(7, 11), (13, 17)]
    assert HOURS.calendar is CALENDAR
