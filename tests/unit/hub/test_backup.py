"""Backups beside a running hub, and what a restore makes of them: no number twice, no change when it is refused."""

import os
import shutil
from pathlib import Path

import apsw
import pytest
from hub_house import PLAN
from store_day import (
    Morning,
    morning_fixture,  # noqa: F401
    rows,
    stick_fixture,  # noqa: F401
    taken,
)

from devicekit.text_files import load_texts
from hub.backup import bring_up_to_date, write_backup
from hub.backup_check import check_backup, last_good
from hub.errors import StoreBroken, StoreError, StoreRefused
from hub.history import day_log
from hub.issue_log import lines
from hub.restore import EPOCH_LEAP, restore
from hub.store_open import SCHEMA

STAMP = "20261118-101500"


def tree(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir() if not each.name.endswith(("-shm", ".lock"))}


def test_backup_of_a_running_hub_holds_what_it_holds(morning: Morning, stick: Path) -> None:
    made = write_backup(morning.path, stick / "b.db", PLAN.site)
    assert rows(stick / "b.db") == rows(morning.path)
    assert (made.site, made.last_seq, made.epoch) == ("kontum", morning.service.view.seq, 1)  # type: ignore[union-attr]
    assert [each.name for each in stick.iterdir()] == ["b.db"]


def test_backup_is_brought_up_to_date_by_what_is_new(morning: Morning, stick: Path) -> None:
    write_backup(morning.path, stick / "b.db", PLAN.site)
    for _ in range(5):
        morning.work(10)
        assert bring_up_to_date(morning.path, stick / "b.db", PLAN.site) is not None
        assert rows(stick / "b.db") == rows(morning.path)


def test_copy_of_another_history_is_written_anew(morning: Morning, stick: Path, tmp_path: Path) -> None:
    other = Morning(tmp_path / "hub.db", 2)
    other.open()
    other.work(5)
    other.close()
    write_backup(other.path, stick / "b.db", PLAN.site)
    assert bring_up_to_date(morning.path, stick / "b.db", PLAN.site) is None


def test_backup_that_can_not_be_written_leaves_the_one_before(morning: Morning, stick: Path) -> None:
    write_backup(morning.path, stick / "b.db")
    before = tree(stick)
    with pytest.raises(StoreRefused, match="no store here"):
        write_backup(stick / "none.db", stick / "b.db")
    with pytest.raises(StoreRefused, match="of site 'kontum', not 'quangngai'"):
        write_backup(morning.path, stick / "b.db", "quangngai")
    with pytest.raises(StoreRefused, match="can't be written"):
        write_backup(morning.path, stick / "no" / "b.db")
    assert tree(stick) == before


def test_damaged_backup_is_found(morning: Morning, stick: Path) -> None:
    write_backup(morning.path, stick / "b.db")
    db = apsw.Connection(str(stick / "b.db"))
    db.execute("UPDATE events SET number = 'A777' WHERE seq = 3")
    db.close()
    with pytest.raises(StoreBroken, match="fact 3 is not as it was written"):
        check_backup(stick / "b.db")
    (stick / "b.db").write_bytes((stick / "b.db").read_bytes()[:3000])
    with pytest.raises(StoreBroken):
        check_backup(stick / "b.db")


# Restore


def test_after_a_restore_no_number_is_given_twice(morning: Morning, stick: Path) -> None:
    write_backup(morning.path, stick / "b.db")
    lost = [taken(morning, f"lost-{n}") for n in range(30)]
    epoch = morning.service.view.epoch  # type: ignore[union-attr]
    morning.close()
    put = restore(stick / "b.db", morning.path, PLAN.site, len(lost), STAMP)
    service = morning.open()
    given = [taken(morning, f"new-{n}") for n in range(30)]
    assert not set(lost) & set(given)
    assert service.view.epoch > epoch + EPOCH_LEAP / 2
    assert "store_restored" in service.view.alarms
    assert put.aside is not None
    assert put.aside.name == f"hub.db.before-{STAMP}"
    log = lines(PLAN, *day_log(morning.path), load_texts("en"))
    assert [line for line in log if "missing:" in line] == []
    assert any("jumped over by the restore" in line for line in log)
    assert rows(put.aside)[1] != rows(morning.path)[1]


def test_restored_store_says_so_once_and_until_the_day_ends(morning: Morning, stick: Path) -> None:
    write_backup(morning.path, stick / "b.db")
    morning.close()
    restore(stick / "b.db", morning.path, PLAN.site, 7, STAMP)
    for _ in range(3):
        service = morning.open()
        morning.close()
    facts = [row for row in rows(morning.path)[1] if row[5] == "StoreRestored"]
    assert len(facts) == 1
    service = morning.open()
    assert service.ledger.state.skipped == 7
    service.clock.turn(24 * 3600)  # type: ignore[attr-defined]
    service.pump()
    assert "store_restored" not in service.view.alarms
    assert taken(morning, "tomorrow") == "A001"


