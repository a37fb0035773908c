"""Counters of one program, seen together: what can't work is refused with the places of both files."""

from pathlib import Path

import pytest

from counter_display.files import load_counters
from devicekit.errors import SettingsError
from motcua.__main__ import main

FILE = """\
[device]
id = "counter-{n}"
site = "kontum"
state = "state"
[line]
port = "/dev/line"
[display]
driver = "qsystem"
address = 1{n}
[keypad]
driver = "qsystem"
address = 2{n}
"""
TEMPLATE = 'driver = "template"\ntemplate = { prefix = "02", suffix = "0d" }\naddress = 1%s'
ASKED = 'driver = "modbus"\naddress = 22\nmodbus = { button = [{ does = "next", at = 0 }] }'
PLUG = 'driver = "usb"\ndevice = "/dev/pad"'


def write(folder: Path, *changes: tuple[str, str]) -> list[Path]:
    """Two files that go together, but for these changes of the second."""
    files = []
    for n in (1, 2):
        text = FILE.format(n=n)
        for old, new in changes if n == 2 else ():
            assert old in text
            text = text.replace(old, new)
        files.append(folder / f"counter-{n}.toml")
        files[-1].write_text(text, encoding="utf-8")
    return files


def said(files: list[Path]) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load_counters(files, "en")
    return [problem.replace(f"{files[0].parent}/", "") for problem in caught.value.problems]


def test_two_counters_on_one_line_go_together(tmp_path: Path) -> None:
    files = load_counters(write(tmp_path), "en")
    assert [each.device.id for each in files.values()] == ["counter-1", "counter-2"]


def test_a_folder_stands_for_the_counters_files_in_it(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "announcer-1.toml").write_text('[player]\ncommand = ["aplay"]\n', encoding="utf-8")
    assert [file.name for file in load_counters([tmp_path])] == ["counter-1.toml", "counter-2.toml"]


def test_a_folder_without_a_counters_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"no file in this folder is a counter's"):
        load_counters([tmp_path], "en")


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ('port = "/dev/line"', 'port = "/dev/line"\nbaud = 4800', "counter-2.toml:7: counter-1.toml:5", "for baud"),
        ('port = "/dev/line"', 'port = "/dev/line"\necho = true', "counter-2.toml:7: counter-1.toml:5", "for echo"),
        ("address = 12", "address = 11", "counter-2.toml:9: address 11", "already: counter-1.toml:9"),
        ("address = 22", "address = 11", "counter-2.toml:12: address 11", "already: counter-1.toml:9"),
        ("address = 12", "address = 21", "counter-2.toml:9: address 21", "already: counter-1.toml:12"),
        ("counter-2", "counter-1", 'counter-2.toml:2: device "counter-1"', "already: counter-1.toml:2"),
        (
            'driver = "qsystem"\naddress = 12',
            'driver = "modbus"\naddress = 1',
            "counter-2.toml:9: address 1 of a Modbus device",
            "counter-1.toml:9",
        ),
    ],
    ids=["speed", "echo", "display twice", "keypad as display", "display as keypad", "one id", "modbus looks qsystem"],
)
def test_what_two_files_can_not_both_say(tmp_path: Path, old: str, new: str, place: str, words: str) -> None:
    first, *_ = said(write(tmp_path, (old, new)))
    assert first.startswith(place)
    assert words in first


def test_one_modbus_address_looks_like_a_mark_beside_each_qsystem_device(tmp_path: Path) -> None:
    found = said(write(tmp_path, ('driver = "qsystem"\naddress = 12', 'driver = "modbus"\naddress = 7')))
    assert [line.rpartition(", and ")[2].partition(" is of")[0] for line in found] == [
        "counter-1.toml:9",
        "counter-1.toml:12",
        "counter-2.toml:12",
    ]
    assert [line.rpartition(". ")[2] for line in found] == ["Give it another address than 1 and 7"] * 3


def test_boards_without_an_address_in_their_frames_can_not_share_a_line(tmp_path: Path) -> None:
    files = write(tmp_path, ('driver = "qsystem"\naddress = 12', TEMPLATE % 2))
    first = files[0].read_text(encoding="utf-8").replace('driver = "qsystem"\naddress = 11', TEMPLATE % 1)
    files[0].write_text(first, encoding="utf-8")
    assert ["can't be told apart" in line for line in said(files)] == [True]


def test_one_keypad_in_a_plug_has_one_counter(tmp_path: Path) -> None:
    files = write(tmp_path, ('driver = "qsystem"\naddress = 22', PLUG))
    first = files[0].read_text(encoding="utf-8").replace('driver = "qsystem"\naddress = 21', PLUG)
    files[0].write_text(first, encoding="utf-8")
    assert said(files) == [
        "counter-2.toml:12: /dev/pad is used already: counter-1.toml:12. Each keypad and each pin has one counter"
    ]


