"""The program and a keypad in a plug: real driver, real threads, a FIFO with the kernel's structs for hardware."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import wait_until
from told import Ear

from counter_display.driver_usb import open_usb
from counter_display.keypad_reader import PortKeypad
from counter_display.keypad_settings import KeypadTable
from counter_display.port_input import InputPort
from counter_display.virtual_keypad import VirtualKeypad, stroke
from devicekit.clock import SystemClock
from devicekit.errors import PortError


@pytest.fixture
def keypad(tmp_path: Path) -> Iterator[VirtualKeypad]:
    keypad = VirtualKeypad(tmp_path / "pad-event-kbd")
    yield keypad
    keypad.unplug()


@pytest.fixture
def heard() -> Ear:
    return Ear()


@pytest.fixture
def driver(keypad: VirtualKeypad, heard: Ear) -> Iterator[PortKeypad]:
    driver = open_usb(KeypadTable(driver="usb", device=str(keypad.path)), SystemClock(), 9600)
    driver.start(heard.inbox)
    yield driver
    driver.stop()


def test_keys_are_heard_and_a_keypad_put_in_again_is_found(
    keypad: VirtualKeypad, driver: PortKeypad, heard: Ear
) -> None:
    wait_until(lambda: heard.states, "a keypad that is not there is said")
    keypad.plug()
    wait_until(lambda: len(heard.states) == 2, "it is found")
    keypad.type("12+", bounces=2)
    wait_until(lambda: len(heard.keys) == 3, "three keys")
    keypad.unplug()
    wait_until(lambda: len(heard.states) == 3, "the loss is said")
    keypad.plug()
    wait_until(lambda: len(heard.states) == 4, "it is back")
    keypad.type("E")
    wait_until(lambda: len(heard.keys) == 4, "it works")
    assert heard.keys == ["1", "2", "plus", "enter"]
    assert heard.states == ["no_keypad", "ok", "no_keypad", "ok"]


def test_half_an_event_before_the_loss_spoils_nothing(keypad: VirtualKeypad, driver: PortKeypad, heard: Ear) -> None:
    keypad.plug()
    wait_until(lambda: heard.states[-1:] == ["ok"], "it is found")
    keypad.send(stroke(82, 1, 1.0)[:30])
    keypad.unplug()
    wait_until(lambda: heard.states[-1] == "no_keypad", "the loss is said")
    keypad.plug()
    wait_until(lambda: heard.states[-1] == "ok", "it is back")
    keypad.type("7")
    wait_until(lambda: heard.keys, "it works")
    assert heard.keys == ["7"]


def test_a_folder_is_no_keypad(tmp_path: Path) -> None:
    port = InputPort(str(tmp_path))
    with pytest.raises(PortError, match=str(tmp_path)):
        for _ in range(2):
            port.open()
            port.read(64, 0.0)
    assert not port.is_open