def test_facts_after_a_restore_have_places_that_the_lost_store_never_used(morning: Morning, stick: Path) -> None:
    write_backup(morning.path, stick / "b.db")
    morning.work(30)
    used = morning.service.view.seq  # type: ignore[union-attr]
    morning.close()
    made = restore(stick / "b.db", morning.path, PLAN.site, 50, STAMP).backup
    morning.open()
    taken(morning, "new")
    new = [row[0] for row in rows(morning.path)[1] if row[0] > made.last_seq]  # type: ignore[operator]
    assert min(new) > used  # type: ignore[type-var]


def test_store_without_its_log_can_be_taken_as_it_is(morning: Morning) -> None:
    shutil.copyfile(morning.path, morning.path.with_name("cut.db"))
    morning.close()
    shutil.copyfile(morning.path.with_name("cut.db"), morning.path)
    with pytest.raises(StoreBroken, match="acknowledged"):
        morning.open()
    restore(morning.path, morning.path, PLAN.site, 100, STAMP)
    morning.open()
    assert taken(morning, "new") == "A101"


def newer(file: Path) -> None:
    db = apsw.Connection(str(file))
    db.pragma("user_version", SCHEMA + 1)
    db.close()


def of_another_site(file: Path) -> None:
    db = apsw.Connection(str(file))
    db.execute("UPDATE meta SET value = 'quangngai' WHERE key = 'site'")
    db.close()


def letter(file: Path) -> None:
    file.write_bytes(b"this is a letter" * 500)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (newer, "newer program"),
        (of_another_site, "of site 'quangngai', not 'kontum'"),
        (letter, "damaged"),
        (Path.unlink, "no such file"),
    ],
)
def test_backup_that_does_not_fit_is_refused_and_nothing_is_changed(
    morning: Morning, stick: Path, spoil: object, said: str
) -> None:
    write_backup(morning.path, stick / "b.db")
    morning.close()
    spoil(stick / "b.db")  # type: ignore[operator]
    before = tree(morning.path.parent)
    with pytest.raises(StoreError, match=said):
        restore(stick / "b.db", morning.path, PLAN.site, 100, STAMP)
    assert tree(morning.path.parent) == before


def test_restore_is_refused_while_a_hub_runs(morning: Morning, stick: Path) -> None:
    write_backup(morning.path, stick / "b.db")
    before = tree(morning.path.parent)
    with pytest.raises(StoreRefused, match=f"process {os.getpid()}.*stop that one"):
        restore(stick / "b.db", morning.path, PLAN.site, 100, STAMP)
    assert tree(morning.path.parent) == before


class Dead(BaseException):
    """The restore dies here."""


STEPS = ("link", "replace", "unlink", "fsync")


@pytest.mark.parametrize("step", range(1, 12))
def test_restore_killed_anywhere_is_refused_or_whole(
    morning: Morning, stick: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    write_backup(morning.path, stick / "b.db")
    lost = [taken(morning, f"lost-{n}") for n in range(10)]
    # What a hub that was killed leaves: a log beside the file.
    files = tree(morning.path.parent)
    morning.close()
    for name, data in files.items():
        (morning.path.parent / name).write_bytes(data)
    left = [step]

    def dying(real: object) -> object:
        def call(*args: object, **names: object) -> object:
            left[0] -= 1
            if left[0] == 0:
                raise Dead
            return real(*args, **names)  # type: ignore[operator]

        return call

    with monkeypatch.context() as patch:
        for name in STEPS:
            patch.setattr(os, name, dying(getattr(os, name)))
        died = False
        try:
            restore(stick / "b.db", morning.path, PLAN.site, 50, STAMP)
        except Dead:
            died = True
    try:
        morning.open()
    except StoreBroken as error:
        assert died
        assert "restore was interrupted" in str(error)
        restore(stick / "b.db", morning.path, PLAN.site, 50, "20261118-101600")
        morning.open()
    given = [taken(morning, f"new-{n}") for n in range(10)]
    assert not set(lost) & set(given)


def test_last_good_backup_is_one_that_is_whole(morning: Morning, stick: Path) -> None:
    write_backup(morning.path, stick / "kontum-2026-11-17.db")
    (stick / "kontum-2026-11-18.db").write_bytes(b"torn")
    found = last_good(stick, "kontum")
    assert found is not None
    assert found.file.name == "kontum-2026-11-17.db"
    assert last_good(stick, "quangngai") is None


def test_writer_goes_on_while_a_backup_is_read(morning: Morning) -> None:
    reader = apsw.Connection(str(morning.path), flags=apsw.SQLITE_OPEN_READONLY)
    reader.execute("BEGIN")
    facts = reader.execute("SELECT count(*) FROM events").get
    assert [bool(taken(morning, f"meanwhile-{n}")) for n in range(5)] == [True] * 5
    assert reader.execute("SELECT count(*) FROM events").get == facts, "the copy is of one moment"
    reader.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_what_root_restores_belongs_to_whom_the_folder_belongs(morning: Morning, stick: Path) -> None:
    write_backup(morning.path, stick / "b.db")
    morning.close()
    os.chown(morning.path.parent, 1234, 1235)
    restore(stick / "b.db", morning.path, PLAN.site, 100, STAMP)
    kept = morning.path.stat()
    assert (kept.st_uid, kept.st_gid) == (1234, 1235)
