"""calendar.toml: what contradicts itself is refused with its line, in words; what is right becomes a calendar."""

from datetime import date, datetime
from pathlib import Path

import pytest

from devicekit.errors import SettingsError
from devicekit.sample_files import sample
from devicekit.settings import loads
from hub.calendar.ask import giving_at, next_working_day
from hub.calendar.model import Session
from hub.calendar_file import CalendarFile, calendar_of, load_calendar, services_of
from motcua.__main__ import main

HEAD = """[calendar]
until = 2026-12-31
[[session]]
part = "morning"
opens = "07:30"
numbers_until = "11:00"
closes = "11:30"
"""


def refused(text: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        loads(HEAD + text, "c.toml", CalendarFile, "en")
    return list(caught.value.problems)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[[day]]\ndate = 2026-09-02\nkind = "off"\n[[day]]\ndate = 2026-09-01\nto = 2026-09-03\nkind = "work"',
            "c.toml:12: 2026-09-02 is off on line 9 already; it can't be work too. Keep one of them",
        ),
        (
            '[[session]]\npart = "afternoon"\nopens = "11:00"\ncloses = "15:00"',
            "c.toml:10: the session 11:00–15:00 overlaps 07:30–11:30 on line 3, on the same day",
        ),
        (
            '[[session]]\npart = "afternoon"\nopens = "17:00"\ncloses = "13:00"',
            "c.toml:11: closes is 13:00: it must be after opens (17:00)",
        ),
        (
            '[[session]]\npart = "afternoon"\nopens = "13:00"\nnumbers_until = "17:30"\ncloses = "17:00"',
            "c.toml:12: closes is 17:00: it must be after numbers_until (17:30)",
        ),
        (
            '[[session]]\npart = "morning"\nservice = "land"\nopens = "07:30"\ncloses = "12:00"',
            'c.toml:12: service "land" closes at 12:00, after the centre (07:30–11:30, line 3)',
        ),
        (
            '[[session]]\npart = "morning"\nservice = "land"\nopens = "07:00"\ncloses = "11:00"',
            'c.toml:11: service "land" opens at 07:00, before the centre (07:30–11:30, line 3)',
        ),
        (
            '[[session]]\npart = "afternoon"\nservice = "land"\nopens = "13:00"\ncloses = "15:00"',
            'c.toml:10: service "land" has hours where the centre has none. Add a [[session]] of the centre for'
            " that part of the day",
        ),
        (
            '[[day]]\ndate = 2026-09-02\nto = 2026-09-01\nkind = "off"',
            "c.toml:10: to is 2026-09-01: it must not be before date (2026-09-02)",
        ),
        (
            '[[session]]\npart = "afternoon"\nopens = "13:00"\ncloses = "15:00"\nfrom = 2026-10-01\nto = 2026-09-01',
            "c.toml:13: to is 2026-09-01: it must be after from (2026-10-01)",
        ),
    ],
    ids=["off and work", "overlap", "backwards", "numbers after closing", "service late", "service early",
         "service alone", "days backwards", "season backwards"],
)  # fmt: skip
def test_a_contradiction_is_one_error_with_its_line(text: str, said: str) -> None:
    assert refused(text) == [said]


def test_seasons_that_follow_each_other_do_not_overlap() -> None:
    later = HEAD.replace("closes", "to = 2026-04-15\ncloses") + (
        '[[session]]\npart = "morning"\nopens = "07:00"\ncloses = "11:30"\nfrom = 2026-04-16\n'
    )
    calendar = calendar_of(loads(later, "c.toml", CalendarFile, "en"))
    assert [calendar.sessions(date(2026, 4, day))[0].opens.hour for day in (15, 16)] == [7, 7]
    assert [calendar.sessions(date(2026, 4, day))[0].opens.minute for day in (15, 16)] == [30, 0]


def test_a_date_that_is_none_is_one_error_and_nothing_is_said_about_its_neighbours() -> None:
    said = refused('[[day]]\ndate = 2026-13-02\nkind = "off"\n[[day]]\ndate = 2026-09-01\nkind = "off"')
    assert len(said) == 1 and said[0].startswith("c.toml:9:")
    said = refused('[[day]]\nkind = "off"\n[[day]]\ndate = 5\nkind = "off"')
    assert [each.partition(":")[2][:1] for each in said] == ["8", "1"]


def test_a_time_that_is_none_says_what_a_time_looks_like() -> None:
    assert refused('[[session]]\npart = "afternoon"\nopens = "25:00"\ncloses = "17:00"') == [
        'c.toml:10: key "opens" is "25:00"; it must be hours and minutes in quotes, such as "07:30"'
    ]


def test_the_sample_knows_the_holidays_of_2026_and_its_make_up_saturday() -> None:
    calendar = calendar_of(load_calendar(sample("calendar-2026.toml")))
    assert next_working_day(calendar, date(2025, 12, 31)) == date(2026, 1, 5)
    assert calendar.sessions(date(2026, 1, 10)) and not calendar.sessions(date(2026, 1, 17))
    assert next_working_day(calendar, date(2026, 2, 13)) == date(2026, 2, 23)
    assert isinstance(giving_at(calendar, datetime.fromisoformat("2026-07-01 07:00")), Session)
    assert not isinstance(giving_at(calendar, datetime.fromisoformat("2026-11-24 07:00")), Session)
    assert services_of(load_calendar(sample("calendar-2026.toml"))) == ()


def test_check_knows_a_calendar_by_its_tables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "lich.toml"
    file.write_text(HEAD.replace("11:30", "06:30"), encoding="utf-8")
    assert main(["check", str(file), "--language", "en"]) == 1
    assert f"{file}:7: closes is 06:30: it must be after opens (07:30)" in capsys.readouterr().out
