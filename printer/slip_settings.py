"""The settings file of one slip printer: who it is, which printer it drives, and what its paper says."""

from collections.abc import Iterable
from typing import Annotated, ClassVar

from msgspec import Meta

from devicekit.device_settings import DeviceFile, device_problems
from devicekit.settings import Locate, Problem
from printer.settings import PaperTable, PrinterSettings
from printer.settings_checks import paper_problems, printer_problems, width_problems


class SlipTable(PaperTable, frozen=True, kw_only=True):
    """[slip]: what every slip says."""


class PrinterFile(DeviceFile, frozen=True, kw_only=True):
    """The whole file."""

    file_kind: ClassVar[str] = "printer"

    slip: Annotated[SlipTable, Meta(description="what every slip says")]
    printer: Annotated[PrinterSettings, Meta(description="the slip printer")]
    spare: Annotated[
        PrinterSettings | None, Meta(description="a second printer, for what the first can't take; left out: none")
    ] = None


def problems(value: PrinterFile, locate: Locate) -> Iterable[Problem]:
    """What only shows when two keys are seen together, or when the machine is asked."""
    yield from device_problems(value)
    yield from paper_problems(value.slip, ("slip",))
    yield from printer_problems(value.printer)
    yield from width_problems(value.slip, ("slip",), value.printer, ("printer",))
    if value.spare is not None:
        yield from printer_problems(value.spare, ("spare",))
        yield from width_problems(value.slip, ("slip",), value.spare, ("spare",))
