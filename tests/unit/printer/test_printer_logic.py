"""The decisions of a slip printer, on a clock turned by hand and a disk that keeps, forgets nothing or is full."""

from typing import Literal

import pytest
from desk_bench import OK, OUT, SILENT, SLIP, Desk
from msgspec.structs import replace

from devicekit.messages import CommandResult, EventBody, Part, SlipFailed, SlipPrinted
from devicekit.orders import Announce, Identify
from printer.device import PaperOutcome, Pressed
from printer.logic import DISK_AGAIN_S, LOOK_S, OUT_LIMIT, QUEUE_LIMIT
from printer.state import Printed


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.boot()
    return desk


def result(command: str, outcome: Literal["done", "refused", "expired", "failed"], reason: str = "") -> CommandResult:
    return CommandResult(command=command, outcome=outcome, reason=reason)


def failed(outcome: Literal["failed", "unknown"], reason: str, command: str = "c1") -> SlipFailed:
    return SlipFailed(slip="s1", command=command, outcome=outcome, reason=reason)


def test_an_order_is_sent_at_once_and_answered_when_it_is_on_paper(desk: Desk) -> None:
    desk.order()
    assert [job.command for job in desk.papers] == ["c1"]
    assert desk.told == []
    desk.finish()
    assert desk.told == [SlipPrinted(slip="s1", command="c1", confirmed=True)]
    assert "words" not in desk.kept


@pytest.mark.parametrize(
    ("outcome", "part", "told"),
    [
        ("confirmed", OK, SlipPrinted(slip="s1", command="c1", confirmed=True)),
        ("sent", SILENT, SlipPrinted(slip="s1", command="c1", confirmed=False)),
        ("unknown", OUT, failed("unknown", "why")),
        ("failed", None, failed("failed", "why")),
    ],
    ids=["confirmed", "a printer that can't say so", "half of it may be out", "it could not even be drawn"],
)
def test_each_end_of_a_paper_is_told_as_what_it_is(
    desk: Desk, outcome: PaperOutcome, part: Part | None, told: EventBody
) -> None:
    desk.order()
    desk.finish(outcome, "" if outcome in ("confirmed", "sent") else "why", part)
    assert desk.told == [told]
    assert "words" not in desk.kept


def test_orders_wait_their_turn(desk: Desk) -> None:
    for n in range(3):
        desk.order(f"c{n}", replace(SLIP, slip=f"s{n}"))
    assert len(desk.papers) == 1
    for _ in range(3):
        desk.finish()
    assert [job.command for job in desk.papers] == ["c0", "c1", "c2"]
    assert len(desk.told) == 3


def test_more_orders_than_anybody_gives_are_answered_as_failed(desk: Desk) -> None:
    for n in range(QUEUE_LIMIT + 2):
        desk.order(f"c{n}", replace(SLIP, slip=f"s{n}"))
    assert desk.told == [result(f"c{QUEUE_LIMIT + 1}", "failed", "queue_full")]


# A printer that takes nothing


@pytest.mark.parametrize(
    "part", [OUT, Part(state="failed", code="cover_open"), Part(state="failed", code="unreachable")]
)
def test_an_order_waits_for_a_printer_that_takes_nothing_and_is_printed_when_it_does(desk: Desk, part: Part) -> None:
    desk.printer = part
    desk.wait(LOOK_S)
    desk.order(left_s=60)
    desk.wait(30)
    assert (desk.papers, desk.told) == ([], [])
    desk.printer = OK
    desk.wait(LOOK_S)
    desk.finish()
    assert desk.told == [SlipPrinted(slip="s1", command="c1", confirmed=True)]


def test_an_order_whose_time_runs_out_meanwhile_is_answered_as_expired_with_the_reason(desk: Desk) -> None:
    desk.printer = OUT
    desk.wait(LOOK_S)
    desk.order(left_s=30)
    desk.wait(29)
    assert desk.told == []
    desk.wait(1 + LOOK_S)
    assert desk.told == [result("c1", "expired", "paper_out")]
    desk.printer = OK
    desk.wait(10)
    assert desk.papers == []


def test_a_job_that_the_printer_refused_waits_as_well(desk: Desk) -> None:
    desk.order(left_s=60)
    desk.finish("failed", "paper_out", OUT)
    assert desk.told == []
    desk.printer = OUT
    desk.wait(10)
    assert len(desk.papers) == 1
    desk.printer = OK
    desk.wait(LOOK_S)
    desk.finish()
    assert desk.told == [SlipPrinted(slip="s1", command="c1", confirmed=True)]


def test_a_refused_job_comes_before_those_that_waited_behind_it(desk: Desk) -> None:
    desk.order("c1")
    desk.order("c2", replace(SLIP, slip="s2"))
    desk.finish("failed", "cover_open", Part(state="failed", code="cover_open"))
    desk.wait(LOOK_S)
    desk.finish()
    desk.finish()
    assert [job.command for job in desk.papers] == ["c1", "c1", "c2"]


