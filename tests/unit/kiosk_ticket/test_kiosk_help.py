"""The button that calls a person to a kiosk."""

import pytest
from kiosk_bench import BUTTONS, DAY, Kiosk, bodies, service

from devicekit.errors import SettingsError
from devicekit.messages import HelpAsked, KioskSet
from devicekit.sample_files import sample
from devicekit.settings import load, loads
from devicekit.steps import StateSet
from kiosk_ticket.logic import KioskLogic
from kiosk_ticket.settings import KioskFile
from kiosk_ticket.state import HELP, Button, Timing


def told(helping: bool) -> StateSet:
    return StateSet(KioskSet(day=DAY, services=(service("land", "A"), service("civil", "C")), helping=helping))


def ready() -> Kiosk:
    kiosk = Kiosk()
    kiosk.logic = KioskLogic((*BUTTONS, Button(HELP, "")), Timing())
    kiosk.state = kiosk.logic.start()
    kiosk.boot()
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


def settings(more: str) -> KioskFile:
    text = sample("kiosk-1.toml").read_text(encoding="utf-8")
    return loads(text + more, "kiosk-1.toml", KioskFile)


def test_its_pin_is_no_other_buttons() -> None:
    button = load(sample("kiosk-1.toml"), KioskFile).button[0]
    assert settings("\n[help]\npin = 27\n").help is not None
    with pytest.raises(SettingsError, match=f"{button.pin}"):
        settings(f"\n[help]\npin = {button.pin}\n")
