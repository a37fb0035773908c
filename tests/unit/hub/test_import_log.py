"""An export, imported: the same log, the same state; a damaged line is named and nothing is written."""

import random
from pathlib import Path

import pytest
from hub_house import DAY, PLAN
from store_day import Morning

from devicekit.errors import SettingsError
from hub.engine import events as e
from hub.errors import StoreRefused
from hub.store import Store
from hub.store_rows import Batch, LogRow
from motcua.commands import export
from motcua.commands.import_log import import_log
from motcua.fuzz.judge import plain

FORMS = ("jsonl", "csv")


def exported(store: Path, form: str, folder: Path, whole: bool = True) -> Path:
    file = folder / f"{store.stem}.{form}"
    file.write_text("".join(f"{line}\n" for line in export.lines(store, form, whole=whole)), encoding="utf-8")
    return file


@pytest.fixture(name="day", scope="module")
def day_fixture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a morning in it, a vote, and texts that a spreadsheet would take for formulas."""
    path = tmp_path_factory.mktemp("day") / "hub.db"
    morning = Morning(path, 11)
    morning.open()
    morning.work(60)
    morning.close()
    store = Store(path, PLAN.site)
    store.open()
    facts = (
        ("rating-1", e.Rated(at_ms=1, number="A001", visit="v", day=DAY, counter="counter-1", level=1, tags=("slow",))),
        ("-1+1", e.FaultNoted(at_ms=3, part="printer", state="failed", detail='"a", b\nc')),
        ("", e.DossierReported(at_ms=4, code="H29.52-251125-0001", state=3, accepted_ms=1, due_ms=9)),
        ("", e.DossierReported(at_ms=5, code="H29.52-251125-0001", state=4)),
    )
    log = [LogRow(store.last_seq + n, store.last_day(), device, fact) for n, (device, fact) in enumerate(facts, 1)]
    store.commit(Batch(log=log))
    store.close()
    return path


@pytest.mark.parametrize("form", FORMS)
def test_an_import_has_the_same_log_the_same_state_and_the_same_export(day: Path, tmp_path: Path, form: str) -> None:
    file = exported(day, form, tmp_path)
    copy = tmp_path / "copy.db"
    count = import_log(file, copy, PLAN.site)
    for again in FORMS:
        assert list(export.lines(copy, again, whole=True)) == list(export.lines(day, again, whole=True))
    states = []
    for path in (day, copy):
        morning = Morning(path, 1)
        service = morning.open()
        states.append(service.ledger.state)
        morning.close()
    assert plain(states[0]) == plain(states[1])
    assert states[0].presses
    assert count == len(file.read_text(encoding="utf-8").splitlines()) - (form == "csv")


@pytest.mark.parametrize("form", FORMS)
def test_any_damaged_line_is_named_and_nothing_is_written(day: Path, tmp_path: Path, form: str) -> None:
    chance = random.Random(5)
    whole = exported(day, form, tmp_path).read_text(encoding="utf-8").splitlines()
    copy = tmp_path / "copy.db"
    for _ in range(40):
        lines = list(whole)
        at = chance.randrange(1, len(lines))
        lines[at] = chance.choice((lines[at][: len(lines[at]) // 2], "", "{}", lines[at - 1], "xin chào,,,,", "[]"))
        damaged = tmp_path / "damaged"
        damaged.write_text("\n".join(lines) + "\n", encoding="utf-8")
        with pytest.raises(SettingsError, match=rf"damaged(:{at + 1}: | can't be read).*nothing was written"):
            import_log(damaged, copy, PLAN.site)
        assert not copy.exists()


def test_an_export_without_what_was_voted_is_no_whole_log(day: Path, tmp_path: Path) -> None:
    file = exported(day, "jsonl", tmp_path, whole=False)
    with pytest.raises(SettingsError, match=r"what was voted is left out.*with --all"):
        import_log(file, tmp_path / "copy.db", PLAN.site)


def test_a_store_that_is_there_and_an_empty_export_are_refused(day: Path, tmp_path: Path) -> None:
    file = exported(day, "jsonl", tmp_path)
    before = day.read_bytes()
    with pytest.raises(StoreRefused, match="only fills a new store"):
        import_log(file, day, PLAN.site)
    assert day.read_bytes() == before
    file.write_text("")
    with pytest.raises(SettingsError, match="no fact in it"):
        import_log(file, tmp_path / "copy.db", PLAN.site)
    with pytest.raises(SettingsError, match="can't be read"):
        import_log(tmp_path / "none.jsonl", tmp_path / "copy.db", PLAN.site)
