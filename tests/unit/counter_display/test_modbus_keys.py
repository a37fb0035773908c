"""A keypad that is asked by Modbus: the golden bytes, and what of its answers is a press."""

from collections.abc import Sequence
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_display import modbus_protocol as frames
from counter_display.checksums import crc16_modbus
from counter_display.device import KeypadSeen, KeySeen, Polled
from counter_display.driver_modbus_keypad import BITS_EVERY_S, COUNTERS_EVERY_S, COUNTERS_IDLE_S
from counter_display.drivers import open_keypad
from counter_display.keypad_settings import KeypadTable
from counter_display.logic import SAME_KEY_S
from counter_display.modbus_keypad_settings import ModbusButtonTable, ModbusKeypadTable
from counter_display.modbus_keys import CONTINUES_S, MOST, STUCK_S, TAP_S, Reading, presses
from counter_display.virtual_modbus import HOLD_S
from devicekit.clock import HandClock

LATER_S = COUNTERS_IDLE_S - COUNTERS_EVERY_S
BUTTONS = (ModbusButtonTable(does="next", at=2), ModbusButtonTable(does="park", at=4))
WRAPS = 0x10000


def keypad(function: int = 2, lamp: int | None = 5) -> Polled:
    table = ModbusKeypadTable(function=function, lamp=lamp, button=BUTTONS)  # type: ignore[arg-type]
    made = open_keypad(KeypadTable(driver="modbus", address=21, modbus=table), HandClock(), 9600)
    assert isinstance(made, Polled)
    return made


