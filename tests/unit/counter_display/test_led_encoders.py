"""Every kind of display: the golden bytes of its frames, what it refuses, and what it makes of an answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from led_boards import SETTINGS, board, board_named

from counter_display import checksums
from counter_display.bus import GAP_S
from counter_display.glyphs import fitted, unshowable
from counter_display.notation import parse, written

CHECK = b"123456789"
TEXTS = st.text(alphabet=st.characters(codec="utf-8"), max_size=20) | st.text(alphabet="A0129- nGHI", max_size=8)


@pytest.mark.parametrize(
    ("name", "text", "golden"),
    [
        ("qsystem", "A012", "01 03 41 30 31 32 20 20 20 07"),
        ("armfly", "A012", "24 30 30 33 2c 41 30 31 32 23"),
        ("armfly", "", "24 30 30 33 2c 20 20 20 20 23"),
        ("armfly", "nGHI", "24 30 30 33 2c 4e 47 48 49 23"),
        ("modbus", "A012", "03 10 00 70 00 02 04 41 30 31 32 7f 45"),
        ("modbus number", "1005", "03 06 00 00 03 ed 48 95"),
        ("modbus number", "", "03 06 00 00 00 00 88 28"),
        ("modbus low first", "A012", "03 10 00 70 00 03 06 30 41 32 31 20 20 9d 79"),
        ("alpha plain", "A012", "00 00 00 00 00 01 5a 30 30 02 41 41 1b 20 62 41 30 31 32 04"),
        ("alpha", "A012", "00 00 00 00 00 01 5a 30 33 02 41 41 1b 20 62 41 30 31 32 03 30 31 46 38 04"),
        ("alpha seven bits", "A0", "00 00 00 00 00 81 5a 30 33 82 41 41 1b a0 e2 41 30 03 30 b1 39 35 84"),
        ("template STX ETX", "A012", "02 30 33 41 30 31 32 03 72"),
        ("template fixed", "12", "aa 55 03 20 20 31 32 c7 40"),
        ("template lines", "ĐÓNG", "4e 30 33 3a c4 90 c3 93 4e 47 0d 0a"),
    ],
)
def test_frames_are_the_golden_bytes(name: str, text: str, golden: str) -> None:
    assert board_named(name).show(text).hex(" ") == golden


@pytest.mark.parametrize(
    ("kind", "golden"),
    [("sum8", "dd"), ("xor8", "31"), ("lrc", "23"), ("crc16-modbus", "374b"), ("none", "")],
)
def test_checksums_are_those_of_the_catalogues(kind: checksums.Checksum, golden: str) -> None:
    # The check values of 123456789; CRC-16/MODBUS is 4B37 in the catalogue of Greg Cook, low byte first on the wire.
    assert checksums.OF[kind](CHECK).hex() == golden


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("qsystem", "12345678"),
        ("armfly", "12345"),
        ("armfly", "A#12"),
        ("armfly", "K012"),
        ("modbus", "KHOA"),
        ("modbus", "Đ001"),
        ("modbus number", "A012"),
        ("modbus number", "012"),
        ("modbus number", "40000"),
        ("modbus number", "-12"),
        ("alpha", "TẠM NGHỈ"),
        ("alpha", "x" * 17),
        ("alpha", "A\x0412"),
        ("template STX ETX", "A\x0312"),
        ("template STX ETX", "A0123"),
        ("template lines", "A\r\nB"),
    ],
)
def test_a_text_that_a_board_cannot_show_is_refused_by_name(name: str, text: str) -> None:
    with pytest.raises(ValueError, match="cannot show"):
        board_named(name).show(text)


@pytest.mark.parametrize("name", SETTINGS)
def test_every_board_can_be_dark(name: str) -> None:
    assert board_named(name).show("")


@pytest.mark.parametrize("name", SETTINGS)
@given(text=TEXTS, blinking=st.booleans())
def test_any_text_at_all_is_a_frame_or_a_declared_error(name: str, text: str, blinking: bool) -> None:
    display = board_named(name)
    try:
        display.show(text, blinking)
    except ValueError as error:
        assert "cannot show" in str(error)
        return
    assert not unshowable(display.ability.face, text)
    assert fitted(display.ability.face, text).upper() == text.upper()


def test_only_alpha_blinks_by_itself() -> None:
    assert [name for name in SETTINGS if board_named(name).ability.blinks] == [n for n in SETTINGS if "alpha" in n]
    sign = board_named("alpha plain")
    assert [sign.show("A012", blinking)[14:15] for blinking in (False, True)] == [b"b", b"c"]


@pytest.mark.parametrize(
    ("name", "data", "reply"),
    [
        ("modbus", "03 10 00 70 00 02 41 f1", "taken"),
        ("modbus", "00 ff 03 10 00 70 00 02 41 f1 00", "taken"),
        ("modbus", "03 10 00 70 00 02 41 f0", "strange"),
        ("modbus", "04 10 00 70 00 02 40 46", "strange"),
        ("modbus", "03 90 02 6c 01", "refused"),
        ("modbus", "00 03 90 02 6c 01", "refused"),
        ("modbus", "03 90 02 6c", "coming"),
        ("modbus", "03 90 02 6c 02", "coming"),
        ("modbus", "03 90 02 6c 02 00 00 00", "strange"),
        ("modbus", "", "coming"),
        ("modbus number", "03 06 00 00 03 ed 48 95", "taken"),
        ("template STX ETX", "06", "taken"),
        ("template STX ETX", "", "coming"),
        ("template STX ETX", "15", "strange"),
        ("template fixed", "06", "strange"),
        ("qsystem", "01 04 31 07", "strange"),
    ],
)
def test_an_answer_is_taken_for_what_it_is(name: str, data: str, reply: str) -> None:
    display = board_named(name)
    frame = display.show("1005" if name == "modbus number" else "A012" if name != "template fixed" else "12")
    assert display.reply(frame, bytes.fromhex(data)) == reply


@pytest.mark.parametrize("name", SETTINGS)
@given(data=st.binary(max_size=30))
def test_any_answer_at_all_is_survived(name: str, data: bytes) -> None:
    display = board_named(name)
    assert display.reply(display.show("12"), data) in ("taken", "refused", "coming", "strange")


def test_a_modbus_frame_is_followed_by_three_and_a_half_characters_of_silence() -> None:
    assert board_named("modbus").ability.gap_s == pytest.approx(0.00401, abs=1e-5)
    assert board(driver="modbus", gap_ms=50).ability.gap_s == 0.05
    assert board_named("qsystem").ability.gap_s == GAP_S


@given(st.binary(max_size=40))
def test_bytes_written_down_are_the_same_bytes_again(data: bytes) -> None:
    assert parse(written(data)) == data


@pytest.mark.parametrize("text", ["2", "0x02", "'A", "A", "'A'0d", "02,03", "zz", "'Đ'", "02  'A' 3"])
def test_a_notation_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        parse(text)