@pytest.fixture
def two_names(tmp_path: Path) -> tuple[str, str]:
    """A keypad's name by its plug, and the kernel's."""
    (tmp_path / "by-path").mkdir()
    device, plug = tmp_path / "event5", tmp_path / "by-path" / "usb-0:1-event-kbd"
    device.touch()
    plug.symlink_to("../event5")
    return str(plug), str(device)


def pads(folder: Path, first_name: str, second_name: str) -> list[Path]:
    """Two counters whose keypads have these names."""
    pad = 'driver = "usb"\ndevice = "{}"'
    files = write(folder, ('driver = "qsystem"\naddress = 22', pad.format(second_name)))
    first = files[0].read_text(encoding="utf-8").replace('driver = "qsystem"\naddress = 21', pad.format(first_name))
    files[0].write_text(first, encoding="utf-8")
    return files


@pytest.mark.parametrize("turned", [False, True], ids=["plug first", "kernel first"])
def test_one_keypad_under_two_names_has_one_counter(tmp_path: Path, two_names: tuple[str, str], turned: bool) -> None:
    names = two_names[::-1] if turned else two_names
    assert said(pads(tmp_path, *names)) == [
        f"counter-2.toml:12: {names[1].replace(f'{tmp_path}/', '')} is the same device as counter-1.toml:12, which "
        "calls it by another name. Each keypad has one counter"
    ]


def test_the_check_of_a_folder_says_that_two_names_are_one_keypad(
    tmp_path: Path, two_names: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    pads(tmp_path, *two_names)
    assert main(["check", str(tmp_path), "--language", "en"]) == 1
    assert "is the same device as" in capsys.readouterr().out


def test_names_with_nothing_behind_them_are_taken_for_two_keypads(tmp_path: Path, two_names: tuple[str, str]) -> None:
    Path(two_names[1]).unlink()
    assert len(load_counters(pads(tmp_path, *two_names))) == 2


def test_a_lines_port_is_no_keypad_of_another_name(tmp_path: Path) -> None:
    (tmp_path / "adapter").touch()
    (tmp_path / "by-id").symlink_to(tmp_path / "adapter")
    pad = f'driver = "serial"\ndevice = "{tmp_path}/by-id"\nkey = [{{ key = "1", sends = "31" }}]'
    files = write(tmp_path, ('driver = "qsystem"\naddress = 22', pad), ("/dev/line", str(tmp_path / "adapter")))
    assert ["is the same device as counter-2.toml:6" in line for line in said(files)] == [True]


def test_one_port_has_one_name(tmp_path: Path) -> None:
    (tmp_path / "adapter").touch()
    (tmp_path / "by-id").symlink_to(tmp_path / "adapter")
    files = write(tmp_path, ("/dev/line", str(tmp_path / "by-id")))
    first = files[0].read_text(encoding="utf-8").replace("/dev/line", str(tmp_path / "adapter"))
    files[0].write_text(first, encoding="utf-8")
    assert ["another name" in line for line in said(files)] == [True]


def test_all_errors_of_all_files_are_said_at_once(tmp_path: Path) -> None:
    files = write(tmp_path, ("address = 12", "address = 1200"), ('site = "kontum"', 'site = "Kon Tum"'))
    missing = tmp_path / "counter-3.toml"
    assert [line.partition(": ")[0] for line in said([*files, missing])] == [
        "counter-2.toml:3",
        "counter-2.toml:9",
        "counter-3.toml:1",
    ]


@pytest.mark.parametrize(("port", "count"), [("/dev/line", 1), ("/dev/other", 0)])
def test_a_box_that_speaks_unasked_beside_a_keypad_that_is_asked_is_a_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], port: str, count: int
) -> None:
    write(tmp_path, ('driver = "qsystem"\naddress = 22', ASKED), ("/dev/line", port))
    assert main(["check", str(tmp_path), "--language", "en"]) == 0
    found = [line for line in capsys.readouterr().out.splitlines() if ": warning: " in line]
    assert len(found) == count
    for line in found:
        assert line.startswith(f"{tmp_path}/counter-1.toml:12: warning: {tmp_path}/counter-2.toml:12 is asked")


def test_a_file_that_does_not_go_with_another_is_not_called_right(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, ("address = 12", "address = 11"))
    assert main(["check", str(tmp_path), "--language", "en"]) == 1
    first, second = capsys.readouterr().out.replace(f"{tmp_path}/", "").splitlines()
    assert first == "counter-1.toml: OK"
    assert second.startswith("counter-2.toml:9: address 11 of this line is used already")


def test_lines_of_their_own_have_addresses_of_their_own(tmp_path: Path) -> None:
    files = write(tmp_path, ("/dev/line", "/dev/other"), ("address = 12", "address = 11"))
    assert len(load_counters(files)) == 2
