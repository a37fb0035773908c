"""Virtual boards at the far end of the wire: what was sent is what they show, and noise shows nothing."""

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from led_boards import SETTINGS, board_named
from many_inputs import each_of_many
from virtual_led import FarLine, far_board, far_line

from counter_display.checksums import crc16_modbus
from counter_display.glyphs import SETS
from counter_display.virtual_boards import AlphaBoard, ArmflyBoard
from counter_display.virtual_device import Board
from counter_display.virtual_modbus import GAP_S, ModbusBoard
from counter_display.virtual_qsystem import QSystemBoard

NOISE, TEXT = 60, 20
# The sum of an Alpha frame leaves out the address, and one wrong bit in its mark turns it into text.
CHECKED = [name for name in SETTINGS if name.startswith("modbus") or name in ("template STX ETX", "template fixed")]


def texts_of(name: str) -> st.SearchStrategy[str]:
    """Texts that this board can show."""
    face = board_named(name).ability.face
    if name == "modbus number":
        return st.integers(1, 9999).map(str)
    return st.text(alphabet=sorted(alphabet_of(name)), max_size=face.cells)


def alphabet_of(name: str) -> frozenset[str]:
    face = board_named(name).ability.face
    return SETS.get(face.glyphs, SETS["ascii"] | set("ĐẠỆỦưạ")) - face.never


def seen(text: str, name: str) -> str:
    """A text as a person reads it off the board."""
    shown = text.upper() if board_named(name).ability.face.capitals else text
    return (shown.lstrip() if name == "template fixed" else shown).rstrip()


def fed(board: Board, data: bytes) -> bytes:
    """What a board answers to bytes that come after a long silence and without pauses."""
    return b"".join(board.hear(value, 0.0 if at else 1.0, 0.0) for at, value in enumerate(data))


class Came(NamedTuple):
    """What became of a frame at its board."""

    text: str
    blinking: bool
    dropped: int
    reply: str


def sent(name: str, text: str, blinking: bool = False) -> Came:
    """Show a text on a new board."""
    display, board = board_named(name), far_board(SETTINGS[name])
    frame = display.show(text, blinking)
    answer = fed(board, frame)
    return Came(board.text, board.blinks, len(board.dropped), display.reply(frame, answer) if answer else "")


def right(name: str, text: str, blinking: bool = False) -> Came:
    """What should become of it."""
    ability = board_named(name).ability
    return Came(seen(text, name), blinking and ability.blinks, 0, "taken" if ability.answer_s else "")


@pytest.mark.parametrize("name", SETTINGS)
@given(data=st.data(), blinking=st.booleans())
def test_what_is_sent_is_shown_and_answered(name: str, data: st.DataObject, blinking: bool) -> None:
    text = data.draw(texts_of(name))
    assert sent(name, text, blinking) == right(name, text, blinking)


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", SETTINGS)
def test_a_hundred_thousand_texts_are_shown_and_answered(name: str) -> None:
    longest = min(board_named(name).ability.face.cells, TEXT)
    alphabet = "123456789" if name == "modbus number" else "".join(sorted(alphabet_of(name)))

    def claim(piece: bytes) -> None:
        text, blinking = "".join(alphabet[value % len(alphabet)] for value in piece), len(piece) % 2 == 1
        assert sent(name, text, blinking) == right(name, text, blinking)

    each_of_many(claim, longest)


def shown_after(name: str, noise: bytes) -> str:
    """What a new board shows when 12 is sent to it after noise."""
    board = far_board(SETTINGS[name])
    fed(board, noise)
    fed(board, board_named(name).show("12"))
    return board.text


@pytest.mark.parametrize("name", SETTINGS)
@given(data=st.binary(max_size=60))
def test_a_good_frame_after_any_noise_is_shown(name: str, data: bytes) -> None:
    assert shown_after(name, data) == "12"


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", SETTINGS)
def test_a_hundred_thousand_noises_are_survived(name: str) -> None:
    def claim(piece: bytes) -> None:
        assert shown_after(name, piece) == "12"

    each_of_many(claim, NOISE)


@pytest.mark.parametrize("name", CHECKED)
@given(at=st.integers(0, 200), bit=st.integers(0, 7))
def test_one_wrong_bit_never_shows_a_wrong_number_where_there_is_a_checksum(name: str, at: int, bit: int) -> None:
    frame = bytearray(board_named(name).show("1005"))
    frame[at % len(frame)] ^= 1 << bit
    far = far_line(name)
    far.send(bytes(frame))
    assert far.boards[0].text in ("", "1005")


@pytest.mark.parametrize("name", [name for name in SETTINGS if SETTINGS[name].address != 0])
def test_another_address_is_another_board(name: str) -> None:
    far = far_line(name)
    (board,) = far.boards
    board.address += 1
    answer = far.send(board_named(name).show("12"))
    assert (answer, board.text, list(board.dropped)) == (b"", "", [])


def test_a_text_that_looks_like_a_beginning_is_text() -> None:
    assert sent("template lines", "@ N23:") == right("template lines", "@ N23:")


def test_boards_of_three_kinds_on_one_line_show_each_its_own() -> None:
    modbus, armfly, sign = ModbusBoard(3), ArmflyBoard(4), AlphaBoard(5)
    far = FarLine(modbus, armfly, sign)
    answer = far.send(board_named("modbus").show("A001"))
    far.send(b"$004,A002#")
    frame = bytearray(board_named("alpha").show("A003"))
    far.send(bytes(frame).replace(b"Z03", b"Z05"))
    assert (modbus.text, armfly.text, sign.text) == ("A001", "A002", "A003")
    assert len(answer) == 8


def test_a_modbus_board_is_deaf_until_the_line_was_silent() -> None:
    board = ModbusBoard(3)
    far = FarLine(board)
    first, second = (board_named("modbus").show(text) for text in ("A001", "A002"))
    far.send(first, after=(len(first) + 8) * 10 / 9600 + GAP_S + 0.003)
    far.send(second)
    assert board.text == "A001"
    far.send(second)
    assert board.text == "A002"


def test_a_qsystem_board_loses_a_frame_within_its_gap() -> None:
    board = QSystemBoard(3)
    far = FarLine(board)
    far.send(board_named("qsystem").show("A001"), after=0.2)
    far.send(board_named("qsystem").show("A002"))
    assert board.text == "A001"


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (bytes((3, 3, 0, 0x70, 0, 2)), "03 03 04 41 30 30 31"),
        (bytes((3, 6, 1, 0, 0, 1)), "03 86 02"),
        (bytes((3, 4, 0, 0, 0, 1)), "03 84 01"),
        (bytes((3, 16, 0, 0x70, 0, 3, 4)) + b"A001", "03 90 03"),
    ],
    ids=["read", "no such register", "no such function", "a count that is none"],
)
def test_a_modbus_board_refuses_what_it_has_not(asked: bytes, answer: str) -> None:
    far = far_line("modbus")
    far.send(board_named("modbus").show("A001"))
    expected = bytes.fromhex(answer)
    assert far.send(asked + crc16_modbus(asked)) == expected + crc16_modbus(expected)


def test_bytes_take_the_time_of_the_line() -> None:
    far = far_line("modbus")
    frame = board_named("modbus").show("A001")
    far.send(frame, after=len(frame) * 10 / 9600 - 0.0005)
    assert far.boards[0].text == ""
    far.send(b"", after=0.001)
    assert far.boards[0].text == "A001"
