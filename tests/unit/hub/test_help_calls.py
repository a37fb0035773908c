"""A call for help at a kiosk: one call until somebody comes, kept over a restart, gone with the day."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from day_house import DayHouse, wall
from msgspec.structs import replace

from devicekit.messages import HelpAsked, KioskSet
from hub.engine import commands as c
from hub.translate import command_for


@pytest.fixture
def house(tmp_path: Path) -> Iterator[DayHouse]:
    house = DayHouse(tmp_path, "08-31 09:00")
    yield house
    house.close()


def test_a_call_for_help_at_a_kiosk_is_one_call_until_somebody_comes(house: DayHouse) -> None:
    assert house.ask(c.AskHelp(kiosk="kiosk-1")).outcome == "accepted"
    house.ask(c.AskHelp(kiosk="kiosk-1"))
    shown = house.floor.set_for("kiosk-1", house.state)
    assert isinstance(shown, KioskSet) and shown.helping
    assert "help:kiosk-1" in house.service.view.alarms
    house.ask(c.AnswerHelp(kiosk="kiosk-1"))
    assert not house.state.helping
    assert house.ask(c.AnswerHelp(kiosk="kiosk-9")).reason == "unknown_kiosk"


def test_a_call_for_help_outlives_a_restart_and_ends_with_the_day(house: DayHouse) -> None:
    house.ask(c.AskHelp(kiosk="kiosk-1"))
    house.restart()
    assert list(house.state.helping) == ["kiosk-1"]
    house.restart(at="09-01 07:00")
    assert not house.state.helping


def test_a_call_for_help_that_comes_in_long_after_the_press_calls_nobody(house: DayHouse) -> None:
    pressed_ms = round(wall("08-31 08:57") * 1000)
    asked = command_for("kiosk-1", HelpAsked(press="kiosk-1.s.1"), pressed_ms, house.service.day_of, {})
    assert house.ask(asked).reason == "too_old"
    assert not house.state.helping


def test_a_call_for_help_can_be_answered_when_its_kiosk_has_left_the_settings(house: DayHouse) -> None:
    house.ask(c.AskHelp(kiosk="kiosk-1"))
    house.plan = replace(house.plan, devices=house.plan.devices[1:])
    assert house.plan.devices[0].id != "kiosk-1"
    house.restart()
    assert house.ask(c.AnswerHelp(kiosk="kiosk-1")).outcome == "accepted"
    assert house.service.view.alarms == ()
