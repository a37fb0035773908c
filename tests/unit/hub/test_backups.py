"""The hub's own backups: every minute, a file a day, and what is said when there is none."""

import shutil
from pathlib import Path

import apsw
import pytest
from store_day import (
    Morning,
    morning_fixture,  # noqa: F401
    rows,
    stick_fixture,  # noqa: F401
    taken,
)

from devicekit.messages import Part
from hub.backup_check import backups_in, last_good
from hub.backups import Backups
from hub.errors import StoreBroken
from hub.site_tables import BackupTable


class Keeper:
    def __init__(self, morning: Morning, folder: Path | None, keep: int = 2) -> None:
        assert morning.service is not None
        self.service = morning.service
        table = BackupTable(folder=str(folder) if folder else None, keep=keep)
        self.backups = Backups(self.service, morning.path, table)

    def part(self) -> Part:
        self.backups.once()
        self.service.pump()
        return self.service.view.parts["backup"]


def test_hub_keeps_one_file_a_day_and_deletes_old_ones(morning: Morning, stick: Path) -> None:
    keeper = Keeper(morning, stick)
    days = []
    for n in range(4):
        assert keeper.part().state == "ok"
        days.append(keeper.service.view.day)
        keeper.service.clock.turn(24 * 3600)  # type: ignore[attr-defined]
        taken(morning, f"day-{n}")
    assert [each.name for each in backups_in(stick, "kontum")] == [f"kontum-{day}.db" for day in days[-2:]]
    assert last_good(stick, "kontum").file.name == f"kontum-{days[-1]}.db"  # type: ignore[union-attr]


def test_status_says_when_the_last_good_backup_was(morning: Morning, stick: Path) -> None:
    keeper = Keeper(morning, stick)
    detail = keeper.part().detail
    assert f"Last backup found good: {keeper.service.view.day}" in detail
    assert "Bản sao lưu" in detail


def test_old_backup_is_an_alarm_until_there_is_a_new_one(morning: Morning, stick: Path) -> None:
    keeper = Keeper(morning, stick)
    good = keeper.part()
    keeper.service.clock.turn(15 * 60)  # type: ignore[attr-defined]
    keeper.backups.look()
    assert keeper.part() == good  # nothing was new: it is as good as one of now
    taken(morning, "more")
    keeper.service.clock.turn(15 * 60 + 1)  # type: ignore[attr-defined]
    keeper.backups.look()
    keeper.service.pump()
    assert keeper.service.view.parts["backup"] == Part(state="failed", code="backup_old", detail=good.detail)
    assert keeper.part().state == "ok"


def test_nothing_is_written_when_nothing_is_new(morning: Morning, stick: Path) -> None:
    keeper = Keeper(morning, stick)
    keeper.part()
    (file,) = backups_in(stick, "kontum")
    before = file.stat().st_mtime_ns
    keeper.part()
    assert file.stat().st_mtime_ns == before
    taken(morning, "more")
    keeper.part()
    assert rows(file) == rows(morning.path)


def test_stick_that_is_not_there_is_told_and_comes_back(morning: Morning, stick: Path) -> None:
    keeper = Keeper(morning, stick / "mounted")
    assert (keeper.part().state, keeper.part().code) == ("failed", "no_folder")
    (stick / "mounted").mkdir()
    assert keeper.part().state == "ok"


def test_damaged_backup_of_today_is_written_anew(morning: Morning, stick: Path) -> None:
    keeper = Keeper(morning, stick)
    keeper.part()
    (file,) = backups_in(stick, "kontum")
    file.write_bytes(file.read_bytes()[:5000])
    taken(morning, "more")
    assert keeper.part().state == "ok"
    assert rows(file) == rows(morning.path)


def test_a_night_in_which_nothing_is_new_raises_no_alarm(morning: Morning, stick: Path) -> None:
    keeper = Keeper(morning, stick)
    good = keeper.part()
    for _ in range(4):
        keeper.service.clock.turn(15 * 60)  # type: ignore[attr-defined]
        assert keeper.part() == good
        keeper.backups.look()
    keeper.service.pump()
    assert keeper.service.view.parts["backup"] == good


def test_that_there_is_no_backup_is_one_line_until_there_was_one_again(
    morning: Morning, stick: Path, caplog: pytest.LogCaptureFixture
) -> None:
    keeper = Keeper(morning, stick / "mounted")
    said = []
    for _ in range(2):
        keeper.part()
        keeper.part()
        said.append(caplog.text.count("no backup"))
        (stick / "mounted").mkdir()
        assert keeper.part().state == "ok"
        shutil.rmtree(stick / "mounted")
        taken(morning, f"more-{said}")
    assert said == [1, 2]


def test_that_the_last_backup_is_old_is_one_line(
    morning: Morning, stick: Path, caplog: pytest.LogCaptureFixture
) -> None:
    keeper = Keeper(morning, stick)
    keeper.part()
    keeper.service.clock.turn(31 * 60)  # type: ignore[attr-defined]
    keeper.backups.look()
    keeper.backups.look()
    assert caplog.text.count("no good backup") == 1


def damage(morning: Morning) -> None:
    other = apsw.Connection(str(morning.path))
    other.execute("UPDATE events SET number = 'A777' WHERE seq = 3")
    other.close()


def test_the_whole_store_is_read_once_a_day(morning: Morning) -> None:
    keeper = Keeper(morning, None)
    keeper.backups.once()
    keeper.service.clock.turn(24 * 3600)  # type: ignore[attr-defined]
    keeper.service.pump()
    keeper.backups.once()
    damage(morning)
    keeper.backups.once()
    keeper.service.pump()
    assert taken(morning, "today") == "A001", "what broke since is found tomorrow"


def test_store_that_broke_over_the_day_ends_the_writer_at_night(morning: Morning) -> None:
    keeper = Keeper(morning, None)
    keeper.backups.once()
    damage(morning)
    keeper.service.clock.turn(24 * 3600)  # type: ignore[attr-defined]
    keeper.service.pump()
    keeper.backups.once()
    with pytest.raises(StoreBroken, match="fact 3"):
        keeper.service.pump()
