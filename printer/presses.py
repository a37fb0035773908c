"""The presses of one device from its file: that of its printer, and that of its spare one."""

from pathlib import Path

from devicekit.device_settings import DeviceFile
from printer.device import Printer
from printer.press import Press, SparePress
from printer.settings import PrinterSettings


def press_of(
    file: DeviceFile, first: PrinterSettings, printer: Printer, second: PrinterSettings | None, spare: Printer | None
) -> SparePress:
    """Both of them; opens nothing."""
    folder = Path(file.device.state)
    other = Press(second, spare, folder / "roll-spare.json") if second is not None and spare is not None else None
    return SparePress(Press(first, printer, folder / "roll.json"), other)
