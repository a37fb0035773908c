"""A counter whose hub is silent: what it does by itself, what it refuses at once, and what is left of it."""

from collections.abc import Iterable
from typing import Any, Literal

import pytest
from counter_bench import BOX, STARTED, Desk, emitted, shown
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from screen_values import HUB_MS, SERVING, ScreenDesk

from counter_display import alone
from counter_display.alone import GRACE_S, KEPT, Alone
from counter_display.device import KeyTyped
from counter_display.driver_qsystem import QSystemKeypad
from counter_display.keypad import PadKey
from counter_display.protocol import FINISH_OR_NOSHOW
from devicekit.messages import Answer, KeyPressed, VerbTyped
from devicekit.ports import PortBack
from devicekit.steps import Answered, Emit, HubHeard, HubSilent, Keep, Note, Started, StateSet, StepRefused

FINISH = bytes((1, BOX, FINISH_OR_NOSHOW, 7))
CALL = VerbTyped(counter="counter-1", verb="call", digits="12", alone=True)


class Pad(Desk):
    """A display, a numeric keypad, and a disk; `left`: what was on that disk and not answered."""

    def __init__(self, disk: dict[str, bytes] | None = None, left: Iterable[tuple[str, Any]] = ()) -> None:
        super().__init__(on_display=True)
        self.disk = dict(disk or {})
        self.do(Started("counter-1", "beef" if left else "cafe", dict(self.disk), tuple(left)), PortBack("line"))

    def do(self, *events: object) -> list[Any]:
        effects = super().do(*events)
        for effect in effects:
            if isinstance(effect, Keep) and effect.value is None:
                self.disk.pop(effect.key, None)
            elif isinstance(effect, Keep):
                self.disk[effect.key] = effect.value or b""
        return effects

    def told(self) -> list[tuple[str, KeyPressed | VerbTyped]]:
        return [(each.key, each.body) for each in self.effects if isinstance(each, Emit)]  # type: ignore[misc]

    def answer_all(self, outcome: Literal["accepted", "refused"] = "accepted", reason: str = "") -> None:
        answer = Answer(id="x", outcome=outcome, reason=reason)
        self.do(HubHeard(0), *(Answered(key, body, answer) for key, body in self.told()))


def cut_off(*events: object) -> Pad:
    pad = Pad()
    pad.do(HubHeard(0), *events, HubSilent("link down"))
    pad.wait(GRACE_S + 0.1)
    return pad


def test_digits_and_call_show_that_number_at_once_and_are_on_the_disk() -> None:
    pad = cut_off(shown("serving", "A001"))
    effects = pad.type("1", "2", "plus")
    assert emitted(effects) == [CALL]
    assert [each.key for each in effects if isinstance(each, Keep)] == [KEPT]
    pad.wait(120.0)
    assert {data[2:-1].decode().strip() for at, data in pad.sent if at > pad.now - 100.0} == {"012"}


def test_the_present_ticket_is_finished_with_its_result() -> None:
    pad = cut_off(shown("serving", "A001"))
    effects = pad.type("3", "enter")
    # 3 Enter; Enter alone is next, which only the hub can do.
    assert emitted(effects) == [KeyPressed(counter="counter-1", key="finish", result=3, alone="A001")]
    assert pad.display == "dA"
    pad.wait(2.0)
    assert pad.display in ("", "CHO")
    assert emitted(pad.type("3", "enter")) == [], "nobody is left to be finished"


def test_who_was_called_alone_is_finished_by_the_digits_that_were_typed() -> None:
    pad = cut_off(shown("serving", "A001"))
    pad.type("1", "2", "plus")
    assert emitted(pad.type("1", "enter")) == [KeyPressed(counter="counter-1", key="finish", result=1, alone="12")]


@pytest.mark.parametrize(
    "keys", [("enter",), ("star",), ("minus",), ("plus",), ("slash",), ("2", "star"), ("dot", "dot")]
)
def test_whatever_else_is_pressed_is_not_connected_and_that_is_said_at_once(keys: tuple[PadKey, ...]) -> None:
    pad = cut_off(shown("serving", "A001"))
    effects = pad.type(*keys)
    assert not emitted(effects)
    assert pad.display == "CHO"
    assert any(isinstance(effect, Note) for effect in effects)
    pad.do(HubHeard(0))
    pad.wait(5.0)
    assert pad.display == "A001"
    assert len(emitted(pad.type(*keys))) == 1


@pytest.mark.parametrize(("state", "count"), [("serving", 1), ("called", 0)])
def test_the_key_of_two_meanings_finishes_who_is_served_and_no_one_who_may_not_have_come(
    state: Literal["serving", "called"], count: int
) -> None:
    counter = Desk(keypad=QSystemKeypad(BOX))
    counter.do(STARTED, PortBack("line"), HubHeard(0), shown(state, "A001"), HubSilent("link down"))
    counter.wait(GRACE_S + 1)
    asked = KeyPressed(counter="counter-1", key="finish", alone="A001")
    assert emitted(counter.key(FINISH)) == [asked] * count


