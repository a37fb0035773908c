"""[keypad] of a counter's file: each driver has what it needs, and errors say where and what to do."""

import pytest
from msgspec.structs import replace

from counter_display.agent import build
from counter_display.device import KeyInput
from counter_display.drivers import open_keypad
from counter_display.settings import CounterFile
from devicekit.clock import HandClock
from devicekit.errors import SettingsError
from devicekit.settings import loads

HEAD = '[device]\nid = "counter-1"\nsite = "kontum"\nstate = "s"\n'
LINE = '[line]\nport = "/dev/ttyUSB0"\n'
DISPLAY = "[display]\naddress = 3\n"
USB = '[keypad]\ndriver = "usb"\ndevice = "/dev/input/by-path/pad-event-kbd"\n'
SERIAL = '[keypad]\ndriver = "serial"\ndevice = "/dev/ttyUSB1"\n'
MODBUS = '[keypad]\ndriver = "modbus"\naddress = 21\n[keypad.modbus]\nfunction = 4\n'
AT = '[[keypad.modbus.button]]\ndoes = "{}"\nat = {}\n'
KEY = '[[keypad.key]]\nkey = "{}"\nsends = "{}"\n'


@pytest.mark.parametrize(
    "text",
    [
        HEAD + LINE + DISPLAY + USB,
        HEAD + USB,
        HEAD + SERIAL + KEY.format("1", "'1'") + KEY.format("enter", "02 0D 03"),
        HEAD + LINE + DISPLAY + "[keypad]\naddress = 4\n",
        HEAD + LINE + DISPLAY + MODBUS + AT.format("next", 0) + AT.format("park", 7),
    ],
    ids=["usb", "usb without a line", "serial", "a box on the line", "a keypad that is asked"],
)
def test_a_keypad_that_has_all_it_needs_is_right(text: str) -> None:
    settings = loads(text, "c.toml", CounterFile)
    assert settings.keypad is not None
    is_box = settings.keypad.driver in ("qsystem", "modbus")
    assert isinstance(open_keypad(settings.keypad, HandClock(), settings.baud), KeyInput) != is_box
    build(settings, HandClock())


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (HEAD + '[keypad]\ndriver = "usb"\n', 6, 'driver = "usb" needs a key device'),
        (HEAD + USB + "address = 4\n", 8, "key address is of no use"),
        (HEAD + LINE + "[keypad]\n", 7, 'driver = "qsystem" needs a key address'),
        (HEAD + SERIAL, 6, 'driver = "serial" needs a key key'),
        (HEAD + SERIAL + KEY.format("one", "31"), 9, "one of: "),
        (HEAD + SERIAL + KEY.format("1", "3"), 10, 'key "sends": "3" is not understood'),
        (HEAD + SERIAL + KEY.format("1", " "), 10, 'key "sends": " " is not understood'),
        (
            HEAD + SERIAL + KEY.format("1", "31") + KEY.format("2", "31 0D"),
            13,
            "begin like those of the key in line 10",
        ),
        (HEAD + DISPLAY + USB, 5, "a table [line] is needed"),
        (HEAD + "[keypad]\naddress = 4\n", 5, "a table [line] is needed"),
        (HEAD + LINE + MODBUS, 10, "button"),
        (HEAD + LINE + '[keypad]\ndriver = "modbus"\naddress = 21\n', 8, 'driver = "modbus" needs a key modbus'),
        (HEAD + MODBUS + AT.format("next", 0), 5, "a table [line] is needed"),
        (HEAD + LINE + "[keypad]\naddress = 128\n", 8, "takes addresses 1 to 127"),
        (HEAD + LINE + MODBUS.replace("21", "248") + AT.format("next", 0), 9, "takes addresses 1 to 247"),
        (HEAD + LINE + MODBUS + AT.format("next", 0) + AT.format("next", 1), 16, "in line 13 already"),
        (HEAD + LINE + MODBUS + AT.format("next", 3) + AT.format("recall", 3), 17, "in line 14 already"),
        (HEAD + LINE + MODBUS + AT.format("next", 0) + AT.format("start", 125), 10, "reads 125 at most"),
        (HEAD + LINE + MODBUS + AT.format("dance", 0), 13, "one of: "),
        (HEAD + USB + MODBUS[MODBUS.index("[keypad.modbus]") :] + AT.format("next", 0), 8, "key modbus is of no use"),
        (HEAD + USB.replace("usb", "usbb"), 6, 'Did you mean "usb"?'),
    ],
)
def test_a_keypad_that_cannot_work_is_refused_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        loads(text, "c.toml", CounterFile, "en")
    (problem,) = caught.value.problems
    assert problem.startswith(f"c.toml:{line}:")
    assert words in problem


def test_a_keypad_may_be_kept_off_the_display() -> None:
    settings = loads(HEAD + LINE + DISPLAY + USB, "c.toml", CounterFile)
    assert settings.keypad is not None
    quiet = replace(settings, keypad=replace(settings.keypad, on_display=False))
    assert [build(each, HandClock())[0].start().pad for each in (settings, quiet)] == [True, False]
