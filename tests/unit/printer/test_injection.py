"""Whatever names and messages hold, a job holds only what its renderer put there."""

import os
import random
import unicodedata

import pytest
from abilities import ABILITIES, ability, printed_by
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from slip_samples import SLIPS, laid_out
from ticket_samples import FONTS, LAYOUT, ORDER, SITE, ZONE, codes_on

from devicekit.orders import SlipKind
from devicekit.text_files import load_texts
from printer.ability import Ability
from printer.compose import render
from printer.document import Badge, Barcode, BigText, Boxed, Columns, Cut, Document, Fact, Item, Qr, Text
from printer.grammar import violations
from printer.ticket import local_times, ticket

VI = load_texts("vi")
TICKET = ticket(ORDER, SITE, local_times(ORDER, ZONE), VI, LAYOUT)
# Few kinds of letters, so that each comes up: controls, what turns or joins, what has no other half, pictures.
NASTY = st.text(
    st.one_of(
        st.characters(codec=None),  # type: ignore[arg-type]
        st.sampled_from("\x00\x04\x05\x07\x0a\x0d\x10\x14\x18\x1b\x1c\x1d\x7f\x80\x9b"),
        st.sampled_from("\u202e\u2066\u200d\u200f\ufeff\u0301\u0323\u0309\ud800\udfff\ue000\U0001f600\U000e0041"),
        st.sampled_from("aâậĐđẶ{}–…"),
    ),
    max_size=60,
)


def everywhere(text: str) -> Document:
    return (
        Text(text, whole=True),
        Fact(text, text),
        Item(text, text),
        Columns(text, text),
        BigText(text),
        Boxed(text),
        Badge(text),
        Barcode(text),
        Qr(text),
        Cut(),
    )


@pytest.mark.parametrize("able", ABILITIES.values(), ids=ABILITIES)
def test_every_command_of_every_paper_is_in_the_grammar_of_its_printer(able: Ability) -> None:
    for document in (TICKET, *(laid_out(order) for order in SLIPS.values())):
        assert printed_by(document, able).rows


@pytest.mark.parametrize("profile", ["tcvn3-80", "cp1258-80", "raster-58", "ascii-80"])
@given(text=NASTY)
@settings(max_examples=10)
def test_no_text_from_anywhere_puts_a_byte_of_its_own_on_the_wire(profile: str, text: str) -> None:
    assert printed_by(everywhere(text), ABILITIES[profile]).errors == ()


@pytest.mark.parametrize("kind", SLIPS)
@given(text=NASTY)
@settings(max_examples=5)
def test_what_a_slip_is_filled_with_stays_text(kind: SlipKind, text: str) -> None:
    clean = text.encode("utf-8", "replace").decode()
    order = replace(SLIPS[kind], procedure=clean, reason=clean, items=(clean,), agency=clean, qr=clean, url=clean)
    assert printed_by(laid_out(order), ABILITIES["tcvn3-80"]).errors == ()


@pytest.mark.long
@pytest.mark.timeout(900)
def test_a_hundred_thousand_random_texts_put_no_control_byte_on_the_wire() -> None:
    rng = random.Random(20261125)
    pools = [range(0x20), range(0x7F, 0xA0), range(0x300, 0x370), range(0x2000, 0x2070), range(0xD800, 0xE000)]
    pools += [range(0x20, 0x7F), range(0xC0, 0x250), range(0x1EA0, 0x1EFA), range(0x1F300, 0x1F700), range(0x110000)]
    able = ability("tcvn3-80")
    for _ in range(int(os.environ.get("MOTCUA_TEXTS", "100000"))):
        text = "".join(chr(rng.choice(rng.choice(pools))) for _ in range(rng.randrange(24)))
        job = render((Text(text, whole=True), Fact(text, text), Cut()), able, FONTS)
        assert violations(job, able) == [], ascii(text)


# The judge itself


@pytest.mark.parametrize(
    ("inserted", "place"),
    [
        (b"\x10\x14\x01", "real-time"),
        (b"\x1b@", "no command"),
        (b"\x1dV\x00", "no command"),
        (b"\x1bt\x10", "no command"),
        (b"\x07", "no command"),
        (b"\x1bp\x00\x19\xfa", "no command"),
        (b"\x1d(k\x04\x00\x31\x50\x30\x1b", "no command"),
        (b"\x1dv0\x00\x60\x00\x01\x00" + bytes(96), "no command"),
        (b"\x1d!\x88", "no command"),
    ],
)
def test_the_judge_sees_a_command_that_nobody_rendered(inserted: bytes, place: str) -> None:
    able = ABILITIES["tcvn3-80"]
    job = render(TICKET, able, FONTS)
    assert violations(job, able) == []
    at = job.index(b"\n") + 1
    (first, *_) = violations(job[:at] + inserted + job[at:], able)
    assert place in first
    assert f"byte {at}" in first


def test_a_job_that_is_cut_off_is_no_job_unless_at_a_commands_edge() -> None:
    able = ABILITIES["raster-80"]
    job = render(TICKET, able, FONTS)
    picture = job.index(b"\x1dv0")
    assert violations(job[: picture + 20], able)


def test_what_one_printer_may_get_another_may_not() -> None:
    job = render(TICKET, ABILITIES["tcvn3-80"], FONTS)
    assert violations(job, ABILITIES["raster-80"])
    assert violations(job, ability("tcvn3-80", pages={"TCVN-3-1": 49, "TCVN-3-2": 50}))


@pytest.mark.parametrize("text", ["https://x.vn/a", "a  b", "số 1", "x" * 600])
@pytest.mark.parametrize("profile", ["tcvn3-80", "raster-80", "raster-58"])
def test_a_code_says_what_was_ordered_whoever_draws_it(profile: str, text: str) -> None:
    assert codes_on(printed_by((Qr(text), Cut()), ABILITIES[profile]).image()) == [text]


def test_names_reach_the_paper_in_one_form() -> None:
    able = ABILITIES["tcvn3-80"]
    word = "Đất đai, hồ sơ, Ủy ban"
    one, two = (render((Text(unicodedata.normalize(form, word)), Cut()), able, FONTS) for form in ("NFC", "NFD"))  # type: ignore[arg-type]
    assert one == two
