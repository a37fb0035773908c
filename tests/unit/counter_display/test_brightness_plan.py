"""The place of a display's light among the frames of a line, and how its far end draws what it was told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from led_boards import STX_ETX

from counter_display.bus import BOX, LIGHT, NUMBER, Bus, Needs, Place, again, began, choose, next_due, want
from counter_display.bus_shares import REFRESH_SHARE
from counter_display.virtual import VirtualLine
from counter_display.virtual_pictures import DARK, LIT, lit_at, picture
from counter_display.virtual_template import TemplateBoard
from devicekit.clock import HandClock

SLOW = Needs(0.3)
DAY, EVENING = b"\x1bB100\r", b"\x1bB015\r"
LAMPS = [Place(n, "light") for n in range(30)]


def test_a_new_number_never_waits_behind_a_light_that_waits() -> None:
    bus = Bus(9600)
    for place in LAMPS:
        bus = want(bus, place, DAY, LIGHT, SLOW, 0.0)
    bus = want(bus, Place(7, "box"), b"b", BOX, SLOW, 0.0)
    bus = want(bus, Place(7, "display"), b"n", NUMBER, SLOW, 0.0)
    assert choose(bus, 0.0) == Place(7, "display")


def test_thirty_lights_at_one_hour_take_a_quarter_of_the_line_and_all_come() -> None:
    bus, now, sent = Bus(9600), 0.0, list[tuple[float, Place]]()
    for place in LAMPS:
        bus = want(bus, place, EVENING, LIGHT, SLOW, now)
    while len(sent) < len(LAMPS):
        due = next_due(bus, now)
        assert due is not None
        now = max(now, due)
        chosen = choose(bus, now)
        if chosen is not None:
            bus = began(bus, chosen, EVENING, now)
            sent.append((now, chosen))
    assert {place for _, place in sent} == set(LAMPS)
    busy = len(LAMPS) * (0.3 + len(EVENING) * 10 / 9600)
    assert busy / now == pytest.approx(REFRESH_SHARE, rel=0.1)


def test_only_the_latest_light_of_a_board_is_sent_and_after_a_break_it_comes_again() -> None:
    place = LAMPS[0]
    bus = want(Bus(9600), place, DAY, LIGHT, SLOW, 0.0)
    bus = want(bus, place, EVENING, LIGHT, SLOW, 1.0)
    assert bus.waiting[place].frame == EVENING
    bus = began(bus, place, EVENING, 2.0)
    assert not want(bus, place, EVENING, LIGHT, SLOW, 3.0).waiting
    assert again(bus, 4.0).waiting[place].frame == EVENING


# The far end itself


@given(st.integers(1, 99))
def test_a_dimmed_board_is_drawn_darker_and_never_as_dark_as_one_that_shows_nothing(light: int) -> None:
    assert lit_at(100) == LIT
    assert DARK[0] < lit_at(light)[0] < LIT[0]


def test_the_picture_has_the_light_that_the_board_was_told() -> None:
    board, clock = TemplateBoard(3, STX_ETX.template(), lights={DAY: 100, EVENING: 15}), HandClock()
    line = VirtualLine(clock, (board,))
    for frame in (EVENING, b"\x02038888\x03" + b"\x08"):
        line.feed(frame)
        clock.turn(0.4)
        line.feed(b"")
    assert board.light == 15
    board.text = "8888"
    colours = {colour for _, colour in picture(board).getcolors(100) or ()}
    assert lit_at(15) in colours and LIT not in colours
