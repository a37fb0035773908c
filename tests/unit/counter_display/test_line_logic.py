"""The decisions of a line, one by one: whose bytes these are, and when it looks again."""

import pytest

from counter_display.bus import GRACE_S, LAMP, NUMBER, Place
from counter_display.checksums import crc16_modbus
from counter_display.device import KeySeen, LineSeen
from counter_display.display_settings import DisplayTable
from counter_display.driver_modbus import open_display
from counter_display.driver_modbus_keypad import COUNTERS_EVERY_S, COUNTERS_IDLE_S, ModbusKeypad
from counter_display.driver_qsystem import QSystemKeypad
from counter_display.line_logic import NOISE_LIMIT, NOISE_S, LineLogic, News
from counter_display.line_state import LineState, Seat
from counter_display.modbus_keypad_settings import ModbusButtonTable, ModbusKeypadTable
from counter_display.protocol import FINISH_OR_NOSHOW
from devicekit.messages import Part

KEY = bytes((1, 11, FINISH_OR_NOSHOW, 7))
DISPLAY = open_display(DisplayTable(driver="modbus", address=13), 9600)
TABLE = ModbusKeypadTable(function=3, lamp=0, button=(ModbusButtonTable(does="next", at=0),))
BYTE_S = 10 / 9600


def opened(*seats: Seat) -> tuple[LineLogic, LineState]:
    """A line that was opened at second 100."""
    logic = LineLogic(seats)
    return logic, logic.back(logic.start(), 100.0)[0]


def sent(logic: LineLogic, state: LineState, now: float) -> tuple[LineState, bytes, float]:
    """The next frame, and when it goes."""
    while True:
        state, frame, _ = logic.turn(state, now)
        if frame is not None:
            return state, frame, now
        due = logic.next_due(state, now)
        assert due is not None
        now = max(now, due)


def answer(count: int) -> bytes:
    head = bytes((20, 3, 2)) + count.to_bytes(2, "big")
    return head + crc16_modbus(head)


def test_a_key_within_the_time_of_an_answer_is_a_key_when_that_is_over() -> None:
    logic, state = opened(Seat(DISPLAY, QSystemKeypad(11)))
    state = logic.wish(state, Place(0, "display"), DISPLAY.show("105"), NUMBER, 100.0)
    state, _, now = sent(logic, state, 100.0)
    assert state.asking is not None
    state, news = logic.hear(state, KEY, now + 0.01, now + 0.01)
    assert not news
    due = logic.next_due(state, now + 0.01)
    assert due is not None
    assert News(0, KeySeen("finish_or_noshow", due)) in logic.turn(state, due)[2]


def test_a_line_on_which_nothing_happens_any_more_is_told_to_be_clean_again() -> None:
    logic, state = opened(Seat(None, QSystemKeypad(11)))
    for n in range(NOISE_LIMIT):
        state, _ = logic.hear(state, b"\xff\xff\xff", 101.0 + n, 101.0 + n)
    last = 100.0 + NOISE_LIMIT
    assert state.troubled
    assert logic.next_due(state, last) == last + NOISE_S
    assert logic.turn(state, last + NOISE_S)[2] == [News(None, LineSeen(Part(state="ok")))]


def test_after_a_key_the_line_is_free_for_the_number_and_the_lamp_waits() -> None:
    keypad = ModbusKeypad(20, TABLE, 0.004)
    logic, state = opened(Seat(DISPLAY, None, keypad))
    now = 100.0
    for count in (7, 8):
        state, _, now = sent(logic, state, now)
        state, news = logic.hear(state, answer(count), now + 0.02, now + 0.02)
    heard = now + 0.02
    assert [each.event for each in news] == [KeySeen("next", heard - (COUNTERS_IDLE_S - COUNTERS_EVERY_S))]
    state = logic.wish(state, Place(0, "lamp"), keypad.lamp("asked"), LAMP, heard)
    assert sent(logic, state, heard)[2] == pytest.approx(heard + GRACE_S)
    state = logic.wish(state, Place(0, "display"), DISPLAY.show("106"), NUMBER, heard + 0.01)
    state, number, now = sent(logic, state, heard + 0.01)
    assert (number, now) == (DISPLAY.show("106"), pytest.approx(heard + 0.01))
    taken = number[:6] + crc16_modbus(number[:6])
    state, _ = logic.hear(state, taken, now + 0.022, now + 0.022)
    # The number is there: nothing is waited for any more.
    state, lamp, now = sent(logic, state, now + 0.022)
    assert lamp == keypad.lamp("asked")
    assert now < heard + GRACE_S - 0.005


def test_the_rest_of_an_answer_is_waited_for_and_no_longer_than_its_time() -> None:
    logic, state = opened(Seat(None, None, ModbusKeypad(20, TABLE, 0.004)))
    state, _, now = sent(logic, state, 100.0)
    assert logic.rest_s(state, now) == pytest.approx((8 + 1 + 7) * BYTE_S + 0.004), "question, silence, answer"
    assert logic.rest_s(state, now + 5 * BYTE_S) == pytest.approx((3 + 1 + 7) * BYTE_S + 0.004)
    assert logic.rest_s(state, now + 0.05) == 0.0, "it is late, and may come at any moment"
    state, _ = logic.hear(state, answer(7)[:3], now + 0.02, now + 0.02)
    assert logic.rest_s(state, now + 0.02) == pytest.approx(4 * BYTE_S)
    due = logic.next_due(state, now + 0.02)
    assert due is not None
    assert logic.rest_s(state, due - 0.001) == pytest.approx(0.001)


def test_half_a_key_of_before_a_loss_is_no_part_of_one_after_it() -> None:
    logic, state = opened(Seat(None, QSystemKeypad(11)))
    state, _ = logic.hear(state, KEY[:2], 101.0, 101.0)
    state, _ = logic.lost(state, "pulled")
    state, _ = logic.back(state, 101.0)
    state, news = logic.hear(state, KEY[2:], 101.0, 101.0)
    assert not any(isinstance(each.event, KeySeen) for each in news)


def test_who_was_asked_when_the_line_was_lost_is_not_blamed_for_it() -> None:
    logic, state = opened(Seat(DISPLAY))
    state = logic.wish(state, Place(0, "display"), DISPLAY.show("105"), NUMBER, 100.0)
    state, _, now = sent(logic, state, 100.0)
    state, _ = logic.lost(state, "pulled")
    assert logic.next_due(state, now) is None
    state, frame, news = logic.turn(state, now + 5.0)
    assert (frame, news) == (None, [])
    state, _ = logic.back(state, now + 6.0)
    assert sent(logic, state, now + 6.0)[1] == DISPLAY.show("105")
