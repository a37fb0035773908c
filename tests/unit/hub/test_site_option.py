"""--site of the commands that read a centre: a file, its folder, or that of this machine."""

import argparse
from pathlib import Path

import pytest

from devicekit.errors import MotcuaError
from devicekit.sample_files import sample
from motcua.__main__ import main
from motcua.site_option import add_site, site_file, site_of

COMMANDS = {
    "trace": ["trace", "A001"],
    "why": ["why", "A001"],
    "issue-log": ["issue-log"],
    "day-report": ["day-report"],
    "book": ["book", "none.csv"],
    "restore": ["restore", "none.db"],
    "import": ["import", "none.jsonl", "--db", "none.db"],
}


def no_option() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_site(parser)
    return parser.parse_args([])


def test_where_this_machine_has_no_centre_the_way_to_name_one_is_said(tmp_path: Path) -> None:
    with pytest.raises(MotcuaError) as error:
        site_of(no_option(), here=tmp_path / "site.toml")
    said = str(error.value)
    assert said.startswith(f"không có {tmp_path}/site.toml; ghi site.toml của trung tâm, hoặc thư mục của nó: --site")
    assert said.endswith("or its folder: --site FILE)")


def test_a_centre_of_this_machine_needs_no_option() -> None:
    assert site_of(no_option(), here=sample("site.toml")).plan.site == "kontum"


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS.keys())
def test_the_folder_of_a_centre_is_as_good_as_its_file(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "site.toml").write_text("[site]\nwrong = 1\n", encoding="utf-8")
    assert main([*words, "--site", str(tmp_path)]) == 2
    assert f"{tmp_path}/site.toml:2: " in capsys.readouterr().err


def test_what_may_not_be_looked_at_is_taken_as_a_file() -> None:
    long = "x" * 5000
    assert site_file(long) == Path(long)