def test_a_refused_job_that_expires_leaves_nothing_to_be_said(desk: Desk) -> None:
    desk.order(left_s=5)
    desk.finish("failed", "paper_out", OUT)
    desk.printer = OUT
    desk.wait(5 + LOOK_S)
    assert desk.told == [result("c1", "expired", "paper_out")]
    assert desk.kept == {}
    desk.boot()
    assert len(desk.told) == 1


def test_a_printer_that_fell_silent_is_not_asked_to_print_until_it_answers(desk: Desk) -> None:
    desk.order()
    desk.printer = SILENT
    desk.finish("failed", "silent", SILENT)
    desk.wait(10)
    assert len(desk.papers) == 1
    desk.printer = OK
    desk.wait(LOOK_S)
    assert len(desk.papers) == 2


def test_a_printer_that_never_answers_is_printed_on_all_the_same(desk: Desk) -> None:
    desk.printer = SILENT
    desk.wait(LOOK_S)
    desk.order()
    desk.finish("failed", "unreachable", Part(state="failed", code="unreachable"))
    desk.wait(LOOK_S)
    desk.finish("sent", "silent", SILENT)
    assert desk.told == [SlipPrinted(slip="s1", command="c1", confirmed=False)]


def test_nothing_is_printed_before_the_printer_was_looked_at() -> None:
    desk = Desk()
    desk.order()
    assert desk.papers == []
    desk.boot()
    desk.order()
    assert len(desk.papers) == 1


def test_the_printer_is_looked_at_for_ever_and_only_news_is_reported(desk: Desk) -> None:
    desk.wait(20)
    assert desk.health == [OK]
    desk.printer = OUT
    desk.wait(20)
    desk.printer = OK
    desk.wait(20)
    assert desk.health == [OK, OUT, OK]


# Never two


@pytest.mark.parametrize("outcome", ["confirmed", "sent", "unknown"])
@pytest.mark.parametrize("restart", [False, True], ids=["same run", "after a restart"])
def test_a_slip_that_is_or_may_be_on_paper_is_printed_again_only_as_a_copy(
    desk: Desk, outcome: PaperOutcome, restart: bool
) -> None:
    desk.order()
    desk.finish(outcome, "" if outcome == "confirmed" else "why")
    if restart:
        desk.boot()
    papers = len(desk.papers)
    desk.order("c2")
    assert desk.told[-1] == result("c2", "refused", "already_printed")
    assert len(desk.papers) == papers
    desk.order("c3", replace(SLIP, reprint=1))
    assert desk.papers[-1].order == replace(SLIP, reprint=1)


def test_a_slip_that_waits_or_is_being_printed_is_not_printed_twice(desk: Desk) -> None:
    desk.order("c1")
    desk.order("c2")
    assert desk.told == [result("c2", "refused", "already_printed")]
    desk.order("c3", replace(SLIP, slip="s2"))
    desk.order("c4", replace(SLIP, slip="s2"))
    assert desk.told[-1] == result("c4", "refused", "already_printed")
    desk.finish()
    desk.finish()
    assert len(desk.papers) == 2


def test_a_slip_that_certainly_did_not_come_out_may_be_ordered_again(desk: Desk) -> None:
    desk.order("c1", left_s=5)
    desk.finish("failed", "paper_out", OUT)
    desk.printer = OUT
    desk.wait(5 + LOOK_S)
    desk.printer = OK
    desk.wait(LOOK_S)
    desk.order("c2")
    assert desk.papers[-1].command == "c2"


def test_killed_while_sending_is_told_as_unknown_and_never_printed_again(desk: Desk) -> None:
    desk.order()
    desk.boot()
    assert desk.told == [failed("unknown", "restarted while printing")]
    desk.wait(60)
    desk.boot()
    assert (desk.papers, len(desk.told)) == ([], 1)


def test_the_very_order_that_was_being_sent_is_never_taken_twice_even_a_copy(desk: Desk) -> None:
    copy = replace(SLIP, reprint=1)
    desk.order("c1", copy)
    desk.boot()
    desk.answered.clear()
    desk.order("c1", copy)
    assert desk.told[-1] == result("c1", "refused", "already_printed")
    assert desk.papers == []


def test_killed_while_a_refused_job_waits_is_told_as_failed_and_it_may_be_ordered_again(desk: Desk) -> None:
    desk.order()
    desk.finish("failed", "paper_out", OUT)
    desk.boot()
    assert desk.told == [failed("failed", "paper_out")]
    desk.order("c2")
    desk.finish()
    assert desk.told[-1] == SlipPrinted(slip="s1", command="c2", confirmed=True)


def test_a_copy_that_was_refused_does_not_make_the_first_paper_unknown(desk: Desk) -> None:
    desk.order()
    desk.finish()
    desk.order("c2", replace(SLIP, reprint=1))
    desk.finish("failed", "paper_out", OUT)
    desk.boot()
    desk.order("c3")
    assert desk.told[-1] == result("c3", "refused", "already_printed")


