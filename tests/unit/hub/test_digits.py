"""Numbers of digits alone, whose first digit names the service: given, used up, and with a reserve of their own."""

import pytest
from fee_house import FeeDay, detail, reason
from hub_house import LAND, PLAN
from msgspec.structs import replace

from hub.engine import commands as c
from hub.engine.decide import Decision

DIGITS = replace(LAND, prefix="", first=1001, last=1003, digits=4)


@pytest.fixture
def day() -> FeeDay:
    return FeeDay(replace(PLAN, services=(DIGITS, *PLAN.services[1:])))


def reserve(day: FeeDay, number: str) -> Decision:
    given = c.TakeReserve(
        press=f"kiosk-1.{number}",
        service="land",
        number=number,
        kiosk="kiosk-1",
        arrived_ms=day.now,
        day=day.state.day,
    )
    return day.ask(given)


def test_the_series_runs_to_its_end_and_never_begins_again(day: FeeDay) -> None:
    assert [day.take() for _ in range(3)] == ["1001", "1002", "1003"]
    refused = day.ask(c.Take(press="one-more", service="land"))
    assert (reason(refused), "1003" in detail(refused)) == ("used_up", True)
    assert [day.call() for _ in range(4)] == ["1001", "1002", "1003", ""]


def test_the_reserve_counts_below_the_same_digit_and_takes_none_of_the_series(day: FeeDay) -> None:
    first = day.take()
    assert reason(reserve(day, "1901")) == "accepted"
    assert reason(reserve(day, "1002")) == "not_reserve"
    assert [day.call(), day.call()] == [first, "1901"]


def test_a_number_written_by_hand_is_of_the_same_digits(day: FeeDay) -> None:
    written = c.TakeByHand(press="h", service="land", number="1001", arrived_ms=day.now, day=day.state.day)
    assert reason(day.ask(written)) == "accepted"
    assert day.take() == "1002"
    odd = replace(written, press="i", number="A003")
    assert (reason(day.ask(odd)), "1003" in detail(day.ask(odd))) == ("number_taken", True)
