"""What people type where a dossier code is asked for."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devicekit.dossier_code import dossier_code
from hub.dossier_typed import MOST_TYPED, code_typed, fit, wrong_part

TODAY = date(2026, 11, 25)
CODE = "000.00.53.H48-220921-0099"


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        f"  {CODE.lower()}\r\n",
        "000.00.53.H48 - 220921 - 0099",
        "000.00.53.h48–220921—0099",
        f"https://dichvucong.example.vn/tra-cuu?ma={CODE}",
        f"https://onestop.example.vn/{CODE}/",
        f"Mã số hồ sơ: {CODE}.",
    ],
)
def test_a_code_is_found_however_it_is_typed_or_pasted(typed: str) -> None:
    assert code_typed(typed, TODAY) == CODE


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("000.00.5.H48-220921-0099", "unit"),
        ("OOO.OO.53.H48-220921-0099", "unit"),
        ("-220921-0099", "unit"),
        ("000.00.53.H48-220931-0099", "day"),
        ("000.00.53.H48-2209-0099", "day"),
        ("000.00.53.H48-261126-0099", "day"),
        ("000.00.53.H48-٢٢٠٩٢١-0099", "day"),
        ("000.00.53.H48-220921-99", "sequence"),
        ("000.00.53.H48-220921-", "sequence"),
        ("000.00.53.h48 - 220921 - 00x9", "sequence"),
        ("000.00.53.H48", "whole"),
        ("000.00.53.H48.220921.0099", "whole"),
        ("A012", "whole"),
        ("079090001234", "whole"),
        (f"{CODE} {CODE[:-1]}8", "whole"),
        ("<script>alert(1)</script>", "whole"),
        ("", "whole"),
        ("0" * 100_000, "whole"),
    ],
)
def test_the_first_part_that_looks_wrong_is_named(typed: str, part: str) -> None:
    assert code_typed(typed, TODAY) is None
    assert wrong_part(typed, TODAY) == part


def test_what_is_too_long_is_no_code_although_there_is_one_in_it() -> None:
    assert code_typed("x" * MOST_TYPED + CODE, TODAY) is None


def test_what_is_shown_again_is_visible_and_short() -> None:
    assert fit(" H34\x00\x1b[31m\u202e-24\n ") == "H34[31m-24"
    assert len(fit("x" * 10_000)) == MOST_TYPED


@given(st.text(max_size=60) | st.from_regex(r"[0-9.H]{0,14}-[0-9]{0,7}-[0-9]{0,7}", fullmatch=True))
def test_no_text_is_too_strange(typed: str) -> None:
    code = code_typed(typed, TODAY)
    assert wrong_part(typed, TODAY) in ("unit", "day", "sequence", "whole")
    if code is not None:
        assert dossier_code(code, TODAY) == code
        assert code.isascii()
