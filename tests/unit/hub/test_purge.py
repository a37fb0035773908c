"""What a slip said is gone from every byte of every file when its time has passed, backups included."""

from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest
from hub_house import PLAN
from store_day import Morning

from devicekit.clock import HandClock
from devicekit.orders import PrintSlip
from hub.backup import bring_up_to_date, write_backup
from hub.backups import Backups
from hub.restore import restore
from hub.service import Service
from hub.site_tables import BackupTable
from hub.store_rows import Batch, Pending

SECRET = "Nguyễn Văn Mẫu chưa ký"
DAY_S = 24 * 3600


@pytest.fixture
def morning(tmp_path: Path) -> Iterator[Morning]:
    for name in ("data", "stick"):
        (tmp_path / name).mkdir()
    made = Morning(tmp_path / "data" / "hub.db", 1)
    made.open()
    made.work(10)
    yield made
    made.close()


def service_of(morning: Morning) -> Service:
    assert morning.service is not None
    return morning.service


def says(folder: Path) -> list[str]:
    """The files that still say it."""
    return [file.name for file in folder.iterdir() if SECRET.encode() in file.read_bytes()]


def order_slip(morning: Morning) -> None:
    """An order that its printer never answers."""
    service = service_of(morning)
    slip = PrintSlip(slip="s-1", kind="refused", reason=SECRET)
    now_ms = service.now_ms()
    service.ledger._store.commit(Batch(sent=[Pending("c1-slip-0", "printer-1", slip, now_ms, now_ms + 1000)]))


def tomorrow(morning: Morning) -> None:
    """The day changes, the old orders' time has passed, and the hub is idle."""
    service = service_of(morning)
    clock = service.clock
    assert isinstance(clock, HandClock)
    clock.turn(DAY_S + 3600)
    service.pump()
    service.pump()


def test_expired_slip_is_gone_from_every_file_after_the_day_change(morning: Morning, tmp_path: Path) -> None:
    order_slip(morning)
    assert says(tmp_path / "data")
    tomorrow(morning)
    assert says(tmp_path / "data") == []


def test_somebody_who_reads_only_puts_it_off(morning: Morning, tmp_path: Path) -> None:
    order_slip(morning)
    reader = apsw.Connection(str(morning.path), flags=apsw.SQLITE_OPEN_READONLY)
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM commands").get
    tomorrow(morning)
    assert says(tmp_path / "data")
    reader.close()
    service_of(morning).pump()
    assert says(tmp_path / "data") == []


def test_slip_goes_from_the_backup_of_the_day_with_the_next_one(morning: Morning, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    order_slip(morning)
    write_backup(morning.path, stick / "b.db", PLAN.site)
    assert says(stick) == ["b.db"]
    tomorrow(morning)
    assert bring_up_to_date(morning.path, stick / "b.db", PLAN.site) is not None
    assert says(stick) == []


def test_backups_that_say_it_are_deleted_by_their_age(morning: Morning, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    backups = Backups(service_of(morning), morning.path, BackupTable(folder=str(stick), keep=2))
    order_slip(morning)
    backups.once()
    assert len(says(stick)) == 1
    for _ in range(2):
        tomorrow(morning)
        backups.once()
    assert says(stick) == []


def test_restored_backup_forgets_at_its_first_start(morning: Morning, tmp_path: Path) -> None:
    order_slip(morning)
    old = tmp_path / "stick" / "old.db"
    write_backup(morning.path, old, PLAN.site)
    tomorrow(morning)
    clock = service_of(morning).clock
    morning.close()
    restore(old, morning.path, PLAN.site, 10, "20261120-080000")
    assert says(tmp_path / "data") == ["hub.db"]
    morning.clock = clock
    morning.open()
    service_of(morning).pump()
    assert says(tmp_path / "data") == []
