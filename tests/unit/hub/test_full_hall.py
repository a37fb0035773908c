"""[hours] hall_full = "close": kiosks give no more numbers while the hall is full; nobody else is turned away."""

import pytest
from day_house import DAY_PLAN, HOURS, DayHouse, Houses, house_at_fixture, ms, with_civil  # noqa: F401
from msgspec.structs import replace

from devicekit.messages import Answer, KioskSet
from hub.engine import booking_commands as b
from hub.engine import commands as c
from hub.plan import Plan

CLOSES = replace(DAY_PLAN, hours=replace(HOURS, hall=2, hall_full="close"))


def full(house_at: Houses, plan: Plan = CLOSES) -> DayHouse:
    house = house_at("08-31 08:00", plan)
    assert [house.take("civil").outcome for _ in range(2)] == ["accepted"] * 2
    return house


def pressed(house: DayHouse, **changes: object) -> Answer:
    """One more press at a kiosk, changed."""
    take = c.Take(press="kiosk-1.more", service="civil", kiosk="kiosk-1")
    return house.ask(replace(take, **changes))


def test_a_press_is_refused_while_as_many_wait_as_have_room_and_given_after_a_call(house_at: Houses) -> None:
    house = full(house_at)
    refused = pressed(house)
    assert refused.reason == "hall_full"
    assert "2 wait" in refused.detail and "press again when somebody was called" in refused.detail
    house.next("counter-3")
    assert pressed(house).outcome == "accepted"
    assert house.take("civil").reason == "hall_full"


@pytest.mark.parametrize("changes", [{"priority": True}, {"rank": "priority"}, {"origin": "web"}, {"test": True}])
def test_who_is_let_before_others_or_sent_by_the_help_desk_gets_a_number_all_the_same(
    house_at: Houses, changes: dict[str, object]
) -> None:
    assert pressed(full(house_at), **changes).outcome == "accepted"


def test_a_group_of_the_help_desk_gets_its_numbers(house_at: Houses) -> None:
    answer = full(house_at).ask(c.TakeSeveral(press="desk-1", service="civil", count=3, kiosk="kiosk-1"))
    assert answer.outcome == "accepted"


@pytest.mark.parametrize("come", ["08-31 08:30", "08-31 09:30"], ids=["in time", "too late"])
def test_an_appointment_gets_its_number_at_a_kiosk(house_at: Houses, come: str) -> None:
    house = house_at("08-31 08:00", CLOSES)
    assert house.ask(b.Book(code="DVC-1", service="civil", due_ms=ms("08-31 08:30"))).outcome == "accepted"
    house.until(come)
    house.take("civil")
    house.take("civil")
    assert house.ask(b.CheckIn(code="DVC-1", press="kiosk-1.shown", kiosk="kiosk-1")).outcome == "accepted"


def test_a_reserve_number_that_a_kiosk_gave_while_the_hub_was_silent_is_taken(house_at: Houses) -> None:
    given = c.TakeReserve(
        press="kiosk-1.r",
        service="civil",
        number="C901",
        kiosk="kiosk-1",
        arrived_ms=ms("08-31 08:00"),
        day="2026-08-31",
    )
    assert full(house_at).ask(given).outcome == "accepted"


def test_kiosk_and_api_are_told_which_limit_it_is_until_there_is_room(house_at: Houses) -> None:
    house = full(house_at)
    shown = house.floor.set_for("kiosk-1", house.state)
    assert isinstance(shown, KioskSet) and shown.full
    assert {(each.open, each.closed) for each in shown.services} == {(False, "hall")}
    assert {(each.open, each.closed) for each in house.service.view.services} == {(False, "hall")}
    house.next("counter-3")
    assert (house.kiosk("civil").open, house.kiosk("civil").closed) == (True, "")


def test_a_limit_that_lasts_longer_is_told_before_the_full_hall(house_at: Houses) -> None:
    house = full(house_at, with_civil(CLOSES, quota_day=2))
    house.until("08-31 08:01")
    assert (house.kiosk("civil").closed, pressed(house).reason) == ("quota", "quota_used")


def test_a_service_that_somebody_closed_is_not_told_to_be_open_to_priority(house_at: Houses) -> None:
    house = full(house_at)
    house.ask(c.CloseService(service="civil"))
    assert (house.kiosk("civil").open, house.kiosk("civil").closed) == (False, "")


def test_a_centre_without_a_calendar_can_have_a_limit_too(house_at: Houses) -> None:
    hours = replace(HOURS, calendar=None, hall=2, hall_full="close")
    assert pressed(full(house_at, replace(DAY_PLAN, hours=hours))).reason == "hall_full"
