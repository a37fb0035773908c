"""A day of the hub: its hours, its bells, its end, and the morning after."""

import pytest
from day_house import (
    DAY_PLAN,
    HOURS,
    Houses,
    house_at_fixture,  # noqa: F401
    ms,
    wall,
    with_civil,
)
from msgspec.structs import replace

from devicekit.messages import CounterSet, KioskSet, RatingSet
from devicekit.orders import Proclaim
from hub.engine import commands as c
from hub.engine import events as e


def reserve(press: str, number: str, at: str) -> c.TakeReserve:
    """What the kiosk gave for the second service at that time."""
    return c.TakeReserve(
        press=press, service="civil", number=number, kiosk="kiosk-1", arrived_ms=ms(at), day=f"2026-{at[:5]}"
    )


# Hours


@pytest.mark.parametrize(
    ("now", "why", "again"),
    [
        ("08-31 07:14", "before", "08-31 07:30"),
        ("08-31 10:00", "after", "09-03 07:30"),
        ("09-01 09:00", "day", "09-03 07:30"),
    ],
)
def test_outside_its_hours_a_service_gives_no_number_and_kiosk_and_api_say_when_again(
    house_at: Houses, now: str, why: str, again: str
) -> None:
    house = house_at(now)
    answer = house.take()
    assert (answer.outcome, answer.reason) == ("refused", "outside_hours")
    assert f"again from 2026-{again}" in answer.detail
    shown = house.kiosk()
    assert (shown.open, shown.closed, shown.again_hub_ms) == (False, why, ms(again))
    seen = next(each for each in house.service.view.services if each.id == "land")
    assert (seen.open, seen.closed, seen.again_ms) == (False, why, ms(again))


def test_the_minute_numbers_end_is_exact_although_nobody_looked(house_at: Houses) -> None:
    house = house_at("08-31 09:50")
    house.clock.turn(wall("08-31 09:59") - house.clock.wall() + 59.5)
    assert house.take().outcome == "accepted"
    house.clock.turn(0.5)
    assert house.take().reason == "outside_hours"
    assert house.take("civil").outcome == "accepted"


def test_a_number_taken_before_lunch_is_called_after_it_also_after_a_power_cut(house_at: Houses) -> None:
    house = house_at("08-31 09:50")
    assert house.take().detail == "A001"
    house.until("08-31 11:45")
    house.restart(at="08-31 13:10")
    assert house.next() == "A001"
    assert [each.notice for each in house.said()].count("open") == 0


def test_without_a_calendar_nothing_ever_closes(house_at: Houses) -> None:
    house = house_at("09-06 03:00", replace(DAY_PLAN, hours=replace(HOURS, calendar=None)))
    assert house.take().outcome == "accepted"
    house.until("09-06 23:00", 3600)
    assert house.said() == []
    assert house.ask(c.CloseDay()).reason == "no_calendar"


# Quotas and capacity


def test_a_quota_of_a_session_is_open_again_in_the_next_and_that_of_the_day_on_the_next(house_at: Houses) -> None:
    house = house_at("08-31 08:00", with_civil(DAY_PLAN, quota_session=2, quota_day=3))
    assert [house.take("civil").outcome for _ in range(3)] == ["accepted", "accepted", "refused"]
    refused = house.take("civil")
    assert refused.reason == "quota_used" and "again from 2026-08-31 13:00" in refused.detail
    house.until("08-31 08:01")
    assert (house.kiosk("civil").closed, house.kiosk("civil").again_hub_ms) == ("quota", ms("08-31 13:00"))
    house.until("08-31 13:00")
    assert [house.take("civil").outcome for _ in range(2)] == ["accepted", "refused"]
    assert "again from 2026-09-03 07:15" in house.take("civil").detail
    assert next(each.left for each in house.service.view.services if each.id == "civil") == 0
    assert house.take().reason == "outside_hours"


