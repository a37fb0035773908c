"""The far end keeps the line's rules: what a real line would lose, it loses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_display.protocol import box_frame, lamp_frame, text_frame
from counter_display.virtual import VirtualLine
from devicekit.clock import HandClock

DISPLAY, BOX = 3, 4


def line(log: None = None) -> tuple[VirtualLine, HandClock]:
    clock = HandClock()
    return VirtualLine(clock, (DISPLAY, 5), (BOX,)), clock


def pass_time(far: VirtualLine, clock: HandClock, seconds: float) -> bytes:
    clock.turn(seconds)
    return far.feed(b"")


def test_a_frame_is_shown_when_its_last_byte_has_arrived_and_not_before() -> None:
    far, clock = line()
    far.feed(text_frame(DISPLAY, "A012"))
    pass_time(far, clock, 0.0100)
    assert far.panels[DISPLAY].text == ""
    pass_time(far, clock, 0.0005)
    assert far.panels[DISPLAY].text == "A012"
    assert far.panels[5].text == ""


def test_a_frame_within_the_gap_is_lost() -> None:
    far, clock = line()
    far.feed(text_frame(DISPLAY, "A012"))
    pass_time(far, clock, 0.2)
    far.feed(text_frame(DISPLAY, "A013"))
    pass_time(far, clock, 0.2)
    assert far.panels[DISPLAY].text == "A012"
    assert [violation.why[:4] for violation in far.violations] == ["only"]
    pass_time(far, clock, 0.2)
    far.feed(text_frame(DISPLAY, "A014"))
    pass_time(far, clock, 0.2)
    assert far.panels[DISPLAY].text == "A014"


def test_box_frames_set_its_characters_and_its_lamp() -> None:
    far, clock = line()
    far.feed(box_frame(BOX, "012", blinking=True))
    pass_time(far, clock, 0.4)
    far.feed(lamp_frame(BOX, 0x32))
    pass_time(far, clock, 0.4)
    box = far.boxes[BOX]
    assert (box.text, box.blinking, box.lamp) == ("012", True, "green")


def test_a_key_arrives_after_its_four_bytes_of_time() -> None:
    far, clock = line()
    far.press(BOX, "next")
    assert pass_time(far, clock, 0.004) == b"\x01\x04\x31"
    assert pass_time(far, clock, 0.001) == b"\x07"


def test_a_key_pressed_while_a_frame_is_under_way_spoils_both() -> None:
    far, clock = line()
    far.feed(text_frame(DISPLAY, "A012"))
    clock.turn(0.003)
    far.press(BOX, "next")
    said = pass_time(far, clock, 0.4)
    assert said != b"\x01\x04\x31\x07"
    assert far.panels[DISPLAY].text == ""
    assert "collision" in {violation.why for violation in far.violations}


def test_a_number_in_turns_with_darkness_is_seen_as_blinking_and_a_steady_one_is_not() -> None:
    far, clock = line()
    panel = far.panels[DISPLAY]
    for text in ("A012", "", "A012", ""):
        far.feed(text_frame(DISPLAY, text))
        pass_time(far, clock, 0.6)
    assert panel.blinking(clock.monotonic())
    assert panel.number(clock.monotonic()) == "A012"
    far.feed(text_frame(DISPLAY, "A012"))
    pass_time(far, clock, 2.0)
    assert not panel.blinking(clock.monotonic())
    assert panel.number(clock.monotonic()) == "A012"


@pytest.mark.parametrize("noise", [b"\xff", b"\x01", b"\x01\x03", b"\x07\x07", b"\x01\x63\x20\x07"])
def test_a_frame_after_noise_and_a_pause_is_shown(noise: bytes) -> None:
    far, clock = line()
    far.feed(noise)
    pass_time(far, clock, 0.4)
    far.feed(text_frame(DISPLAY, "A012"))
    pass_time(far, clock, 0.4)
    assert far.panels[DISPLAY].text == "A012"
    assert far.violations


@given(st.lists(st.binary(max_size=20), max_size=20))
def test_any_bytes_at_all_are_survived(chunks: list[bytes]) -> None:
    far, clock = line()
    for chunk in chunks:
        far.feed(chunk)
        pass_time(far, clock, 0.05)
    pass_time(far, clock, 1.0)
    far.feed(text_frame(DISPLAY, "A012"))
    pass_time(far, clock, 1.0)
    assert far.panels[DISPLAY].text == "A012"
