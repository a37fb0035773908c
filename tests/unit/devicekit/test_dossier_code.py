"""Dossier codes: the samples of real systems, what is near them, and what scanners read."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devicekit.dossier_code import code_in, dossier_code

TODAY = date(2026, 11, 25)
GOOD = (
    "000.00.53.H48-220921-0099",
    "000.00.00.H34-190901-0012",
    "H34.12-240101-0001",
    "H56.42.3-250701-0107",
    "G22.99-251001-12345",
)
BAD = (
    "000.00.53.H48-220931-0099",
    "000.00.53.H48-220921-99",
    "000.00.53.H48-2209 21-0099",
    "000.00.53.H48-270101-0001",
    "H34.12-\uff12\uff14\uff10\uff11\uff10\uff11-0001",
    "A012",
    "079090001234",
    "H34.12-٢٤٠١٠١-0001",
    "",
)


@pytest.mark.parametrize("code", GOOD)
def test_codes_of_real_systems_are_codes(code: str) -> None:
    assert dossier_code(code, TODAY) == code


@pytest.mark.parametrize("text", BAD)
def test_what_is_near_a_code_is_none(text: str) -> None:
    assert dossier_code(text, TODAY) is None


def test_small_letters_and_blanks_around_are_put_right() -> None:
    assert dossier_code(" 000.00.53.h48-220921-0099\r\n") == "000.00.53.H48-220921-0099"


@pytest.mark.parametrize("code", GOOD)
@pytest.mark.parametrize(
    "around",
    (
        "{}",
        "https://dichvucong.example.vn/tra-cuu?ma={}",
        "https://onestop.example.vn/apiqr/qr?id={}&x=1",
        "https://onestop.example.vn/{}/",
        "{}\r\n",
    ),
)
def test_the_code_is_found_in_either_kind_of_qr(code: str, around: str) -> None:
    assert code_in(around.format(code), TODAY) == code


def test_two_codes_are_no_code() -> None:
    assert code_in(f"{GOOD[0]} {GOOD[1]}") is None
    assert code_in(f"{GOOD[0]} {GOOD[0]}") == GOOD[0]


@given(st.text(max_size=80))
def test_no_text_is_too_strange(text: str) -> None:
    found = code_in(text)
    assert found is None or dossier_code(found) == found