@pytest.mark.parametrize(
    ("capacity", "accepted", "late"), [("stop", 6, [5, 6]), ("warn", 8, [5, 6, 7, 8]), ("off", 8, [])]
)
def test_when_those_who_wait_fill_the_time_left_numbers_stop_or_people_are_warned(
    house_at: Houses, capacity: str, accepted: int, late: list[int]
) -> None:
    # A little more than an hour and a half is left, two counters, visits of half an hour: six can be served.
    hours = replace(HOURS, capacity=capacity)  # type: ignore[arg-type]
    house = house_at("08-31 15:29", with_civil(replace(DAY_PLAN, hours=hours), minutes=30.0))
    given, warned = [], []
    for n in range(1, 9):
        house.clock.turn(1)
        house.service.pump()
        warned += [n] if house.kiosk("civil").late else []
        given.append(house.take("civil"))
    assert [each.outcome for each in given].count("accepted") == accepted
    assert {each.reason for each in given if each.outcome == "refused"} <= {"capacity_used"}
    assert warned == late


def test_a_service_that_was_stopped_is_offered_again_only_when_several_can_be_served(house_at: Houses) -> None:
    hours = replace(HOURS, capacity="stop", learn=0)
    house = house_at("08-31 15:29", with_civil(replace(DAY_PLAN, hours=hours), minutes=30.0))
    while house.take("civil").outcome == "accepted":
        house.clock.turn(0.1)
    house.until("08-31 15:30")
    open_again = []
    for _ in range(5):
        house.next("counter-3")
        house.ask(c.Finish(counter="counter-3"))
        house.clock.turn(1)
        house.service.pump()
        open_again.append(house.kiosk("civil").open)
    assert open_again == [False, False, False, True, True]


def test_people_are_told_when_the_hall_has_no_room_and_keep_their_numbers(house_at: Houses) -> None:
    house = house_at("08-31 08:00", replace(DAY_PLAN, hours=replace(HOURS, hall=2)))
    fulls = []
    for _ in range(3):
        assert house.take("civil").outcome == "accepted"
        shown = house.floor.set_for("kiosk-1", house.state)
        assert isinstance(shown, KioskSet) and shown.full == house.service.view.hours.full
        fulls.append(shown.full)
    assert fulls == [False, True, True]
    house.next("counter-3")
    house.next("counter-2")
    assert not house.service.view.hours.full


# Bells


def test_the_hall_is_told_of_each_hour_once(house_at: Houses) -> None:
    house = house_at("08-31 07:00")
    house.until("08-31 18:00")
    assert [(each.notice, each.part, each.minutes, each.time) for each in house.said()] == [
        ("open", "morning", 0, ""),
        ("closing_soon", "morning", 15, ""),
        ("ticket_closed", "morning", 0, ""),
        ("lunch", "morning", 0, "13:00"),
        ("resume", "afternoon", 0, ""),
        ("closing_soon", "afternoon", 15, ""),
        ("ticket_closed", "afternoon", 0, ""),
        ("closed", "afternoon", 0, ""),
    ]
    house.restart()
    assert len(house.said()) == 8


def test_a_bell_that_is_long_past_is_not_rung(house_at: Houses) -> None:
    house = house_at("08-31 07:00")
    house.restart(at="08-31 07:34")
    assert [each.notice for each in house.said()] == ["open"]
    house.restart(at="08-31 11:20")
    assert [each.notice for each in house.said()] == ["open"]


# The end of the day


