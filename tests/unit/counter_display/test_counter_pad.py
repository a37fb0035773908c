"""A numeric keypad in the counter's logic: no press without a sign, and the hall's own words come first."""

import pytest
from counter_bench import STARTED, Desk, emitted, shown
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from counter_display.device import KeypadSeen, KeyTyped
from counter_display.keypad import NOTHING, PAD_KEYS, TYPING_S, Meant, PadKey, Wrong, body_of, press
from counter_display.logic import SAME_KEY_S
from devicekit.messages import KeyPressed, Part, VerbTyped
from devicekit.pin_box import TypedPin
from devicekit.ports import PortBack
from devicekit.steps import Emit, HubHeard, HubSilent, Note, StepRefused

PULLED = KeypadSeen(Part(state="failed", code="no_keypad"))
STUCK = KeypadSeen(Part(state="degraded", code="stuck"))
BACK = KeypadSeen(Part(state="ok"))


class Pad(Desk):
    """A counter with a display and a numeric keypad."""

    def __init__(self, on_display: bool = True) -> None:
        super().__init__(on_display=on_display)
        self.do(STARTED, PortBack("line"), HubHeard(0), shown("serving", "A001"))
        self.wait(2.0)


@pytest.fixture
def pad() -> Pad:
    return Pad()


def test_what_is_typed_stands_on_the_display_until_the_verb(pad: Pad) -> None:
    pad.type("1", "2")
    assert pad.display == "12"
    pad.type("dot")
    assert pad.display == "12."
    effects = pad.type("plus")
    assert emitted(effects) == [VerbTyped(counter="counter-1", verb="unpark", digits="12")]
    assert pad.display == "A001"


@pytest.mark.parametrize(
    ("meant", "told"),
    [
        (Meant("next"), KeyPressed(counter="c", key="next")),
        (Meant("finish", "3"), KeyPressed(counter="c", key="finish", result=3)),
        (Meant("finish", "0"), KeyPressed(counter="c", key="finish")),
        (Meant("pause", "2"), VerbTyped(counter="c", verb="pause", digits="2")),
        (Meant("dossier", "0042"), VerbTyped(counter="c", verb="dossier", digits="0042")),
        (Meant("undo"), VerbTyped(counter="c", verb="undo")),
    ],
    ids=lambda value: value.verb if isinstance(value, Meant) else "",
)
def test_the_hub_is_told_by_the_older_message_where_that_says_it(meant: Meant, told: KeyPressed | VerbTyped) -> None:
    assert body_of(meant, "c") == told


def test_what_is_typed_may_be_kept_off_the_display() -> None:
    pad = Pad(on_display=False)
    pad.type("1", "2")
    assert pad.display == "A001"
    pad.type("9", "enter")
    assert pad.display == "A001"


def test_people_who_must_leave_see_that_and_no_typing(pad: Pad) -> None:
    state = shown("serving", "A001")
    pad.do(state._replace(body=replace(state.body, evacuate=True)))
    pad.type("1", "2")
    assert pad.display in ("SOS", "")


def test_a_key_while_the_hub_is_known_to_be_silent_says_so_at_once(pad: Pad) -> None:
    pad.do(HubSilent("link down"))
    assert len(emitted(pad.type("enter"))) == 1
    assert pad.display == "CHO"
    pad.wait(4.0)
    assert pad.display == "A001"


def test_a_key_that_the_disk_refuses_is_said_and_what_was_typed_is_gone(pad: Pad) -> None:
    pad.type("1")
    pad.do(StepRefused(KeyTyped("enter", pad.now), "disk full"))
    pad.wait(0.5)
    assert pad.display == "LOI7"
    pad.wait(4.0)
    assert emitted(pad.type("enter")) == [KeyPressed(counter="counter-1", key="next")]


def test_half_a_sequence_of_a_keypad_that_was_pulled_is_nobodys_and_that_is_said(pad: Pad) -> None:
    pad.type("1")
    pad.do(PULLED)
    pad.wait(0.5)
    assert pad.display == "LOI7"
    pad.wait(60.0)
    pad.do(BACK)
    assert emitted(pad.type("enter")) == [], "it would be another verb than the whole was"
    assert pad.display == "LOI1"
    assert emitted(pad.type("2", "enter")) == [KeyPressed(counter="counter-1", key="finish", result=2)]


def test_a_keypad_that_is_pulled_while_nobody_types_is_no_sign_and_works_at_once_when_it_is_back(pad: Pad) -> None:
    pad.do(PULLED)
    pad.wait(0.5)
    assert pad.display == "A001"
    pad.do(BACK)
    assert emitted(pad.type("enter")) == [KeyPressed(counter="counter-1", key="next")]


def test_a_key_that_no_longer_stays_down_takes_nothing_from_who_types(pad: Pad) -> None:
    pad.do(STUCK)
    pad.type("1")
    pad.do(BACK)
    assert emitted(pad.type("enter")) == [KeyPressed(counter="counter-1", key="finish", result=1)]


def test_the_key_of_a_verb_that_comes_too_late_for_its_digits_is_not_another_verb(pad: Pad) -> None:
    pad.type("1", "2")
    pad.wait(TYPING_S)
    assert pad.display == "LOI1"
    assert emitted(pad.type("plus")) == []
    assert pad.display == "LOI1"
    pad.type("1")
    assert pad.display == "1", "who types again sees it at once"
    assert emitted(pad.type("2", "plus")) == [VerbTyped(counter="counter-1", verb="call", digits="12")]


def test_the_same_verb_twice_at_once_is_one(pad: Pad) -> None:
    effects = pad.do(KeyTyped("enter", pad.now), KeyTyped("enter", pad.now + SAME_KEY_S - 0.05))
    assert len(emitted(effects)) == 1


KEYS = st.lists(st.tuples(st.sampled_from(PAD_KEYS), st.floats(0.35, 7.0)), max_size=30)


@settings(max_examples=100)
@given(KEYS)
def test_every_whole_sequence_is_told_to_the_hub_or_refused_with_a_sign(stream: list[tuple[PadKey, float]]) -> None:
    pad, typing = Pad(), NOTHING
    for key, pause in stream:
        waiting = len(pad.state.asked)
        effects = pad.do(KeyTyped(key, pad.now))
        typing, said = press(typing, key, pad.now)
        told = [effect for effect in effects if isinstance(effect, Emit)]
        if said is None:
            assert not told
        elif isinstance(said, TypedPin) or (isinstance(said, Meant) and said.verb == "logout"):
            assert not told, "the hub knows no PINs"
            assert pad.state.verdict is not None
        elif isinstance(said, Wrong) or waiting == 8:
            assert not told
            assert pad.state.verdict is not None
            assert any(isinstance(effect, Note) for effect in effects)
        else:
            assert len(told) == 1
        pad.wait(pause)
        if typing.begun and not pad.state.typing.begun:
            # It waited too long: the sign was given when its time was over.
            typing = pad.state.typing
        assert typing == pad.state.typing
