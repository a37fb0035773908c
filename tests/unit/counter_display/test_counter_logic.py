"""What a counter shows and says, by its logic alone on a clock turned by hand."""

from itertools import pairwise
from typing import Any

import pytest
from counter_bench import BOX, DISPLAY, NEXT, REDIRECT, START, STARTED, Desk, desk, shown
from hypothesis import given, settings
from hypothesis import strategies as st

from counter_display.driver_qsystem import QSystemKeypad
from devicekit.messages import CounterSet
from devicekit.orders import Identify, PrintTicket
from devicekit.ports import PortBack, PortLost, SerialBytes
from devicekit.steps import (
    Health,
    HubHeard,
    HubSilent,
    Ordered,
    Reply,
    StateSet,
)


@pytest.mark.parametrize(
    ("state", "display", "box"),
    [
        (shown("closed"), "----", "---"),
        (shown("paused"), "nGHI", "nGH"),
        (shown("free"), "", "HEt"),
        (shown("free", waiting=3), "", "GOI"),
        (shown("called", "A012", blinking=True), "A012", "*012"),
        (shown("serving", "A012"), "A012", "012"),
        (shown("serving", "1005", waiting=2), "1005", "005"),
        (StateSet(CounterSet(counter="counter-1", state="called", number="A012", evacuate=True)), "SOS", "*SOS"),
    ],
    ids=["closed", "paused", "nobody waits", "somebody waits", "called", "serving", "four digits", "evacuation"],
)
def test_display_and_box_say_what_the_hub_set(state: StateSet, display: str, box: str) -> None:
    counter = desk(state)
    counter.wait(1.0)
    counter.do(HubHeard(0))
    assert (counter.box, counter.lamp) == (box, "green")
    texts = [data[2:-1].decode().rstrip() for _, data in counter.sent if data[1] == DISPLAY]
    assert texts[0] == display


def test_a_called_number_blinks_and_a_serving_one_is_steady() -> None:
    counter = desk(shown("called", "A012", blinking=True))
    counter.wait(6.0)
    texts = [data[2:-1].decode().rstrip() for _, data in counter.sent if data[1] == DISPLAY]
    assert len(texts) >= 9
    assert texts == (["A012", ""] * 6)[: len(texts)]
    counter.do(shown("serving", "A012"))
    counter.wait(1.0)
    before = len(counter.sent)
    counter.wait(5.0)
    assert counter.display == "A012"
    assert len(counter.sent) - before <= 3  # one round of repeats at most


def test_frames_never_come_closer_than_the_gap() -> None:
    counter = desk(shown("called", "A012", blinking=True, waiting=1))
    for step in range(200):
        counter.wait(0.11)
        if step % 7 == 0:
            counter.key(NEXT if step % 2 else START)
        if step % 5 == 0:
            counter.do(shown("called", f"A{step:03}", blinking=True))
    for (begin, frame), (after, _) in pairwise(counter.sent):
        assert after - begin >= len(frame) * 10 / 9600 + 0.3 - 1e-9


def test_a_hub_that_is_away_for_a_minute_leaves_its_last_number_with_a_mark() -> None:
    counter = desk(shown("serving", "A012"), HubSilent("link down"))
    counter.wait(59.0)
    assert (counter.display, counter.box) == ("A012", "012")
    counter.do(HubSilent("still down"))
    counter.wait(3.0)
    assert (counter.display, counter.box) == ("A012-", "CHO")
    counter.do(HubHeard(0))
    counter.wait(1.0)
    assert (counter.display, counter.box) == ("A012", "012")


def test_before_the_hub_has_said_anything_the_old_picture_stays() -> None:
    counter = Desk(keypad=QSystemKeypad(BOX))
    counter.do(STARTED, PortBack("line"))
    counter.wait(30.0)
    assert counter.display is None
    counter.wait(31.0)
    assert counter.display == "CHO"


