"""What the hall sees and when: a call has its moment, the latest never waits long, nights are dark by hub time."""

from itertools import groupby

import pytest
from counter_bench import BOX, DISPLAY, NEXT, STARTED, Desk, shown
from hypothesis import given
from hypothesis import strategies as st

from counter_display.display_settings import DisplayTable
from counter_display.driver_qsystem import QSystemBeepingKeypad, QSystemDisplay
from counter_display.drivers import open_display
from counter_display.glyphs import Glyphs
from counter_display.hall import Hall, Manner, followed
from counter_display.night import DAY_S, HubClock, Night, is_dark, next_edge
from counter_display.protocol import BEEP
from counter_display.state import AWAY_S
from devicekit.messages import CounterSet
from devicekit.orders import Identify
from devicekit.ports import PortBack
from devicekit.steps import HubHeard, HubSilent, Note, Ordered, StateSet

LEAST_S = 2.0
# 2026-11-26 17:59:00 in Vietnam.
EVENING_MS = 1_795_690_740_000
NIGHT = Night(18 * 60, 18 * 60 + 10)


def desk(*events: object, manner: Manner | None = None, hub_ms: int = 0) -> Desk:
    display, box = QSystemDisplay(DISPLAY, gap_s=0.0), QSystemBeepingKeypad(BOX)
    made = Desk(display=display, keypad=box, manner=manner or Manner(LEAST_S))
    made.do(STARTED, PortBack("line"), HubHeard(hub_ms), *events)
    made.wait(1.0)
    return made


def called(number: str) -> StateSet:
    return shown("called", number, blinking=True)


def steady(counter: Desk) -> str | None:
    """The number on the display, whichever half of a blink it is in."""
    base = counter.state.base
    return None if base is None else base[0]


def in_a_hurry() -> Desk:
    """A012 was called a second ago, and now A013 is."""
    counter = desk(shown("free"))
    counter.do(called("A012"))
    counter.wait(1.0)
    counter.do(called("A013"))
    return counter


def test_a_call_stands_for_its_moment_before_the_next_one_is_shown() -> None:
    counter = in_a_hurry()
    assert steady(counter) == "A012"
    counter.wait(0.9)
    assert steady(counter) == "A012"
    counter.wait(0.2)
    assert steady(counter) == "A013"


def test_of_several_calls_only_the_latest_is_shown_and_none_later_than_that_moment() -> None:
    counter = in_a_hurry()
    counter.wait(0.5)
    counter.do(called("A014"))
    assert steady(counter) == "A012"
    counter.wait(0.6)
    assert steady(counter) == "A014"


def test_a_late_number_begins_with_its_bright_half() -> None:
    counter = in_a_hurry()
    counter.wait(1.4)
    assert counter.display == "A013"


def test_more_people_who_wait_do_not_begin_a_blink_or_its_moment_anew() -> None:
    before, after = (CounterSet(counter="counter-1", state="called", number="A012", waiting=n) for n in (3, 4))
    assert followed(Hall(before, 5.0), after, 9.0, LEAST_S) == Hall(after, 5.0)


def test_a_call_after_that_moment_is_shown_at_once() -> None:
    counter = desk(shown("free"))
    counter.do(called("A012"))
    counter.wait(LEAST_S)
    counter.do(called("A013"))
    assert steady(counter) == "A013"


@pytest.mark.parametrize(
    ("then", "text"),
    [
        (shown("serving", "A012"), "A012"),
        (shown("serving", "A010"), "A010"),
        (shown("closed"), "----"),
        (shown("paused"), "nGHI"),
        (StateSet(CounterSet(counter="counter-1", state="called", number="A013", evacuate=True)), "SOS"),
    ],
    ids=["started", "undone", "closed", "paused", "evacuation"],
)
def test_everything_but_the_next_call_is_shown_at_once(then: StateSet, text: str) -> None:
    counter = desk(shown("free"))
    counter.do(called("A012"))
    counter.do(then)
    assert steady(counter) == text


def test_who_has_come_makes_room_at_once() -> None:
    counter = desk(shown("free"))
    counter.do(called("A012"), shown("serving", "A012"), called("A013"))
    assert steady(counter) == "A013"


def test_a_call_that_is_dropped_at_once_was_still_seen() -> None:
    counter = desk(shown("free"))
    counter.do(called("A012"), shown("free", waiting=1))
    assert steady(counter) == "A012"
    assert counter.state.shown is not None
    counter.wait(LEAST_S)
    assert steady(counter) == ""


def test_without_a_moment_every_number_is_shown_at_once() -> None:
    counter = desk(shown("free"), manner=Manner(0.0))
    counter.do(called("A012"), called("A013"))
    assert steady(counter) == "A013"


MOVES = st.one_of(
    st.floats(0.0, 3.0),
    st.builds(shown, st.sampled_from(["closed", "free", "serving", "paused"]), st.sampled_from([None, "A012", "A013"])),
    st.integers(1, 30).map(lambda n: called(f"A{n:03}")),
)


@given(st.lists(MOVES, max_size=30))
def test_whatever_comes_the_hall_is_never_behind_for_longer_than_the_moment(moves: list[StateSet | float]) -> None:
    counter = desk(shown("free"))
    for move in moves:
        if isinstance(move, float):
            counter.wait(move)
        else:
            counter.do(move)
    counter.wait(LEAST_S + 0.001)
    assert counter.state.hall.shown is counter.state.shown


