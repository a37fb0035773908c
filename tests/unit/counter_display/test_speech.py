"""Which key gets which word for the officer's ear, and that every answer has one in both languages."""

from typing import Any, get_args

import pytest
from counter_bench import BOX, NEXT, STARTED, Desk, desk, shown
from hypothesis import given
from hypothesis import strategies as st

from counter_display.device import KeypadSeen, KeyTyped, SpeakerSeen
from counter_display.login import PinSealed
from counter_display.refusals import CODES, EMPTY, OF_REASON
from counter_display.speech import Say
from counter_display.speech_words import OF_CODE, OF_DEED, WORDS, of_deed, of_refusal, spoken
from devicekit.buttons.contact import STUCK_S
from devicekit.buttons.device import PinChanged
from devicekit.messages import Answer, CounterSet, Key, KeyPressed, LoginTyped, Part, TypedVerb, VerbTyped
from devicekit.ports import PortBack
from devicekit.steps import Answered, Emit, Health, HubHeard, HubSilent, StateSet, StepRefused
from devicekit.text_files import LANGUAGES, load_texts

FINISH = bytes((1, BOX, 0x34, 7))


def said(effects: list[Any]) -> list[str]:
    return [each.word for each in effects if isinstance(each, Say)]


def pad(*events: object) -> Desk:
    made = Desk(on_display=True)
    made.do(STARTED, PortBack("line"), HubHeard(0), *events)
    return made


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (KeyPressed(counter="counter-1", key="next"), "called"),
        (KeyPressed(counter="counter-1", key="next_or_recall"), "called"),
        (VerbTyped(counter="counter-1", verb="call", digits="12"), "called"),
        (KeyPressed(counter="counter-1", key="finish", result=1), "finished"),
        (KeyPressed(counter="counter-1", key="finish_or_noshow"), "done"),
        (VerbTyped(counter="counter-1", verb="logout"), "logout"),
        (LoginTyped(counter="counter-1", key="k" * 43, sealed="s" * 80), "login"),
        (VerbTyped(counter="counter-1", verb="pause", digits="1"), "done"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_was_obeyed_has_a_word(body: object, word: str) -> None:
    assert of_deed(body) == word


def test_words_are_for_keys_and_verbs_that_there_are() -> None:
    assert set(OF_DEED) <= {*get_args(Key), *get_args(TypedVerb)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_and_every_word_is_spoken_in_both_languages_each_differently(language: str) -> None:
    words = spoken(load_texts(language))
    assert set(OF_CODE) == set(CODES)
    assert set(words) == set(WORDS) >= {*OF_CODE.values(), *OF_DEED.values()}
    assert len(set(words.values())) == len(words)
    assert all(text and not any(sign.isdigit() for sign in text) for text in words.values())


@given(st.one_of(st.sampled_from([*OF_REASON, EMPTY]), st.text(max_size=20)))
def test_every_no_of_a_hub_has_a_word_also_one_of_a_newer_hub(reason: str) -> None:
    word = of_refusal(reason)
    assert word in WORDS
    if reason in OF_REASON and reason != "pin_wrong":
        assert word == f"code.{OF_REASON[reason]}"


# What an officer hears


def test_a_key_is_heard_when_the_hub_answers_and_not_before() -> None:
    counter = desk(shown("free", waiting=1))
    assert said(counter.key(NEXT)) == []
    assert said(counter.answer()) == ["called"]
    counter.wait(60.0)
    assert said(counter.effects) == ["called"]


@pytest.mark.parametrize(
    ("reason", "word"),
    [("nobody_waiting", "empty"), ("wrong_state", "code.2"), ("login_needed", "code.8"), ("pin_wrong", "pin")],
)
def test_a_no_is_heard_with_what_it_means(reason: str, word: str) -> None:
    counter = desk(shown("free"))
    counter.key(NEXT)
    assert said(counter.answer("refused", reason)) == [word]


def test_the_same_no_twice_is_heard_twice() -> None:
    counter = desk(shown("free"))
    for _ in range(2):
        counter.key(NEXT)
        counter.answer("refused", "nobody_waiting")
        counter.wait(0.5)
    assert said(counter.effects) == ["empty", "empty"]


def test_an_answer_that_nobody_waits_for_any_more_is_not_heard() -> None:
    counter = desk(shown("free", waiting=1))
    counter.key(NEXT)
    counter.wait(16.0)
    assert said(counter.answer()) == []
    assert said(counter.effects) == ["away"]


def test_a_key_that_nobody_answers_is_heard_as_not_connected_once() -> None:
    counter = desk(shown("free", waiting=1))
    counter.key(NEXT)
    counter.wait(4.9)
    assert said(counter.effects) == []
    counter.wait(0.2)
    assert said(counter.effects) == ["away"]
    counter.wait(60.0)
    counter.do(HubSilent("link down"))
    assert said(counter.effects) == ["away"]


def test_a_key_in_the_first_seconds_of_a_silence_is_heard_at_once() -> None:
    counter = desk(shown("free", waiting=1), HubSilent("link down"))
    assert said(counter.key(NEXT)) == ["away"]
    counter.wait(0.5)
    counter.do(HubHeard(0))
    assert said(counter.answer()) == ["called"]


def test_a_key_that_the_silence_overtakes_is_heard_with_it() -> None:
    counter = desk(shown("free", waiting=1))
    counter.key(NEXT)
    assert said(counter.do(HubSilent("link down"))) == ["away"]


def test_what_is_done_alone_is_heard_and_what_can_not_be_is_not_connected() -> None:
    counter = pad(shown("serving", "A001"), HubSilent("link down"))
    counter.wait(4.0)
    assert said(counter.type("1", "enter")) == ["finished"]
    assert said(counter.type("1", "2", "plus")) == ["called"]
    assert said(counter.type("enter")) == ["away"]


def test_what_was_done_alone_and_does_not_fit_is_heard_when_the_hub_is_back() -> None:
    counter = pad(shown("serving", "A001"), HubSilent("link down"))
    counter.wait(4.0)
    counter.type("1", "enter")
    counter.do(HubHeard(0))
    assert said(counter.answer("accepted", "unknown_number")) == ["code.3"]


def test_keys_that_mean_nothing_are_heard() -> None:
    counter = pad(shown("serving", "A001"))
    assert said(counter.type("9", "enter")) == ["code.1"]


def test_half_a_sequence_that_waited_too_long_is_heard() -> None:
    counter = pad(shown("serving", "A001"))
    assert said(counter.type("1")) == []
    counter.wait(7.0)
    assert said(counter.effects) == ["code.1"]


def test_a_key_that_the_disk_refuses_is_heard() -> None:
    counter = pad(shown("serving", "A001"))
    assert said(counter.do(StepRefused(KeyTyped("enter", counter.now), "disk"))) == ["code.7"]


def test_logging_in_is_heard_and_nothing_of_what_is_typed() -> None:
    counter = pad(StateSet(CounterSet(counter="counter-1", state="free", login_key="k" * 43)))
    assert said(counter.type("dot", "7", "1", "2", "enter", "4", "7", "1", "1", "enter")) == []
    counter.do(PinSealed("k" * 43, "s" * 80, counter.now))
    assert said(counter.answer()) == ["login"]


def test_a_pin_while_the_hub_is_away_is_heard_as_not_connected() -> None:
    counter = pad(shown("free"), HubSilent("link down"))
    assert said(counter.type("dot", "7", "1", "2", "enter", "4", "7", "1", "1", "enter")) == ["away"]


def test_a_key_that_stays_down_is_heard_once() -> None:
    counter = pad(shown("free"))
    stuck = KeypadSeen(Part(state="degraded", code="stuck", detail="key 5 stays down"))
    assert said(counter.do(stuck)) == ["stuck"]
    assert said(counter.do(KeypadSeen(Part(state="ok")))) == []


def test_a_button_that_stays_down_is_heard_once() -> None:
    counter = pad(shown("free", waiting=1))
    counter.do(PinChanged("next", True, counter.now))
    counter.answer()
    counter.wait(STUCK_S + 60)
    assert said(counter.effects) == ["called", "stuck"]


def test_what_the_hall_is_shown_says_nothing_to_the_officer() -> None:
    counter = desk(shown("free", waiting=1), shown("called", "A012", blinking=True), shown("paused"), shown("closed"))
    counter.wait(60.0)
    assert said(counter.effects) == []


def test_how_the_loudspeaker_is_is_told() -> None:
    part = Part(state="degraded", code="hung", detail="aplay")
    assert Health("speaker", part) in desk().do(SpeakerSeen(part))


@given(st.lists(st.sampled_from(["next", "finish", "yes", "no", "silent", "heard"]), max_size=20))
def test_every_press_is_heard_of(story: list[str]) -> None:
    """At once where nobody is asked, else with the answer, else after five seconds as not connected."""
    counter = desk(shown("serving", "A001", waiting=3))
    for each in story:
        asked = len(counter.state.asked)
        if each in ("next", "finish"):
            heard = said(counter.key(NEXT if each == "next" else FINISH))
            assert heard or len(counter.state.asked) == asked + 1
        elif each in ("yes", "no") and asked:
            assert len(said(oldest_answered(counter, each))) == 1
        elif each in ("silent", "heard"):
            counter.do(HubSilent("link down") if each == "silent" else HubHeard(0))
        counter.wait(0.5)
    counter.wait(5.5)
    assert all(each.told for each in counter.state.asked)


def oldest_answered(counter: Desk, how: str) -> list[Any]:
    name = counter.state.asked[0].name
    body = next(each.body for each in counter.effects if isinstance(each, Emit) and each.key == name)
    answer = Answer(id="x", outcome="accepted") if how == "yes" else Answer(id="x", outcome="refused", reason="too_old")
    return counter.do(Answered(name, body, answer))