def test_identify_shows_the_test_pattern_and_then_the_old_picture() -> None:
    counter = desk(shown("serving", "A012"))
    counter.wait(2.0)
    effects = counter.do(Ordered("c1", Identify(seconds=10), 0))
    assert Reply("c1", "done") in effects
    counter.wait(1.0)
    assert counter.display == "tESt"
    counter.wait(5.0)
    assert (counter.display, counter.box) == ("8888", "888")
    counter.wait(5.0)
    assert (counter.display, counter.box) == ("A012", "012")


def test_whoever_looks_for_a_counter_does_not_hide_that_everybody_is_to_leave() -> None:
    counter = desk(shown("serving", "A012"))
    counter.wait(2.0)
    counter.do(Ordered("c1", Identify(seconds=10), 0))
    counter.do(StateSet(CounterSet(counter="counter-1", state="serving", number="A012", evacuate=True)))
    counter.wait(1.0)
    assert (counter.display, counter.box) == ("SOS", "*SOS")


def test_an_order_for_another_kind_of_device_is_refused() -> None:
    order = PrintTicket(press="p", number="A001", service="land", service_name="x", issued_hub_ms=0)
    replies = [e for e in desk().do(Ordered("c1", order, 0)) if isinstance(e, Reply)]
    assert [(reply.command, reply.outcome) for reply in replies] == [("c1", "refused")]


def test_a_lost_line_is_a_fault_and_everything_is_shown_again_when_it_is_back() -> None:
    counter = desk(shown("serving", "A012"))
    counter.wait(2.0)
    effects = counter.do(PortLost("line", "pulled out"))
    assert [(e.part, e.now.state, e.now.detail) for e in effects if isinstance(e, Health)] == [
        ("line", "failed", "pulled out")
    ]
    before = len(counter.sent)
    counter.wait(2.0)
    assert counter.sent[before:] == []
    counter.do(PortBack("line"))
    counter.wait(1.0)
    assert sorted(data[1] for _, data in counter.sent[before:]) == [DISPLAY, BOX, BOX]


def test_what_was_set_while_the_line_was_gone_is_shown_when_it_is_back() -> None:
    counter = desk(shown("serving", "A012"))
    counter.wait(2.0)
    counter.do(PortLost("line", "pulled out"), shown("called", "A013", blinking=True))
    counter.wait(20.0)
    counter.do(PortBack("line"))
    counter.wait(1.0)
    assert counter.box == "*013"


def test_noise_that_goes_on_is_a_fault_until_the_line_is_clean() -> None:
    counter = desk(shown("free"))
    for _ in range(5):
        counter.key(b"\xff\x00")
        counter.wait(1.0)
    health = [effect for effect in counter.effects if isinstance(effect, Health)]
    assert [(each.part, each.now.state, each.now.code) for each in health[1:]] == [("line", "degraded", "garbled")]
    counter.wait(70.0)
    assert counter.effects[-1] != health[-1]
    assert [each.now.state for each in counter.effects if isinstance(each, Health)][-1] == "ok"


EVENTS = st.one_of(
    st.builds(SerialBytes, st.just("line"), st.binary(max_size=12), st.just(0.0)),
    st.sampled_from([NEXT, START, REDIRECT]).map(lambda frame: SerialBytes("line", frame, 0.0)),
    st.builds(
        shown,
        st.sampled_from(["closed", "free", "called", "serving", "paused"]),
        st.sampled_from([None, "A012", "1005"]),
        st.booleans(),
        st.integers(0, 3),
    ),
    st.sampled_from([HubHeard(0), HubSilent("x"), PortLost("line", "x"), PortBack("line"), object(), STARTED]),
    st.floats(0.0, 90.0),
)


@settings(max_examples=60)
@given(st.lists(EVENTS, max_size=40))
def test_whatever_happens_the_line_keeps_its_rules(events: list[Any]) -> None:
    counter = desk()
    for event in events:
        if isinstance(event, float):
            counter.wait(event)
        elif isinstance(event, SerialBytes):
            counter.do(event._replace(at=counter.now))
        else:
            counter.do(event)
    for (begin, frame), (after, _) in pairwise(counter.sent):
        assert after - begin >= len(frame) * 10 / 9600 + 0.3 - 1e-9