def answered(question: bytes, body: Sequence[int]) -> bytes:
    """An answer by the book: bits, or registers."""
    if question[1] == 2:
        data = sum(bit << n for n, bit in enumerate(body)).to_bytes(-(-len(body) // 8), "little")
    else:
        data = b"".join(value.to_bytes(2, "big") for value in body)
    head = question[:2] + bytes((len(data),)) + data
    return head + crc16_modbus(head)


@pytest.mark.parametrize(
    ("function", "golden"),
    [(2, "15 02 00 02 00 03 9a df"), (3, "15 03 00 02 00 03 a7 1f"), (4, "15 04 00 02 00 03 12 df")],
)
def test_one_question_asks_from_the_first_button_to_the_last(function: int, golden: str) -> None:
    assert keypad(function).poll(None).hex(" ") == golden


def test_the_lamp_burns_while_a_key_would_be_heard() -> None:
    lit, dark = "15 05 00 05 ff 00 9f 2f", "15 05 00 05 00 00 de df"
    shown = [keypad().lamp(lamp).hex(" ") for lamp in ("ready", "asked", "refused", "away")]
    assert shown == [lit, dark, dark, dark]
    assert keypad(lamp=None).lamp("ready") == b""


@pytest.mark.parametrize(
    ("data", "reply"),
    [
        ("15 02 01 05 64 7b", "taken"),
        ("00 15 02 00 02 00 03 9a df 15 02 01 05 64 7b", "taken"),
        ("15 02 01 05 65 4c", "strange"),
        ("15 02 01 05 65", "coming"),
        ("16 02 01 05 65 0f", "strange"),
        ("15 82 02 81 65", "refused"),
        ("", "coming"),
    ],
)
def test_an_answer_to_a_question_is_taken_for_what_it_is(data: str, reply: str) -> None:
    assert keypad().reply(keypad().poll(None), bytes.fromhex(data)) == reply


def test_an_order_to_the_lamp_is_answered_by_the_same_bytes() -> None:
    order = keypad().lamp("ready")
    assert keypad().reply(order, order) == "taken"
    assert keypad().hear(None, order, order, 1.0) == (None, ())


def test_more_than_one_answer_holds_is_no_question() -> None:
    with pytest.raises(ValueError, match="1 to 125"):
        frames.read(21, 3, 0, 126)


def heard(function: int, *readings: tuple[float, Sequence[int]]) -> list[str]:
    """The keys in these answers, one after the other."""
    pad, memory, keys = keypad(function), None, list[str]()
    for at, body in readings:
        question = pad.poll(memory)
        memory, found = pad.hear(memory, question, answered(question, body), at)
        keys += [each.key or "" for each in found if isinstance(each, KeySeen) and at - LATER_S <= each.at <= at]
    return keys


def test_a_bit_that_rises_is_a_press_and_one_that_stays_is_not() -> None:
    assert heard(2, (0.0, (0, 1, 0)), (0.1, (1, 0, 0)), (0.2, (1, 0, 1)), (0.3, (0, 0, 0))) == ["next", "park"]


@pytest.mark.parametrize("function", [2, 4])
def test_the_first_answer_is_a_beginning(function: int) -> None:
    assert heard(function, (0.0, (1, 1, 1)), (0.1, (1, 1, 1))) == []


@pytest.mark.parametrize(("gap", "keys"), [(CONTINUES_S - 0.1, ["next"]), (CONTINUES_S + 0.1, [])])
@pytest.mark.parametrize("function", [2, 3])
def test_after_a_gap_that_nobody_waits_through_an_answer_is_a_beginning(
    function: int, gap: float, keys: list[str]
) -> None:
    assert heard(function, (5.0, (0, 0, 0)), (5.0 + gap, (1, 0, 0))) == keys


def test_a_button_that_stays_down_is_told_once_and_again_when_it_is_up() -> None:
    pad, memory, told = keypad(2), None, list[tuple[float, str]]()
    for tenth in range(300):
        at, body = tenth / 10, (0, 0, 1 if 10 <= tenth < 200 else 0)
        memory, found = pad.hear(memory, pad.poll(memory), answered(pad.poll(memory), body), at)
        told += [(at, each.part.code or each.part.state) for each in found if isinstance(each, KeypadSeen)]
    assert told == [(1.0 + STUCK_S, "stuck"), (20.0, "ok")]


@pytest.mark.parametrize("function", [3, 4])
def test_a_counter_that_wraps_goes_on(function: int) -> None:
    assert heard(function, (0.0, (0xFFFF, 0, 7)), (0.4, (1, 0, 7)), (0.8, (1, 0, 8))) == ["next", "next", "park"]


@pytest.mark.parametrize(
    ("seconds", "rise", "count"), [(0.1, 1, 1), (0.1, 2, 2), (0.1, 3, 0), (1.0, 3, 3), (10.0, MOST, MOST), (10.0, 9, 0)]
)
def test_a_rise_that_no_finger_makes_in_that_time_is_none_and_a_contact_that_bounces_is_heard(
    seconds: float, rise: int, count: int
) -> None:
    assert presses(Reading((5,), 10.0), Reading((5 + rise,), 10.0 + seconds), WRAPS) == (count,)


def test_a_keypad_that_begins_anew_has_pressed_nothing() -> None:
    assert heard(4, (0.0, (40, 0, 9)), (3.0, (0, 0, 0)), (3.1, (1, 0, 0))) == ["next"]


def test_noise_in_an_answer_is_no_press_and_forgets_nothing() -> None:
    pad = keypad(4)
    question = pad.poll(None)
    memory, _ = pad.hear(None, question, answered(question, (3, 0, 0)), 1.0)
    assert pad.hear(memory, question, b"\x15\x04\x06" + bytes(8), 1.1) == (memory, ())
    _, found = pad.hear(memory, question, answered(question, (4, 0, 0)), 1.2)
    assert found == (KeySeen("next", 1.2 - LATER_S),)


@pytest.mark.parametrize("first_s", [0.01, 0.1, 0.19])
def test_two_presses_of_one_key_stay_two_where_the_first_was_found_late(first_s: float) -> None:
    second_s = first_s + SAME_KEY_S + COUNTERS_EVERY_S
    found = ceil(second_s / COUNTERS_EVERY_S) * COUNTERS_EVERY_S
    pad, memory, keys = keypad(4), None, list[KeySeen]()
    for at, count in ((0.0, 0), (COUNTERS_IDLE_S, 1), (found - COUNTERS_EVERY_S, 1), (found, 2)):
        memory, heard = pad.hear(memory, pad.poll(memory), answered(pad.poll(memory), (count, 0, 0)), at)
        keys += [each for each in heard if isinstance(each, KeySeen)]
    first, second = keys
    assert second.at - first.at >= SAME_KEY_S
    assert second_s - COUNTERS_IDLE_S <= second.at <= found


def test_a_keypad_of_bits_is_never_asked_less_often_than_a_press_lasts() -> None:
    ability = keypad(2).ability
    assert max(ability.every_s, ability.idle_s) == BITS_EVERY_S < HOLD_S


@given(
    st.lists(st.tuples(st.integers(0, 2), st.booleans()), max_size=60),
    st.integers(0, WRAPS - 1),
    st.integers(16, WRAPS),
)
def test_whatever_answers_are_lost_each_press_counts_once(
    course: list[tuple[int, bool]], first: int, wraps: int
) -> None:
    counter, at = first % wraps, 0.0
    before: Reading | None = Reading((counter,), at)
    counted = pressed = waiting = 0
    for taps, lost in course:
        at += max(1, taps) * TAP_S
        pressed, waiting, counter = pressed + taps, waiting + taps, (counter + taps) % wraps
        if lost and waiting + 2 <= MOST:
            continue
        now = Reading((counter,), at)
        counted += presses(before, now, wraps)[0]
        before, waiting = now, 0
    counted += presses(before, Reading((counter,), at), wraps)[0]
    assert counted == pressed


@given(data=st.binary(max_size=40), function=st.sampled_from((2, 3, 4)))
def test_any_bytes_at_all_are_survived(data: bytes, function: int) -> None:
    pad = keypad(function)
    question = pad.poll(None)
    assert pad.reply(question, data) in ("taken", "refused", "coming", "strange")
    memory, found = pad.hear(None, question, data, 1.0)
    assert not found
    assert (memory is None) == (pad.reply(question, data) != "taken")


@given(data=st.data(), function=st.sampled_from((2, 3, 4)), count=st.integers(1, 125), first=st.integers(0, 0xFF80))
def test_what_a_keypad_answers_is_what_is_read(data: st.DataObject, function: int, count: int, first: int) -> None:
    most = 1 if function == 2 else 0xFFFF
    body = tuple(data.draw(st.lists(st.integers(0, most), min_size=count, max_size=count)))
    question = frames.read(21, function, first, count)
    found = frames.answer(question, b"\x00" + answered(question, body) + b"\xff")
    assert frames.values(question, found) == body


@pytest.mark.parametrize("function", [2, 3, 4])
def test_an_answer_is_as_long_as_its_question_says(function: int) -> None:
    question = keypad(function).poll(None)
    assert keypad(function).answer_bytes(question) == len(answered(question, [0, 0, 0]))
    assert keypad().answer_bytes(frames.write_coil(21, 5, on=True)) == 8
