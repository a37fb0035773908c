"""A call in words: numbers by digits and by the rules of Vietnamese, sentences as they stand in the texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from announcer.phrases import CHIME, LARGEST, PAUSE, PHRASES, Phrases, Reading, by_digits, cardinal, counter
from devicekit.orders import Announce
from devicekit.sound.clipset import file_name
from devicekit.text_files import load_texts

PHRASING = Phrases(load_texts("vi"))
SPOKEN = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]

CARDINALS = {
    0: "không",
    4: "bốn",
    5: "năm",
    10: "mười",
    11: "mười một",
    14: "mười bốn",
    15: "mười lăm",
    20: "hai mươi",
    21: "hai mươi mốt",
    24: "hai mươi tư",
    25: "hai mươi lăm",
    44: "bốn mươi tư",
    45: "bốn mươi lăm",
    55: "năm mươi lăm",
    91: "chín mươi mốt",
    100: "một trăm",
    101: "một trăm lẻ một",
    104: "một trăm lẻ bốn",
    105: "một trăm lẻ năm",
    110: "một trăm mười",
    111: "một trăm mười một",
    115: "một trăm mười lăm",
    124: "một trăm hai mươi tư",
    1000: "một nghìn",
    1005: "một nghìn không trăm lẻ năm",
    1010: "một nghìn không trăm mười",
    1015: "một nghìn không trăm mười lăm",
    1100: "một nghìn một trăm",
    2000: "hai nghìn",
    2024: "hai nghìn không trăm hai mươi tư",
}


def test_every_ticket_is_read_digit_by_digit_zeros_included() -> None:
    for n in range(1000):
        digits = f"{n:03}"
        assert by_digits(f"A{digits}") == ["a", *(SPOKEN[ord(digit) - ord("0")] for digit in digits)]


def test_a001_is_a_khong_khong_mot() -> None:
    assert by_digits("A001") == ["a", "không", "không", "một"]
    assert by_digits("1015") == ["một", "không", "một", "năm"]


@pytest.mark.parametrize(("n", "text"), CARDINALS.items())
def test_counters_are_read_by_the_rules(n: int, text: str) -> None:
    assert " ".join(cardinal(n, Reading())) == text


def test_north_and_south_have_words_of_their_own() -> None:
    assert " ".join(cardinal(1105, Reading("linh", "ngàn"))) == "một ngàn một trăm linh năm"
    assert " ".join(cardinal(1005, Reading("linh", "nghìn"))) == "một nghìn không trăm linh năm"


UNITS = {word: n for n, word in enumerate(SPOKEN)} | {"mốt": 1, "tư": 4, "lăm": 5}


def meant(words: list[str]) -> int:
    """The number that a listener understands."""
    total = value = 0
    for word in words:
        if word == "nghìn":
            total, value = (total + value) * 1000, 0
        elif word == "trăm":
            total, value = total + value * 100, 0
        elif word == "mươi":
            value *= 10
        elif word == "mười":
            value += 10
        elif word != "lẻ":
            value += UNITS[word]
    return total + value


@given(st.integers(0, LARGEST))
def test_a_listener_understands_every_number_as_it_was_meant(n: int) -> None:
    assert meant(cardinal(n, Reading())) == n


@given(st.integers(0, LARGEST))
def test_the_special_units_are_said_only_after_tens(n: int) -> None:
    words = cardinal(n, Reading())
    for before, word in zip(["", *words], words, strict=False):
        assert word not in ("mốt", "tư") or before == "mươi"
        assert word != "lăm" or before in ("mươi", "mười")
        assert not (before == "mươi" and word in ("một", "bốn", "năm"))


@pytest.mark.parametrize(
    ("number", "words"),
    [("3", ["ba"]), ("12", ["mười", "hai"]), ("2B", ["hai", "bê"]), ("A-1", ["a", "một"]), ("05", ["năm"])],
)
def test_counters_are_read_as_people_see_them(number: str, words: list[str]) -> None:
    assert counter(number, Reading()) == words


@pytest.mark.parametrize("number", ["", "-", "3*", "ب", "²"])
def test_a_counter_that_nobody_can_read_out_is_refused_by_name(number: str) -> None:
    with pytest.raises(ValueError, match="counter"):
        counter(number, Reading())


@given(st.text(max_size=8))
def test_any_counter_is_read_or_refused(number: str) -> None:
    try:
        words = counter(number, Reading())
    except ValueError:
        return
    assert set(words) <= set(PHRASING.vocabulary())


SENTENCES = {
    "call": "mời công dân có số thứ tự a không không một, đến quầy số ba",
    "recall": "xin nhắc lại, mời công dân có số thứ tự a không không một, đến quầy số ba",
    "recall_last": "mời lần cuối công dân có số thứ tự a không không một, đến quầy số ba",
    "post": "mời công dân có số thứ tự a không không một, đến quầy bưu điện để nộp phí, lệ phí",
    "back": "mời công dân có số thứ tự a không không một, quay lại quầy số ba",
    "return": "mời công dân có số thứ tự a không không một, đến quầy trả kết quả",
    "desk": "mời công dân có số thứ tự a không không một, đến quầy hướng dẫn",
}


@pytest.mark.parametrize("phrase", PHRASES)
def test_each_phrase_is_the_sentence_of_the_texts(phrase) -> None:  # type: ignore[no-untyped-def]
    chime, pause, *words = PHRASING.clips(Announce(phrase=phrase, number="A001", counter="3"))
    assert (chime, pause) == (CHIME, PAUSE)
    assert " ".join(words).replace(" ,", ",") == SENTENCES[phrase]


def test_every_clip_of_any_call_is_in_the_vocabulary() -> None:
    known = set(PHRASING.vocabulary())
    for phrase in PHRASES:
        for number in (f"{letter}{n:03}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for n in (0, 123, 456, 789)):
            call = Announce(phrase=phrase, number=number, counter=number[1:])
            assert set(PHRASING.clips(call)) - {PAUSE} <= known
    assert set(PHRASING.test()) - {PAUSE} <= known


def test_no_two_clips_share_a_file() -> None:
    names = {file_name(clip) for clip in PHRASING.vocabulary()}
    assert len(names) == len(PHRASING.vocabulary())
    assert all(name.isascii() for name in names)
    assert (file_name("mười"), file_name("mươi")) == ("muwowif.wav", "muwowi.wav")
    assert file_name("đến quầy số") == "ddeens-quaayf-soos.wav"
