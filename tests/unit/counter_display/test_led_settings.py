"""[display] as a technician writes it: what can't work is refused on its line, with what to write instead."""

import re
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from counter_display.checksums import Checksum
from counter_display.display_settings import DisplayTable, TemplateTable, display_problems
from counter_display.drivers import open_display
from counter_display.notation import written
from counter_display.settings import CounterFile
from devicekit.errors import SettingsError
from devicekit.sample_files import sample
from devicekit.settings import judge_text
from motcua.__main__ import main

FILE = """[device]
id = "counter-1"
site = "kontum"
state = "state"
[line]
port = "/dev/ttyUSB0"
[display]
driver = "template"
address = 7
cells = 4
[display.template]
{rows}
"""
NUMBERS_ONLY = '[display.modbus]\nfunction = 6\n[display]\ndriver = "modbus"\naddress = '
GOOD = 'prefix = "02"\nsuffix = "03"\naddress_as = "byte"'


def said(text: str) -> tuple[list[str], list[str]]:
    """Errors and warnings, without the file's name."""
    try:
        warnings = judge_text(text, "c.toml", CounterFile, "en").warnings
    except SettingsError as error:
        return [each.removeprefix("c.toml:") for each in error.problems], []
    return [], [each.removeprefix("c.toml:") for each in warnings]


@pytest.mark.parametrize(
    ("rows", "line", "words"),
    [
        ("", 11, "without prefix and without suffix"),
        ('prefix = "02"', 11, "texts of any length and no suffix"),
        ('prefix = "\'N\'"\nalign = "left"', 12, "every byte of the prefix may stand in a text"),
        ('prefix = "02"\nsuffix = "\'E\'"', 13, "every byte of the suffix may stand in a text"),
        ('prefix = "02"\nsuffix = "03"\nchecksum = "sum8"', 11, "a checksum byte in front of the suffix"),
        ('prefix = "02"\nsuffix = "07"\naddress_as = "byte"', 13, "stands in prefix or address already"),
        ('prefix = "02"\nsuffix = "03"\nalign = "right"\npadding = "\'0\'"', 15, "12 and 012 would be the same frame"),
        ('prefix = "02"\nsuffix = "03"\npadding = "20 20"', 14, "padding must be one byte"),
        ('prefix = "2"\nsuffix = "03"', 12, 'key "prefix": "2" is not understood'),
        ('prefix = "02"\nsuffix = "3 03"', 13, 'key "suffix": "3 03" is not understood'),
        ('prefix = "02"\nsuffix = "03"\naddress_as = "hex3"', 14, 'must be one of: "byte", "decimal2"'),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else str(value),
)
def test_a_template_of_ambiguous_frames_is_refused_on_its_line(rows: str, line: int, words: str) -> None:
    errors, _ = said(FILE.format(rows=rows))
    assert len(errors) == 1
    assert errors[0].startswith(f"{line}:")
    assert words in errors[0]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('"template"\n', '"modbus"\n', 11, '[display.template] is for driver = "template"'),
        (
            "address = 7\ncells = 4\n[display.template]\n{rows}",
            "address = 128\n",
            8,
            "needs a table [display.template]",
        ),
        ("cells = 4\n", 'cells = 4\nglyphs = "all"\n', 12, 'glyphs = "all" needs encoding = "utf-8"'),
        ("cells = 4", "cells = 40", 10, "1 to 32"),
        ("address = 7", "address = 256", 9, "0 to 255"),
        ("address = 7", f"address = {10**40}", 9, "0 to 255"),
    ],
    ids=[
        "a table of another driver",
        "no template",
        "letters without encoding",
        "too wide",
        "no such address",
        "a huge address",
    ],
)
def test_keys_that_do_not_go_together_are_refused(old: str, new: str, line: int, words: str) -> None:
    assert old in FILE
    errors, _ = said(FILE.replace(old, new).format(rows=GOOD))
    assert any(each.startswith(f"{line}:") and words in each for each in errors), errors


@pytest.mark.parametrize(
    ("driver", "address", "words"),
    [
        ("qsystem", 128, "1 to 127"),
        ("qsystem", 300, "1 to 127"),
        ("modbus", 248, "1 to 247"),
        ("modbus", 0, "1 to 247"),
        ("modbus", -1, "1 to 247"),
        ("armfly", 0, "1 to 255"),
        ("alpha", 256, "0 to 255"),
    ],
)
def test_an_address_that_the_protocol_has_not_is_refused(driver: str, address: int, words: str) -> None:
    text = FILE.partition("[display]")[0] + f'[display]\ndriver = "{driver}"\naddress = {address}\n'
    errors, _ = said(text)
    assert len(errors) == 1
    assert errors[0].startswith("9:")
    assert words in errors[0]


@pytest.mark.parametrize(
    ("address", "form", "warns"), [(7, "none", True), (7, "byte", False), (0, "none", False)], ids=str
)
def test_an_address_that_no_frame_holds_is_a_warning_on_its_line(address: int, form: str, warns: bool) -> None:
    rows = f'prefix = "02"\nsuffix = "03"\naddress_as = "{form}"'
    errors, warnings = said(FILE.replace("address = 7", f"address = {address}").format(rows=rows))
    found = [each for each in warnings if "is never sent" in each]
    assert (errors, [each.partition(":")[0] for each in found]) == ([], ["9"] if warns else [])


