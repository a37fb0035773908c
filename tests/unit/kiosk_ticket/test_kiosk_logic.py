"""What a kiosk does, by its logic alone."""

from typing import Literal

import pytest
from kiosk_bench import BUTTONS, OK, OUT, Kiosk, bodies, known, notes, ready
from msgspec.structs import replace

from devicekit.buttons.device import PinChanged, PinFound, PinsFailed, PinsOpen
from devicekit.messages import (
    CounterSet,
    KioskSet,
    Part,
    PrintFailed,
    TicketPrinted,
    TicketWanted,
)
from devicekit.orders import NO_LAMP, Identify
from devicekit.steps import Emit, Health, Keep, Ordered, Reply, StateSet
from kiosk_ticket.device import Printed
from kiosk_ticket.logic import OpenPins
from kiosk_ticket.state import PRESS_LIVES_S


def blinks(kiosk: Kiosk, button: str = "land", seconds: float = 2.0) -> int:
    """How often a lamp changes within so many seconds."""
    changes, last = 0, kiosk.lamps[button]
    for _ in range(round(seconds / 0.05)):
        kiosk.wait(0.05)
        changes += kiosk.lamps[button] != last
        last = kiosk.lamps[button]
    return changes


# Press to ticket


def test_a_press_is_told_to_the_hub_and_its_ticket_is_printed() -> None:
    kiosk = ready()
    (wanted,) = bodies(kiosk.press())
    assert wanted == TicketWanted(press="kiosk-1.run1.1", service="land")
    kiosk.answer(kiosk.wanted()[0])
    kiosk.order("kiosk-1.run1.1", "A012")
    assert [paper.order.number for paper in kiosk.papers] == ["A012"]
    effects = kiosk.finish()
    assert bodies(effects) == [TicketPrinted(press="kiosk-1.run1.1", number="A012", command="c1")]
    assert [e.answers for e in effects if isinstance(e, Emit)] == ["c1"]


def test_the_job_is_on_the_disk_before_it_is_printed_and_off_it_afterwards() -> None:
    kiosk = ready()
    kiosk.press()
    kinds = [type(effect).__name__ for effect in kiosk.order("kiosk-1.run1.1", "A012")]
    assert kinds.index("Keep") < kinds.index("Paper")
    kiosk.finish()
    assert "sending" not in kiosk.kept


def test_the_priority_button_asks_for_a_priority_number() -> None:
    (wanted,) = bodies(ready().press("land-priority"))
    assert isinstance(wanted, TicketWanted)
    assert wanted.priority


def test_bounces_and_impatience_are_one_press() -> None:
    kiosk = ready()
    for down in (True, False, True, False, True):
        kiosk.do(PinChanged("land", down, kiosk.now))
    kiosk.wait(0.3)
    kiosk.do(PinChanged("land", False, kiosk.now))
    kiosk.wait(0.2)
    kiosk.press()
    assert len(kiosk.wanted()) == 1


def test_buttons_pressed_at_once_are_all_served_in_order() -> None:
    kiosk = ready()
    for button in ("land", "civil", "land-priority"):
        kiosk.press(button)
    presses = [wanted.press for wanted in kiosk.wanted()]
    for index, press in enumerate(presses):
        kiosk.order(press, f"A00{index + 1}", f"c{index}")
    for _ in presses:
        kiosk.finish()
    assert [paper.order.number for paper in kiosk.papers] == ["A001", "A002", "A003"]


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        ("confirmed", TicketPrinted(press="p", number="A012", command="c1")),
        ("sent", TicketPrinted(press="p", number="A012", command="c1", confirmed=False)),
        ("unknown", PrintFailed(press="p", number="A012", command="c1", outcome="unknown", reason="paper_out")),
        ("failed", PrintFailed(press="p", number="A012", command="c1", outcome="failed", reason="paper_out")),
    ],
)
def test_what_became_of_a_paper_is_told_as_it_is(
    outcome: Literal["confirmed", "sent", "unknown", "failed"], expected: object
) -> None:
    kiosk = ready()
    kiosk.order("p", "A012")
    assert bodies(kiosk.finish(outcome)) == [expected]


def test_a_second_copy_says_so_and_a_first_one_after_a_clean_failure_does_not() -> None:
    kiosk = ready()
    kiosk.order("p", "A012", "c1")
    kiosk.finish("failed")
    kiosk.order("p", "A012", "c2")
    kiosk.finish("unknown")
    kiosk.order("p", "A012", "c3")
    assert [paper.order.reprint for paper in kiosk.papers] == [0, 0, 1]


def test_only_a_copy_says_when_it_was_made() -> None:
    kiosk = ready()
    kiosk.press()
    kiosk.order("kiosk-1.run1.1", "A012")
    kiosk.finish()
    kiosk.order("kiosk-1.run1.1", "A012", "c2", reprint=1)
    first, copy = kiosk.papers
    assert (first.copied_hub_ms, copy.copied_hub_ms > 0) == (0, True)


