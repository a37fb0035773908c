import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printer.words import BOUND, MAX_CHARACTERS, MAX_LINES, NO_BREAK, bound, flow, printable, wrap


def width(text: str) -> float:
    return 10.0 * len(text)


@given(st.text())
def test_printable_text_is_nfc_visible_and_bounded(text: str) -> None:
    clean = printable(text)
    assert unicodedata.is_normalized("NFC", clean)
    assert not [character for character in clean if unicodedata.category(character).startswith("C")]
    assert len(clean) <= MAX_CHARACTERS
    assert printable(clean) == clean


@given(st.text(alphabet="ab Ấệ", max_size=200), st.integers(2, 60))
def test_no_line_is_wider_than_the_paper_and_no_letter_is_lost(text: str, letters: int) -> None:
    lines = wrap(text, width, 10.0 * letters)
    assert all(len(line) <= letters for line in lines)
    assert len(lines) <= MAX_LINES
    if len(lines) < MAX_LINES:
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_lines_are_about_equally_long() -> None:
    assert wrap("aaaa bbbb cccc dddd", width, 150) == ["aaaa bbbb", "cccc dddd"]


def test_words_that_belong_together_stay_together() -> None:
    assert wrap("aaaa bb cc dddd", width, 80) == ["aaaa bb", "cc dddd"]
    assert wrap("aaaa bb\N{NO-BREAK SPACE}cc dddd", width, 80) == ["aaaa", "bb\N{NO-BREAK SPACE}cc", "dddd"]


@pytest.mark.parametrize(
    "words",
    [
        "Trung tâm Phục vụ hành chính công tỉnh Kon Tum",
        "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG TỈNH KON TUM",
        "Mời đến 08:05 ngày 24/11/2026, được gọi trước",
        "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
        "Phiếu từ chối tiếp nhận giải quyết hồ sơ",
        "Nộp tại quầy Bưu điện (Quầy số 4)",
        "A012: lĩnh vực Đất đai, chờ 26 phút, đã nhường 1 lượt",
    ],
)
@pytest.mark.parametrize("columns", range(22, 48))
def test_no_name_number_or_word_of_two_syllables_is_broken(words: str, columns: int) -> None:
    broken = "\n".join(flow(bound(words), len, columns)).replace(NO_BREAK, " ")
    assert broken.replace("\n", " ") == words
    for each in BOUND.findall(words):
        assert each in broken


def test_too_much_text_ends_with_dots() -> None:
    lines = wrap("word " * 100, width, 100)
    assert len(lines) == MAX_LINES
    assert lines[-1].endswith("…")


def test_no_word_of_a_long_text_stands_alone_at_its_end() -> None:
    assert flow("aa bb cc dd", len, 8) == ["aa bb", "cc dd"]
    assert flow("aa bb cc", len, 5) == ["aa bb", "cc"]
    # Part of a word that was broken stays where it is.
    assert flow("a b cccccc", len, 5) == ["a b", "ccccc", "c"]
