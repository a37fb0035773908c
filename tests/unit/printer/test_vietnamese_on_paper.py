"""Vietnamese in every mode, read back by what knows nothing of our tables: glibc's code pages, and tesseract."""

import difflib
import json
import subprocess
import unicodedata
from importlib.resources import files
from pathlib import Path
from typing import get_args

import pytest
from abilities import ABILITIES, printed_by
from PIL import Image, ImageDraw, ImageFont, ImageOps
from ticket_samples import HEAD, words_on

from printer.ability import Ability
from printer.document import Align, BigText, Cut, Document, Element, Fact, Item, Space, Text
from printer.head import RasterCommand
from printer.letters import LOWER, UPPER, ascii_only, cp1258, tcvn3
from printer.papers import ALPHABET
from printer.typeface import FILES
from printer.words import NO_BREAK

NAMES = (Path(__file__).parent / "names.txt").read_text(encoding="utf-8").splitlines()
LETTERS = [each for each in ALPHABET + ALPHABET.upper() if not each.isascii()]
TYPED = {name: able for name, able in ABILITIES.items() if able.letters in ("tcvn3", "cp1258")}
# Of all letters on the paper that is drawn.
READ_RIGHT = 0.995
SIZE = 9.5
# To keep a real-time command out of a picture.
DOTS_ADDED = 1


def iconv(encoding: str, data: bytes) -> str:
    command = ["iconv", "-f", encoding, "-t", "UTF-8"]
    return subprocess.run(command, input=data, capture_output=True, check=True, timeout=20).stdout.decode()


def read_back(document: Document, able: Ability) -> str:
    """What stands on the paper, its lines put together again."""
    return " ".join(" ".join(printed_by((*document, Cut()), able).text).split())


def test_the_alphabet_has_all_letters_that_need_a_page() -> None:
    assert len(LETTERS) == len(set(LETTERS)) == 134
    assert set(LETTERS) == {*LOWER, *UPPER}


@pytest.mark.parametrize("able", TYPED.values(), ids=TYPED)
def test_every_letter_with_every_tone_is_read_back_exactly(able: Ability) -> None:
    for text in (ALPHABET, ALPHABET.upper(), " ".join(LETTERS)):
        assert read_back((Text(text, whole=True),), able) == text
    for letter in LETTERS:
        assert read_back((Text(letter),), able) == letter


@pytest.mark.parametrize("able", TYPED.values(), ids=TYPED)
def test_real_names_are_read_back_exactly_from_every_kind_of_line(able: Ability) -> None:
    assert len(NAMES) >= 500
    for name in NAMES[::25] if able.letters == "cp1258" else NAMES[::9]:
        kinds: tuple[Element, ...] = (Text(name, whole=True), Item("1.", name), Fact("Lĩnh vực:", name))
        wanted = (name, f"1. {name}", f"Lĩnh vực: {name}")
        for element, text in zip(kinds, wanted, strict=True):
            assert read_back((element,), able).replace(NO_BREAK, " ") == text


@pytest.mark.parametrize("able", TYPED.values(), ids=TYPED)
def test_all_names_are_read_back_exactly_in_both_cases(able: Ability) -> None:
    for names in (NAMES, [name.upper() for name in NAMES]):
        assert read_back(tuple(Text(name, whole=True) for name in names), able) == " ".join(names)


def test_the_pages_are_those_of_glibc() -> None:
    for letter in LOWER:
        (run,) = tcvn3(letter, 30, 31) or []
        assert (run.page, iconv("TCVN5712-1", run.data)) == (30, letter)
    for letter in UPPER:
        (run,) = tcvn3(letter, 30, 31) or []
        assert (run.page, iconv("TCVN5712-1", run.data).upper()) == (31, letter)
    (run,) = cp1258("".join(LETTERS), 52) or []
    assert unicodedata.normalize("NFC", iconv("CP1258", run.data)) == "".join(LETTERS)


def test_the_places_are_those_that_others_have_seen_on_paper() -> None:
    """python-escpos's tables were typed from Epson's pages, with the Icelandic letter for ours."""
    encodings = json.loads(files("escpos").joinpath("capabilities.json").read_bytes())["encodings"]
    for name, table in (("TCVN-3-1", LOWER), ("TCVN-3-2", UPPER)):
        seen = "".join(encodings[name]["data"]).replace("\u00d0", "Đ")
        assert {letter: 0x80 + place for place, letter in enumerate(seen) if letter != " "} == table


