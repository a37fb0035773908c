"""`motcua book`: appointments of a CSV file are in the book, once, and what can't be read is said by its line."""

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hub_house import PLAN
from msgspec.structs import replace
from web_house import Web

from devicekit.errors import SettingsError
from devicekit.sample_files import sample
from hub.plan import HoursPlan
from motcua.__main__ import main
from motcua.commands.book import read

ZONE = ZoneInfo(PLAN.timezone)


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    started = Web(tmp_path, plan=replace(PLAN, hours=HoursPlan(zone=ZONE)))
    yield started
    started.close()


def written(folder: Path, *lines: str) -> Path:
    file = folder / "book.csv"
    file.write_text("\n".join(("code,service,time", *lines)) + "\n", encoding="utf-8-sig")
    return file


def site_of(web: Web, folder: Path) -> Path:
    text = sample("site.toml").read_text(encoding="utf-8")
    file = folder / "site.toml"
    file.write_text(text.replace("127.0.0.1:8080", web.server.url.removeprefix("http://")), encoding="utf-8")
    return file


def test_a_file_is_booked_once_and_what_the_hub_refuses_is_named(
    web: Web, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    day = web.service.day_of(web.service.now_ms() + 3 * 24 * 3600 * 1000)
    file = written(tmp_path, f"DVC-1,land,{day} 09:00", f"DVC-2,sea,{day} 09:30", "", f"DVC-3,civil,{day} 10:00")
    words = ["book", str(file), "--site", str(site_of(web, tmp_path)), "--language", "en"]
    for _ in range(2):
        assert main(words) == 1
        said = capsys.readouterr().out.splitlines()
        assert said[0] == f"{file}:3: DVC-2: There is no such service"
        assert said[1].startswith("[unknown_service] ") and said[1].endswith("known: land, civil")
        assert said[2:] == [f"{file}: 2 / 3"]
    assert [each.code for each in web.service.bookings] == ["DVC-1", "DVC-3"]


def test_one_line_that_can_not_be_read_books_nothing_and_no_name_is_repeated(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "DVC-1,land,2026-11-26 09:00",
        "062090000018,land,2026-11-26 09:00",
        "DVC-2,land,tomorrow",
        "DVC-3,land,2026-11-26 09:00,Cà Thị Na Ry",
    )
    with pytest.raises(SettingsError) as error:
        read(file, ZONE)
    assert [problem.split(":")[1] for problem in error.value.problems] == ["3", "4", "5"]
    assert not [secret for secret in ("0620", "Na Ry") if secret in str(error.value)]


@pytest.mark.parametrize("content", [b"", b"name,service,time\n", b"\xff\xfe", b"code;service;time\n"])
def test_another_kind_of_file_is_refused_at_its_first_line(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "book.csv"
    file.write_bytes(content)
    with pytest.raises(SettingsError, match=r"book.csv:1: "):
        read(file, ZONE)


def test_a_hub_that_is_away_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = tmp_path / "site.toml"
    site.write_text(sample("site.toml").read_text(encoding="utf-8").replace("127.0.0.1:8080", "127.0.0.1:9"))
    assert main(["book", str(written(tmp_path, "DVC-1,land,2026-11-26 09:00")), "--site", str(site)]) == 2
    assert "systemctl start motcua-hub" in capsys.readouterr().err