def test_a_report_on_another_paper_than_the_one_being_printed_ends_nothing() -> None:
    kiosk = ready()
    kiosk.press()
    kiosk.order("kiosk-1.run1.1", "A012")
    told = kiosk.do(Printed("kiosk-1.run1.9", "A099", "confirmed", ""))
    assert (bodies(told), "sending" in kiosk.kept) == ([], True)
    assert any("A099" in text for text in notes(told))
    assert bodies(kiosk.finish()) == [
        TicketPrinted(press="kiosk-1.run1.1", number="A012", command="c1", confirmed=True)
    ]


def test_who_got_no_number_in_time_gets_none_later() -> None:
    kiosk = ready()
    kiosk.press()
    kiosk.printer = OUT
    kiosk.wait(PRESS_LIVES_S + 5)
    kiosk.printer = OK
    kiosk.wait(10.0)
    assert (kiosk.papers, kiosk.state.waiting) == ([], ())
    assert "a press got no number in time" in notes(kiosk.effects)


def test_what_was_printing_when_the_program_died_is_unknown_and_not_printed_again() -> None:
    kiosk = ready()
    kiosk.order("p", "A012")
    kiosk.boot()
    assert kiosk.papers == []
    assert [body for _, body, _ in kiosk.outbox] == [
        PrintFailed(press="p", number="A012", command="c1", outcome="unknown", reason="restarted while printing")
    ]
    kiosk.order("p", "A012", "c2")
    assert kiosk.papers[0].order.reprint == 1


def test_orders_beyond_the_queue_are_refused_and_the_rest_is_printed() -> None:
    kiosk = ready()
    replies = [e for n in range(40) for e in kiosk.order(f"p{n}", f"A{n:03}", f"c{n}") if isinstance(e, Reply)]
    assert {reply.outcome for reply in replies} == {"failed"}
    assert len(replies) == 40 - 33
    for _ in range(33):
        kiosk.finish()
    assert len({paper.order.number for paper in kiosk.papers}) == 33


# No ticket


def test_no_press_is_taken_while_the_printer_is_out_of_paper_and_it_recovers_by_itself() -> None:
    kiosk = ready()
    kiosk.printer = OUT
    kiosk.wait(2.5)
    assert bodies(kiosk.press()) == []
    kiosk.wait(6.0)
    assert blinks(kiosk, seconds=4.0) == 4  # a short flash every two seconds
    kiosk.printer = Part(state="ok")
    kiosk.wait(2.5)
    assert kiosk.lamps["land"]
    assert blinks(kiosk) == 0
    assert len(bodies(kiosk.press())) == 1


def test_no_reserve_number_is_given_to_a_dead_printer() -> None:
    kiosk = ready()
    kiosk.press()
    kiosk.printer = OUT
    kiosk.wait(5.0)
    assert kiosk.papers == []
    kiosk.printer = Part(state="ok")
    kiosk.wait(5.0)
    assert [paper.order.number for paper in kiosk.papers] == ["A901"]


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (known(is_open=False), "service_closed"),
        (StateSet(KioskSet(day="2026-11-23", services=())), "unknown_service"),
    ],
    ids=["closed", "not of this kiosk"],
)
def test_a_button_of_a_closed_service_is_dark_and_gives_nothing(state: StateSet, reason: str) -> None:
    kiosk = ready()
    kiosk.do(state)
    kiosk.wait(1.0)
    assert not kiosk.lamps["land"]
    effects = kiosk.press()
    assert bodies(effects) == []
    assert notes(effects) == [f"no ticket: {reason}"]


def test_a_kiosk_that_was_never_told_its_services_gives_nothing() -> None:
    kiosk = Kiosk()
    kiosk.boot()
    assert notes(kiosk.press()) == ["no ticket: no_set"]


def test_a_press_that_the_hub_refuses_makes_the_lamp_say_so() -> None:
    kiosk = ready()
    kiosk.press()
    effects = kiosk.answer(kiosk.wanted()[0], "refused", "used_up")
    assert notes(effects) == ["no ticket: used_up"]
    assert blinks(kiosk, seconds=1.0) >= 8
    kiosk.wait(5.0)
    assert kiosk.papers == []
    assert blinks(kiosk) == 0


def test_a_press_that_the_disk_refuses_makes_the_lamp_say_so_and_the_next_one_works() -> None:
    kiosk = ready()
    kiosk.disk_full = True
    kiosk.press()
    assert kiosk.wanted() == []
    assert blinks(kiosk, seconds=3.0) > 4
    kiosk.disk_full = False
    kiosk.wait(5.0)
    kiosk.press()
    assert len(kiosk.wanted()) == 1


def test_the_result_of_a_print_is_not_lost_to_a_full_disk() -> None:
    kiosk = ready()
    kiosk.order("p", "A012")
    kiosk.disk_full = True
    kiosk.finish()
    kiosk.wait(5.0)
    assert kiosk.outbox == []
    kiosk.disk_full = False
    kiosk.wait(2.0)
    assert [body for _, body, _ in kiosk.outbox] == [TicketPrinted(press="p", number="A012", command="c1")]


