"""A day with a backup each minute; the disk is lost just before the next one, and that backup is put in its place."""

import random
import shutil
from pathlib import Path

import pytest
from hub_house import PLAN
from store_day import Morning

from devicekit.clock import HandClock
from devicekit.messages import Answer
from hub.backups import Backups
from hub.engine import commands as c
from hub.ledger import Request
from hub.restore import restore
from hub.site_tables import BackupTable

SEED = 20261125
# 07:00 on 18/11/2026, and a working day from there: no midnight, at which numbers begin again.
SEVEN = 1_794_960_000.0
MINUTES = 480
SKIP = BackupTable().skip
PEOPLE_AFTER = 5


class Day:
    """A hub with its backups; all numbers that went out of the kiosk, and the kiosk's last request."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.random = folder, random.Random(SEED)
        for name in ("data", "stick", "drill"):
            (folder / name).mkdir()
        self.clock = HandClock(SEVEN)
        self.morning = Morning(folder / "data" / "hub.db", SEED)
        self.morning.clock = self.clock
        self.service = self.morning.open()
        self.backups = Backups(self.service, self.morning.path, BackupTable(folder=str(folder / "stick"), every_s=60))
        self.given: set[str] = set()
        self.presses = 0

    def minute(self) -> None:
        """A backup, then one or two people: a series of 899 is not used up."""
        self.backups.once()
        self.service.pump()
        assert self.service.view.parts["backup"].state == "ok"
        for _ in range(self.random.randint(1, 2)):
            self.presses += 1
            self.given.add(take(self.morning, f"s.{self.presses}").detail)
        self.clock.turn(60)

    def drill(self) -> list[str]:
        """What is wrong after the backup of this minute was restored; the day itself goes on untouched."""
        (backup,) = (self.folder / "stick").iterdir()
        store = self.folder / "drill" / "hub.db"
        restore(backup, store, PLAN.site, SKIP, "drill")
        other = Morning(store, SEED)
        other.clock = self.clock
        service = other.open()
        # What the kiosk's status says it has seen, and the request in its spool that it heard no answer to.
        service.raise_epoch(self.service.view.epoch, "kiosk-1")
        waiting = f"s.{self.presses + 1}"
        first = take(other, waiting)
        new = [take(other, f"after.{n}") for n in range(PEOPLE_AFTER)]
        wrong = [] if take(other, waiting) == first else [f"{waiting} was answered {first.detail}, then otherwise"]
        numbers = [answer.detail for answer in (first, *new)]
        wrong += [f"{number} was given before the restore" for number in numbers if number in self.given]
        wrong += [] if len({*numbers}) == len(numbers) and "" not in numbers else [f"not one number each: {numbers}"]
        if service.view.epoch <= self.service.view.epoch:
            wrong.append(f"epoch {service.view.epoch} is not above {self.service.view.epoch}")
        other.close()
        shutil.rmtree(self.folder / "drill")
        (self.folder / "drill").mkdir()
        return wrong

    def close(self) -> None:
        self.morning.close()


def take(morning: Morning, id_: str) -> Answer:
    assert morning.service is not None
    heard: list[Answer] = []
    wish = c.Take(press=f"kiosk-1.{id_}", service="land", kiosk="kiosk-1")
    morning.service.submit(Request.of("kiosk-1", id_, wish), lambda answer: heard.extend([answer] if answer else []))
    morning.service.pump()
    return heard[0]


@pytest.mark.parametrize(
    ("minutes", "each"),
    [
        pytest.param(40, 8, id="sample"),
        pytest.param(MINUTES, 1, id="whole", marks=[pytest.mark.long, pytest.mark.timeout(1800)]),
    ],
)
def test_no_number_is_given_twice_after_a_restore_of_any_backup_of_a_day(
    tmp_path: Path, minutes: int, each: int, capsys: pytest.CaptureFixture[str]
) -> None:
    day, drills = Day(tmp_path), 0
    try:
        for n in range(minutes):
            day.minute()
            if n % each == 0:
                drills += 1
                assert day.drill() == [], f"minute {n}, seed {SEED}"
    finally:
        day.close()
    with capsys.disabled():
        print(f"\n{drills} backups of a day of {minutes} minutes restored, {len(day.given)} numbers, none given twice")
