"""`motcua check` compares devices with their centre: each error once, with place, allowed values and next step."""

import re
from pathlib import Path

import pytest

from devicekit.sample_files import sample
from motcua.__main__ import main

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def centre(tmp_path: Path) -> Path:
    for file in sample("site.toml").parent.glob("*.toml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    return tmp_path


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert len(re.findall(old, text)) >= 1
    file.write_text(re.sub(old, new, text, count=1), encoding="utf-8")


def check(folder: Path, capsys: Capture, *names: str) -> tuple[int, list[str]]:
    """Exit status and what is odd, each line without the folder."""
    given = [str(folder / name) for name in names] or [str(folder)]
    status = main(["check", *given, "--language", "en"])
    said = capsys.readouterr().out.replace(f"{folder}/", "").splitlines()
    return status, [line for line in said if not line.endswith(": OK")]


def test_the_samples_go_together(centre: Path, capsys: Capture) -> None:
    assert check(centre, capsys) == (0, [])


@pytest.mark.parametrize("preset", ["commune", "province"])
def test_what_init_writes_goes_together(preset: str, tmp_path: Path, capsys: Capture) -> None:
    folder = tmp_path / "centre"
    wishes = [
        "--preset",
        preset,
        "--name",
        "Trung tâm",
        "--id",
        "kontum",
        "--kiosks",
        "2",
        "--slip-printers",
        "1",
        "--yes",
    ]
    assert main(["init", str(folder), *wishes]) == 0
    capsys.readouterr()
    assert check(folder, capsys) == (0, [])


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (
            "printer-1.toml", 'id = "printer-1"', 'id = "primter-1"',
            'printer-1.toml:4: the centre has no device "primter-1" of kind printer (site.toml). '
            'Devices of that kind: printer-1. Did you mean "printer-1"?',
        ),
        (
            "printer-1.toml", 'id = "printer-1"', 'id = "xyz"',
            'printer-1.toml:4: the centre has no device "xyz" of kind printer (site.toml). '
            "Devices of that kind: printer-1. Correct the id, or add a [[device]] to site.toml",
        ),
        (
            "printer-1.toml", 'id = "printer-1"', 'id = "counter-2"',
            'printer-1.toml:4: this file is of a device of kind printer, and "counter-2" in site.toml is of another '
            "(site.toml:LINE). Devices of kind printer: printer-1. Correct the id, or the [[device]]",
        ),
        (
            "kiosk-1.toml", 'site = "kontum"', 'site = "kontun"',
            'kiosk-1.toml:5: site is "kontun", the centre is "kontum" (site.toml:5). Write site = "kontum"',
        ),
        (
            "announcer-1.toml", 'password_file = .*\n', "",
            "announcer-1.toml:8: the broker asks for a password (site.toml:20), and [broker] of the device has no "
            'password_file. Add password_file = "passwords/announcer-1"; `motcua broker-config` makes that file on the '
            "hub",
        ),
        (
            "announcer-1.toml", r'\[broker\]\n(.*\n)*?password_file = .*\n', "",
            "announcer-1.toml:1: the broker asks for a password (site.toml:20), and [broker] of the device has no "
            'password_file. Add password_file = "passwords/announcer-1"; `motcua broker-config` makes that file on the '
            "hub",
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("whole", [True, False], ids=["folder", "two files"])
def test_each_error_between_a_device_and_its_centre_is_said_once_with_its_place(
    name: str, old: str, new: str, said: str, whole: bool, centre: Path, capsys: Capture
) -> None:
    change(centre / name, old, new)
    status, found = check(centre, capsys, *([] if whole else ["site.toml", name]))
    assert status == 1
    # A device whose file has another's name has none: that is a hint of the folder.
    errors = [re.sub(r"site\.toml:\d\d\d", "site.toml:LINE", line) for line in found if "warning" not in line]
    assert errors == [said]


def test_a_button_for_what_the_kiosk_gives_no_numbers_for_is_an_error(centre: Path, capsys: Capture) -> None:
    change(centre / "kiosk-1.toml", 'service = "land"', 'service = "lamd"')
    status, (line,) = check(centre, capsys)
    assert status == 1
    assert re.match(
        r'kiosk-1\.toml:\d+: a button for the service "lamd", and this kiosk gives numbers for: land, ', line
    )


def test_a_file_without_a_password_is_right_where_the_broker_asks_for_none(centre: Path, capsys: Capture) -> None:
    change(centre / "site.toml", "password_file = .*\n", "")
    change(centre / "announcer-1.toml", "password_file = .*\n", "")
    assert check(centre, capsys) == (0, [])


def test_a_device_without_a_file_among_others_of_its_kind_is_a_hint_alone(centre: Path, capsys: Capture) -> None:
    (centre / "counter-3.toml").unlink()
    status, (hint,) = check(centre, capsys)
    assert status == 0
    assert re.fullmatch(r'site\.toml:\d+: warning: device "counter-3" has no file in this folder\. Make one, .*', hint)
    for n in (1, 2, 4):
        (centre / f"counter-{n}.toml").unlink()
    assert check(centre, capsys) == (0, [])
    assert check(centre, capsys, "site.toml", "kiosk-1.toml") == (0, [])


def test_a_file_that_is_wrong_by_itself_may_be_any_devices(centre: Path, capsys: Capture) -> None:
    change(centre / "counter-3.toml", "port = 1883", "port = 0")
    status, (error,) = check(centre, capsys)
    assert status == 1
    assert error.startswith("counter-3.toml:")


def test_a_copied_file_with_the_first_ones_id_is_a_hint(centre: Path, capsys: Capture) -> None:
    (centre / "counter-9.toml").write_bytes((centre / "counter-1.toml").read_bytes())
    status, (hint,) = check(centre, capsys)
    assert status == 0
    assert hint.startswith('counter-9.toml:4: warning: device "counter-1" has a file already: counter-1.toml:4.')


def test_devices_are_not_compared_with_one_of_two_centres(centre: Path, capsys: Capture) -> None:
    (centre / "other").mkdir()
    (centre / "other" / "site.toml").write_bytes((centre / "site.toml").read_bytes())
    change(centre / "other" / "site.toml", 'id = "kontum"', 'id = "gialai"')
    assert check(centre, capsys, "other/site.toml", "site.toml", "kiosk-1.toml") == (0, [])


def test_a_copy_beside_site_toml_does_not_end_the_comparison(centre: Path, capsys: Capture) -> None:
    (centre / "a-copy.toml").write_bytes((centre / "site.toml").read_bytes())
    change(centre / "kiosk-1.toml", 'site = "kontum"', 'site = "kontun"')
    status, (line,) = check(centre, capsys)
    assert status == 1
    assert line.startswith('kiosk-1.toml:5: site is "kontun"')
