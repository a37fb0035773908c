"""`motcua check` and the files that it is given: the wrong one, a broken one, one that is right but odd."""

import re
from pathlib import Path

import pytest

from devicekit.sample_files import sample
from hub.device_tables import TicketDevice
from motcua.__main__ import main
from motcua.demo.layout import Ground, Ports, centre, kiosk_file

SITE = sample("site.toml").read_text(encoding="utf-8")
KIOSK = sample("kiosk-1.toml").read_text(encoding="utf-8")


def check(text: str, folder: Path, capsys: pytest.CaptureFixture[str], language: str = "en") -> tuple[int, list[str]]:
    """Exit status and what was said, each line without the file's name."""
    file = folder / "f.toml"
    file.write_text(text, encoding="utf-8")
    status = main(["check", str(file), "--language", language])
    return status, [line.removeprefix(f"{file}:") for line in capsys.readouterr().out.splitlines()]


def line_of(text: str, row: str) -> int:
    return text.split("\n").index(row) + 1


def test_a_service_that_nobody_serves_or_offers_is_a_warning_and_the_file_is_right(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    health = '\n[[service]]\nid = "health"\nname = "Y tế"\nprefix = "U"\n'
    line = line_of(SITE + health, 'id = "health"')
    status, said = check(SITE + health, tmp_path, capsys)
    assert status == 0
    assert [each.partition(" service")[0] for each in said][-1] == " OK"
    assert said[0].startswith(f'{line}: warning: no counter serves "health".')
    assert said[1].startswith(f'{line}: warning: no ticket kiosk offers "health".')
    assert "cảnh báo" in check(SITE + health, tmp_path, capsys, "vi")[1][0]


@pytest.mark.parametrize("driver", ["tcp", "usb"])
def test_a_key_that_a_printers_wire_can_not_use_is_a_warning(
    driver: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    address = {"tcp": "192.168.10.21:9100", "usb": "/dev/usb/lp0"}[driver]
    wire = f'driver = "{driver}"\naddress = "{address}"\nautomatic = true'
    text = re.sub(r'driver = "tcp".*\naddress = .*', wire, KIOSK)
    assert wire in text
    status, said = check(text, tmp_path, capsys)
    warned = f'{line_of(text, "automatic = true")}: warning: driver = "tcp" can not use automatic = true: leave it out'
    assert status == 0
    assert [each for each in said if "warning" in each] == ([warned] if driver == "tcp" else [])


def test_a_misspelt_service_of_a_counter_is_one_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = SITE.replace('services = ["business", "social"]', 'services = ["busines", "social"]')
    status, said = check(text, tmp_path, capsys)
    assert (status, len(said)) == (1, 1)
    assert 'no service "busines"' in said[0]


def test_a_counter_number_with_a_leading_zero_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, said = check(SITE.replace('number = "3"', 'number = "03"'), tmp_path, capsys)
    assert status == 1
    assert said == [
        f'{line_of(SITE, "number = " + chr(34) + "3" + chr(34))}: counter number "03" begins with 0. '
        'Paper and call-out say "Quầy số 3": write number = "3"'
    ]


@pytest.mark.parametrize(
    ("character", "code"),
    [("\\u001b", "U+001B"), ("\\n", "U+000A"), ("\u202e", "U+202E"), ("\u2066", "U+2066"), ("\u2028", "U+2028")],
)
@pytest.mark.parametrize(("text", "old"), [(SITE, 'name = "Đất'), (KIOSK, 'site = "Trung')])
def test_a_name_with_a_hidden_character_is_refused_with_its_code(
    text: str, old: str, character: str, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, said = check(text.replace(old, old[:-1] + character + old[-1]), tmp_path, capsys)
    assert (status, len(said)) == (1, 1)
    assert f"holds the hidden character {code} as character {len(old.partition(chr(34))[2])}." in said[0]
    assert text.split("\n")[int(said[0].partition(":")[0]) - 1].startswith(old)


def test_a_file_with_no_table_of_ours_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check("[tool]\na = 1\n", tmp_path, capsys) == (
        1,
        ["1: this file has no table of the centre's file (site.toml). Samples are in the folder config/ of motcua"],
    )


def test_a_file_of_another_program_is_one_line_however_broken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(check("[metadata]\nname = motcua\nversion = attr: x\n<html>\n", tmp_path, capsys)[1]) == 1


def test_a_key_of_the_file_reaches_the_terminal_as_plain_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = check(SITE.replace("[site]", '[site]\n"a\\u001b[2J" = 1'), tmp_path, capsys)[1]
    assert (len(said), said[0].isprintable(), "a\\u001b[2J" in said[0]) == (1, True, True)


def test_a_counter_file_in_place_of_the_site_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = sample("counter-1.toml")
    assert main(["broker-config", str(file), "-o", str(tmp_path / "x")]) == 2
    assert capsys.readouterr().err == f"{file}:1: đây là tệp của quầy, ở đây cần tệp của trung tâm (site.toml)\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('id = "kontum"', 'id "kontum"'),
        ('id = "kontum"', 'id: "kontum"'),
        ('id = "kontum"', '= "kontum"'),
        ('id = "kontum"', "id = kontum"),
        ("[site]", "[site"),
        ('data = "/var/lib/motcua"', 'data = "C:\\motcua"'),
        ("[hub]", "[site]"),
    ],
)
def test_a_fault_of_syntax_is_one_line_in_the_language_of_the_reader(
    old: str, new: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, said = check(SITE.replace(old, new, 1), tmp_path, capsys, "vi")
    assert (status, len(said)) == (1, 1), said
    assert "tiếng Anh" not in said[0]


def test_a_folder_with_a_site_is_checked_whole_and_what_is_no_file_of_ours_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("counter-1.toml", "kiosk-1.toml", "printer-1.toml", "site.toml"):
        (tmp_path / name).write_bytes(sample(name).read_bytes())
    (tmp_path / "other.toml").write_text("[tool]\na = 1\n", encoding="utf-8")
    assert main(["check", str(tmp_path), "--language", "en"]) == 0
    said = capsys.readouterr().out.replace(f"{tmp_path}/", "").splitlines()
    assert "other.toml: not looked at" in [each.rpartition(": it")[0] for each in said]
    right = ["counter-1.toml", "kiosk-1.toml", "printer-1.toml", "site.toml"]
    assert [each.removesuffix(": OK") for each in said if each.endswith(": OK")] == right
    (tmp_path / "kiosk-1.toml").write_text(KIOSK.replace("[ticket]", "[tickets]"), encoding="utf-8")
    assert main(["check", str(tmp_path)]) == 1


def test_counters_beside_their_site_are_programs_of_their_own_and_seen_together_with_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    counter = sample("counter-1.toml").read_text(encoding="utf-8")
    (tmp_path / "site.toml").write_text(SITE, encoding="utf-8")
    (tmp_path / "counter-1.toml").write_text(counter, encoding="utf-8")
    (tmp_path / "counter-2.toml").write_text(counter.replace("counter-1", "counter-2"), encoding="utf-8")
    assert main(["check", str(tmp_path), "--language", "en"]) == 0
    narrow = counter.replace('[display]\ndriver = "qsystem"', '[display]\ncells = 3\ndriver = "armfly"')
    (tmp_path / "counter-1.toml").write_text(narrow, encoding="utf-8")
    assert main(["check", str(tmp_path), "--language", "en"]) == 1
    assert "cannot show the number A001" in capsys.readouterr().out


def test_a_file_in_a_folder_of_counters_that_is_no_counters_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("counter-1.toml", "kiosk-1.toml"):
        (tmp_path / name).write_bytes(sample(name).read_bytes())
    assert main(["check", str(tmp_path), "--language", "en"]) == 0
    assert capsys.readouterr().out.replace(f"{tmp_path}/", "").splitlines() == [
        "kiosk-1.toml: not looked at: it belongs to no program of this folder. "
        "Give the name of the file itself to check it",
        "counter-1.toml: OK",
    ]


def test_the_paper_of_the_demo_speaks_the_language_of_the_site(tmp_path: Path) -> None:
    file = tmp_path / "site.toml"
    file.write_text(SITE.replace('language = "vi"', 'language = "en"'), encoding="utf-8")
    ports = Ports(1883, 8080)
    site = centre(file, tmp_path, ports, None)
    kiosk = next(device for device in site.device if isinstance(device, TicketDevice))
    assert kiosk_file(Ground(site, tmp_path, ports, None), kiosk, "127.0.0.1:9100").ticket.language == "en"