def test_who_still_waits_at_the_end_gets_an_appointment_and_is_called_first(house_at: Houses) -> None:
    house = house_at("08-31 15:00")
    for _ in range(3):
        house.take("civil")
    house.take("civil", priority=True)
    assert house.next("counter-3") == "C001"
    house.until("08-31 17:20")
    hours = house.service.view.hours
    assert (hours.closed, hours.carried, hours.at_counters) == (True, ("C004", "C002", "C003"), ("C001",))
    # Tuesday and Wednesday are off. Two counters call the service: two come at opening, the next ten minutes later.
    assert [(s.kind, s.number, s.service_name, s.due_hub_ms) for s in house.slips()] == [
        ("carry", "C004", "Hộ tịch", ms("09-03 07:30")),
        ("carry", "C002", "Hộ tịch", ms("09-03 07:30")),
        ("carry", "C003", "Hộ tịch", ms("09-03 07:40")),
    ]
    assert {device for device, body in house.orders if body in house.slips()} == {"printer-1"}
    house.until("09-03 07:29", 1800)
    assert house.service.view.hours.appointments == ("C004", "C002", "C003")
    assert [house.take("civil").detail for _ in range(3)] == ["C001", "C005", "C006"]
    house.until("09-03 07:30")
    assert [house.next("counter-2"), house.next("counter-3")] == ["C004", "C002"]
    assert house.next("counter-2") == "C001"
    house.until("09-03 07:40")
    assert [house.next("counter-2"), house.next("counter-3")] == ["C003", "C005"]


def test_appointments_survive_restarts_and_days_without_the_hub(house_at: Houses) -> None:
    house = house_at("08-31 15:00")
    house.take("civil")
    house.until("08-31 17:20")
    house.restart(at="09-01 10:00")
    house.restart(at="09-03 08:00")
    assert house.next("counter-3") == "C001"


def test_who_was_promised_a_day_on_which_the_hub_was_off_is_called_first_when_it_is_back(house_at: Houses) -> None:
    house = house_at("08-31 15:00")
    house.take("civil")
    house.until("08-31 17:20")
    house.restart(at="09-04 08:00")
    assert house.take("civil").detail == "C002"
    assert [house.next("counter-3"), house.next("counter-2")] == ["C001", "C002"]


def test_who_was_promised_a_time_after_which_the_hub_was_off_is_called_first_the_next_day(house_at: Houses) -> None:
    house = house_at("08-31 15:00")
    house.take("civil")
    house.until("08-31 17:20")
    house.restart(at="09-03 06:00")
    house.restart(at="09-04 08:00")
    assert house.service.view.hours.appointments == ()
    assert house.next("counter-3") == "C001"


def test_a_day_that_nobody_closed_is_closed_when_the_hub_is_back_without_paper(house_at: Houses) -> None:
    house = house_at("08-31 15:00")
    house.take("civil")
    house.restart(at="09-03 08:00")
    assert house.slips() == []
    assert house.take("civil").detail == "C002"
    assert [house.next("counter-3"), house.next("counter-2")] == ["C001", "C002"]


def test_a_number_that_became_void_after_closing_has_no_appointment_any_more(house_at: Houses) -> None:
    house = house_at("08-31 15:00")
    house.take("civil")
    house.take("civil")
    house.until("08-31 17:20")
    assert house.ask(c.VoidNumber(number="C001", reason="left")).outcome == "accepted"
    house.until("09-03 08:00", 1800)
    assert (house.next("counter-3"), house.service.view.hours.appointments) == ("C002", ())
    assert "C001" not in house.state.tickets


def test_who_was_set_aside_till_after_closing_gets_an_appointment_as_well(house_at: Houses) -> None:
    house = house_at("08-31 15:00")
    house.take("civil")
    assert house.next("counter-3") == "C001"
    house.until("08-31 17:10")
    house.ask(c.Park(counter="counter-3", minutes=15))
    house.until("08-31 17:40")
    assert house.service.view.hours.carried == ()
    house.until("09-03 08:00", 1800)
    assert house.next("counter-3") == "C001"


def test_a_number_of_a_reserve_is_carried_over_with_one_that_the_kiosk_does_not_give_again(house_at: Houses) -> None:
    house = house_at("08-31 15:00")
    assert house.ask(reserve("kiosk-1.r1", "C901", "08-31 14:59")).outcome == "accepted"
    house.until("08-31 17:20")
    assert [slip.number for slip in house.slips()] == ["C899"]
    house.until("09-03 07:30", 1800)
    assert house.ask(reserve("kiosk-1.r2", "C901", "09-03 07:29")).outcome == "accepted"
    assert [house.next("counter-3"), house.next("counter-2")] == ["C899", "C901"]


