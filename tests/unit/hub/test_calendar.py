"""The calendar: what is open when, when numbers are given again, which time was worked."""

from datetime import date, datetime, time, timedelta

import pytest
from calendar_house import CALENDAR, RULES
from hypothesis import given
from hypothesis import strategies as st

from hub.calendar.ask import (
    Closed,
    giving_at,
    minutes_left,
    next_giving,
    next_working_day,
    session_at,
    worked_minutes,
)
from hub.calendar.model import Calendar, Session, Special

SERVICES = st.sampled_from(["", "land", "justice"])


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}")


# A week of many kinds of days: Tuesday and Wednesday off, Friday half, Saturday made up for, Sunday off.
MOMENTS = st.datetimes(at("08-24"), at("09-20")).map(lambda each: each.replace(microsecond=0))


@pytest.mark.parametrize(
    ("now", "why", "part", "again"),
    [
        ("08-31 07:00", "before", None, "08-31 07:15"),
        ("08-31 11:00", "lunch", "morning", "08-31 13:00"),
        ("08-31 12:59", "lunch", "morning", "08-31 13:00"),
        ("08-31 16:15", "after", "afternoon", "09-03 07:15"),
        ("09-01 09:00", "day", None, "09-03 07:15"),
        ("09-04 14:00", "after", "morning", "09-05 07:15"),
        ("09-06 09:00", "day", None, "09-07 07:15"),
    ],
)
def test_outside_the_hours_it_says_why_and_when_numbers_are_given_again(
    now: str, why: str, part: str | None, again: str
) -> None:
    assert giving_at(CALENDAR, at(now)) == Closed(why, part, at(again))  # type: ignore[arg-type]


def test_numbers_are_given_before_people_are_served_and_end_before() -> None:
    morning = CALENDAR.sessions(date(2026, 8, 31))[0]
    assert giving_at(CALENDAR, at("08-31 07:15")) == morning
    assert isinstance(session_at(CALENDAR, at("08-31 07:15")), Closed)
    assert session_at(CALENDAR, at("08-31 11:29")) == morning
    assert isinstance(giving_at(CALENDAR, at("08-31 11:29")), Closed)


def test_a_service_with_hours_of_its_own_has_no_others_that_day() -> None:
    assert giving_at(CALENDAR, at("08-31 10:00"), "land") == Closed("after", "morning", at("09-03 07:30"))
    assert isinstance(giving_at(CALENDAR, at("08-31 10:00"), "justice"), Session)


def test_a_make_up_saturday_has_the_hours_of_a_working_day_and_a_half_day_its_part_only() -> None:
    assert [s.part for s in CALENDAR.sessions(date(2026, 9, 5))] == ["morning", "afternoon"]
    assert [s.part for s in CALENDAR.sessions(date(2026, 9, 4))] == ["morning"]
    assert next_working_day(CALENDAR, date(2026, 9, 4)) == date(2026, 9, 5)
    assert next_working_day(CALENDAR, date(2026, 9, 5)) == date(2026, 9, 7)


def test_lunch_nights_and_days_off_are_no_waiting_time() -> None:
    assert worked_minutes(CALENDAR, at("08-31 11:00"), at("08-31 13:30")) == 60
    assert worked_minutes(CALENDAR, at("08-31 16:30"), at("09-03 08:00")) == 60
    assert worked_minutes(CALENDAR, at("09-03 08:00"), at("08-31 16:30")) == 0
    assert minutes_left(CALENDAR, at("08-31 11:00")) == 30 + 240
    assert minutes_left(CALENDAR, at("09-01 11:00")) == 0


def test_a_centre_that_never_opens_again_promises_no_time() -> None:
    never = Calendar(RULES, (Special(kind="off", first=date(2026, 1, 1), last=date(2099, 1, 1)),))
    assert giving_at(never, at("08-31 09:00")) == Closed("day", None, None)
    assert next_working_day(never, date(2026, 8, 31)) is None


@given(MOMENTS, SERVICES)
def test_numbers_are_given_or_it_is_said_when_they_are_again(now: datetime, service: str) -> None:
    found = giving_at(CALENDAR, now, service)
    if isinstance(found, Session):
        assert found.gives <= now < found.stops
        return
    assert found.again is not None and found.again > now
    assert isinstance(giving_at(CALENDAR, found.again, service), Session)
    assert isinstance(giving_at(CALENDAR, found.again - timedelta(seconds=1), service), Closed)
    assert found.again == next_giving(CALENDAR, now, service)


@given(MOMENTS, MOMENTS, MOMENTS, SERVICES)
def test_worked_time_adds_up_and_is_never_more_than_the_time(
    a: datetime, b: datetime, c: datetime, service: str
) -> None:
    first, middle, last = sorted((a, b, c))
    whole = worked_minutes(CALENDAR, first, last, service)
    parts = worked_minutes(CALENDAR, first, middle, service) + worked_minutes(CALENDAR, middle, last, service)
    assert whole == pytest.approx(parts)
    assert 0 <= whole <= (last - first) / timedelta(minutes=1)


@given(st.dates(date(2020, 1, 1), date(2036, 12, 31)), SERVICES)
def test_sessions_of_a_day_are_in_order_on_that_day_and_never_overlap(day: date, service: str) -> None:
    sessions = CALENDAR.sessions(day, service)
    moments = [moment for each in sessions for moment in (each.opens, each.closes)]
    assert moments == sorted(moments)
    assert all(moment.date() == day for moment in moments)


@given(st.dates(date(2026, 1, 1), date(2036, 1, 1)))
def test_the_next_working_day_is_the_first_that_works(day: date) -> None:
    found = next_working_day(CALENDAR, day)
    assert found is not None and found > day and CALENDAR.sessions(found)
    between = (day + timedelta(days=n) for n in range(1, (found - day).days))
    assert not any(map(CALENDAR.sessions, between))


def test_what_was_asked_long_ago_is_forgotten_and_answered_the_same_again() -> None:
    days = [date(2026, 8, 31) + timedelta(days=n) for n in range(3000)]
    before = [CALENDAR.sessions(day) for day in days]
    assert [CALENDAR.sessions(day) for day in days] == before
    assert before[0][0].opens.time() == time(7, 30)
