"""The officer's keys at a counter: told to the hub once, answered by lamp and word."""

from typing import Any

import pytest
from counter_bench import BOX, DISPLAY, NEXT, REDIRECT, START, desk, emitted, shown

from counter_display.device import KeySeen
from devicekit.messages import KeyPressed
from devicekit.steps import (
    Emit,
    Health,
    HubSilent,
    Note,
    Reply,
    StepRefused,
)


def test_the_answer_to_a_key_finds_the_line_free_for_the_new_number() -> None:
    counter = desk(shown("free", waiting=1))
    counter.wait(3.0)
    counter.key(NEXT)
    pressed = counter.now
    counter.wait(0.01)
    counter.do(shown("called", "A012", blinking=True))
    at, frame = counter.sent[-1]
    assert frame[1] == DISPLAY
    assert at - pressed == pytest.approx(0.01)


@pytest.mark.parametrize(("code", "key"), [(0x31, "next_or_recall"), (0x32, "start"), (0x34, "finish_or_noshow")])
def test_a_key_is_told_to_the_hub(code: int, key: Any) -> None:
    counter = desk(shown("serving", "A012"))
    effects = counter.key(bytes((1, BOX, code, 7)))
    assert emitted(effects) == [KeyPressed(counter="counter-1", key=key)]


def test_a_key_pressed_twice_at_once_or_held_is_one_key() -> None:
    counter = desk(shown("free", waiting=9))
    effects = []
    for _ in range(20):
        effects += counter.key(NEXT)
        counter.wait(0.25)
    assert len(emitted(effects)) == 1
    counter.wait(0.1)
    assert len(emitted(counter.key(NEXT))) == 1


def test_another_key_right_after_the_first_counts() -> None:
    counter = desk(shown("called", "A012", blinking=True))
    assert len(emitted(counter.key(START) + counter.key(NEXT))) == 2


def test_the_lamp_is_red_until_the_hub_answers() -> None:
    counter = desk(shown("free", waiting=1))
    counter.wait(2.0)
    counter.key(NEXT)
    counter.wait(0.4)
    assert counter.lamp == "red"
    counter.answer()
    counter.wait(0.4)
    assert counter.lamp == "green"


def test_a_quick_answer_leaves_the_lamp_alone() -> None:
    counter = desk(shown("free", waiting=1))
    counter.wait(2.0)
    counter.key(NEXT)
    counter.wait(0.01)
    counter.answer()
    before = len(counter.sent)
    counter.wait(0.5)
    assert counter.sent[before:] == []


def test_a_key_without_an_answer_stays_visible_as_refused() -> None:
    counter = desk(shown("free", waiting=1))
    counter.key(NEXT)
    counter.wait(5.5)
    assert counter.lamp == "red fast"
    counter.wait(60.0)
    assert counter.lamp == "red fast"


def test_a_key_while_the_hub_is_silent_is_spooled_and_shown_as_refused_at_once() -> None:
    counter = desk(shown("free", waiting=1), HubSilent("link down"))
    counter.wait(2.0)
    assert counter.lamp == "red slow"
    assert len(emitted(counter.key(NEXT))) == 1
    counter.wait(0.4)
    assert counter.lamp == "red fast"


def test_keys_without_answers_do_not_pile_up_for_ever() -> None:
    counter = desk(shown("free", waiting=1))
    taken = 0
    for _ in range(20):
        taken += len(emitted(counter.key(NEXT)))
        counter.wait(1.0)
    assert taken == 8
    assert counter.box == "LOI"


@pytest.mark.parametrize(("reason", "word"), [("nobody_waiting", "HEt"), ("wrong_state", "LOI")])
def test_a_refused_key_says_why_for_a_moment(reason: str, word: str) -> None:
    counter = desk(shown("serving", "A012"))
    counter.wait(2.0)
    counter.key(NEXT)
    counter.answer("refused", reason)
    counter.wait(1.0)
    assert (counter.box, counter.lamp) == (word, "red fast")
    counter.wait(4.0)
    assert (counter.box, counter.lamp) == ("012", "green")


def test_a_refusal_that_comes_much_later_is_only_logged() -> None:
    counter = desk(shown("serving", "A012"))
    counter.key(NEXT)
    counter.wait(20.0)
    effects = counter.answer("refused", "too_old")
    assert [effect.level for effect in effects if isinstance(effect, Note)] == ["info"]
    counter.wait(1.0)
    assert counter.box == "012"


def test_the_redirect_key_sends_to_the_fee_counter() -> None:
    counter = desk(shown("serving", "A012"))
    assert [each.key for each in emitted(counter.key(REDIRECT))] == ["fee"]


def test_a_box_with_another_address_presses_nothing() -> None:
    effects = desk(shown("free")).key(bytes((1, 9, 0x31, 7)))
    assert emitted(effects) == []
    health = [(each.part, each.now.code, "9" in each.now.detail) for each in effects if isinstance(each, Health)]
    assert health == [("line", "stranger", True)]


@pytest.mark.parametrize("echo", [True, False], ids=["adapter known to echo", "adapter that should not"])
def test_our_own_echo_is_no_key(echo: bool) -> None:
    counter, returned = desk(shown("free", waiting=1), echo=echo), 0
    for _ in range(3000):
        counter.wait(0.02)
        for _, frame in counter.sent[returned:]:
            counter.key(frame)
        returned = len(counter.sent)
    assert returned > 15
    assert emitted(counter.effects) == []
    counter.wait(0.1)
    assert len(emitted(counter.key(NEXT))) == 1


def test_a_key_that_the_disk_refuses_says_fault() -> None:
    counter = desk(shown("serving", "A012"))
    counter.wait(2.0)
    effects = counter.do(StepRefused(KeySeen("next_or_recall", counter.now), "disk"))
    assert not [effect for effect in effects if isinstance(effect, (Emit, Health, Reply))]
    counter.wait(1.0)
    assert counter.box == "LOI"
