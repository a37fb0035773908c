"""Whose card it was: the same person today, nobody tomorrow, and no letter of the card."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scan_samples import CODE, HEALTH_CARDS, ID_CARD, ID_CARDS, NAME, NUMBER, leaked

from devicekit.scanner.person import HASH_DIGITS, day_key, person_of

KEY = day_key("a key of the centre", "2026-11-23")
HERS = "051305000026||Trần Thị Mẫu|01012005|Nữ|Đà Nẵng|01012022"


@pytest.mark.parametrize("card", ID_CARDS.values(), ids=ID_CARDS)
def test_every_layout_of_one_card_is_one_person(card: str) -> None:
    person = person_of(card, KEY)
    assert person == person_of(ID_CARD, KEY)
    assert len(person) == HASH_DIGITS and not leaked(person)


def test_another_person_another_day_and_another_centre_have_other_hashes() -> None:
    keys = (KEY, day_key("a key of the centre", "2026-11-24"), day_key("of another", "2026-11-23"))
    found = {person_of(card, key) for card in (ID_CARD, HERS) for key in keys}
    assert len(found) == 6 and "" not in found


@pytest.mark.parametrize(
    "scan",
    [
        *HEALTH_CARDS.values(),
        CODE,
        "",
        NUMBER,
        ID_CARD.replace("|Nam|", "|Nữ|"),
        ID_CARD.replace("03091990", "03091991"),
        ID_CARD.replace("03091990", "03092090"),
        ID_CARD.replace(NUMBER, NUMBER[:-1]),
        ID_CARD.replace(NUMBER, "\u0660" * 12),
    ],
)
def test_what_is_no_card_or_was_read_badly_is_nobody(scan: str) -> None:
    assert person_of(scan, KEY) == ""


@given(st.text(max_size=60), st.integers(0, 12))
def test_no_scan_breaks_it_and_nothing_of_one_comes_out(noise: str, at: int) -> None:
    for text in (noise, ID_CARD[:at] + noise + ID_CARD[at:], "|".join([NUMBER, *noise])):
        person = person_of(text, KEY)
        assert person == "" or (len(person) == HASH_DIGITS and NAME not in person)
