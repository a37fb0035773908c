"""The appointment book: promised, kept in time or late, cancelled, missed; and every no says what to do."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from day_house import DAY_PLAN, DayHouse, ms
from fee_house import FeeDay, detail, reason
from msgspec.structs import replace
from queue_house import QUEUE

from devicekit.messages import Answer, AppointmentShown
from devicekit.orders import PrintTicket
from devicekit.text_files import load_texts
from hub.engine import commands as c
from hub.engine import events as e
from hub.engine.booking import MOST_OPEN
from hub.engine.state import apply
from hub.history import day_log, ticket_log
from hub.plan import Plan, SeriesPlan
from hub.trace import story
from hub.translate import command_for, may_not
from hub.view import bookings_of

MONDAY = "08-31"
BOOKED = SeriesPlan(prefix="H", first=1, last=99)
PLAN = replace(
    DAY_PLAN, services=tuple(replace(each, booked=BOOKED, booked_per_hour=2) for each in DAY_PLAN.services[:1])
    + DAY_PLAN.services[1:],
)  # fmt: skip


def book(house: DayHouse, code: str = "DVC-0001", at: str = f"{MONDAY} 09:00", service: str = "land") -> Answer:
    return house.ask(c.Book(code=code, service=service, due_ms=ms(at)))


def check_in(house: DayHouse, code: str = "DVC-0001", press: str = "") -> Answer:
    house.presses += 1
    return house.ask(c.CheckIn(code=code, press=press or f"web:{house.presses}", kiosk="kiosk-1"))


def states(house: DayHouse, day: str = f"2026-{MONDAY}") -> dict[str, str]:
    return {each.code: each.state for each in bookings_of(house.service.bookings, day, "")}


@pytest.fixture
def house_at(tmp_path: Path) -> Iterator[Callable[..., DayHouse]]:
    houses: list[DayHouse] = []

    def make(start: str = f"{MONDAY} 08:00", plan: Plan = PLAN) -> DayHouse:
        houses.append(DayHouse(tmp_path, start, plan))
        return houses[-1]

    yield make
    for house in houses:
        house.close()


def test_who_comes_in_time_has_a_number_of_the_series_and_is_called_at_the_time(
    house_at: Callable[..., DayHouse],
) -> None:
    house = house_at()
    assert book(house).outcome == "accepted"
    house.until(f"{MONDAY} 08:40", 600)
    house.take()
    assert check_in(house).detail == "H001"
    assert house.next() == "A001", "it is too early for the appointment"
    house.take()
    house.until(f"{MONDAY} 08:55", 600)
    assert house.next() == "H001"
    paper = [body for _, body in house.orders if isinstance(body, PrintTicket) and body.number == "H001"]
    assert [each.booked_hub_ms for each in paper] == [ms(f"{MONDAY} 09:00")]


def test_who_comes_too_late_has_a_number_like_everybodys_and_is_told_so(house_at: Callable[..., DayHouse]) -> None:
    house = house_at()
    book(house)
    house.until(f"{MONDAY} 09:20", 600)
    assert check_in(house).detail == "A001 late"
    (kept,) = (each for each in house.facts() if isinstance(each, e.AppointmentKept))
    assert (kept.number, kept.late) == ("A001", True)
    assert house.state.tickets["A001"].booked_ms == 0


def test_an_appointment_is_kept_once_and_the_same_press_again_is_the_same_number(
    house_at: Callable[..., DayHouse],
) -> None:
    house = house_at()
    book(house)
    assert check_in(house, press="web:x").detail == check_in(house, press="web:x").detail == "H001"
    again = check_in(house)
    assert again.reason == "already_checked_in" and again.detail.startswith("H001")


def test_a_second_booking_with_the_same_content_changes_nothing_and_with_another_is_refused(
    house_at: Callable[..., DayHouse],
) -> None:
    house = house_at()
    assert book(house).outcome == book(house).outcome == "accepted"
    assert len([each for each in house.facts() if isinstance(each, e.AppointmentBooked)]) == 1
    assert book(house, at=f"{MONDAY} 09:30").reason == "code_taken"


@pytest.mark.parametrize(
    ("at", "service", "reason", "says"),
    [
        (f"{MONDAY} 07:45", "land", "time_over", "is over"),
        (f"{MONDAY} 12:00", "civil", "outside_hours", "served 07:30-11:30, 13:00-17:00"),
        (f"{MONDAY} 11:30", "civil", "outside_hours", "served 07:30-11:30, 13:00-17:00"),
        ("09-01 09:00", "civil", "outside_hours", "not at all"),
        (f"{MONDAY} 09:00", "sea", "unknown_service", "known: land, civil"),
    ],
)
def test_what_can_not_be_booked_is_refused_with_what_can(
    house_at: Callable[..., DayHouse], at: str, service: str, reason: str, says: str
) -> None:
    refused = book(house_at(), at=at, service=service)
    assert refused.reason == reason and says in refused.detail


def test_a_year_that_is_wrong_is_asked_about(house_at: Callable[..., DayHouse]) -> None:
    due_ms = ms(f"{MONDAY} 09:00") + 400 * 24 * 3_600_000
    refused = house_at().ask(c.Book(code="DVC-0001", service="land", due_ms=due_ms))
    assert (refused.reason, "is the year right" in refused.detail) == ("outside_hours", True)


def test_no_more_are_promised_than_a_start_can_read() -> None:
    day = FeeDay(replace(QUEUE, hours=replace(DAY_PLAN.hours, calendar=None)))
    due_ms = day.now + 3_600_000
    promised = {"at_ms": day.now, "service": "land", "day": day.state.day, "due_ms": due_ms}
    for n in range(MOST_OPEN):
        apply(day.state, e.AppointmentBooked(code=f"DVC-{n}", **promised))
    refused = day.ask(c.Book(code="DVC-X", service="land", due_ms=due_ms))
    assert (reason(refused), "cancel some first" in detail(refused)) == ("quota_used", True)
    day.do(c.CancelBooking(code="DVC-0"))
    day.do(c.Book(code="DVC-X", service="land", due_ms=due_ms))


def test_a_press_that_has_a_number_already_keeps_no_appointment(house_at: Callable[..., DayHouse]) -> None:
    house = house_at()
    book(house)
    taken = house.take()
    assert check_in(house, press=f"kiosk-1.{house.presses}").reason == "press_reused"
    assert (taken.detail, states(house)) == ("A001", {"DVC-0001": "open"})


def test_who_comes_at_the_last_moment_is_in_time(house_at: Callable[..., DayHouse]) -> None:
    house = house_at()
    book(house)
    house.clock.turn((ms(f"{MONDAY} 09:00") + PLAN.policy.late_ms - house.service.now_ms()) / 1000)
    assert check_in(house).detail == "H001"


def test_an_hour_has_as_many_appointments_as_the_setting_says_and_a_cancelled_one_is_free_again(
    house_at: Callable[..., DayHouse],
) -> None:
    house = house_at()
    assert [book(house, f"DVC-{n}", f"{MONDAY} 09:{n}0").reason for n in range(3)] == ["", "", "quota_used"]
    assert check_in(house, "DVC-1").outcome == "accepted"
    assert book(house, "DVC-2", f"{MONDAY} 09:20").reason == "quota_used", "who has come already is served in that hour"
    assert house.ask(c.CancelBooking(code="DVC-0")).outcome == "accepted"
    assert book(house, "DVC-2", f"{MONDAY} 09:20").outcome == "accepted"
    assert book(house, "DVC-3", f"{MONDAY} 10:00").outcome == "accepted"


def test_cancelled_unknown_and_other_days_are_told_apart(house_at: Callable[..., DayHouse]) -> None:
    house = house_at()
    book(house)
    assert [house.ask(c.CancelBooking(code="DVC-0001")).outcome for _ in range(2)] == ["accepted", "accepted"]
    assert check_in(house).reason == "appointment_over"
    assert check_in(house, "DVC-9999").reason == "unknown_code"
    assert house.ask(c.CancelBooking(code="DVC-9999")).reason == "unknown_code"
    book(house, "DVC-0002", "09-03 09:00")
    refused = check_in(house, "DVC-0002")
    assert refused.reason == "wrong_day" and "2026-09-03 09:00" in refused.detail
    book(house, "DVC-0003", f"{MONDAY} 09:30")
    check_in(house, "DVC-0003")
    assert house.ask(c.CancelBooking(code="DVC-0003")).reason == "already_checked_in"


def test_what_was_promised_is_not_refused_for_a_quota(house_at: Callable[..., DayHouse]) -> None:
    plan = replace(PLAN, services=tuple(replace(each, quota_day=1) for each in PLAN.services))
    house = house_at(plan=plan)
    book(house)
    assert [house.take().outcome for _ in range(2)] == ["accepted", "refused"]
    assert check_in(house).detail == "H001"


def test_nobody_came_is_missed_at_the_end_of_the_day_and_later_days_stay_booked(
    house_at: Callable[..., DayHouse],
) -> None:
    house = house_at()
    book(house)
    book(house, "DVC-0002", "09-03 08:00")
    book(house, "DVC-0003")
    check_in(house, "DVC-0003")
    house.until(f"{MONDAY} 17:20", 600)
    assert states(house) == {"DVC-0001": "missed", "DVC-0003": "kept"}
    house.until("09-03 07:40", 3600)
    house.restart()
    assert states(house, "2026-09-03") == {"DVC-0002": "open"}
    assert states(house) == {}
    assert check_in(house, "DVC-0002").detail == "H002", "H001 was carried over"


def test_a_hub_that_was_off_at_the_end_of_the_day_says_so_in_the_morning(house_at: Callable[..., DayHouse]) -> None:
    house = house_at()
    book(house)
    book(house, "DVC-0002", "09-03 08:00")
    house.restart(at="09-03 07:40")
    _, rows = day_log(house.path, f"2026-{MONDAY}")
    assert [row.event.code for row in rows if isinstance(row.event, e.AppointmentMissed)] == ["DVC-0001"]
    assert states(house, "2026-09-03") == {"DVC-0002": "open"}


def test_an_appointment_of_a_day_without_the_hub_is_missed_and_not_forgotten(
    house_at: Callable[..., DayHouse],
) -> None:
    house = house_at()
    book(house, "DVC-0002", "09-03 08:00")
    book(house, "DVC-0003", "09-04 08:00")
    house.restart(at="09-04 07:40")
    _, rows = day_log(house.path, f"2026-{MONDAY}")
    assert [row.event.code for row in rows if isinstance(row.event, e.AppointmentMissed)] == ["DVC-0002"]
    assert states(house, "2026-09-04") == {"DVC-0003": "open"}


def test_a_restart_knows_what_was_booked_kept_and_cancelled(house_at: Callable[..., DayHouse]) -> None:
    house = house_at()
    for n in range(3):
        book(house, f"DVC-{n}", f"{MONDAY} {9 + n // 2:02}:{n % 2}0")
    check_in(house, "DVC-0")
    house.ask(c.CancelBooking(code="DVC-1"))
    before = house.service.bookings
    house.restart()
    assert house.service.bookings == before
    assert states(house) == {"DVC-0": "kept", "DVC-1": "cancelled", "DVC-2": "open"}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_story_of_the_number_names_the_appointment(house_at: Callable[..., DayHouse], language: str) -> None:
    house = house_at()
    book(house)
    check_in(house)
    told = story(ticket_log(house.path, "H001", f"2026-{MONDAY}"), house.plan, load_texts(language))
    assert any("DVC-0001" in line for line in told)


def test_the_desk_finds_an_appointment_by_its_time(house_at: Callable[..., DayHouse]) -> None:
    house = house_at()
    book(house, "DVC-0002", f"{MONDAY} 09:30")
    book(house, "DVC-0001", f"{MONDAY} 08:30")
    book(house, "DVC-0003", f"{MONDAY} 08:30", "civil")
    found = bookings_of(house.service.bookings, f"2026-{MONDAY}", "land")
    assert [each.code for each in found] == ["DVC-0001", "DVC-0002"]


def test_a_code_shown_at_a_kiosk_is_checked_in_there(house_at: Callable[..., DayHouse]) -> None:
    house = house_at()
    book(house)
    kiosk, body = PLAN.devices[0], AppointmentShown(press="kiosk-1.s.1", code="DVC-0001")
    assert may_not(kiosk, body, {}) == ""
    asked = command_for(kiosk.id, body, house.service.now_ms(), house.service.day_of, {})
    assert house.ask(asked).detail == "H001"
    assert may_not(PLAN.devices[1], body, {}) and may_not(PLAN.devices[2], body, {})


def test_a_code_that_was_shown_long_ago_calls_nobody(house_at: Callable[..., DayHouse]) -> None:
    house = house_at()
    book(house)
    shown = c.CheckIn(code="DVC-0001", press="kiosk-1.s.1", kiosk="kiosk-1", pressed_ms=ms(f"{MONDAY} 07:50"))
    assert house.ask(shown).reason == "too_old"
    assert states(house) == {"DVC-0001": "open"}
