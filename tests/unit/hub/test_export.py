import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hub_house import DAY, PLAN

from hub.engine import events as e
from hub.store import Store
from hub.store_rows import Batch, LogRow
from motcua.__main__ import main
from motcua.commands import export

AT = 1_795_000_000_000
FACTS = (
    ("", e.DayStarted(at_ms=AT, day=DAY)),
    ("kiosk-1", e.TicketTaken(at_ms=AT + 1, number="A001", press="kiosk-1.s.1", service="land", n=1, ahead=0)),
    (
        "rating-1",
        e.Rated(at_ms=AT + 2, number="A001", visit="v", day=DAY, counter="counter-1", level=1, tags=("slow",)),
    ),
    ("-1+1", e.FaultNoted(at_ms=AT + 3, part="printer", state="failed", detail='"a", b\nc')),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path / "hub.db", PLAN.site)
    made.open()
    rows = [LogRow(n, DAY, device, fact) for n, (device, fact) in enumerate(FACTS, 1)]
    made.commit(Batch(log=rows, days=[(DAY, 1)]))
    yield made
    made.close()


def test_each_fact_is_a_line_while_the_hub_runs(store: Store, tmp_path: Path, capsys) -> None:
    assert main(["export", str(tmp_path / "hub.db")]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["seq"], line["day"], line["device"], line["kind"]) for line in lines] == [
        (n, DAY, device, type(fact).__name__) for n, (device, fact) in enumerate(FACTS, 1)
    ]
    assert lines[1]["fact"]["number"] == "A001"


def test_what_was_voted_is_left_out_unless_all_is_asked_for(store: Store, tmp_path: Path) -> None:
    shown, whole = (
        [json.loads(line)["fact"] for line in export.lines(tmp_path / "hub.db", whole=whole)][2]
        for whole in (False, True)
    )
    assert "level" not in shown and "tags" not in shown and shown["rated"]
    assert (whole["level"], whole["tags"]) == (1, ["slow"])


def test_csv_holds_the_same_and_no_cell_is_a_formula(store: Store, tmp_path: Path, capsys) -> None:
    assert main(["export", str(tmp_path / "hub.db"), "--format", "csv"]) == 0
    head, *rows = csv.reader(capsys.readouterr().out.splitlines(keepends=True))
    assert head == ["seq", "day", "device", "kind", "fact"]
    assert [row[2] for row in rows] == ["", "kiosk-1", "rating-1", "'-1+1"]
    assert json.loads(rows[3][4])["detail"] == '"a", b\nc'


def test_a_long_log_is_read_page_by_page(store: Store, tmp_path: Path) -> None:
    for page in (1, 3, 4):
        assert [json.loads(line)["seq"] for line in export.lines(tmp_path / "hub.db", page=page)] == [1, 2, 3, 4]


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys) -> None:
    assert main(["export", str(tmp_path / "none.db")]) == 2
    assert "none.db: there is no store here" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["export", "{}"], ["backup", "{}", "-o", "{}/copy.db"]], ids=["export", "backup"])
def test_a_folder_is_no_store_and_no_fault_of_the_disk(tmp_path: Path, capsys, words: list[str]) -> None:
    assert main([word.format(tmp_path) for word in words]) == 2
    assert f"{tmp_path}: there is no store here" in capsys.readouterr().err
