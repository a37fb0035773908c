"""The kiosk's own numbers for when the hub is silent: given once, printed once, told later."""

import pytest
from kiosk_bench import DAY, bodies, known, notes, ready

from devicekit.messages import (
    Answer,
    TicketIssued,
    TicketPrinted,
)
from devicekit.steps import Answered, Emit, Keep, Reply


def test_a_silent_hub_means_a_reserve_number_after_a_short_wait() -> None:
    kiosk = ready()
    kiosk.press()
    kiosk.wait(1.3)
    assert kiosk.papers == []
    kiosk.wait(0.2)
    (paper,) = kiosk.papers
    assert (paper.order.number, paper.reserve, paper.order.ahead, paper.order.counters) == (
        "A901",
        True,
        None,
        ("1", "2"),
    )
    assert [body for _, body, _ in kiosk.outbox] == [
        TicketIssued(press="kiosk-1.run1.1", service="land", number="A901", day=DAY)
    ]
    assert bodies(kiosk.finish()) == [TicketPrinted(press="kiosk-1.run1.1", number="A901")]


def test_the_reserve_number_its_use_and_its_job_are_one_step_on_the_disk() -> None:
    kiosk = ready()
    kiosk.press()
    before = len(kiosk.effects)
    kiosk.wait(1.5)
    step = [e for e in kiosk.effects[before:] if isinstance(e, (Emit, Keep))]
    assert [type(e).__name__ for e in step] == ["Emit", "Keep", "Keep"]
    assert isinstance(step[0], Emit)
    assert step[0].replaces == "kiosk-1.run1.1"


def test_a_hub_known_to_be_away_costs_no_waiting() -> None:
    kiosk = ready()
    kiosk.hub(heard=False)
    kiosk.wait(5.0)
    assert bodies(kiosk.press()) == [TicketIssued(press="kiosk-1.run1.1", service="land", number="A901", day=DAY)]
    assert len(kiosk.papers) == 1


def test_a_link_that_is_down_for_a_blink_costs_no_reserve_number() -> None:
    kiosk = ready()
    kiosk.hub(heard=False)
    kiosk.press()
    kiosk.hub()
    kiosk.order("kiosk-1.run1.1", "A012")
    kiosk.wait(10.0)
    assert [paper.order.number for paper in kiosk.papers] == ["A012"]


def test_a_late_order_for_a_press_with_a_reserve_number_is_refused() -> None:
    kiosk = ready()
    kiosk.press()
    kiosk.wait(2.0)
    kiosk.finish()
    replies = [e for e in kiosk.order("kiosk-1.run1.1", "A012") if isinstance(e, Reply)]
    assert replies == [Reply("c1", "refused", "already_issued")]
    assert len(kiosk.papers) == 1


@pytest.mark.parametrize(("number", "reprint"), [("A901", 0), ("A012", 1)], ids=["a second first copy", "of another"])
def test_of_a_reserve_ticket_only_copies_are_printed(number: str, reprint: int) -> None:
    kiosk = ready()
    kiosk.press()
    kiosk.wait(2.0)
    kiosk.finish()
    replies = [e for e in kiosk.order("kiosk-1.run1.1", number, reprint=reprint) if isinstance(e, Reply)]
    assert replies == [Reply("c1", "refused", "already_issued")]
    assert len(kiosk.papers) == 1


def test_while_a_paper_is_being_printed_no_other_number_of_the_reserve_is_given() -> None:
    kiosk = ready()
    kiosk.hub(heard=False)
    kiosk.wait(5.0)
    kiosk.press("land")
    kiosk.press("civil")
    assert [paper.order.number for paper in kiosk.papers] == ["A901"]
    kiosk.finish()
    kiosk.wait(0.1)
    assert [paper.order.number for paper in kiosk.papers] == ["A901", "C901"]


def test_that_refusal_survives_a_restart() -> None:
    kiosk = ready()
    kiosk.press()
    kiosk.wait(2.0)
    kiosk.finish()
    kiosk.boot()
    replies = [e for e in kiosk.order("kiosk-1.run1.1", "A012") if isinstance(e, Reply)]
    assert [reply.reason for reply in replies] == ["already_issued"]


@pytest.mark.parametrize("killed_while_printing", [False, True])
@pytest.mark.parametrize("result_answered", [False, True])
def test_a_press_whose_ticket_is_printed_gets_no_second_number_after_a_restart(
    killed_while_printing: bool, result_answered: bool
) -> None:
    kiosk = ready()
    kiosk.press()
    kiosk.order("kiosk-1.run1.1", "A012")
    assert len(kiosk.wanted()) == 1  # the hub's word of it was lost with the link
    if killed_while_printing:
        kiosk.boot()
    else:
        kiosk.finish()
    if result_answered:
        kiosk.answer(kiosk.outbox[-1][1])
    kiosk.boot()
    kiosk.wait(5.0)
    assert kiosk.papers == []


def test_the_help_desk_may_reprint_a_reserve_ticket() -> None:
    kiosk = ready()
    kiosk.press()
    kiosk.wait(2.0)
    kiosk.finish()
    kiosk.order("kiosk-1.run1.1", "A901", "c9", reprint=1)
    assert [paper.order.reprint for paper in kiosk.papers] == [0, 1]