def test_two_numbers_of_a_reserve_are_not_carried_over_with_one_number_when_the_series_is_all_given(
    house_at: Houses,
) -> None:
    house = house_at("08-31 15:00", with_civil(DAY_PLAN, last=2))
    for n in (1, 2):
        house.take("civil")
        house.ask(reserve(f"kiosk-1.r{n}", f"C90{n}", "08-31 14:59"))
    house.until("08-31 17:20")
    assert len({slip.number for slip in house.slips()}) == 4


def test_a_number_of_a_reserve_that_comes_in_after_closing_takes_over_the_appointment(house_at: Houses) -> None:
    house = house_at("08-31 15:00")
    house.take("civil")
    house.until("08-31 17:20")
    assert house.ask(reserve("kiosk-1.1", "C901", "08-31 15:00")).outcome == "accepted"
    house.until("09-03 08:00", 1800)
    assert [fact.number for fact in house.facts() if isinstance(fact, e.AppointmentHeld)] == ["C899"]


def test_the_day_is_closed_early_only_by_who_says_so(house_at: Houses) -> None:
    house = house_at("08-31 14:00")
    house.take("civil")
    refused = house.ask(c.CloseDay())
    assert refused.reason == "still_open" and "until 17:00" in refused.detail
    assert house.slips() == []
    assert house.ask(c.CloseDay(early=True)).outcome == "accepted"
    assert [slip.number for slip in house.slips()] == ["C001"]
    assert house.take("civil").reason == "outside_hours"
    assert house.ask(c.CloseDay()).reason == "day_closed"
    house.until("08-31 18:00")
    assert len(house.slips()) == 1


@pytest.mark.parametrize("now", ["08-31 07:05", "08-31 12:00", "08-31 14:00"], ids=["before", "lunch", "afternoon"])
def test_nobody_is_told_to_wait_for_the_afternoon_of_a_day_that_was_closed(house_at: Houses, now: str) -> None:
    house = house_at(now)
    assert house.ask(c.CloseDay(early=True)).outcome == "accepted"
    assert "again from 2026-09-03 07:15" in house.take("civil").detail
    house.until(f"{now[:-1]}6", 1)
    seen = next(each for each in house.service.view.services if each.id == "civil")
    assert (seen.open, seen.closed, seen.again_ms) == (False, "after", ms("09-03 07:15"))
    assert (house.kiosk("civil").closed, house.kiosk("civil").again_hub_ms) == ("after", ms("09-03 07:15"))


# Leaving the building


def test_an_evacuation_is_said_again_until_it_is_over_and_every_screen_shows_it(house_at: Houses) -> None:
    house = house_at("08-31 09:00")
    house.take("civil")
    assert house.ask(c.Evacuate()).outcome == "accepted"
    shown = [house.floor.set_for(device, house.state) for device in ("counter-1", "rating-1")]
    assert all(isinstance(each, CounterSet | RatingSet) and each.evacuate for each in shown)
    assert house.take("civil").reason == "evacuation"
    house.until("08-31 09:02", 1)
    assert (house.kiosk("civil").open, house.kiosk("civil").closed) == (False, "evacuation")
    assert house.said() == [Proclaim(notice="evacuate", repeat_s=90)] * 3
    house.restart()
    assert house.service.view.hours.evacuating_ms == ms("08-31 09:00")
    house.ask(c.Evacuate(on=False))
    assert house.said()[-1] == Proclaim(notice="evacuate_over")
    house.until("08-31 09:10", 1)
    assert house.said()[-1] == Proclaim(notice="evacuate_over")
    assert house.take("civil").detail == "C002"
    assert house.next("counter-3") == "C001"
