"""[hours] of site.toml and the calendar that it names: both are judged before the hub starts."""

from datetime import date
from pathlib import Path

import pytest

from devicekit.errors import SettingsError
from devicekit.sample_files import sample
from hub.settings import load_site

SITE = sample("site.toml").read_text(encoding="utf-8")
CALENDAR = sample("calendar-2026.toml").read_text(encoding="utf-8")
HOURS = '\n[hours]\ncalendar = "c.toml"\ncapacity = "stop"\nhall = 60\nprinter = "printer-1"\n'


def site_in(folder: Path, site: str, calendar: str | None = CALENDAR) -> Path:
    file = folder / "site.toml"
    file.write_text(site, encoding="utf-8")
    if calendar is not None:
        (folder / "c.toml").write_text(calendar, encoding="utf-8")
    return file


def refused(file: Path) -> str:
    with pytest.raises(SettingsError) as caught:
        load_site(file, "en")
    (problem,) = caught.value.problems
    return problem.removeprefix(f"{file}:")


def test_the_plan_has_the_calendar_and_the_numbers_of_the_settings(tmp_path: Path) -> None:
    hours = load_site(site_in(tmp_path, SITE + HOURS)).plan.hours
    assert hours.calendar is not None and not hours.calendar.sessions(date(2026, 2, 17))
    assert (hours.capacity, hours.hall, hours.printer, str(hours.zone)) == ("stop", 60, "printer-1", "Asia/Ho_Chi_Minh")


def test_a_site_without_hours_has_no_calendar(tmp_path: Path) -> None:
    assert load_site(site_in(tmp_path, SITE)).plan.hours.calendar is None


def test_a_calendar_that_is_not_there_or_contradicts_itself_is_told_with_its_own_line(tmp_path: Path) -> None:
    line = len((SITE + HOURS).split('calendar = "c.toml"')[0].splitlines()) + 1
    assert refused(site_in(tmp_path, SITE + HOURS, None)).startswith(f"{line}: the calendar can't be used: {tmp_path}")
    said = refused(site_in(tmp_path, SITE + HOURS, CALENDAR.replace('closes = "11:30"', 'closes = "06:00"', 1)))
    assert "/c.toml:" in said


def test_a_service_of_the_calendar_that_nobody_has_is_told_with_the_nearest(tmp_path: Path) -> None:
    own = '[[session]]\nservice = "lande"\npart = "morning"\nopens = "08:00"\ncloses = "11:00"\n'
    assert 'hours of a service "lande", which there is not. Is it: land?' in refused(
        site_in(tmp_path, SITE + HOURS, CALENDAR + own)
    )


def test_closing_at_a_full_hall_needs_to_know_how_many_have_room(tmp_path: Path) -> None:
    wrong = '\n[hours]\nhall_full = "close"\n'
    assert "write hall = 120 (how many may wait inside) in [hours]" in refused(site_in(tmp_path, SITE + wrong))
    assert load_site(site_in(tmp_path, SITE + wrong + "hall = 9\n")).plan.hours.hall_full == "close"


def test_a_printer_that_is_none_is_told(tmp_path: Path) -> None:
    wrong = HOURS.replace("printer-1", "kiosk-1")
    assert 'there is no printer "kiosk-1". Known: printer-1' in refused(site_in(tmp_path, SITE + wrong))