def test_a_board_that_lacks_words_is_a_warning_that_names_them() -> None:
    text = (
        FILE.partition("[display]")[0] + '[display]\ndriver = "modbus"\naddress = 3\n[display.modbus]\nfunction = 6\n'
    )
    errors, warnings = said(text)
    assert not errors
    assert len(warnings) == 1
    assert "----, nGHI, CHO" in warnings[0]
    assert "8888" not in warnings[0]
    assert said(text.replace("function = 6", "function = 16")) == ([], [])


BYTES = st.binary(max_size=2).map(written)
TEMPLATES = st.builds(
    TemplateTable,
    prefix=BYTES,
    suffix=BYTES,
    after_address=BYTES,
    padding=st.sampled_from(["20", "20", "00", "'0'"]),
    address_as=st.sampled_from(["none", "byte", "hex2", "decimal2", "decimal3"]),
    align=st.sampled_from(["none", "left", "right"]),
    checksum=st.sampled_from(["none", "sum8", "xor8", "crc16-modbus", "lrc"]),
    checksum_as=st.sampled_from(["bytes", "hex"]),
    checksum_from=st.sampled_from(["prefix", "address", "text"]),
    checksum_at=st.sampled_from(["before_suffix", "after_suffix"]),
)
TEXTS = st.text(alphabet="A012- ", max_size=4)


@given(TEMPLATES, st.integers(0, 255), TEXTS, TEXTS)
def test_two_texts_of_a_template_that_passes_never_make_the_same_frame(
    template: TemplateTable, address: int, one: str, other: str
) -> None:
    settings = DisplayTable(driver="template", address=address, template=template)
    assume(not [each for each in display_problems(settings) if not each.warns])
    display = open_display(settings, 9600)
    if display.show(one) == display.show(other):
        # Spaces at the filled side can't be told from the filling, and look the same.
        assert one == other or (template.align != "none" and one.strip() == other.strip())


def checked(folder: Path, capsys: pytest.CaptureFixture[str], site: str, counter: str) -> tuple[int, list[str]]:
    files = {"site.toml": site, "counter-1.toml": counter}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    status = main(["check", *(str(folder / name) for name in files), "--language", "en"])
    return status, [line.removeprefix(f"{folder}/") for line in capsys.readouterr().out.splitlines()]


SITE = sample("site.toml").read_text(encoding="utf-8")
COUNTER = sample("counter-1.toml").read_text(encoding="utf-8")
QSYSTEM = '[display]\ndriver = "qsystem"\naddress = 1 '


def line_of(text: str, row: str) -> int:
    return next(n for n, each in enumerate(text.split("\n"), 1) if each.startswith(row))


def test_a_prefix_that_a_display_of_its_counter_cannot_show_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    numbers_only = COUNTER.replace(
        QSYSTEM, '[display.modbus]\nfunction = 6\n[display]\ndriver = "modbus"\naddress = 1 '
    )
    status, lines = checked(tmp_path, capsys, SITE, numbers_only)
    assert status == 1
    assert lines[-1].startswith(f'site.toml:{line_of(SITE, "prefix = " + chr(34) + "A")}: service "land":')
    assert "counter-1.toml has a display of Quầy 1 that cannot show the number A001" in lines[-1]
    assert [line for line in lines if line.endswith(": OK")] == ["counter-1.toml: OK"]
    # Counter 1 calls land alone: the letters of the other services are no business of its display.
    assert not [line for line in lines if "justice" in line]


def test_a_range_that_a_display_of_its_counter_cannot_show_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    narrow = COUNTER.replace(QSYSTEM, '[display]\ndriver = "armfly"\ncells = 3\naddress = 1 ')
    status, lines = checked(tmp_path, capsys, SITE, narrow)
    assert (status, "A001" in lines[-1]) == (1, True)
    assert checked(tmp_path, capsys, SITE, COUNTER)[0] == 0
    assert checked(tmp_path, capsys, SITE, narrow.replace("cells = 3", "cells = 4"))[0] == 0


def test_a_range_that_grows_out_of_the_display_names_the_first_number_that_does_not_fit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wide = SITE.replace('prefix = "A"', 'prefix = ""\ndigits = 4', 1)
    numbers_only = COUNTER.replace(
        QSYSTEM, '[display.modbus]\nfunction = 6\n[display]\ndriver = "modbus"\naddress = 1 '
    )
    status, lines = checked(tmp_path, capsys, wide, numbers_only)
    assert status == 1
    assert "cannot show the number 0001" in lines[-1]


CHECKSUMS: tuple[Checksum, ...] = ("none", "sum8", "xor8", "crc16-modbus", "lrc")


@pytest.mark.parametrize("checksum", CHECKSUMS)
def test_an_everyday_frame_with_any_checksum_passes(checksum: Checksum) -> None:
    rows = f'{GOOD}\nchecksum = "{checksum}"\nchecksum_at = "after_suffix"'
    assert said(FILE.format(rows=rows)) == ([], [])


PAGE = Path(__file__).resolve().parents[3] / "docs/how-to/connect-a-led-board.md"
SAMPLES = re.findall(r"^```toml\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda text: text.split("\n")[1])
def test_every_display_that_the_page_shows_loads_without_an_error(sample: str) -> None:
    errors, _ = said(FILE.partition("[display]")[0] + sample)
    assert not errors


def test_the_page_shows_every_driver_that_needs_more_than_an_address() -> None:
    assert len(SAMPLES) == 7
    assert all(any(f'"{name}"' in sample for sample in SAMPLES) for name in ("modbus", "alpha", "template"))
