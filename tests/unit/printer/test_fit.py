"""Layouts that are wider than the paper, and letters that the typeface lacks: said before and seen when printed."""

import logging
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from ticket_samples import FONTS, HEAD

from devicekit.font_letters import SUBSTITUTE
from devicekit.sample_files import sample
from motcua.__main__ import main
from printer.document import Barcode, BigText, Columns, Element, Logo, Picture, Qr, Text
from printer.fit import too_wide
from printer.head import Head
from printer.typeface import ShippedFonts

KIOSK = sample("kiosk-1.toml").read_text(encoding="utf-8").replace("[ticket]\n", '[ticket]\nlayouts = "layouts"\n')
ROWS = {
    "columns": 'type = "columns"\nwords = "Số thứ tự của quý vị ở trung tâm"\nright = "Mời chờ ở sảnh"\nsize = 20',
    "big": 'type = "big"\nwords = "{number}"\nheight = 40',
    "qr": 'type = "qr"\nwords = "{qr}"\nmodule = 2',
    "barcode": 'type = "barcode"\nwords = "MOTCUA-0123456789-0123456789-0123456789"',
}
ALLOWED = {"columns": "size up to ", "big": "height up to ", "qr": "module up to ", "barcode": "letters up to 21"}


def site(folder: Path, row: str, kiosk: str = KIOSK) -> Path:
    (folder / "layouts").mkdir()
    text = f'[layout]\npaper = "ticket"\n[[row]]\ntype = "rule"\n[[row]]\n{row}\n'
    (folder / "layouts" / "ticket.toml").write_text(text, encoding="utf-8")
    file = folder / "kiosk-1.toml"
    file.write_text(kiosk, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("element", "key"),
    [
        (BigText("A012", 40), "height"),
        (Columns("Một dòng chữ dài ở bên trái", "và một dòng dài ở bên phải", 20), "size"),
        (Qr("https://motcua.example/test", 3), "module"),
        (Logo(Picture(1600, 20, b"\xff" * 4000), 10), "height"),
    ],
)
def test_what_is_wide_fits_when_it_is_as_large_as_is_allowed(element: Element, key: str) -> None:
    (wide,) = too_wide([(1, element)], HEAD, FONTS)
    assert wide.key == key
    assert wide.width > wide.dots == HEAD.dots
    # Letters are hinted, so some dots may be missing to the very limit.
    assert list(too_wide([(1, element._replace(**{key: 0.97 * wide.limit}))], HEAD, FONTS)) == []


def test_a_barcode_may_have_so_many_letters_and_not_one_more() -> None:
    (wide,) = too_wide([(1, Barcode("0" * 99))], HEAD, FONTS)
    assert list(too_wide([(1, Barcode("0" * int(wide.limit)))], HEAD, FONTS)) == []
    assert list(too_wide([(1, Barcode("0" * (int(wide.limit) + 1)))], HEAD, FONTS))


