"""Who is carried over to which hour of which day; and who is not."""

from datetime import date

import pytest
from calendar_house import CALENDAR
from day_house import HOURS
from fee_house import FEES, FeeDay
from msgspec.structs import replace

from hub.engine import commands as c
from hub.engine import events as e
from hub.engine.carry import close_day, slot
from hub.engine.hours_state import Appointment
from hub.plan import ServicePlan

ONE, POST = "counter-1", "counter-4"
PLAN = replace(FEES, hours=HOURS)
# Two counters serve it: 240 minutes of a morning are 48 pairs of five minutes.
CIVIL = ServicePlan(id="civil", name="Hộ tịch", minutes=5.0)
TUESDAY, FRIDAY = date(2026, 8, 25), date(2026, 8, 28)


@pytest.mark.parametrize(
    ("day", "place", "expected"),
    [
        (TUESDAY, 0, "08-26 07:30"),
        (TUESDAY, 1, "08-26 07:30"),
        (TUESDAY, 2, "08-26 07:35"),
        (TUESDAY, 95, "08-26 11:25"),
        (TUESDAY, 96, "08-26 13:00"),
        (TUESDAY, 98, "08-26 13:05"),
        (TUESDAY, 192, "08-27 07:30"),
        (FRIDAY, 0, "08-31 07:30"),
        (date(2026, 8, 31), 0, "09-03 07:30"),
    ],
)
def test_each_place_has_its_hour_within_the_sessions(day: date, place: int, expected: str) -> None:
    due = slot(PLAN, CALENDAR, CIVIL, day, place)
    assert due is not None
    assert f"{due:%m-%d %H:%M}" == expected


def closed(day: FeeDay) -> tuple[list[e.CarriedOver], e.DayClosed]:
    *carried, end = close_day(PLAN, CALENDAR, day.state, day.now, "calendar")
    assert isinstance(end, e.DayClosed)
    return [each for each in carried if isinstance(each, e.CarriedOver)], end


def test_who_owes_a_fee_is_not_carried_over_and_named_at_the_end() -> None:
    day = FeeDay(PLAN)
    owing, waiting = day.take(), day.take()
    day.serve()
    day.do(c.SendToFee(counter=ONE))
    carried, end = closed(day)
    assert ([each.number for each in carried], end.carried, end.open_fees) == ([waiting], (waiting,), (owing,))


def test_a_number_that_is_promised_for_another_day_is_not_given_to_who_is_carried_over() -> None:
    """Nobody waits with it today, and it is on somebody's paper."""
    day = FeeDay(PLAN)
    reserve = c.TakeReserve(
        press="r1", service="land", number="A901", kiosk="kiosk-1", arrived_ms=day.now, day=day.state.day
    )
    day.do(reserve)
    day.state.hours.appointments["A899"] = Appointment(
        number="A899",
        press="p0",
        service="land",
        day="2026-11-20",
        due_ms=day.now,
        arrived_ms=day.now,
        priority=False,
        rank="",
    )
    carried, _ = closed(day)
    assert [each.next_number for each in carried] == ["A898"]
