"""A file that was hurt is never believed: what was acknowledged is served as it was, or nothing is."""

import random
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest
from store_day import Morning

from hub.errors import StoreBroken, StoreError
from hub.store import Store

SEED = 20261125
FILES = ("hub.db", "hub.db-wal", "hub.db.mark")


def flip(file: Path, chance: random.Random) -> None:
    """One bit."""
    data = bytearray(file.read_bytes())
    at = chance.randrange(len(data))
    data[at] ^= 1 << chance.randrange(8)
    file.write_bytes(data)


def cut(file: Path, chance: random.Random) -> None:
    data = file.read_bytes()
    file.write_bytes(data[: chance.randrange(len(data))])


def blank(file: Path, chance: random.Random) -> None:
    """A page of zeros."""
    data = bytearray(file.read_bytes())
    at = chance.randrange(len(data) // 1024) * 1024
    data[at : at + 1024] = bytes(1024)
    file.write_bytes(data)


def remove(file: Path, _chance: random.Random) -> None:
    file.unlink()


Harm = tuple[str, Callable[[Path, random.Random], None]]
HARMS: tuple[Harm, ...] = (
    ("hub.db", flip),
    ("hub.db", cut),
    ("hub.db", blank),
    ("hub.db-wal", flip),
    ("hub.db-wal", cut),
    ("hub.db-wal", blank),
    ("hub.db-wal", remove),
)


def killed(folder: Path, seed: int) -> tuple[Path, Morning]:
    """The files of a hub that was killed in its work, with a log in the file and a log beside it."""
    first = folder / "first"
    first.mkdir()
    morning = Morning(first / "hub.db", seed)
    morning.open()
    morning.work(40)
    if seed % 2:
        morning.close()
        morning.open()
    morning.work(40)
    for name in FILES:
        shutil.copyfile(first / name, folder / name)
    morning.close()
    return first, morning


def outcome(morning: Morning, path: Path) -> str:
    """refused, served, or what is wrong."""
    morning.path = path
    try:
        morning.open()
        wrong = morning.judge()
    except StoreError:
        return "refused"
    finally:
        try:
            morning.close()
        except StoreError:
            morning.close()
    return "; ".join(wrong) or "served"


@pytest.mark.parametrize("times", [pytest.param(10, id="sample"), pytest.param(80, id="whole", marks=pytest.mark.long)])
def test_hurt_files_are_refused_or_serve_all_that_was_acknowledged(
    tmp_path: Path, times: int, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(SEED)
    found: Counter[tuple[str, str, str]] = Counter()
    for n in range(2):
        (tmp_path / str(n)).mkdir()
        _, morning = killed(tmp_path / str(n), n)
        for name, harm in HARMS:
            for _ in range(-(-times // 2)):
                folder = tmp_path / "hurt"
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                for file in FILES:
                    shutil.copyfile(tmp_path / str(n) / file, folder / file)
                harm(folder / name, chance)
                found[name, harm.__name__, outcome(morning, folder / "hub.db")] += 1
    with capsys.disabled():
        print(
            f"\nhurt files, seed {SEED}: " + ", ".join(f"{k[0]} {k[1]}: {k[2]} {n}" for k, n in sorted(found.items()))
        )
    assert {key[2] for key in found} == {"refused", "served"}


def test_without_harm_the_killed_hub_serves_all(tmp_path: Path) -> None:
    _, morning = killed(tmp_path, 0)
    assert outcome(morning, tmp_path / "hub.db") == "served"


def test_store_without_its_log_is_refused_with_what_to_do(tmp_path: Path) -> None:
    killed(tmp_path, 0)
    (tmp_path / "hub.db-wal").unlink()
    before = (tmp_path / "hub.db").read_bytes()
    with pytest.raises(StoreBroken, match=r"was acknowledged and is not there.*hub.db-wal missing.*motcua restore"):
        Store(tmp_path / "hub.db", "kontum").open()
    assert (tmp_path / "hub.db").read_bytes() == before


def test_store_that_is_refused_is_left_as_it_was(tmp_path: Path) -> None:
    killed(tmp_path, 1)
    path = tmp_path / "hub.db"
    path.write_bytes(path.read_bytes()[:9000])
    before = {name: (tmp_path / name).read_bytes() for name in FILES}
    with pytest.raises(StoreError):
        Store(path, "kontum").open()
    assert {name: (tmp_path / name).read_bytes() for name in FILES} == before


def test_older_copy_put_there_by_hand_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "hub.db"
    morning = Morning(path, 3)
    morning.open()
    morning.work(5)
    morning.close()
    shutil.copyfile(path, tmp_path / "copy.db")
    morning.open()
    morning.work(5)
    morning.close()
    shutil.copyfile(tmp_path / "copy.db", path)
    with pytest.raises(StoreBroken, match="older copy"):
        Store(path, "kontum").open()


def test_mark_torn_by_a_power_cut_is_no_mark(tmp_path: Path) -> None:
    _, morning = killed(tmp_path, 0)
    (tmp_path / "hub.db.mark").write_bytes(b"00000000000000000")
    assert outcome(morning, tmp_path / "hub.db") == "served"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE events SET body = replace(body, '\"n\":1', '\"n\":7')",
        "UPDATE events SET number = 'A999' WHERE seq = 3",
        "DELETE FROM events WHERE seq = 4",
        "DELETE FROM days",
        "UPDATE days SET first_seq = 5",
        "UPDATE meta SET value = 'x' WHERE key = 'epoch'",
    ],
)
def test_change_that_sqlite_does_not_notice_is_noticed(tmp_path: Path, change: str) -> None:
    path = tmp_path / "hub.db"
    morning = Morning(path, 4)
    morning.open()
    morning.work(20)
    morning.close()
    db = apsw.Connection(str(path))
    db.execute(change)
    db.close()
    with pytest.raises(StoreBroken, match="not as it was written"):
        morning.open()


def test_changed_answer_is_not_repeated(tmp_path: Path) -> None:
    path = tmp_path / "hub.db"
    morning = Morning(path, 5)
    morning.open()
    morning.work(20)
    morning.close()
    db = apsw.Connection(str(path))
    db.execute("UPDATE answers SET answer = replace(answer, 'A001', 'A002')")
    db.close()
    morning.open()
    with pytest.raises(StoreBroken, match="answer"):
        morning.judge()
    morning.close()