def test_a_key_of_the_first_moments_of_silence_goes_to_the_hub() -> None:
    pad = Pad()
    pad.do(HubHeard(0), shown("serving", "A001"), HubSilent("broker restarts"))
    assert emitted(pad.type("1", "2", "plus")) == [replace(CALL, alone=False)]


def test_after_a_restart_of_the_pi_the_number_called_alone_is_still_shown() -> None:
    before = cut_off(shown("serving", "A001"))
    before.type("1", "2", "plus")
    after = Pad(before.disk, before.told())
    after.wait(60.0)
    assert after.display == "012"
    assert emitted(after.type("1", "enter"))[0] == KeyPressed(counter="counter-1", key="finish", result=1, alone="12")


def test_after_a_restart_of_the_pi_the_present_ticket_can_still_be_finished() -> None:
    before = cut_off(shown("serving", "A001"))
    after = Pad(before.disk)
    after.wait(GRACE_S + 1)
    assert emitted(after.type("2", "enter")) == [KeyPressed(counter="counter-1", key="finish", result=2, alone="A001")]


def test_what_the_hub_said_last_is_newer_than_what_an_earlier_run_left_of_it() -> None:
    after = Pad(cut_off(shown("serving", "A001")).disk)
    after.do(shown("serving", "A002"))
    after.wait(GRACE_S + 1)
    assert after.display == "A002"
    assert emitted(after.type("2", "enter")) == [KeyPressed(counter="counter-1", key="finish", result=2, alone="A002")]


def test_when_the_hub_is_back_and_has_taken_all_in_its_own_word_counts_again() -> None:
    pad = cut_off(shown("serving", "A001"))
    pad.type("1", "2", "plus")
    pad.do(HubHeard(0), shown("called", "A002"))
    pad.wait(1.0)
    assert pad.display == "012", "the hub has not yet heard of it"
    pad.do(shown("serving", "A012"))
    pad.answer_all()
    pad.wait(1.0)
    assert (pad.display, pad.disk) == ("A012", {})


@pytest.mark.parametrize("outcome", ["accepted", "refused"])
def test_what_does_not_fit_is_said_to_the_officer(outcome: Literal["accepted", "refused"]) -> None:
    pad = cut_off(shown("serving", "A001"))
    pad.type("1", "2", "plus")
    pad.answer_all(outcome, "alone_conflict" if outcome == "accepted" else "too_old")
    pad.wait(0.5)
    assert pad.display == ("LOI9" if outcome == "accepted" else "LOI6")
    pad.wait(5.0)
    assert (pad.display, pad.disk) == ("A001", {})


def test_a_full_disk_takes_no_call_and_still_knows_that_nobody_answers() -> None:
    pad = Pad()
    pad.do(HubHeard(0), shown("serving", "A001"))
    pad.do(StepRefused(HubSilent("link down"), "disk full"))
    pad.wait(GRACE_S + 0.1)
    assert not emitted(pad.type("enter"))
    pad.do(StepRefused(HubHeard(0), "disk full"))
    assert len(emitted(pad.type("enter"))) == 1


def test_a_full_disk_that_cannot_forget_what_was_done_alone_shows_the_hubs_word_all_the_same() -> None:
    pad = cut_off(shown("serving", "A001"))
    pad.type("1", "2", "plus")
    ((key, body),) = pad.told()
    pad.do(HubHeard(0), shown("serving", "A012"))
    answered = Answered(key, body, Answer(id="x", outcome="accepted"))
    assert any(isinstance(each, Keep) for each in pad.logic.step(pad.state, answered, pad.now)[1])
    assert not any(isinstance(each, Keep) for each in pad.do(StepRefused(answered, "disk")))
    pad.wait(1.0)
    assert (pad.display, list(pad.disk)) == ("A012", [KEPT])
    pad.do(HubSilent("link down"), HubHeard(0))
    assert pad.disk == {}


def test_a_disk_that_tells_nonsense_is_told_and_stops_nothing() -> None:
    pad = Pad({KEPT: b"nonsense"})
    assert [each.level for each in pad.effects if isinstance(each, Note)] == ["error"]


@given(
    st.builds(
        Alone,
        number=st.from_regex(r"[A-Z]?[0-9]{1,4}", fullmatch=True),
        serving=st.booleans(),
        typed=st.booleans(),
        own=st.booleans(),
    )
)
def test_what_is_kept_comes_back_as_it_was(here: Alone) -> None:
    assert alone.remembered({KEPT: alone.encode(here)}, ()) == here


def test_a_screen_shows_who_was_called_alone_and_that_nobody_is_left() -> None:
    counter = ScreenDesk()
    counter.do(STARTED, HubHeard(HUB_MS), StateSet(SERVING), HubSilent("link down"))
    counter.wait(GRACE_S + 1)
    for key in ("1", "2", "plus"):
        counter.do(KeyTyped(key, counter.now))
    assert counter.sheet.number == "012"
    counter.wait(1.0)
    for key in ("1", "enter"):
        counter.do(KeyTyped(key, counter.now))
    assert counter.sheet.number == ""
