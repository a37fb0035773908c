import re
import unicodedata

import pytest

from devicekit.text_files import in_both, load_texts
from devicekit.texts import Texts

VI = load_texts("vi")
EN = load_texts("en")
# The new placement puts the tone on the second vowel of oa, oe, uy: hoà, khoẻ, huỷ. After q the u is no vowel.
NEW_STYLE = re.compile(r"(?:o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])\b", re.IGNORECASE)


def raw(texts: Texts, key: str) -> str:
    return texts.get(key, **{name: f"{{{name}}}" for name in texts.placeholders(key)})


def test_both_languages_have_the_same_keys() -> None:
    assert VI.keys() == EN.keys()


@pytest.mark.parametrize("key", sorted(VI.keys()))
def test_both_languages_fill_in_the_same_things(key: str) -> None:
    assert VI.placeholders(key) == EN.placeholders(key)


def test_every_text_is_nfc_and_not_blank() -> None:
    for texts in (VI, EN):
        for key in sorted(texts.keys()):
            assert unicodedata.is_normalized("NFC", raw(texts, key)), key
            assert raw(texts, key).strip() == raw(texts, key) != "", key


def test_vietnamese_puts_the_tone_where_state_documents_put_it() -> None:
    assert [key for key in sorted(VI.keys()) if NEW_STYLE.search(raw(VI, key))] == []


@pytest.mark.parametrize("word", ["hoà", "HUỶ", "khoẻ", "thuý", "hoá đơn"])
def test_the_house_rule_finds_new_style_words(word: str) -> None:
    assert NEW_STYLE.search(word)


@pytest.mark.parametrize("word", ["hòa", "hủy", "khỏe", "quý", "quỹ", "hoàn", "huýt", "Ủy ban", "ủy quyền"])
def test_the_house_rule_leaves_right_words_alone(word: str) -> None:
    assert not NEW_STYLE.search(word)


def test_vietnamese_addresses_people_as_ong_ba_and_never_shouts() -> None:
    for key in sorted(VI.keys()):
        text = raw(VI, key).lower()
        assert not re.search(r"khách hàng|quý khách|\bbạn\b|!", text), key


def test_placeholders_are_filled_in_and_their_values_are_left_as_they_are() -> None:
    assert VI.get("ticket.service", service="{phone} 100 %") == "Lĩnh vực: {phone} 100 %"


def test_a_missing_key_names_the_nearest() -> None:
    with pytest.raises(KeyError, match=r"no text 'ticket\.tile' in 'vi'; the nearest is 'ticket\.title'"):
        VI.get("ticket.tile")


def test_a_missing_placeholder_is_named() -> None:
    with pytest.raises(KeyError, match=r"'ticket\.taken' of 'vi' needs date, time"):
        VI.get("ticket.taken")


def test_text_that_is_not_nfc_is_refused() -> None:
    with pytest.raises(ValueError, match="not in Unicode form NFC"):
        Texts("vi", {"a": unicodedata.normalize("NFD", "số")})


def test_an_unknown_language_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="known: vi, en"):
        load_texts("lo")


def test_an_error_line_is_vietnamese_first() -> None:
    line = in_both("tech.err.port", port="/dev/ttyUSB0")
    assert line == "Cổng /dev/ttyUSB0 đang được chương trình khác sử dụng (Port /dev/ttyUSB0 is in use)"
