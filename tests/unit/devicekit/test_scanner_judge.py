"""What a scan is; and that of a card nothing but that comes out."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scan_samples import CODE, HEALTH_CARDS, ID_CARD, ID_CARDS, NUMBER, leaked

from devicekit.codec import encode
from devicekit.messages import AgencyRated, Event
from devicekit.scanner.judge import Dossier, NotForUs, OurTicket, judge

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    "text",
    [
        CODE,
        CODE.lower(),
        f"https://dichvucong.example.vn/tra-cuu?ma={CODE}",
        f"https://onestop.example.vn/portaldvc/tra-cuu?SGT={NUMBER}&MHS={CODE}",
    ],
)
def test_a_code_is_found_by_itself_and_in_an_address(text: str) -> None:
    assert judge(text, TODAY) == Dossier(CODE)


@pytest.mark.parametrize("text", ID_CARDS.values(), ids=ID_CARDS)
def test_an_id_card_is_known_and_nothing_of_it_comes_out(text: str) -> None:
    assert judge(text) == NotForUs("id_card")
    assert leaked(text) and leaked(repr(judge(text))) == []


@pytest.mark.parametrize("text", HEALTH_CARDS.values(), ids=HEALTH_CARDS)
def test_a_health_insurance_card_is_known_and_nothing_of_it_comes_out(text: str) -> None:
    assert judge(text) == NotForUs("health_card")
    assert leaked(text) and leaked(repr(judge(text))) == []


def test_a_ticket_of_ours_is_known() -> None:
    assert judge("MC1.kontum.20261125.A012", TODAY) == OurTicket("kontum", TODAY, "A012")


@pytest.mark.parametrize(
    "text",
    [
        "",
        NUMBER,
        ID_CARD.rpartition("|")[0],
        ID_CARD.replace(NUMBER, NUMBER[1:]),
        "MC1.kontum.20261131.A012",
        "MC1.kontum.20261126.A012",
        "MC1.kontum.20261125.A012 ",
        "MC1.Kontum.20261125.A012",
        "000.00.53.H48-270101-0001",
        "000.00.53.H48-220931-0099",
        CODE.replace("0099", "009"),
        f"{CODE} 000.00.00.H34-190901-0012",
        "H34.12-\uff12\uff14\uff10\uff11\uff10\uff11-0001",
        "https://zalo.me/34162798793657763",
        "8935001200017",
    ],
)
def test_anything_else_is_unknown(text: str) -> None:
    assert judge(text, TODAY) == NotForUs("unknown")


def test_a_code_that_lost_a_byte_on_the_way_is_no_code() -> None:
    assert judge("H34.12-240101-0001\N{REPLACEMENT CHARACTER}") == NotForUs("unknown")


@given(st.one_of(st.text(max_size=200), st.from_regex(r"([A-Z]\d\d(\.\d{1,3}){0,3}-\d{6}-\d{4,6}|MC1[.]|[|]| ){1,6}")))
def test_no_text_is_too_strange_and_every_code_fits_into_the_contract(text: str) -> None:
    meaning = judge(text)
    if isinstance(meaning, Dossier):
        vote = AgencyRated(vote="v", agency="a", questions="q", answers=(), dossier=meaning.code)
        encode(Event(id="e", boot="b", happened_ms=0, sent_ms=0, body=vote))
        assert meaning.code.isascii() and len(meaning.code) <= 48
