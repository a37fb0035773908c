"""site.toml about logging in: numbers that two would type, and what is wrong with the file of PINs, named by line."""

from pathlib import Path

import pytest
from test_site_settings import GOOD

from devicekit.errors import SettingsError
from devicekit.settings import judge
from hub.pin_file import hashed, write_pins
from hub.plan import DeskPlan
from hub.settings import SiteFile, load_site

PLACED = GOOD.replace('number = "1"\n', 'number = "1"\nofficer = "binh"\n', 1)
OFFICERS = """
[[officer]]
id = "binh"
name = "Bình"
number = "12"

[[officer]]
id = "lan"
name = "Lan"
"""
DESK = "\n[desk]\nlogin = true\nlock_minutes = 5\n"
HASH = hashed("86420")


def warnings(folder: Path, text: str) -> list[str]:
    file = folder / "site.toml"
    file.write_text(text, encoding="utf-8")
    said = judge(file, SiteFile, "en").warnings
    return [each.partition("site.toml")[2] for each in said if "PIN" in each]


def errors(folder: Path, text: str) -> str:
    with pytest.raises(SettingsError) as raised:
        warnings(folder, text)
    return str(raised.value)


def line_of(text: str, key: str) -> int:
    return 1 + text.splitlines().index(key)


def test_where_officers_must_log_in_the_settings_put_nobody_at_a_counter(tmp_path: Path) -> None:
    file = tmp_path / "site.toml"
    file.write_text(PLACED + OFFICERS + DESK, encoding="utf-8")
    write_pins(tmp_path / "officer-pins", {"binh": HASH}, tmp_path)
    plan, settings = load_site(file)
    assert plan.desk == DeskPlan(login=True, lock_ms=5 * 60_000)
    assert [counter.officer for counter in plan.counters] == ["", ""]
    assert [officer.number for officer in plan.officers] == ["12", ""]
    assert settings.desk.pins == str(tmp_path / "officer-pins")


def test_elsewhere_they_do_and_the_file_of_pins_is_beside_site_toml_all_the_same(tmp_path: Path) -> None:
    file = tmp_path / "site.toml"
    file.write_text(PLACED + OFFICERS, encoding="utf-8")
    plan, settings = load_site(file)
    assert plan.counters[0].officer == "binh"
    assert settings.desk.pins == str(tmp_path / "officer-pins")


@pytest.mark.parametrize(
    ("officers", "key"),
    [
        (OFFICERS.replace('name = "Lan"', 'name = "Lan"\nnumber = "12" '), 'number = "12" '),
        (OFFICERS.replace('id = "lan"', 'id = "12"'), 'id = "12"'),
    ],
    ids=["two numbers", "a number and an id"],
)
def test_two_officers_who_would_type_the_same_are_named(tmp_path: Path, officers: str, key: str) -> None:
    text = GOOD + officers
    assert f":{line_of(text, key)}: " in (said := errors(tmp_path, text))
    assert "12" in said


@pytest.mark.parametrize("number", ["", "1a", "123456789"])
def test_a_number_that_no_keypad_has_is_refused(tmp_path: Path, number: str) -> None:
    assert "1 to 8 digits" in errors(tmp_path, GOOD + OFFICERS.replace('"12"', f'"{number}"'))


def test_a_file_of_pins_that_others_may_read_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "officer-pins"
    write_pins(file, {"binh": HASH}, tmp_path)
    file.chmod(0o644)
    assert "others may read" in errors(tmp_path, GOOD + OFFICERS + DESK)
    with pytest.raises(SettingsError) as raised:
        load_site(tmp_path / "site.toml", "vi")
    assert "chmod 600" in str(raised.value)
    assert "others" not in str(raised.value)


def test_a_file_that_the_machine_will_not_look_for_is_an_error(tmp_path: Path) -> None:
    # A folder that is closed to the hub is another; root, who runs tests, is let in everywhere.
    name = "p" * 300
    assert name in (said := errors(tmp_path, GOOD + OFFICERS + DESK + f'pins = "{name}"\n'))
    assert "name too long" in said
    assert "Error" not in said


def test_a_line_in_it_that_is_none_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "officer-pins"
    file.write_text("binh 4711\n")
    file.chmod(0o600)
    assert "officer-pins:1" in (said := errors(tmp_path, GOOD + OFFICERS + DESK))
    assert "4711" not in said


def test_a_centre_that_nobody_can_log_in_at_is_warned(tmp_path: Path) -> None:
    text = GOOD + OFFICERS + DESK
    (said,) = warnings(tmp_path, text)
    assert said.startswith(f":{line_of(text, 'login = true')}: ")
    assert "motcua officer-pin" in said


def test_a_pin_of_nobody_and_one_that_no_keypad_takes_are_warned(tmp_path: Path) -> None:
    write_pins(tmp_path / "officer-pins", {"bin": HASH, "lan": HASH}, tmp_path)
    keypad, nobody = sorted(warnings(tmp_path, GOOD + OFFICERS + DESK), key=lambda said: "binh" in said)
    assert "binh" in nobody
    assert "number" in keypad
