"""One ticket per person at the kiosk: card and press in either order, and nothing of the card but its hash."""

import msgspec
import pytest
from kiosk_bench import BUTTONS, DAY, Kiosk, bodies, known, notes

from devicekit.message_fields import CardWish
from devicekit.messages import AppointmentShown, KioskSet, TicketIssued, TicketWanted
from devicekit.scanner.device import ScanDropped, Scanned
from devicekit.scanner.person import day_key, person_of
from devicekit.steps import HubHeard, StateSet
from kiosk_ticket.logic import KioskLogic
from kiosk_ticket.state import Reads, Timing

KEY = "the centre's own key"
CARD = "062090000018||Nguyễn Văn Mẫu|03091990|Nam|Thôn Kon Rbang|17122021"
PERSON = person_of(CARD, day_key(KEY, "2026-11-23"))
WAIT_S = 20.0


def reader(card: CardWish = "needed", key: str = KEY, wait: float = WAIT_S, prefix: str = "") -> Kiosk:
    """A kiosk with a scanner; land wants a card, civil does not."""
    kiosk = Kiosk()
    kiosk.logic = KioskLogic(BUTTONS, Timing(card_wait=wait), Reads(key, prefix))
    kiosk.boot()
    body = known().body
    assert isinstance(body, KioskSet)
    land, civil = body.services
    services = (msgspec.structs.replace(land, card=card), civil)
    kiosk.do(StateSet(msgspec.structs.replace(body, services=services)), HubHeard(1_795_000_000_000))
    kiosk.wait(3.0)
    return kiosk


def test_scan_then_press_asks_for_a_number_with_the_cards_hash() -> None:
    kiosk = reader()
    assert bodies(kiosk.do(Scanned(CARD))) == []
    kiosk.wait(WAIT_S - 1)
    assert bodies(kiosk.press()) == [TicketWanted(press="kiosk-1.run1.1", service="land", person=PERSON)]


def test_press_then_scan_asks_once_the_card_is_there() -> None:
    kiosk = reader()
    assert bodies(kiosk.press()) == []
    assert bodies(kiosk.do(Scanned(CARD))) == [TicketWanted(press="kiosk-1.run1.1", service="land", person=PERSON)]


def test_a_card_counts_for_one_press_and_for_a_short_time() -> None:
    kiosk = reader()
    kiosk.do(Scanned(CARD))
    kiosk.press()
    kiosk.wait(2.0)
    assert bodies(kiosk.press()) == []
    kiosk = reader()
    kiosk.do(Scanned(CARD))
    kiosk.wait(WAIT_S + 0.1)
    assert kiosk.state.card is None
    assert bodies(kiosk.press()) == []


def test_who_scans_nothing_after_the_press_is_told_no_in_the_end() -> None:
    kiosk = reader()
    kiosk.press()
    kiosk.effects.clear()
    kiosk.wait(WAIT_S + 0.1)
    assert notes(kiosk.effects) == ["no ticket: card_wanted: none was scanned"]
    assert kiosk.state.refused_until["land"] > kiosk.now
    assert kiosk.wanted() == []


def test_a_service_without_the_rule_asks_for_no_card_and_leaves_the_card_for_the_other() -> None:
    kiosk = reader()
    kiosk.do(Scanned(CARD))
    assert bodies(kiosk.press("civil")) == [TicketWanted(press="kiosk-1.run1.1", service="civil")]
    assert bodies(kiosk.press("land")) == [TicketWanted(press="kiosk-1.run1.2", service="land", person=PERSON)]


def test_where_a_card_is_only_wanted_a_press_without_one_is_a_ticket() -> None:
    kiosk = reader("wanted")
    assert bodies(kiosk.press()) == [TicketWanted(press="kiosk-1.run1.1", service="land")]


def test_a_kiosk_that_reads_no_cards_says_no_at_once_where_one_is_needed() -> None:
    kiosk = reader(key="", wait=0.0)
    assert notes(kiosk.press()) == ["no ticket: card_wanted: this kiosk has no [card]"]
    assert bodies(kiosk.do(Scanned(CARD))) == []


@pytest.mark.parametrize("scan", [Scanned("5120000001|4e|03/09/1990|1|51"), Scanned("x"), ScanDropped("too long")])
def test_a_foreign_scan_is_refused_by_the_lamps_of_those_services_and_forgets_the_card(scan: object) -> None:
    kiosk = reader()
    kiosk.do(Scanned(CARD))
    assert notes(kiosk.do(scan)) == ["what was scanned is no ID card, or was read badly; dropped"]
    assert set(kiosk.state.refused_until) == {"land", "land-priority"}
    assert kiosk.state.card is None


def test_the_hash_goes_with_a_number_of_the_reserve_and_outlives_a_restart() -> None:
    kiosk = reader()
    kiosk.do(Scanned(CARD))
    kiosk.press()
    kiosk.boot()
    kiosk.wait(5.0)
    assert [body for _, body, _ in kiosk.outbox if isinstance(body, TicketIssued)] == [
        TicketIssued(press="kiosk-1.run1.1", service="land", number="A901", person=PERSON, day=DAY)
    ]


def test_nothing_of_the_card_is_kept_said_or_shown() -> None:
    kiosk = reader()
    kiosk.do(Scanned(CARD), Scanned(CARD.replace("Nam", "Nữ")))
    kiosk.press()
    seen = repr((kiosk.state, kiosk.effects, kiosk.kept, kiosk.outbox))
    assert not [secret for secret in ("Nguyễn", "062090000018", "1990", "Rbang", KEY) if secret in seen]


# Appointments


@pytest.mark.parametrize("key", [KEY, ""])
def test_the_code_of_an_appointment_is_sent_to_the_hub_whose_number_is_printed(key: str) -> None:
    kiosk = reader(key=key, prefix="DVC-")
    assert bodies(kiosk.do(Scanned("DVC-0001"))) == [AppointmentShown(press="kiosk-1.run1.1", code="DVC-0001")]
    kiosk.order("kiosk-1.run1.1", "H001")
    assert [paper.order.number for paper in kiosk.papers] == ["H001"]


def test_a_code_that_the_hub_refuses_is_said_by_every_lamp() -> None:
    kiosk = reader(prefix="DVC-")
    (body,) = bodies(kiosk.do(Scanned("DVC-0001")))
    assert isinstance(body, AppointmentShown)
    assert notes(kiosk.answer(body, "refused", "wrong_day")) == ["no ticket: wrong_day"]
    assert set(kiosk.state.refused_until) == {button.name for button in BUTTONS}


@pytest.mark.parametrize("scan", ["HS4511234567890", "DVC 0001", "DVC-" + "9" * 60, "DVC-\n", "0905123777", CARD, ""])
def test_no_other_scan_is_ever_sent_on(scan: str) -> None:
    assert bodies(reader(key="", prefix="DVC-").do(Scanned(scan))) == []
    assert bodies(reader(prefix="").do(Scanned(scan))) == []