def test_a_start_on_a_full_disk_tells_the_rest_later() -> None:
    kiosk = ready()
    kiosk.order("p", "A012")
    kiosk.disk_full = True
    kiosk.boot()
    kiosk.wait(3.0)
    kiosk.disk_full = False
    kiosk.wait(3.0)
    assert [type(body).__name__ for _, body, _ in kiosk.outbox] == ["PrintFailed"]
    assert kiosk.lamps["land"]


def test_a_full_disk_does_not_make_the_loop_spin() -> None:
    kiosk = ready()
    kiosk.press()
    kiosk.disk_full = True
    before = len(kiosk.effects)
    kiosk.wait(20.0)
    assert len(kiosk.effects) - before < 1000


# Lamps, health, orders


def test_the_lamp_burns_when_ready_and_blinks_while_a_ticket_is_coming() -> None:
    kiosk = ready()
    assert kiosk.lamps == {button.name: True for button in BUTTONS}
    kiosk.press()
    assert blinks(kiosk, seconds=1.0) >= 3
    assert kiosk.lamps["civil"]
    kiosk.order("kiosk-1.run1.1", "A012")
    kiosk.finish()
    assert blinks(kiosk) == 0
    assert kiosk.lamps["land"]


def test_a_stuck_button_is_reported_and_recovers() -> None:
    kiosk = ready()
    kiosk.do(PinChanged("civil", True, kiosk.now))
    kiosk.wait(11.0)
    stuck = [e for e in kiosk.effects if isinstance(e, Health) and e.part == "button-civil"]
    assert [(each.now.state, each.now.code) for each in stuck] == [("failed", "stuck")]
    kiosk.do(PinChanged("civil", False, kiosk.now))
    kiosk.wait(1.0)
    after = [e for e in kiosk.effects if isinstance(e, Health) and e.part == "button-civil"]
    assert after[-1].now.state == "ok"


def test_a_button_for_a_service_that_is_not_there_is_reported_with_those_that_are() -> None:
    kiosk = ready()
    kiosk.do(StateSet(KioskSet(day="2026-11-23", services=known().body.services[1:])))  # type: ignore[union-attr]
    kiosk.wait(1.0)
    faults = {e.part: e.now.detail for e in kiosk.effects if isinstance(e, Health) and e.now.code == "unknown_service"}
    assert set(faults) == {"button-land", "button-land-priority"}
    assert "civil" in faults["button-land"]


def test_pins_that_cannot_be_had_are_reported_and_tried_again() -> None:
    kiosk = ready()
    effects = kiosk.do(PinsFailed("no gpio group"))
    assert [(e.part, e.now.state) for e in effects if isinstance(e, Health)] == [("buttons", "failed")]
    before = len(kiosk.effects)
    kiosk.wait(6.0)
    assert OpenPins() in kiosk.effects[before:]
    assert [e.now.state for e in kiosk.do(PinsOpen()) if isinstance(e, Health)] == ["ok"]


def test_a_button_held_at_the_start_is_no_press() -> None:
    kiosk = ready()
    kiosk.do(PinFound("land", True, kiosk.now), PinChanged("land", True, kiosk.now))
    assert kiosk.wanted() == []


def test_identify_blinks_every_lamp_for_its_seconds() -> None:
    kiosk = ready()
    assert Reply("c5", "done") in kiosk.do(Ordered("c5", Identify(seconds=5), 0))
    assert blinks(kiosk, "civil", 4.0) >= 7
    kiosk.wait(2.0)
    assert blinks(kiosk, "civil") == 0


def test_a_kiosk_without_a_lamp_can_not_be_found_and_says_so() -> None:
    kiosk = ready()
    kiosk.state = replace(kiosk.state, buttons=tuple(button._replace(lamp=False) for button in BUTTONS))
    assert Reply("c5", "refused", NO_LAMP) in kiosk.do(Ordered("c5", Identify(seconds=5), 0))


def test_people_waiting_are_worth_no_write_and_a_new_service_is() -> None:
    kiosk = ready()
    assert [e for e in kiosk.do(known(waiting=7)) if isinstance(e, Keep)] == []
    assert [e.key for e in kiosk.do(known(last=950)) if isinstance(e, Keep)] == ["set"]


def test_messages_for_other_devices_and_unknown_events_change_nothing() -> None:
    kiosk = ready()
    before = kiosk.state
    kiosk.do(StateSet(CounterSet(counter="c", state="free")), object())
    assert kiosk.state == before


def test_damaged_memory_is_left_out_with_a_word() -> None:
    kiosk = ready()
    kiosk.kept = {"set": b"{", "reserve": b"[1]"}
    kiosk.boot()
    assert any("can't be read" in text for text in notes(kiosk.effects))
