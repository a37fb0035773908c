"""The button that calls a person to a kiosk."""

from itertools import pairwise

import pytest
from kiosk_bench import BUTTONS, DAY, Kiosk, bodies, notes, service

from devicekit.errors import SettingsError
from devicekit.messages import HelpAsked, KioskSet
from devicekit.sample_files import sample
from devicekit.settings import load, loads
from devicekit.steps import StateSet
from kiosk_ticket.logic import KioskLogic
from kiosk_ticket.settings import KioskFile
from kiosk_ticket.state import HELP, PRESS_LIVES_S, Button, Timing


def told(helping: bool) -> StateSet:
    return StateSet(KioskSet(day=DAY, services=(service("land", "A"), service("civil", "C")), helping=helping))


def ready() -> Kiosk:
    kiosk = Kiosk()
    kiosk.logic = KioskLogic((*BUTTONS, Button(HELP, "")), Timing())
    kiosk.state = kiosk.logic.start()
    kiosk.boot()
    kiosk.hub()
    kiosk.do(told(helping=False))
    kiosk.wait(3.0)
    return kiosk


def blinks(kiosk: Kiosk) -> bool:
    seen = set()
    for _ in range(10):
        kiosk.wait(0.1)
        seen.add(kiosk.lamps[HELP])
    return seen == {True, False}


def test_a_press_asks_for_help_and_the_lamp_blinks_until_somebody_comes() -> None:
    kiosk = ready()
    assert (kiosk.lamps[HELP], blinks(kiosk)) == (True, False)
    assert bodies(kiosk.press(HELP)) == [HelpAsked(press="kiosk-1.run1.1")]
    assert blinks(kiosk)
    kiosk.do(told(helping=True))
    assert blinks(kiosk)
    kiosk.do(told(helping=False))
    assert not blinks(kiosk)


def test_help_is_asked_for_while_the_hub_is_silent_too() -> None:
    kiosk = ready()
    kiosk.hub(heard=False)
    kiosk.wait(60.0)
    assert bodies(kiosk.press(HELP)) == [HelpAsked(press="kiosk-1.run1.1")]


def test_calls_that_the_hub_has_not_answered_are_one_with_the_time_of_the_last_press() -> None:
    kiosk = ready()
    kiosk.hub(heard=False)
    kiosk.press(HELP)
    kiosk.wait(600.0)
    kiosk.press(HELP)
    assert [body for _, body, _ in kiosk.outbox] == [HelpAsked(press="kiosk-1.run1.2")]


def test_a_call_that_the_hub_refuses_does_not_blink_as_if_somebody_came() -> None:
    kiosk = ready()
    kiosk.press(HELP)
    kiosk.answer(HelpAsked(press="kiosk-1.run1.1"), "refused", "too_old")
    assert not blinks(kiosk)


def flashes(kiosk: Kiosk, seconds: int) -> int:
    """How often the lamp goes on in so many seconds."""
    lit = [kiosk.lamps[HELP]]
    for _ in range(seconds * 20):
        kiosk.wait(0.05)
        lit.append(kiosk.lamps[HELP])
    return sum(not before and after for before, after in pairwise(lit))


def silent() -> Kiosk:
    kiosk = ready()
    kiosk.hub(heard=False)
    kiosk.wait(2.0)
    return kiosk


def test_a_call_that_has_not_come_through_looks_otherwise_and_is_heard_when_the_hub_is_back() -> None:
    kiosk = silent()
    (asked,) = bodies(kiosk.press(HELP))
    assert isinstance(asked, HelpAsked)
    assert flashes(kiosk, 10) == 10
    kiosk.hub()
    assert flashes(kiosk, 10) == 20
    kiosk.do(told(helping=False))
    assert flashes(kiosk, 10) == 20, "that set was said before the hub heard of the call"
    kiosk.answer(asked)
    kiosk.hub(heard=False)
    assert flashes(kiosk, 10) == 20, "it is through: somebody will come"
    kiosk.do(told(helping=True))
    kiosk.do(told(helping=False))
    kiosk.hub()
    assert (kiosk.lamps[HELP], flashes(kiosk, 10)) == (True, 0)


def test_a_call_that_nobody_heard_of_is_given_up_and_the_lamp_says_no_first() -> None:
    kiosk = silent()
    kiosk.press(HELP)
    kiosk.wait(PRESS_LIVES_S - 1)
    assert kiosk.state.call is not None
    kiosk.effects.clear()
    kiosk.wait(1.0)
    assert notes(kiosk.effects) == ["a call for help did not reach the hub in time; nobody was called"]
    assert kiosk.state.refused_until[HELP] > kiosk.now
    kiosk.wait(5.0)
    assert flashes(kiosk, 10) == 5, "nobody can be called from here now"


def test_a_call_is_known_after_a_restart_for_as_long_as_somebody_stands_there() -> None:
    kiosk = silent()
    kiosk.press(HELP)
    kiosk.boot()
    kiosk.wait(2.0)
    assert flashes(kiosk, 10) == 10
    kiosk.wait(PRESS_LIVES_S)
    kiosk.boot()
    kiosk.wait(6.0)
    assert flashes(kiosk, 10) == 5


def settings(more: str) -> KioskFile:
    text = sample("kiosk-1.toml").read_text(encoding="utf-8")
    return loads(text + more, "kiosk-1.toml", KioskFile)


def test_its_pin_is_no_other_buttons() -> None:
    button = load(sample("kiosk-1.toml"), KioskFile).button[0]
    assert settings("\n[help]\npin = 27\n").help is not None
    with pytest.raises(SettingsError, match=f"{button.pin}"):
        settings(f"\n[help]\npin = {button.pin}\n")
