from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devicekit.messages import Part
from printer.roll import Left, Roll, is_new, left, used
from printer.roll_file import RollFile

OK = Part(state="ok")
LOW = Part(state="degraded", code="paper_low", detail="Sắp hết giấy")
OUT = Part(state="failed", code="paper_out", detail="Hết giấy")
AWAY = Part(state="failed", code="unreachable", detail="away")
METRE = round(1000 / 25.4 * 203)


def test_what_is_left_is_told_in_metres_and_in_days_of_this_hall() -> None:
    roll = used(used(Roll(), 10 * METRE, "2026-11-23"), 10 * METRE, "2026-11-24")
    assert left(roll, 80, 203) == Left(metres=59, days=5) or left(roll, 80, 203) == Left(metres=60, days=6)
    assert left(Roll(), 80, 203) == Left(80, None)


@given(st.lists(st.tuples(st.integers(0, 100_000), st.sampled_from(["a", "b", "c"]))))
def test_a_roll_never_has_less_than_nothing_nor_more_than_it_had(papers: list[tuple[int, str]]) -> None:
    roll = Roll()
    for rows, day in papers:
        roll = used(roll, rows, day)
    assert 0 <= left(roll, 50, 203).metres <= 50


@pytest.mark.parametrize(
    ("before", "now", "new"),
    [("paper_out", "", True), ("paper_low", "", True), ("paper_low", "paper_out", False), ("", "", False),
     ("paper_out", "unreachable", False), ("cover_open", "", False)],
)  # fmt: skip
def test_a_new_roll_is_seen_by_paper_that_was_away(before: str, now: str, new: bool) -> None:
    assert is_new(before, now) == new


def test_the_roll_outlives_the_program_and_begins_anew_with_new_paper(tmp_path: Path) -> None:
    def file() -> RollFile:
        return RollFile(tmp_path / "roll.json", 80, 203, lambda: "2026-11-23")

    file().printed(30 * METRE)
    counting = file()
    assert "50 m" in counting.told(OK).detail
    assert counting.told(OUT) == OUT
    assert counting.told(AWAY) == AWAY
    assert "80 m" in counting.told(OK).detail


def test_what_is_left_stands_beside_the_warning(tmp_path: Path) -> None:
    told = RollFile(tmp_path / "roll.json", 80, 203, lambda: "d").told(LOW)
    assert told.code == "paper_low"
    assert told.detail.startswith("Sắp hết giấy. ")


def test_a_broken_file_is_a_new_roll(tmp_path: Path) -> None:
    (tmp_path / "roll.json").write_bytes(b"{")
    assert "80 m" in RollFile(tmp_path / "roll.json", 80, 203, lambda: "d").told(OK).detail