def test_a_line_changes_its_page_only_where_a_letter_asks_for_it() -> None:
    runs = tcvn3("Số 12: Đất đai ĐẤT", 30, 31) or []
    assert [run.page for run in runs] == [30, 31, 30, 31]
    assert tcvn3("Ω", 30, 31) is None


def test_without_marks_every_name_is_still_to_be_read() -> None:
    (run,) = ascii_only("Đăng ký biến động, Ủy ban 한")
    assert run.data == b"Dang ky bien dong, Uy ban ?"


def bare(text: str) -> str:
    """Without marks, by the machine's own tables."""
    command = ["iconv", "-f", "UTF-8", "-t", "ASCII//TRANSLIT"]
    done = subprocess.run(
        command, input=text.encode(), capture_output=True, check=True, timeout=20, env={"LC_ALL": "C.UTF-8"}
    )
    return done.stdout.decode()


def test_every_letter_and_every_name_loses_its_marks_and_nothing_else() -> None:
    able = ABILITIES["ascii-80"]
    lines = [*LETTERS, *NAMES]
    wanted = bare("\n".join(lines)).split("\n")
    for line, text in zip(lines, wanted, strict=True):
        assert read_back((Text(line, whole=True),), able) == text


def test_what_is_in_no_page_is_drawn_and_not_left_out() -> None:
    able = ABILITIES["tcvn3-80"]
    job = printed_by((Text("Ω"), Text("Đất"), Cut()), able)
    assert job.text == ("Đất",)
    assert any(any(row) for row in job.rows[:24])


# On paper that is drawn


def share_read(wanted: list[str], read: list[str]) -> float:
    """Which share of the letters of the names was read right, in their order."""
    one, two = "".join(wanted), "".join(read)
    blocks = difflib.SequenceMatcher(None, one, two, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(one)


def ocr(names: list[str], folder: Path, align: Align = "left") -> float:
    elements = [part for name in names for part in (Text(name, 9.5, align=align, whole=True), Space(1))]
    job = printed_by((*elements, Cut()), ABILITIES["raster-80"])
    read = words_on(job.image(), folder, "--psm", "6")
    return share_read([word for name in names for word in name.split() if word != "-"], read)


@pytest.mark.parametrize("command", get_args(RasterCommand))
def test_every_letter_and_name_that_is_drawn_is_on_the_paper_as_the_typeface_has_it(command: RasterCommand) -> None:
    head = HEAD._replace(raster=command)
    face = ImageFont.truetype(
        str(files("devicekit").joinpath("fonts", FILES["regular"])),
        head.pixels_of(SIZE),
        layout_engine=ImageFont.Layout.BASIC,
    )
    # Some names are wider than the paper.
    for text in [*LETTERS, *(name for name in NAMES[::10] if face.getlength(name, mode="1") < head.dots)]:
        canvas = Image.new("1", (head.dots, 60))
        ImageDraw.Draw(canvas).text((8, 8), text, 1, face)
        paper = ImageOps.invert(printed_by((Text(text, SIZE, align="left"), Cut()), Ability(head)).image().convert("L"))
        one, two = (each.crop(each.getbbox()) for each in (canvas.convert("L"), paper))
        assert one.size == two.size, text
        differing = sum(a != b for a, b in zip(one.tobytes(), two.tobytes(), strict=True))
        assert differing <= DOTS_ADDED * (len(text) > 1), text


def test_a_sample_of_the_names_is_read_from_the_dots(tmp_path: Path) -> None:
    assert ocr(NAMES[::5], tmp_path) >= READ_RIGHT


@pytest.mark.long
def test_all_names_are_read_from_the_dots(tmp_path: Path) -> None:
    pages = [NAMES[at : at + 60] for at in range(0, len(NAMES), 60)]
    shares = [ocr(page, tmp_path) for page in pages]
    letters = [len("".join(page)) for page in pages]
    total = sum(share * count for share, count in zip(shares, letters, strict=True)) / sum(letters)
    assert total >= READ_RIGHT, shares


def test_a_big_number_of_the_printers_own_is_as_large_as_asked() -> None:
    able = ABILITIES["tcvn3-80"]
    rows = printed_by((BigText("A012", 13), Cut()), able).rows
    dark = [row for row in rows if any(row)]
    assert len(dark) >= HEAD.dots_of(8)