# At night


def test_a_display_is_dark_from_its_hour_until_its_hour() -> None:
    counter = desk(shown("closed"), manner=Manner(0.0, NIGHT), hub_ms=EVENING_MS)
    assert steady(counter) == "----"
    counter.wait(60.0)
    assert steady(counter) == ""
    counter.wait(600.0 - 2.0)
    assert steady(counter) == ""
    counter.wait(3.0)
    assert steady(counter) == "----"


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (called("A012"), "A012"),
        (shown("serving", "A012"), "A012"),
        (StateSet(CounterSet(counter="counter-1", state="closed", evacuate=True)), "SOS"),
        (Ordered("c1", Identify(seconds=10), 0), "tESt"),
        (shown("paused"), ""),
        (HubSilent("gone"), ""),
    ],
    ids=["called", "serving", "evacuation", "identify", "paused", "hub away"],
)
def test_a_number_at_night_is_shown_and_nothing_else_but_what_must_be(event: object, text: str) -> None:
    counter = desk(shown("closed"), manner=Manner(0.0, NIGHT), hub_ms=EVENING_MS)
    counter.wait(120.0)
    counter.do(event)
    assert steady(counter) == text
    counter.wait(70.0 if isinstance(event, HubSilent) else 0.0)
    assert steady(counter) == text


def test_it_is_never_night_before_the_hub_has_said_its_time() -> None:
    counter = desk(shown("closed"), manner=Manner(0.0, Night(0, 1439)))
    counter.wait(600.0)
    assert {data[2:-1].decode().strip() for _, data in counter.sent if data[1] == DISPLAY} == {"----"}


@given(st.integers(0, 1439), st.integers(0, 1439), st.floats(0, 3e9), st.floats(0, 1e6))
def test_the_next_edge_is_where_night_begins_or_ends(begin: int, end: int, ahead_s: float, now: float) -> None:
    night, clock = Night(begin, end), HubClock(ahead_s)
    edge = next_edge(night, clock, now)
    assert edge is not None
    assert now < edge <= now + DAY_S
    dark = is_dark(night, clock, now)
    assert is_dark(night, clock, now + (edge - now) / 2) == dark
    if begin != end:
        assert is_dark(night, clock, edge + 1e-3) != dark or edge - now < 1e-3


# While the hub is away


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (shown("serving", "A012"), "A012-"),
        (called("1005"), "1005-"),
        (shown("closed"), "----"),
        (shown("paused"), "nGHI"),
        (shown("free"), "CHO"),
    ],
    ids=["serving", "called", "closed", "paused", "free"],
)
def test_the_last_that_the_hub_said_stays_and_a_number_has_a_mark(event: StateSet, text: str) -> None:
    counter = desk(event)
    counter.do(HubSilent("gone"))
    counter.wait(61.0)
    assert steady(counter) == text
    counter.do(HubHeard(0))
    assert steady(counter) == {"A012-": "A012", "1005-": "1005", "CHO": ""}.get(text, text)


def test_who_comes_back_from_the_fee_counter_is_waited_for_with_a_sign() -> None:
    counter = desk(StateSet(CounterSet(counter="counter-1", state="free", fee="away")))
    assert steady(counter) == "PHI"


@pytest.mark.parametrize("glyphs", ["digits", "7-segment"])
def test_four_cells_have_no_room_for_a_mark_so_number_and_mark_take_turns(glyphs: Glyphs) -> None:
    counter = Desk(display=open_display(DisplayTable(driver="modbus", address=1, glyphs=glyphs), 9600))
    counter.do(STARTED, HubHeard(0), shown("serving", "1005"), HubSilent("gone"))
    counter.wait(AWAY_S - 0.1)
    seen = []
    for _ in range(130):
        counter.wait(0.1)
        seen.append(steady(counter))
    mark = "" if glyphs == "digits" else "CHO"
    assert [text for text, _ in groupby(seen)] == ["1005", mark, "1005", mark, "1005"]
    assert 75 <= seen.count("1005") <= 95
    assert not [each for each in counter.effects if isinstance(each, Note) and each.level == "error"]


# Beeps


def beeps(counter: Desk) -> int:
    return sum(len(data) == 4 and data[2] >= 0x31 + BEEP for _, data in counter.sent if data[1] == BOX)


def test_a_box_beeps_once_when_somebody_begins_to_wait_for_the_free_counter() -> None:
    counter = desk(shown("free"))
    counter.do(shown("free", waiting=1))
    counter.wait(3.0)
    assert (beeps(counter), counter.sent[-1][1]) == (1, bytes((1, BOX, 0x32, 7)))
    counter.do(shown("free", waiting=2))
    counter.wait(3.0)
    assert beeps(counter) == 1


def test_nobody_is_disturbed_while_somebody_is_served() -> None:
    counter = desk(shown("serving", "A012"))
    counter.do(shown("serving", "A012", waiting=1), shown("free", waiting=1))
    counter.wait(3.0)
    assert beeps(counter) == 0


def test_a_refused_key_beeps_and_one_that_is_taken_does_not() -> None:
    counter = desk(shown("free", waiting=1))
    counter.key(NEXT)
    counter.wait(0.5)
    counter.answer()
    counter.wait(3.0)
    assert beeps(counter) == 0
    counter.key(NEXT)
    counter.wait(0.5)
    counter.answer("refused", "wrong_state")
    counter.wait(3.0)
    assert beeps(counter) == 1