@pytest.mark.parametrize("kind", ROWS)
def test_a_row_that_is_too_wide_is_an_error_of_the_file_and_of_the_preview(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = site(tmp_path, ROWS[kind])
    line = KIOSK.split("\n").index('layouts = "layouts"') + 1
    words = (f"row 2 ({kind}) of {tmp_path}/layouts/ticket.toml", "the paper has 576", ALLOWED[kind])
    assert main(["check", str(file), "--language", "en"]) == 1
    said = capsys.readouterr().out
    assert said.startswith(f"{file}:{line}: ")
    assert all(each in said for each in words), said
    assert main(["preview", "ticket", "--site", str(file), "--language", "en", "-o", str(tmp_path / "x.png")]) == 2
    assert words[0] in capsys.readouterr().err


def test_a_row_of_a_part_is_named_by_its_own_file_and_once_for_all_papers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = site(tmp_path, 'type = "include"\npart = "head"')
    rows = '[layout]\npart = "head"\n[[row]]\ntype = "big"\nwords = "{site}"\nheight = 40\n'
    (tmp_path / "layouts" / "head.toml").write_text(rows.replace("{site}", "TRUNG TÂM"), encoding="utf-8")
    assert main(["check", str(file), "--language", "en"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 1
    assert f"row 1 (big) of {tmp_path}/layouts/head.toml" in said[0]


def test_the_preview_of_a_narrow_printer_names_the_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = site(tmp_path, 'type = "big"\nwords = "{number}"\nheight = 17')
    command = ["preview", "ticket", "--site", str(file), "--language", "en", "-o", str(tmp_path / "x.png")]
    assert main(command) == 0
    capsys.readouterr()
    assert main([*command, "--profile", "raster-58"]) == 1
    assert "raster-58: row 2 (big) of " in capsys.readouterr().out


def test_a_logo_that_is_too_wide_for_our_layout_is_a_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    image = Image.new("L", (2000, 100), 255)
    ImageDraw.Draw(image).rectangle((0, 0, 1999, 99), outline=0, width=3)
    image.save(tmp_path / "logo.png")
    file = tmp_path / "kiosk-1.toml"
    file.write_text(KIOSK.replace('layouts = "layouts"', 'logo = "logo.png"'), encoding="utf-8")
    assert main(["check", str(file), "--language", "en"]) == 0
    said = capsys.readouterr().out
    assert "warning: the logo is " in said
    assert "height may be up to" in said


# Letters


@pytest.mark.parametrize("language", ["vi", "en"])
def test_names_with_letters_that_nobody_has_are_said_with_their_line(
    language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kiosk = KIOSK.replace('layouts = "layouts"', 'slogan = "Vì dân 為民"')
    files = {"kiosk-1.toml": kiosk, "site.toml": sample("site.toml").read_text(encoding="utf-8")}
    files["site.toml"] = files["site.toml"].replace('name = "Đất đai', 'name = "土 Đất đai', 1)
    (tmp_path / "layout.toml").write_text(
        '[layout]\npaper = "ticket"\n[[row]]\ntype = "text"\nwords = "→ 𝄞"\n', encoding="utf-8"
    )
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for name, letters in (("kiosk-1.toml", "為 民"), ("site.toml", "土"), ("layout.toml", "→ 𝄞")):
        assert main(["check", str(tmp_path / name), "--language", language]) == 0
        said = capsys.readouterr().out
        (line,) = (each for each in said.splitlines() if letters in each)
        assert line.startswith(f"{tmp_path / name}:")
        assert SUBSTITUTE in line


def test_a_letter_that_nobody_has_is_printed_as_a_mark_and_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    fonts = ShippedFonts()
    with caplog.at_level(logging.WARNING, "motcua.printer"):
        marked = fonts.ink("Đất 土", "bold", 30)
        fonts.ink("土 土", "regular", 30)
        assert fonts.width("土", "bold", 30) == fonts.width(SUBSTITUTE, "bold", 30)
    assert marked.image.tobytes() == fonts.ink(f"Đất {SUBSTITUTE}", "bold", 30).image.tobytes()
    (record,) = caplog.records
    assert "U+571F" in record.getMessage()
    assert "Đất" not in record.getMessage(), "what is printed is nobody's business"


def test_a_letter_that_nobody_has_in_the_preview_is_named_with_its_element(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = site(tmp_path, 'type = "text"\nwords = "→ {number}"')
    assert main(["preview", "ticket", "--site", str(file), "--language", "en", "-o", str(tmp_path / "x.png")]) == 1
    assert "text “→ A012”: " in capsys.readouterr().out


def test_paper_of_another_width_allows_another_size() -> None:
    (wide,) = too_wide([(1, BigText("A012", 40))], HEAD, FONTS)
    (narrow,) = too_wide([(1, BigText("A012", 40))], Head(384), FONTS)
    assert narrow.limit < wide.limit
    assert list(too_wide([(1, Text("x" * 500))], HEAD, FONTS)) == [], "text wraps"
