"""[show] and [hdmi] as a technician writes them, and the two halves that are built from them."""

import queue
from pathlib import Path

import pygame
import pytest

from counter_display.agent import build
from counter_display.files import load_counters
from counter_display.hall import Manner
from counter_display.logic import CounterLogic
from counter_display.night import Night
from counter_display.program import build_one
from counter_display.screen_agent import build_with_screen
from counter_display.screen_hardware import ScreenHardware
from counter_display.screen_logic import OpenScreen, ScreenFailed, ScreenLogic, ScreenOpen, ShowSheet
from counter_display.settings import CounterFile
from counter_display.sheet import Sheet
from counter_display.show_settings import HdmiTable
from counter_display.virtual_screen import Passer
from devicekit.clock import HandClock
from devicekit.errors import DriverError, SettingsError
from devicekit.settings import loads
from devicekit.touch.page import Words
from devicekit.touch.virtual import Glass, GlassScreen
from motcua.__main__ import main

HEAD = '[device]\nid = "counter-1"\nsite = "kontum"\nstate = "s"\n'
CLOSED = Sheet("words", title=Words("ĐÓNG QUẦY", "COUNTER CLOSED"))


def settings(text: str) -> CounterFile:
    return loads(HEAD + text, "counter-1.toml", CounterFile, "en")


def test_a_counter_may_have_nothing_but_a_screen() -> None:
    made = settings("[hdmi]\n")
    assert made.hdmi is not None
    assert (made.hdmi.width, made.hdmi.height, made.hdmi.driver) == (1920, 1080, "pygame")
    logic, hardware = build_one(made, HandClock())
    assert isinstance(logic, ScreenLogic) and isinstance(hardware, ScreenHardware)


def test_a_counter_without_a_screen_is_as_it_was() -> None:
    logic, _ = build_one(settings('[line]\nport = "x"\n[display]\naddress = 1\n'), HandClock())
    assert isinstance(logic, CounterLogic)


def test_hours_and_the_least_time_reach_the_logic() -> None:
    made = settings('[hdmi]\n[show]\nleast_s = 3\ndark_from = "18:00"\ndark_until = "06:30"\n')
    assert made.show.manner == Manner(3.0, Night(1080, 390))
    assert settings("[hdmi]\n").show.manner == Manner(2.0, None)
    build(made, HandClock())


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('[hdmi]\n[show]\ndark_from = "18:00"\n', 7, "key dark_until is needed too"),
        ('[hdmi]\n[show]\ndark_until = "06:00"\n', 7, "key dark_from is needed too"),
        ('[hdmi]\n[show]\ndark_from = "6:00"\ndark_until = "07:00"\n', 7, 'such as "07:30"'),
        ('[hdmi]\n[show]\ndark_from = "06:00"\ndark_until = "06:00"\n', 8, "are the same"),
        ("[hdmi]\n[show]\nleast_s = 60\n", 7, "10"),
        ('[hdmi]\ndriver = "pygmae"\n', 6, 'Did you mean "pygame"?'),
        ("[hdmi]\nwidth = 100\n", 6, "480"),
        ("[show]\n", 0, "there must be a table [display], [keypad] or [hdmi]"),
        ('[hdmi]\n[keypad]\ndriver = "usb"\ndevice = "/dev/x"\nbeep = true\n', 9, "key beep is of no use"),
    ],
)
def test_what_can_not_work_is_refused_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(SettingsError) as raised:
        settings(text)
    assert words in str(raised.value)
    assert f"counter-1.toml:{line}:" in str(raised.value) or not line


def test_a_screen_among_several_counters_of_one_program_is_refused_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [tmp_path / f"counter-{n}.toml" for n in (1, 2)]
    files[0].write_text(HEAD + '[line]\nport = "/dev/ttyUSB0"\n[display]\naddress = 1\n', encoding="utf-8")
    files[1].write_text(HEAD.replace("counter-1", "counter-2") + "[hdmi]\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"counter-2.toml:5: .*program of its own"):
        load_counters(files, "en")
    assert len(load_counters(files[1:])) == 1
    assert main(["check", str(tmp_path), "--language", "en"]) == 1
    assert f"{files[1]}:5: a counter with a screen [hdmi] needs a program of its own" in capsys.readouterr().out
    assert main(["check", *map(str, files)]) == 0


class Dark:
    """A screen that is not plugged in until it is."""

    def __init__(self, glass: Glass) -> None:
        self.inner, self.plugged = GlassScreen(glass, 800, 480), False

    def open(self) -> pygame.Surface:
        if not self.plugged:
            raise DriverError("no screen: is it plugged in?")
        return self.inner.open()

    def show(self) -> None:
        self.inner.show()

    def touches(self) -> list[object]:
        return []

    def close(self) -> None:
        self.inner.close()


def test_what_was_to_be_shown_is_there_when_the_screen_comes() -> None:
    glass, inbox = Glass(), queue.SimpleQueue[object]()
    screen = Dark(glass)
    _, hardware = build_with_screen(settings("[hdmi]\n"), HdmiTable(), HandClock(), screen)  # type: ignore[arg-type]
    hardware.start(inbox)
    assert inbox.get_nowait() == ScreenFailed("no screen: is it plugged in?")
    hardware.perform(ShowSheet(CLOSED))
    assert not Passer(glass).sees(CLOSED)
    screen.plugged = True
    hardware.perform(OpenScreen())
    assert inbox.get_nowait() == ScreenOpen()
    assert Passer(glass).sees(CLOSED)
    hardware.stop()


def test_the_machines_own_display_takes_the_size_that_it_has() -> None:
    """With SDL's dummy display, as on a Pi with kmsdrm."""
    made = settings("[hdmi]\nwidth = 640\nheight = 400\nfullscreen = false\n")
    inbox = queue.SimpleQueue[object]()
    _, hardware = build_with_screen(made, made.hdmi or HdmiTable(), HandClock())
    hardware.start(inbox)
    assert inbox.get_nowait() == ScreenOpen()
    hardware.perform(ShowSheet(CLOSED))
    surface = pygame.display.get_surface()
    assert surface is not None
    assert surface.get_size() == (640, 400)
    assert surface.get_at((5, 5))[:3] == (13, 46, 92)
    hardware.poll()
    hardware.stop()
