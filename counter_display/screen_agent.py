"""The two halves of a counter that has a screen: those of the counter, each with the screen around it."""

from counter_display.agent import build
from counter_display.screen_hardware import ScreenHardware
from counter_display.screen_logic import ScreenLogic
from counter_display.settings import CounterFile
from counter_display.sheets import Sheets
from counter_display.show_settings import HdmiTable
from devicekit.clock import Clock
from devicekit.text_files import load_texts
from devicekit.touch.screen import Screen, open_screen


def build_with_screen(
    settings: CounterFile, hdmi: HdmiTable, clock: Clock, screen: Screen | None = None
) -> tuple[ScreenLogic, ScreenHardware]:
    """Opens nothing. `screen`: instead of that of the settings. Raises DriverError for a driver that nobody has."""
    logic, hardware = build(settings, clock)
    sheets = Sheets(load_texts("vi"), load_texts("en"), settings.show.manner, hdmi.rest_min * 60)
    return ScreenLogic(logic, sheets), ScreenHardware(hardware, screen or open_screen(hdmi))
