"""A login at a counter's keypad: sealed for the hub that asked for it, or not sent at all, and always with a sign."""

from typing import Any, Literal

import pytest
from counter_bench import STARTED, Desk, emitted, shown
from msgspec.structs import replace

from counter_display.agent import sealed
from counter_display.device import KeypadSeen, KeyTyped
from counter_display.keypad import DEAF_S, MARKS, PadKey
from counter_display.login import PinSealed, SealPin
from devicekit.messages import CounterSet, LoginTyped, Part, VerbTyped
from devicekit.pin_box import PinKey, TypedPin
from devicekit.ports import PortBack
from devicekit.steps import HubHeard, HubSilent, Note, StateSet, StepRefused

BY_MARK: dict[str, PadKey] = {mark: key for key, mark in MARKS.items()} | {"B": "back", "E": "enter"}
LOGIN = ".712E4711E"


class Pad(Desk):
    """A counter with a numeric keypad, and the hub's key for the next PIN."""

    def __init__(self, takes_pins: bool = True) -> None:
        super().__init__(on_display=True)
        self.key = PinKey()
        self.do(STARTED, PortBack("line"), HubHeard(0), self.told(takes_pins))
        self.wait(2.0)

    def told(self, takes_pins: bool = True) -> StateSet:
        state = shown("serving", "A001")
        assert isinstance(state.body, CounterSet)
        return state._replace(body=replace(state.body, login_key=self.key.public if takes_pins else ""))

    def type(self, keys: str) -> list[Any]:
        """Keys, and what the hardware makes of them."""
        effects: list[Any] = []
        for mark in keys:
            effects += self.do(KeyTyped(BY_MARK[mark], self.now))
            self.wait(0.4)
        for asked in [each for each in effects if isinstance(each, SealPin)]:
            effects += self.do(sealed(asked))
        return effects


def test_number_and_pin_go_to_the_hub_sealed() -> None:
    pad = Pad()
    (sent,) = emitted(pad.type(LOGIN))
    assert isinstance(sent, LoginTyped)
    assert (sent.counter, sent.key) == ("counter-1", pad.key.public)
    assert pad.key.open(sent.sealed) == TypedPin("12", "4711")
    assert "4711" not in repr(pad.state)


def test_the_display_shows_marks_while_it_is_typed_and_then_that_it_is_done() -> None:
    pad = Pad()
    pad.type(".712E47")
    assert pad.display == "P--"
    pad.type("11E")
    pad.answer()
    pad.wait(0.5)
    assert pad.display == "dA"
    assert not {text for _, data in pad.sent if "47" in (text := data.decode("latin-1")) or "12" in text}


@pytest.mark.parametrize(
    ("reason", "code"),
    [("pin_wrong", 8), ("login_needed", 8), ("officer_locked", 0), ("pin_wait", 0), ("pin_stale", 6), ("pin_unset", 5),
     ("counter_taken", 2)],
)  # fmt: skip
def test_a_no_of_the_hub_has_its_code(reason: str, code: int) -> None:
    pad = Pad()
    pad.type(LOGIN)
    pad.answer("refused", reason)
    pad.wait(0.5)
    assert pad.display == f"LOI{code}"


@pytest.mark.parametrize("keys", [LOGIN, ".8"], ids=["login", "logout"])
def test_a_hub_that_says_no_key_is_told_nothing_that_it_could_not_read(keys: str) -> None:
    pad = Pad(takes_pins=False)
    assert emitted(pad.type(keys)) == []
    assert pad.display == "LOI5"


def test_a_pin_is_not_sent_to_a_hub_that_is_away() -> None:
    pad = Pad()
    pad.do(HubSilent("link down"))
    assert emitted(pad.type(LOGIN)) == []
    assert pad.display == "CHO"


def test_a_pin_is_not_kept_for_a_hub_that_has_just_fallen_silent() -> None:
    pad = Pad()
    pad.type(LOGIN[:-1])
    pad.do(HubSilent("link down"))
    assert emitted(pad.type(LOGIN[-1])) == []
    assert pad.display == "CHO"


@pytest.mark.parametrize("fault", ["failed", "degraded"], ids=["pulled", "stuck"])
@pytest.mark.parametrize("typed", [".7", ".71", ".712E", ".712E47"])
def test_a_keypad_that_fails_within_a_login_says_so_and_its_rest_stands_nowhere(
    typed: str, fault: Literal["failed", "degraded"]
) -> None:
    pad = Pad()
    pad.type(typed)
    pad.do(KeypadSeen(Part(state=fault)))
    pad.wait(0.5)
    assert pad.display == "LOI7"
    pad.wait(60.0)
    pad.do(KeypadSeen(Part(state="ok")))
    before = len(pad.sent)
    assert emitted(pad.type("11E")) == []
    assert {data[2:-1].decode().rstrip() for _, data in pad.sent[before:]} <= {"LOI1", "A001"}
    assert pad.display == "LOI1"
    pad.wait(DEAF_S)
    assert [type(each) for each in emitted(pad.type(LOGIN))] == [LoginTyped]


def test_a_keypad_pulled_while_it_is_deaf_stays_so_when_it_is_back() -> None:
    pad = Pad()
    pad.type(".712E4.")
    pad.do(KeypadSeen(Part(state="failed")), KeypadSeen(Part(state="ok")))
    pad.wait(DEAF_S - 0.5)
    pad.type("4711")
    assert pad.display == "LOI1"


def test_logging_out_is_a_verb_of_its_own() -> None:
    assert emitted(Pad().type(".8")) == [VerbTyped(counter="counter-1", verb="logout")]


def test_what_can_not_be_sealed_is_the_counters_own_fault() -> None:
    pad = Pad()
    effects = pad.do(sealed(SealPin("A" * 43, TypedPin("12", "4711"), pad.now)))
    pad.wait(0.5)
    assert (emitted(effects), pad.display) == ([], "LOI7")


def test_a_login_that_the_disk_refuses_is_said() -> None:
    pad = Pad()
    pad.do(StepRefused(PinSealed(pad.key.public, "box", pad.now), "disk"))
    pad.wait(0.5)
    assert pad.display == "LOI7"


def test_no_sentence_for_the_log_holds_what_was_typed() -> None:
    pad = Pad()
    pad.type(".712E4711+4711")
    pad.wait(20.0)
    pad.type(".74711")
    pad.wait(20.0)
    said = [effect.text for effect in pad.effects if isinstance(effect, Note)]
    assert said
    assert not [text for text in said if "47" in text or "11" in text or "12" in text]
