"""The far end keeps the line's rules: what a real line would lose, it loses; what a real device forgets, it forgets."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from led_boards import SETTINGS, board_named
from virtual_led import far_board

from counter_display.checksums import crc16_modbus
from counter_display.modbus_protocol import answer, read, values, write_coil
from counter_display.protocol import box_frame, lamp_frame, text_frame
from counter_display.virtual import Noise, VirtualLine
from counter_display.virtual_boards import AlphaBoard, ArmflyBoard
from counter_display.virtual_device import Device
from counter_display.virtual_modbus import HOLD_S, ModbusBoard, ModbusBox
from counter_display.virtual_qsystem import QSystemBoard, QSystemBox
from devicekit.clock import HandClock

DISPLAY, BOX, PAD = 3, 4, 21
KEYS = ("next", "start", "noshow")


class Far:
    """A line, and the clock that it goes by."""

    def __init__(self, *more: Device, echo: bool = False) -> None:
        self.clock = HandClock()
        self.panel, self.other, self.box = QSystemBoard(DISPLAY), QSystemBoard(5), QSystemBox(BOX)
        self.line = VirtualLine(self.clock, (self.panel, self.other, self.box, *more), echo=echo)

    def send(self, data: bytes, after: float = 0.4) -> bytes:
        """Put bytes on the line and let time pass; what came back."""
        said = self.line.feed(data)
        self.clock.turn(after)
        return said + self.line.feed(b"")


def whys(devices: Iterable[Device]) -> set[str]:
    return {each.why for device in devices for each in device.dropped}


def test_a_frame_is_shown_when_its_last_byte_has_arrived_and_not_before() -> None:
    far = Far()
    far.send(text_frame(DISPLAY, "A012"), after=0.0100)
    assert far.panel.text == ""
    far.send(b"", after=0.0005)
    assert (far.panel.text, far.other.text) == ("A012", "")


def test_a_frame_within_the_gap_is_lost_also_after_one_for_another() -> None:
    far = Far()
    far.send(text_frame(5, "A012"), after=0.2)
    far.send(text_frame(DISPLAY, "A013"), after=0.2)
    assert (far.other.text, far.panel.text) == ("A012", "")
    assert {each.why for each in far.line.violations} == {"too soon"}
    far.send(b"", after=0.2)
    far.send(text_frame(DISPLAY, "A014"))
    assert far.panel.text == "A014"


def test_box_frames_set_its_characters_and_its_lamp() -> None:
    far = Far()
    far.send(box_frame(BOX, "012", blinking=True))
    far.send(lamp_frame(BOX, 0x32))
    assert (far.box.text, far.box.blinking, far.box.lamp) == ("012", True, "green")


def test_a_key_arrives_after_its_four_bytes_of_time_and_keeps_no_panel_busy() -> None:
    far = Far()
    far.line.press(far.box, "next")
    assert far.send(b"", after=0.004) == b"\x01\x04\x31"
    assert far.send(b"", after=0.001) == b"\x07"
    far.send(text_frame(DISPLAY, "A012"), after=0.1)
    assert far.panel.text == "A012"


def test_a_key_pressed_while_a_frame_is_under_way_spoils_both() -> None:
    far = Far()
    far.send(text_frame(DISPLAY, "A012"), after=0.003)
    far.line.press(far.box, "next")
    assert far.send(b"") != b"\x01\x04\x31\x07"
    assert far.panel.text == ""
    assert "collision" in {each.why for each in far.line.violations}


def test_two_boxes_that_speak_at_once_spoil_both() -> None:
    second = QSystemBox(6)
    far = Far(second)
    far.line.press(far.box, "next")
    far.clock.turn(0.002)
    far.line.press(second, "next")
    said = far.send(b"")
    assert b"\x01\x04\x31\x07" not in said
    assert b"\x01\x06\x31\x07" not in said


def test_a_question_asked_into_an_answer_spoils_both() -> None:
    pad = ModbusBox(PAD, KEYS)
    far = Far(pad)
    question = read(PAD, 4, 0, 3)
    assert answer(question, far.send(question))
    # 8 bytes, what the keypad thinks, and 3 bytes of its answer.
    said = far.send(question, after=(8 + 3) * 10 / 9600 + pad.turn_s) + far.send(question)
    assert not answer(question, said)
    assert far.line.collisions
    assert answer(question, far.send(question))


def test_a_number_in_turns_with_darkness_is_seen_as_blinking_and_a_steady_one_is_not() -> None:
    far = Far()
    for text in ("A012", "", "A012", ""):
        far.send(text_frame(DISPLAY, text), after=0.6)
    assert far.panel.blinking(far.clock.monotonic())
    assert far.panel.number(far.clock.monotonic()) == "A012"
    far.send(text_frame(DISPLAY, "A012"), after=2.0)
    assert not far.panel.blinking(far.clock.monotonic())
    assert far.panel.number(far.clock.monotonic()) == "A012"


@pytest.mark.parametrize("noise", [b"\xff", b"\x01", b"\x01\x03", b"\x07\x07", b"\x01\x03\x20\x07"])
def test_a_frame_after_noise_and_a_pause_is_shown(noise: bytes) -> None:
    far = Far()
    far.send(noise)
    far.send(text_frame(DISPLAY, "A012"))
    assert far.panel.text == "A012"
    assert whys([far.panel])


@given(st.lists(st.binary(max_size=20), max_size=20))
def test_any_bytes_at_all_are_survived(chunks: list[bytes]) -> None:
    far = Far(ModbusBoard(7), ModbusBox(PAD, KEYS))
    for chunk in chunks:
        far.send(chunk, after=0.05)
    far.send(b"", after=1.0)
    far.send(text_frame(DISPLAY, "A012"), after=1.0)
    assert far.panel.text == "A012"


def test_devices_of_every_protocol_hang_on_one_line() -> None:
    boards = [far_board(settings) for settings in SETTINGS.values()]
    for n, board in enumerate(boards):
        board.address = 30 + n
    pad, box = ModbusBox(PAD, KEYS), QSystemBox(BOX)
    clock = HandClock()
    line = VirtualLine(clock, (*boards, pad, box))
    for name, board in zip(SETTINGS, boards, strict=True):
        here, board.address = board.address, SETTINGS[name].address
        line.feed(board_named(name).show("12"))
        clock.turn(0.6)
        line.advance(clock.monotonic())
        board.address = here
        assert board.text == "12", name
    line.press(pad, "start")
    line.press(box, "start")
    clock.turn(0.4)
    assert line.feed(read(PAD, 4, 0, 3))[-4:] == b"\x01\x04\x32\x07"
    clock.turn(0.4)
    assert values(read(PAD, 4, 0, 3), answer(read(PAD, 4, 0, 3), line.feed(b""))) == (0, 1, 0)


def test_a_keypad_that_is_asked_says_bits_while_a_finger_is_on_it_and_counts_for_ever() -> None:
    pad = ModbusBox(PAD, KEYS, wraps_at=3)
    far = Far(pad)
    bits, counters = read(PAD, 2, 0, 3), read(PAD, 3, 0, 3)
    for _ in range(4):
        far.line.press(pad, "start")
    assert values(bits, answer(bits, far.send(bits, after=HOLD_S / 2))) == (0, 1, 0)
    far.clock.turn(HOLD_S)
    assert values(bits, answer(bits, far.send(bits))) == (0, 0, 0)
    assert values(counters, answer(counters, far.send(counters))) == (0, 1, 0)


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        (read(PAD, 4, 1, 3), "15 84 02"),
        (write_coil(PAD, 1, True), "15 85 02"),
        (bytes((PAD, 1, 0, 0, 0, 1)), "15 81 01"),
    ],
    ids=["no such button", "no such lamp", "no such function"],
)
def test_a_keypad_that_is_asked_refuses_what_it_has_not(asked: bytes, refusal: str) -> None:
    whole = asked if len(asked) == 8 else asked + crc16_modbus(asked)
    assert Far(ModbusBox(PAD, KEYS)).send(whole)[:3] == bytes.fromhex(refusal)


def test_a_lamp_is_switched_by_its_coil() -> None:
    pad = ModbusBox(PAD, KEYS)
    far = Far(pad)
    for on in (True, False):
        order = write_coil(PAD, 0, on)
        assert far.send(order) == order
    assert [each.text for each in pad.lamps] == ["on", "off"]


def test_a_device_that_dies_is_silent_and_has_lost_all_when_it_comes_back() -> None:
    pad, board = ModbusBox(PAD, KEYS), ModbusBoard(7)
    far = Far(pad, board)
    question = read(PAD, 4, 0, 3)
    far.send(text_frame(DISPLAY, "A012"))
    far.line.press(pad, "next")
    for device in (far.panel, far.box, pad, board):
        device.die()
    far.line.press(far.box, "next")
    far.line.press(pad, "next")
    assert far.send(question) == far.send(text_frame(DISPLAY, "A013")) == b""
    for device in (far.panel, far.box, pad, board):
        device.revive()
    assert far.panel.text == ""
    assert values(question, answer(question, far.send(question))) == (0, 0, 0)


def test_a_device_at_a_wrong_address_hears_nothing_of_ours() -> None:
    pad = ModbusBox(PAD + 1, KEYS)
    far = Far(pad)
    far.panel.address = 9
    assert far.send(read(PAD, 4, 0, 3)) == far.send(text_frame(DISPLAY, "A012")) == b""
    assert far.panel.text == ""


def test_with_no_adapter_in_its_plug_nobody_hears_what_is_said() -> None:
    far = Far()
    far.line.press(far.box, "next")
    far.clock.turn(0.4)
    far.line.advance(far.clock.monotonic())
    assert far.line.unheard()
    assert far.send(b"") == b""


def test_an_adapter_may_hand_back_what_the_program_sends() -> None:
    frame = text_frame(DISPLAY, "A012")
    assert Far(echo=True).send(frame) == frame


@pytest.mark.parametrize("share", [0.05, 0.5])
def test_noise_changes_its_share_of_bytes_in_both_directions_and_always_the_same_ones(share: float) -> None:
    def heard(seed: int) -> tuple[list[bytes], bytes]:
        far = Far()
        far.line.noise = Noise(share, seed)
        far.send(bytes(2000), after=3.0)
        far.line.say(bytes(2000))
        said = far.send(b"", after=3.0)
        return [each.data for each in far.line.spoken], said

    ours, theirs = heard(1)
    for data in (ours[0], theirs):
        assert sum(value != 0 for value in data) / 2000 == pytest.approx(share, rel=0.25)
    assert heard(1) == (ours, theirs)
    assert heard(2) != (ours, theirs)


def test_what_each_said_is_kept_with_its_times() -> None:
    pad, sign, tubes = ModbusBox(PAD, KEYS), AlphaBoard(8), ArmflyBoard(9)
    far = Far(pad, sign, tubes)
    question = read(PAD, 4, 0, 3)
    said = far.send(question)
    asked, answered = far.line.spoken
    assert (asked.speaker, asked.data, answered.speaker, answered.data) == (None, question, pad, said)
    assert asked.end - asked.begin == pytest.approx(len(question) * 10 / 9600)
    assert answered.begin - asked.end == pytest.approx(pad.turn_s)
