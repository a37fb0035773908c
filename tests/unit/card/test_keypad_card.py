"""The officer's card: it says what the keypad does, and all of it is on the page."""

import argparse
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from counter_display.keypad import WAYS
from devicekit.errors import MotcuaError
from devicekit.sample_files import sample
from devicekit.text_files import load_texts
from motcua.__main__ import main
from motcua.card.content import card, words_of
from motcua.card.picture import DPI, HEIGHT, WIDTH, draw
from motcua.commands import keypad_card


def ink(picture: Image.Image) -> tuple[int, int, int, int]:
    box = ImageChops.difference(picture, Image.new("RGB", picture.size, "white")).getbbox()
    assert box is not None
    return box


def test_every_sequence_is_on_the_card_once_in_words_of_its_own() -> None:
    made = card()
    rows = [*made.alone, *(row for section in made.sections for row in section.rows)]
    assert sorted(row.way for row in rows) == sorted(WAYS)
    spoken = [(way.verb, words_of(way)) for way in WAYS]
    assert len({words for _, words in spoken}) == len(spoken)


def test_results_pauses_and_signs_are_those_of_the_texts() -> None:
    results, pauses, signs = card().notes
    assert [line.vi[0] for line in results.lines] == [*"123456780"]
    assert [line.vi[0] for line in pauses.lines] == [*"123456"]
    assert {line.vi.split()[0] for line in signs.lines} >= {"LOI1", "LOI9", load_texts("vi").get("led.hub_away")}


@pytest.mark.parametrize("count", [0, 5, 8, 15, 30])
def test_nothing_runs_over_the_edge(count: int) -> None:
    picture = draw(card("Trung tâm", [f"Lĩnh vực có tên rất dài để thử số {n}" for n in range(1, count + 1)]))
    left, top, right, bottom = ink(picture)
    assert picture.size == (WIDTH, HEIGHT)
    assert left >= 60
    assert top >= 40
    assert right <= WIDTH - 60
    assert bottom <= HEIGHT - 30


def test_it_is_written_as_a_page_of_a4_and_as_a_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = str(sample("site.toml"))
    for name in ("card.pdf", "card.png"):
        assert main(["keypad-card", "--site", site, "-o", str(tmp_path / "out" / name)]) == 0
    assert "card.png: 297 x 210 mm" in capsys.readouterr().out
    pdf = (tmp_path / "out" / "card.pdf").read_bytes()
    assert pdf.startswith(b"%PDF-")
    assert b"/MediaBox [ 0 0 842.04 595.44 ]" in pdf
    assert len(pdf) < 2_000_000
    with Image.open(tmp_path / "out" / "card.png") as picture:
        assert [round(dots) for dots in picture.info["dpi"]] == [DPI, DPI]


@pytest.mark.parametrize("name", ["card.doc", "card", "there/card.pdf/card.png"])
def test_a_file_that_can_not_be_written_is_named(name: str, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "card.pdf").write_bytes(b"")
    wanted = tmp_path / name
    with pytest.raises(MotcuaError, match=str(wanted)):
        run(wanted)


def run(file: Path) -> int:
    parser = argparse.ArgumentParser()
    keypad_card.add_arguments(parser)
    return keypad_card.run(parser.parse_args(["-o", str(file)]))
