"""A kiosk in front of a full hall: which buttons still give numbers, and that a silent hub opens all of them."""

from kiosk_bench import BUTTONS, Kiosk, bodies, known, notes
from msgspec.structs import replace

from devicekit.messages import KioskSet, TicketIssued, TicketWanted
from devicekit.steps import HubHeard, StateSet


def full_set() -> StateSet:
    body = known().body
    assert isinstance(body, KioskSet)
    services = tuple(replace(each, open=False, closed="hall") for each in body.services)
    return StateSet(replace(body, services=services, full=True))


def before_a_full_hall() -> Kiosk:
    kiosk = Kiosk()
    kiosk.boot()
    kiosk.do(full_set(), HubHeard(1_795_000_000_000))
    kiosk.wait(3.0)
    return kiosk


def test_its_lamps_are_off_but_for_priority_and_a_press_is_told_why_not() -> None:
    kiosk = before_a_full_hall()
    assert kiosk.lamps == {button.name: button.priority for button in BUTTONS}
    assert notes(kiosk.press("civil")) == ["no ticket: hall_full"]
    assert kiosk.wanted() == []


def test_a_press_of_who_has_priority_asks_for_a_number() -> None:
    kiosk = before_a_full_hall()
    assert bodies(kiosk.press("land-priority")) == [TicketWanted(press="kiosk-1.run1.1", service="land", priority=True)]


def test_when_the_hub_falls_silent_the_lamps_go_on_and_the_reserve_is_given() -> None:
    kiosk = before_a_full_hall()
    kiosk.hub(heard=False)
    kiosk.wait(2.0)
    assert all(kiosk.lamps.values())
    kiosk.press("civil")
    assert [body.number for _, body, _ in kiosk.outbox if isinstance(body, TicketIssued)] == ["C901"]


def test_a_service_that_is_closed_for_another_reason_stays_closed_when_the_hub_is_silent() -> None:
    kiosk = Kiosk()
    kiosk.boot()
    kiosk.do(known(is_open=False), HubHeard(1_795_000_000_000))
    kiosk.hub(heard=False)
    kiosk.wait(60.0)
    assert not kiosk.lamps["land-priority"]
    assert notes(kiosk.press("land")) == ["no ticket: service_closed"]
