"""The spool: what was committed is there after anything; what was not, is not there at all."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import apsw
import pytest
from fragile_disk import FragileDisk

from devicekit.errors import SpoolError, SpoolFull
from devicekit.messages import CommandResult, KeyPressed, TicketWanted
from devicekit.spool import REMEMBER_MS, Batch, Order, Spool, Stored

WRITER = Path(__file__).with_name("spool_writer.py")


def event(name: str, key: str = "") -> Stored:
    return Stored(name, key, "boot-1", 123, TicketWanted(press=f"press-{name}", service="land", priority=True))


def answer(name: str, command: str, outcome: str = "done") -> Stored:
    body = CommandResult(command=command, outcome="done" if outcome == "done" else "failed", reason="giấy kẹt")
    return Stored(name, "", "boot-1", 124, body)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "state"
    folder.mkdir()
    return folder / "spool.db"


@pytest.fixture
def spool(path: Path) -> Iterator[Spool]:
    spool = Spool(path)
    spool.open()
    yield spool
    spool.close()


@pytest.fixture
def disk() -> Iterator[FragileDisk]:
    disk = FragileDisk()
    yield disk
    disk.room, disk.broken = None, False
    disk.remove()


def reopened(spool: Spool, path: Path) -> Spool:
    spool.close()
    spool.open()
    return spool


def names(spool: Spool) -> list[str]:
    return [stored.id for stored in spool.unanswered()]


# What is kept


def test_everything_committed_is_there_after_a_restart_in_its_order(spool: Spool, path: Path) -> None:
    spool.commit(Batch(emits=(event("b", "key-b"), event("a")), keep=(("job", b"\x00\xff"), ("day", b"1"))))
    order = Order("c1", 500, None)
    spool.commit(Batch(emits=(answer("d", "c2"),), orders=(order, Order("c2", 600, answer("d", "c2")))))
    reopened(spool, path)
    assert spool.unanswered() == [event("b", "key-b"), event("a"), answer("d", "c2")]
    assert spool.kept() == {"job": b"\x00\xff", "day": b"1"}
    assert spool.order("c1") == order
    assert spool.order("c2") == Order("c2", 600, answer("d", "c2"))
    assert spool.order("c3") is None


def test_answered_events_are_gone_and_an_unknown_id_does_no_harm(spool: Spool, path: Path) -> None:
    spool.commit(Batch(emits=(event("a"), event("b"))))
    spool.commit(Batch(emits=(event("c"),), forget=("a", "never-was")))
    assert names(spool) == ["b", "c"]
    spool.commit(Batch(forget=("a", "c")))
    assert names(reopened(spool, path)) == ["b"]
    spool.commit(Batch(forget=("b",)))
    assert names(spool) == []


def test_a_kept_value_is_replaced_and_forgotten(spool: Spool, path: Path) -> None:
    spool.commit(Batch(keep=(("job", b"1"), ("other", b"2"))))
    spool.commit(Batch(keep=(("job", b"3"), ("other", None))))
    assert reopened(spool, path).kept() == {"job": b"3"}


def test_the_first_answer_to_an_order_stays_its_answer(spool: Spool) -> None:
    spool.commit(Batch(orders=(Order("c1", 500, None),)))
    spool.commit(Batch(orders=(Order("c1", 0, answer("d", "c1")),)))
    spool.commit(Batch(orders=(Order("c1", 0, answer("e", "c1", "failed")),)))
    assert spool.order("c1") == Order("c1", 500, answer("d", "c1"))


def test_orders_are_forgotten_after_seven_days_of_the_hubs_time(spool: Spool) -> None:
    now = 1_795_000_000_000
    spool.commit(Batch(orders=(Order("old", now - REMEMBER_MS - 1, None), Order("young", now - REMEMBER_MS, None))))
    spool.prune(now)
    assert spool.order("old") is None
    assert spool.order("young") is not None


def test_only_what_can_not_wait_is_worth_a_flush() -> None:
    assert Batch(forget=("a",)).empty
    assert not Batch(keep=(("a", None),)).empty
    assert not Batch(emits=(event("a"),)).empty
    assert not Batch(orders=(Order("c", 1, None),)).empty


# One user


def test_a_second_program_on_the_same_spool_is_refused_with_the_next_step(spool: Spool, path: Path) -> None:
    second = Spool(path)
    with pytest.raises(SpoolError, match="in use by another program; stop that one first"):
        second.open()
    spool.close()
    second.open()
    second.close()
    second.close()


def test_another_process_is_refused_too(spool: Spool, path: Path) -> None:
    run = subprocess.run([sys.executable, str(WRITER), str(path)], capture_output=True, text=True, timeout=20)
    assert run.returncode == 1
    assert "in use by another program" in run.stderr
    assert run.stdout == ""


def test_a_closed_spool_says_so(path: Path) -> None:
    with pytest.raises(SpoolError, match="not open"):
        Spool(path).unanswered()
    with pytest.raises(SpoolError, match="not open"):
        Spool(path).commit(Batch())


# Full, broken, damaged


def test_a_full_disk_takes_nothing_of_a_step_and_all_of_it_once_there_is_room(disk: FragileDisk, path: Path) -> None:
    spool = Spool(path)
    spool.open()
    spool.commit(Batch(emits=(event("a"),), keep=(("n", b"0"),)))
    big = Batch(
        emits=(event("b"), event("c")), forget=("a",), orders=(Order("c1", 1, None),), keep=(("n", b"x" * 5000),)
    )
    refused = 0
    for room in range(0, 12_000, 500):
        disk.room = room
        try:
            spool.commit(big)
        except SpoolFull as error:
            refused += 1
            assert "the disk is full; free some space" in str(error)
        else:
            break
        disk.room = None
        assert (names(spool), spool.kept(), spool.order("c1")) == (["a"], {"n": b"0"}, None)
    assert refused > 5
    disk.room = None
    assert names(reopened(spool, path)) == ["b", "c"]
    assert spool.kept() == {"n": b"x" * 5000}
    spool.commit(Batch(forget=("b",)))
    assert names(spool) == ["c"]
    spool.close()


def test_a_spool_opens_on_a_full_disk_with_all_that_it_holds(disk: FragileDisk, path: Path) -> None:
    spool = Spool(path)
    spool.open()
    spool.commit(Batch(emits=(event("a"),)))
    spool.close()
    disk.room = 0
    spool.open()
    assert names(spool) == ["a"]
    with pytest.raises(SpoolFull):
        spool.commit(Batch(emits=(event("b"),)))
    disk.room = None
    spool.commit(Batch(emits=(event("c"),)))
    assert names(spool) == ["a", "c"]
    spool.close()


def test_a_new_spool_on_a_full_disk_is_refused_and_opens_later(disk: FragileDisk, path: Path) -> None:
    spool = Spool(path)
    disk.room = 0
    with pytest.raises(SpoolFull):
        spool.open()
    disk.room = None
    spool.open()
    assert names(spool) == []
    spool.close()


def test_a_disk_that_fails_is_told_apart_from_a_full_one(disk: FragileDisk, path: Path) -> None:
    spool = Spool(path)
    spool.open()
    disk.broken = True
    with pytest.raises(SpoolError, match="check the folder's owner and the disk") as error:
        spool.commit(Batch(emits=(event("a"),)))
    assert not isinstance(error.value, SpoolFull)
    disk.broken = False
    spool.close()


@pytest.mark.parametrize("begin", [0, 1024])
def test_a_damaged_file_is_refused_with_the_next_step(spool: Spool, path: Path, begin: int) -> None:
    spool.commit(Batch(emits=tuple(event(f"e{n}") for n in range(50)), orders=(Order("c", 1, None),)))
    spool.close()
    content = bytearray(path.read_bytes())
    content[begin : begin + 20_000] = b"\xa5" * len(content[begin : begin + 20_000])
    path.write_bytes(content)
    with pytest.raises(SpoolError, match=r"is damaged .*; move it away and restart"):
        spool.open()
    with pytest.raises(SpoolError, match="not open"):
        spool.unanswered()


def test_an_event_of_a_newer_version_is_told_as_such(spool: Spool, path: Path) -> None:
    spool.commit(Batch(emits=(event("a"),)))
    spool.close()
    with apsw.Connection(str(path)) as db:
        db.execute("UPDATE outbox SET body = ?", (b'{"type":"CardShown"}',))
    db.close()
    spool.open()
    with pytest.raises(SpoolError, match="install the version that wrote it, or move the file away"):
        spool.unanswered()


def test_a_folder_that_is_not_there_is_named_and_never_made(tmp_path: Path) -> None:
    with pytest.raises(SpoolError, match=rf"no such folder .*mount that; .*mkdir -p {tmp_path}/state && chown"):
        Spool(tmp_path / "state" / "spool.db").open()
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "state").write_text("a file")
    with pytest.raises(SpoolError, match="no such folder"):
        Spool(tmp_path / "state" / "spool.db").open()


# Kill and power cut


def test_kill_9_between_commits_loses_nothing_that_was_committed(path: Path) -> None:
    for _ in range(3):
        writer = subprocess.Popen([sys.executable, str(WRITER), str(path)], stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        last = [int(writer.stdout.readline()) for _ in range(40)][-1]
        writer.kill()
        rest = writer.stdout.read().split("\n")[:-1]
        writer.stdout.close()
        writer.wait()
        last = int(rest[-1]) if rest else last
        spool = Spool(path)
        spool.open()
        stored = spool.unanswered()
        assert [e.id for e in stored] == [f"e{n}" for n in range(len(stored))]
        # What the kill cut off between the flush and the telling may be there.
        assert len(stored) in (last + 1, last + 2)
        assert spool.kept() == {"count": str(len(stored) - 1).encode()}
        spool.close()


def test_a_power_cut_after_a_commit_loses_nothing_that_was_committed(disk: FragileDisk, path: Path) -> None:
    random = Random(7)
    spool = Spool(path)
    spool.open()
    for n in range(400):
        value = str(n).encode() * 300
        pressed = Stored(f"e{n}", "", "boot", n, KeyPressed(counter="c-1", key="next"))
        spool.commit(Batch(emits=(pressed,), forget=(f"e{n - 20}",), keep=(("value", value),)))
        if n % 8 == 0:
            after = path.parent.parent / f"cut-{n}"
            after.mkdir()
            disk.cut_power(path.parent, after, random)
            survivor = Spool(after / path.name)
            survivor.open()
            assert names(survivor) == [f"e{k}" for k in range(max(0, n - 19), n + 1)]
            assert survivor.kept() == {"value": value}
            survivor.close()
    spool.close()
