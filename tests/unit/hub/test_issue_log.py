"""The issue log over a restore: what every series left out is told as that, and nothing else is hidden by it."""

from hub_house import PLAN

from devicekit.text_files import load_texts
from hub.engine import events as e
from hub.issue_log import lines
from hub.plan import number_of
from hub.store_rows import LogRow

DAY = "2026-11-23"
# 2026-11-23 09:00 in Vietnam, and how long a minute is.
NINE, MINUTE = 1_795_399_200_000, 60_000
LAND, CIVIL = PLAN.services[:2]


def taken(n: int, press: str, series: e.Series = "") -> e.TicketTaken:
    return e.TicketTaken(
        at_ms=NINE, number=number_of(LAND, n), press=press, service="land", n=n, ahead=0, kiosk="kiosk-1", series=series
    )


def restored(skip: int, minutes: int = 30) -> e.StoreRestored:
    return e.StoreRestored(at_ms=NINE + minutes * MINUTE, skip=skip, until_ms=NINE + MINUTE)


def told(*facts: e.EngineEvent) -> list[str]:
    """The lines about the series."""
    rows = [LogRow(seq=n, day=DAY, device="", event=fact) for n, fact in enumerate(facts, 1)]
    return [line for line in lines(PLAN, DAY, rows, load_texts("en"))[2:] if " | " not in line]


def by_hand(n: int) -> e.ReserveTaken:
    return e.ReserveTaken(
        at_ms=NINE, number=number_of(LAND, n), press=f"h{n}", service="land", kiosk="", arrived_ms=NINE, by_hand=True
    )


def test_numbers_that_a_restore_left_out_are_told_with_its_time_and_that_of_the_backup() -> None:
    assert told(taken(1, "a"), taken(2, "b"), restored(20), taken(23, "c")) == [
        f"{LAND.name}: A001 – A023, 3 numbers, none missing",
        f"{LAND.name}: A003 – A022 jumped over by the restore at 2026-11-23 09:30 of the backup of 2026-11-23 09:01; "
        "some of them may have been given before it",
    ]


def test_a_series_that_gave_nothing_before_the_restore_is_told_so_too() -> None:
    (_, jumped) = told(restored(20), taken(21, "a"))
    assert jumped.startswith(f"{LAND.name}: A001 – A020 jumped over")


def test_a_series_that_gave_nothing_since_has_nothing_to_explain() -> None:
    assert told(taken(1, "a"), restored(20)) == [f"{LAND.name}: A001 – A001, 1 numbers, none missing"]


def test_each_of_two_restores_is_told() -> None:
    told_twice = told(taken(1, "a"), restored(10), restored(5, 45), taken(17, "b"), taken(18, "c"))
    assert [line.split(" jumped")[0] for line in told_twice[1:]] == [
        f"{LAND.name}: A002 – A011",
        f"{LAND.name}: A012 – A016",
    ]


def test_a_gap_that_no_restore_made_is_a_gap_all_the_same() -> None:
    gaps, jumped = told(taken(1, "a"), taken(3, "b"), restored(10), taken(14, "c"), taken(16, "d"))
    assert gaps.endswith("missing: A002, A015")
    assert "A004 – A013 jumped over" in jumped


def test_a_lost_number_that_was_entered_by_hand_is_one_of_those_that_are_there() -> None:
    series, _ = told(taken(1, "a"), restored(10), by_hand(5), taken(12, "b"))
    assert series == f"{LAND.name}: A001 – A012, 3 numbers, none missing"
