"""The bytes beside the counters: each frame once and whole, and of all questions those that brought something."""

import time
from pathlib import Path

import pytest

from counter_display.driver_armfly import ArmflyDisplay
from counter_display.driver_modbus import open_display
from counter_display.glyphs import Face
from counter_display.modbus_protocol import read
from hub.device_tables import CounterDevice
from motcua.demo.hall_line import KITS, HallLine
from motcua.demo.wait import wait_for
from motcua.stage.line_ear import LineEar

PAUSE_S = 0.02
DEVICES = [CounterDevice(id=f"counter-{n}", counter=f"counter-{n}") for n in range(1, 1 + len(KITS))]


@pytest.fixture
def line(tmp_path: Path) -> HallLine:
    return HallLine(DEVICES, tmp_path)


def said(ear: LineEar) -> list[tuple[bool, str, str | None]]:
    return [(each.ours, each.text, each.values.get("text")) for each in ear.listen().frames]


def put(line: HallLine, data: bytes) -> None:
    """On the line, until it has passed and been answered."""
    far = line.wire.line
    far.feed(data)
    wait_for(lambda: (far.advance(time.monotonic()), far.next_event())[1] is None, "what was said")
    wait_for(lambda: time.monotonic() > far.silent_since + PAUSE_S, "silence")


def test_a_frame_is_listed_once_with_its_meaning(line: HallLine) -> None:
    ear = LineEar(line)
    put(line, ArmflyDisplay(13, Face("7-segment", 4)).show("A012"))
    wait_for(lambda: said(ear) == [(True, "sniff.armfly.text", "A012")], "the frame")
    assert said(ear) == [(True, "sniff.armfly.text", "A012")]


def test_of_questions_only_those_with_another_answer_are_listed(line: HallLine) -> None:
    ear, question = LineEar(line), read(62, 4, 0, 4)
    for _ in range(3):
        put(line, question)
    asked = [(True, "sniff.modbus.other", None), (False, "sniff.modbus.other", None)]
    wait_for(lambda: said(ear)[:2] == asked, "the first question and its answer")
    line.wire.line.press(line.kits[1].box, "start")
    for _ in range(3):
        put(line, question)
    last = ArmflyDisplay(13, Face("7-segment", 4)).show("A012")
    put(line, last)
    wait_for(lambda: said(ear)[-1] == (True, "sniff.armfly.text", "A012"), "what came after all of them")
    assert said(ear) == [*asked, *asked, (True, "sniff.armfly.text", "A012")]
    before, after = (each.data for each in ear.listen().frames if not each.ours)
    assert before != after


def test_a_number_that_blinks_is_two_frames_however_long_it_blinks(line: HallLine) -> None:
    ear, display = LineEar(line), ArmflyDisplay(13, Face("7-segment", 4))
    for text in (*["A012", ""] * 4, "A013", ""):
        put(line, display.show(text))
    wait_for(lambda: said(ear)[-1][2] == "A013", "the last number")
    texts = [text for _, _, text in said(ear)]
    assert texts == ["A012", "", "A013"]
    assert {each.counter for each in ear.listen().frames} == {"counter-3"}


def test_what_a_board_answers_stands_below_each_new_number(line: HallLine) -> None:
    ear, display = LineEar(line), open_display(line.kits[1].display, 9600)
    for text in ("A012", "A013", "A013"):
        put(line, display.show(text))
    wait_for(lambda: len(said(ear)) >= 4, "two numbers and their answers")
    taken = (False, "sniff.modbus.taken", None)
    assert said(ear) == [(True, "sniff.modbus.text", "A012"), taken, (True, "sniff.modbus.text", "A013"), taken]
