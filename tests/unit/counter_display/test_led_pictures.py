"""The pictures of virtual boards: every segment and every dot where a person would see it."""

import os
from itertools import combinations
from pathlib import Path

import pytest
from PIL import Image
from virtual_led import FarLine

from counter_display.display_settings import WORDS
from counter_display.glyphs import SEGMENTS as SHOWABLE
from counter_display.template_protocol import Template
from counter_display.virtual_boards import AlphaBoard, ArmflyBoard
from counter_display.virtual_pictures import LIT, matrix_picture, picture, segment_picture, segments_of
from counter_display.virtual_template import TemplateBoard
from devicekit.text_files import load_texts

PANEL = Template(b"N", b"\r\n", address_as="decimal2", after_address=b":", encoding="utf-8")


def lit(image: Image.Image) -> int:
    """How many pixels shine."""
    return next((count for count, colour in image.getcolors(100) or () if colour == LIT), 0)


def test_each_digit_has_its_own_segments() -> None:
    assert len({segments_of(digit) for digit in "0123456789"}) == 10
    assert segments_of("8") == "abcdefg"
    assert all(lit(segment_picture(one, 1)) > 0 for one in "0123456789")


def test_what_a_board_of_seven_segments_may_be_sent_has_a_form() -> None:
    assert [char for char in sorted(SHOWABLE) if not segments_of(char) and char != " "] == []
    assert segments_of("K") == segments_of("M") == ""


def test_the_words_of_a_display_look_different_from_each_other() -> None:
    texts = [load_texts("vi").get(key) for key in WORDS]
    pictures = {text: segment_picture(text, 4).tobytes() for text in texts}
    assert all(pictures[one] != pictures[other] for one, other in combinations(texts, 2))


def test_more_segments_are_more_light_and_a_dark_board_has_none() -> None:
    assert lit(segment_picture("8888", 4)) > lit(segment_picture("1111", 4)) > lit(segment_picture("", 4)) == 0
    assert lit(matrix_picture("MMMM", 4)) > lit(matrix_picture("....", 4)) > lit(matrix_picture("", 4)) == 0


@pytest.mark.parametrize(("one", "other"), [("TẠM NGHỈ", "TAM NGHI"), ("ĐÓNG QUẦY", "DONG QUAY")])
def test_a_matrix_shows_the_marks_of_vietnamese(one: str, other: str) -> None:
    assert matrix_picture(one, 10).tobytes() != matrix_picture(other, 10).tobytes()


def test_a_board_is_drawn_as_what_it_was_sent_and_dark_in_the_dark_half() -> None:
    tubes, sign = ArmflyBoard(3), AlphaBoard(5, cells=4)
    far = FarLine(tubes, sign)
    far.send(b"$003,A012#")
    far.send(bytes(5) + b"\x01Z05\x02AA\x1b cA012\x04")
    assert picture(tubes).tobytes() == segment_picture("A012", 4).tobytes()
    assert picture(tubes, lit=False).tobytes() == picture(tubes).tobytes()
    assert sign.blinks
    assert picture(sign).tobytes() == matrix_picture("A012", 4).tobytes()
    assert lit(picture(sign, lit=False)) == 0


def test_the_picture_of_the_docs_can_be_taken(tmp_path: Path) -> None:
    """With MOTCUA_PICTURES (make pictures) it goes into docs/pictures."""
    tubes, sign, panel = ArmflyBoard(3), AlphaBoard(5, cells=8), TemplateBoard(1, PANEL, cells=10)
    far = FarLine(tubes, sign, panel)
    far.send(b"$003,A012#")
    far.send(bytes(5) + b"\x01Z05\x02AA\x1b bMOI A012\x04")
    far.send(b"N01:" + "TẠM NGHỈ".encode() + b"\r\n")
    pictures = [picture(board) for board in (tubes, sign, panel)]
    width, space = max(each.width for each in pictures), 12
    whole = Image.new("RGB", (width, sum(each.height + space for each in pictures) - space), "white")
    top = 0
    for each in pictures:
        whole.paste(each, (0, top))
        top += each.height + space
    file = Path(os.environ.get("MOTCUA_PICTURES", tmp_path)) / "led-boards.png"
    whole.quantize(16).save(file, optimize=True)
    assert file.stat().st_size > 1000