def test_what_is_out_is_remembered_for_the_latest_slips_only(desk: Desk) -> None:
    for n in range(OUT_LIMIT + 3):
        desk.order(f"c{n}", replace(SLIP, slip=f"s{n}"))
        desk.finish()
    assert len(desk.kept) == OUT_LIMIT
    desk.boot()
    assert list(desk.state.out) == [f"s{n}" for n in range(3, OUT_LIMIT + 3)]


def test_a_kept_value_that_cannot_be_read_is_left_out_and_said() -> None:
    desk = Desk()
    desk.kept = {"out.s1": b"{", "out.s2": b'[7,"c2"]'}
    desk.boot()
    assert list(desk.state.out) == ["s2"]
    assert "out.s1" in desk.notes[0]


# A technician


def test_a_printer_that_is_to_show_itself_prints_a_trial_paper(desk: Desk) -> None:
    desk.order("c1", Identify())
    assert [job.order for job in desk.papers] == [None]
    assert desk.kept == {}
    desk.finish()
    assert desk.told == [result("c1", "done")]


@pytest.mark.parametrize(("outcome", "reason"), [("failed", "paper_out"), ("unknown", "lost")])
def test_a_trial_paper_that_fails_is_told_and_not_tried_again(desk: Desk, outcome: PaperOutcome, reason: str) -> None:
    desk.order("c1", Identify())
    desk.finish(outcome, reason, OUT)
    desk.wait(30)
    assert desk.told == [result("c1", "failed", reason)]
    assert len(desk.papers) == 1


def test_a_trial_paper_does_not_wait_for_a_printer_that_takes_nothing(desk: Desk) -> None:
    desk.printer = OUT
    desk.wait(LOOK_S)
    desk.order("c1", Identify())
    assert desk.told == [result("c1", "failed", "paper_out")]


def test_what_is_not_for_a_printer_is_refused(desk: Desk) -> None:
    desk.order("c1", Announce(phrase="call", number="A012", counter="3"))
    assert desk.told == [result("c1", "refused", "a slip printer can't do Announce")]


# A full disk


def test_nothing_is_printed_that_the_disk_does_not_know(desk: Desk) -> None:
    desk.disk_full = True
    desk.order()
    assert (desk.papers, desk.told) == ([], [])
    desk.disk_full = False
    desk.order()
    desk.finish()
    assert desk.told == [SlipPrinted(slip="s1", command="c1", confirmed=True)]


def test_a_printed_slip_is_told_once_the_disk_has_room(desk: Desk) -> None:
    desk.order()
    desk.disk_full = True
    desk.finish()
    desk.wait(5)
    assert desk.told == []
    desk.disk_full = False
    desk.wait(DISK_AGAIN_S)
    assert desk.told == [SlipPrinted(slip="s1", command="c1", confirmed=True)]
    assert len(desk.papers) == 1


def test_a_full_disk_at_the_start_loses_no_last_words(desk: Desk) -> None:
    desk.order()
    desk.disk_full = True
    desk.boot()
    desk.wait(5)
    assert desk.told == []
    desk.disk_full = False
    desk.wait(DISK_AGAIN_S)
    assert desk.told == [failed("unknown", "restarted while printing")]


def test_nothing_is_sent_while_last_words_are_still_to_be_told(desk: Desk) -> None:
    desk.order()
    desk.disk_full = True
    desk.boot()
    desk.disk_full = False
    desk.order("c2", replace(SLIP, slip="s2"))
    assert desk.papers == []
    desk.wait(DISK_AGAIN_S)
    assert desk.told == [failed("unknown", "restarted while printing")]
    assert [job.command for job in desk.papers] == ["c2"]


def test_an_order_that_waited_is_sent_once_the_disk_has_room(desk: Desk) -> None:
    desk.printer = OUT
    desk.wait(LOOK_S)
    desk.order()
    desk.disk_full, desk.printer = True, OK
    desk.wait(10)
    assert desk.papers == []
    # Not on the disk, but in `status`.
    assert desk.health[-1] == OK
    desk.disk_full = False
    desk.wait(LOOK_S)
    assert len(desk.papers) == 1


def test_an_order_that_expires_on_a_full_disk_is_answered_later(desk: Desk) -> None:
    desk.printer = OUT
    desk.wait(LOOK_S)
    desk.order(left_s=5)
    desk.disk_full = True
    desk.wait(20)
    assert desk.told == []
    desk.disk_full = False
    desk.wait(max(DISK_AGAIN_S, LOOK_S))
    assert desk.told == [result("c1", "expired", "paper_out")]


def test_a_report_on_a_job_that_nobody_prints_changes_nothing(desk: Desk) -> None:
    desk.do(Printed("c9", Pressed("confirmed", "", OK)))
    assert desk.told == []
