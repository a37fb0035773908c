"""Ten years of days: whatever the machine's own time zone, numbers restart once a day, at midnight of the site."""

import os
import subprocess
import sys
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.mark.parametrize("lives", [366, pytest.param(3653, marks=pytest.mark.long)], ids=["a year", "ten years"])
@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Pacific/Kiritimati"])
def test_numbers_restart_exactly_once_a_day_for_ten_years_in_any_zone_of_the_machine(
    zone: str, lives: int, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, HERE / "ten_years.py", tmp_path, str(lives)],
        env={**os.environ, "TZ": zone, "PYTHONPATH": str(HERE)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    days = [date.fromisoformat(line) for line in done.stdout.split()]
    assert days[0] == date(2026, 1, 1)
    assert lives - 1 <= len(days) <= lives + 1
    assert all(later - earlier == timedelta(days=1) for earlier, later in pairwise(days))
