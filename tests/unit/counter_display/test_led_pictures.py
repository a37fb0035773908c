"""The pictures of virtual boards: every segment and every dot where a person would see it."""

from itertools import combinations

import pytest
from PIL import Image
from virtual_led import FarLine

from counter_display.display_settings import WORDS
from counter_display.glyphs import SEGMENTS as SHOWABLE
from counter_display.virtual_boards import AlphaBoard, ArmflyBoard
from counter_display.virtual_pictures import LIT, matrix_picture, picture, segment_picture, segments_of
from devicekit.text_files import load_texts


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
    assert sign.blinking
    assert picture(sign).tobytes() == matrix_picture("A012", 4).tobytes()
    assert lit(picture(sign, lit=False)) == 0
