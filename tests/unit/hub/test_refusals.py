"""The help desk sees why a kiosk gave no number: a few presses, for a while, and of nobody in particular."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from bridge_house import Device, Hall, wanted
from hub_house import CIVIL, LAND, PLAN
from msgspec import json
from msgspec.structs import replace

from devicekit.messages import AppointmentShown, GuidanceWanted, TicketIssued, TicketPrinted, TicketWanted
from hub.engine import booking_commands as b
from hub.engine import commands as c
from hub.ledger import Request
from hub.refusals import LIVES_MS, MOST
from hub.view import RefusedView

PERSON = "a" * 32
CODE = "KT-20261118-77XQ"
LATE_MS = LIVES_MS + 60_000


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """Land gives one number to a person."""
    hall = Hall(tmp_path, replace(PLAN, services=(replace(LAND, per_person=1), CIVIL)))
    hall.pump()
    yield hall
    hall.hub.close()


@pytest.fixture
def kiosk(hall: Hall) -> Device:
    device = Device(hall, "ticket", "kiosk-1")
    device.status()
    return device


def seen(hall: Hall) -> tuple[RefusedView, ...]:
    return hall.hub.service.view.refused


def by_card(press: str) -> TicketWanted:
    return TicketWanted(press=f"kiosk-1.{press}", service="land", person=PERSON)


def ask(hall: Hall, command: c.Asking) -> None:
    hall.hub.service.submit(Request("", "", command, b""), lambda _: None)
    hall.pump()


def test_who_holds_a_number_is_seen_with_it_and_with_the_press(hall: Hall, kiosk: Device) -> None:
    kiosk.say(by_card("p1"))
    assert seen(hall) == ()
    kiosk.say(by_card("p2"), ago_ms=3000)
    pressed_ms = hall.hub.service.now_ms() - 3000
    assert seen(hall) == (
        RefusedView(
            at_ms=pressed_ms, kiosk="kiosk-1", asked="ticket", service="land", reason="already_has_ticket",
            numbers=("A001",),
        ),
    )  # fmt: skip


def test_an_event_that_comes_again_is_one_press(hall: Hall, kiosk: Device) -> None:
    ask(hall, c.CloseService(service="civil"))
    event = kiosk.say(wanted("p1", "civil"))
    kiosk.say(wanted("p1", "civil"), event_id=event)
    kiosk.say(wanted("p2", "civil"))
    assert [each.reason for each in seen(hall)] == ["service_closed"] * 2


def test_only_the_last_few_are_kept_the_newest_first(hall: Hall, kiosk: Device) -> None:
    ask(hall, c.CloseService(service="civil"))
    for n in range(MOST + 2):
        hall.turn(1)
        kiosk.say(wanted(f"p{n}", "civil"))
    times = [each.at_ms for each in seen(hall)]
    assert len(times) == MOST
    assert times == sorted(times, reverse=True)
    assert times[0] == hall.hub.service.now_ms()


def test_after_a_while_nothing_is_left_of_it_though_nothing_else_happens(hall: Hall, kiosk: Device) -> None:
    kiosk.say(wanted("p1"))
    hall.turn(LIVES_MS / 1000 - 2)
    assert [each.reason for each in seen(hall)] == ["card_wanted"]
    hall.turn(3)
    assert seen(hall) == ()


def test_a_press_that_was_long_on_its_way_is_seen_from_its_refusal_on(hall: Hall, kiosk: Device) -> None:
    """A kiosk comes back from an outage: whoever holds its number comes to the desk now."""
    kiosk.say(TicketIssued(press="kiosk-1.p1", service="civil", number="C123"), ago_ms=LATE_MS)
    (one,) = seen(hall)
    assert (one.asked, one.reason, one.numbers) == ("reserve", "not_reserve", ("C123",))
    assert one.at_ms == hall.hub.service.now_ms() - LATE_MS


def test_an_appointment_is_seen_by_its_service_and_the_number_given_for_it(hall: Hall, kiosk: Device) -> None:
    due_ms = hall.hub.service.now_ms() + 60_000
    ask(hall, b.Book(code=CODE, service="civil", due_ms=due_ms))
    for n in range(2):
        kiosk.say(AppointmentShown(press=f"kiosk-1.p{n}", code=CODE))
    kiosk.say(AppointmentShown(press="kiosk-1.p2", code="C001"))
    unknown, again = seen(hall)
    assert (again.asked, again.service, again.reason, again.numbers) == (
        "appointment", "civil", "already_checked_in", ("C001",),
    )  # fmt: skip
    assert (unknown.service, unknown.day, unknown.reason, unknown.numbers) == ("", "", "unknown_code", ())


def test_an_appointment_for_another_day_is_seen_with_that_day(hall: Hall, kiosk: Device) -> None:
    tomorrow_ms = hall.hub.service.now_ms() + 24 * 3600 * 1000
    ask(hall, b.Book(code=CODE, service="civil", due_ms=tomorrow_ms))
    kiosk.say(AppointmentShown(press="kiosk-1.p1", code=CODE))
    (one,) = seen(hall)
    assert (one.reason, one.day) == ("wrong_day", hall.hub.service.day_of(tomorrow_ms))


def test_nothing_says_who_it_was_or_which_code(hall: Hall, kiosk: Device) -> None:
    ask(hall, b.Book(code=CODE, service="civil", due_ms=hall.hub.service.now_ms() + 60_000))
    for n in range(2):
        kiosk.say(by_card(f"p{n}"))
        kiosk.say(AppointmentShown(press=f"kiosk-1.a{n}", code=CODE))
    kiosk.say(AppointmentShown(press="kiosk-1.a2", code="OTHER-CODE-1"))
    assert len(seen(hall)) == 3
    told = json.encode(hall.hub.service.view).decode()
    assert [word for word in (PERSON, CODE, CODE[-4:], "OTHER-CODE-1") if word in told] == []


def test_no_fact_is_written_and_a_restart_knows_none(hall: Hall, kiosk: Device) -> None:
    before = hall.hub.service.view.seq
    kiosk.say(wanted("p1"))
    assert hall.hub.service.view.seq == before
    assert len(seen(hall)) == 1
    hall.restart()
    assert seen(hall) == ()


def test_a_refusal_does_not_count_the_day_anew(hall: Hall, kiosk: Device) -> None:
    kiosk.say(by_card("p0"))
    services = hall.hub.service.view.services
    kiosk.say(by_card("p1"))
    assert len(seen(hall)) == 1
    assert hall.hub.service.view.services is services


def test_other_words_of_a_kiosk_are_no_presses_without_a_number(hall: Hall, kiosk: Device) -> None:
    kiosk.say(GuidanceWanted(press="kiosk-1.g", procedure="1.001193"))
    kiosk.say(TicketPrinted(press="kiosk-1.x", number="A077", confirmed=True))
    assert seen(hall) == ()