def test_the_reserve_goes_on_after_a_restart_even_with_the_hub_away() -> None:
    kiosk = ready()
    kiosk.hub(heard=False)
    kiosk.wait(5.0)
    kiosk.press()
    kiosk.finish()
    kiosk.boot()
    kiosk.wait(3.0)
    kiosk.press()
    assert [paper.order.number for paper in kiosk.papers] == ["A902"]


def test_a_press_left_by_a_crash_gets_its_reserve_number_and_an_old_one_does_not() -> None:
    kiosk = ready()
    kiosk.press()
    kiosk.boot()
    kiosk.wait(2.0)
    assert [paper.order.number for paper in kiosk.papers] == ["A901"]
    other = ready()
    other.press()
    other.now += 300.0
    other.boot()
    other.wait(5.0)
    assert other.papers == []


def test_a_press_from_before_the_machine_was_switched_off_gets_nothing_by_itself() -> None:
    kiosk = ready()
    kiosk.press()
    kiosk.boot(fresh=True)
    kiosk.wait(5.0)
    assert kiosk.papers == []


def test_a_used_up_reserve_promises_nothing_and_loses_nothing() -> None:
    kiosk = ready(last=901)
    kiosk.hub(heard=False)
    kiosk.wait(5.0)
    kiosk.press()
    kiosk.finish()
    kiosk.wait(2.0)
    effects = kiosk.press()
    assert bodies(effects) == []
    assert notes(effects) == ["no ticket: hub_silent"]
    kiosk.hub()
    kiosk.wait(5.0)
    assert len(bodies(kiosk.press())) == 1


def test_a_press_that_waits_when_the_reserve_runs_out_is_served_when_the_hub_is_back() -> None:
    kiosk = ready(last=901)
    kiosk.press("land")
    kiosk.press("land-priority")
    kiosk.wait(2.0)
    kiosk.finish()
    kiosk.wait(5.0)
    (left,) = kiosk.wanted()
    kiosk.hub()
    kiosk.order(left.press, "A013", "c2")
    assert [paper.order.number for paper in kiosk.papers] == ["A901", "A013"]


def test_the_next_day_restarts_the_reserve_and_repeats_no_number_of_that_morning() -> None:
    kiosk = ready()
    kiosk.hub(heard=False)
    kiosk.wait(5.0)
    for _ in range(2):
        kiosk.press()
        kiosk.finish()
        kiosk.wait(2.0)
    kiosk.answer(next(body for _, body, _ in kiosk.outbox if isinstance(body, TicketIssued)))
    kiosk.do(known("2026-11-24"))
    numbers = []
    for _ in range(4):
        kiosk.press()
        numbers.append(kiosk.papers[-1].order.number)
        kiosk.finish()
        kiosk.wait(2.0)
    # A901 and A902 were given before this kiosk heard of the new day: the hub may count them to it.
    assert numbers[:2] == ["A903", "A904"]


@pytest.mark.parametrize("restarted", [False, True])
def test_a_number_answered_before_the_new_day_is_heard_of_is_not_repeated_on_it(restarted: bool) -> None:
    """The answer may overtake the `set` that names the day it was counted to, and an older `set` may come between."""
    kiosk = ready()
    kiosk.hub(heard=False)
    kiosk.wait(5.0)
    kiosk.press()
    kiosk.finish()
    kiosk.do(known(waiting=1)._replace(hub_ms=1000))
    issued = next(body for _, body, _ in kiosk.outbox if isinstance(body, TicketIssued))
    kiosk.do(Answered("", issued, Answer(id="x", outcome="accepted"), hub_ms=3000))
    kiosk.outbox.clear()
    if restarted:
        kiosk.boot()
    kiosk.do(known(waiting=2)._replace(hub_ms=2000))
    kiosk.do(known("2026-11-24")._replace(hub_ms=4000))
    kiosk.hub(heard=False)
    kiosk.wait(5.0)
    kiosk.press()
    assert kiosk.papers[-1].order.number == "A902"


def test_a_number_of_a_certain_day_is_forgotten_with_the_next_set() -> None:
    kiosk = ready()
    kiosk.hub(heard=False)
    kiosk.wait(5.0)
    kiosk.press()
    kiosk.finish()
    issued = next(body for _, body, _ in kiosk.outbox if isinstance(body, TicketIssued))
    kiosk.do(Answered("", issued, Answer(id="x", outcome="accepted"), hub_ms=3000))
    assert "given" in kiosk.kept
    kiosk.do(known(waiting=2)._replace(hub_ms=4000))
    assert (kiosk.state.given, "given" in kiosk.kept) == ((), False)


def test_a_number_that_the_hub_has_not_heard_of_is_not_repeated_the_next_day() -> None:
    kiosk = ready()
    kiosk.hub(heard=False)
    kiosk.wait(5.0)
    kiosk.press()
    kiosk.finish()
    kiosk.do(known(waiting=1))
    kiosk.do(known("2026-11-24"))
    kiosk.wait(2.0)
    kiosk.press()
    assert kiosk.papers[-1].order.number == "A902"


def test_reserve_times_come_from_the_hub_and_are_left_out_when_it_was_never_heard() -> None:
    kiosk = ready()
    kiosk.hub(heard=False)
    kiosk.wait(10.0)
    kiosk.press()
    assert kiosk.papers[0].order.issued_hub_ms == pytest.approx(1_795_000_013_000, abs=200)
    kiosk.boot()
    kiosk.wait(5.0)
    kiosk.press()
    assert kiosk.papers[0].order.issued_hub_ms == 0
