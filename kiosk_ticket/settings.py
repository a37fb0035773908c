"""The settings file of one ticket kiosk: its buttons and lamps, its printer, and what its paper says."""

from collections.abc import Iterable
from typing import Annotated, ClassVar

from msgspec import Meta

from devicekit.device_settings import DeviceFile, device_problems
from devicekit.drivers import driver_problems
from devicekit.scanner.settings import ScannerTable, scanner_problems
from devicekit.settings import File, Id, Locate, Name, Problem, ProcedureCode, Settings
from devicekit.toml_lines import Path
from kiosk_ticket.state import HELP
from printer.settings import PaperTable, PrinterSettings
from printer.settings_checks import paper_problems, printer_problems, width_problems

Pin = Annotated[int, Meta(ge=0, le=27)]


class ButtonTable(Settings, frozen=True, kw_only=True):
    """[[button]]: one push button and its lamp."""

    service: Annotated[Id, Meta(description="the service that it asks for; an id of site.toml")]
    pin: Annotated[Pin, Meta(description="its input, by BCM number; the button closes it to ground")]
    lamp: Annotated[Pin | None, Meta(description="output of its lamp, by BCM number; left out: none")] = None
    priority: Annotated[bool, Meta(description="true for the button that gives priority numbers")] = False

    @property
    def name(self) -> str:
        """What logs and health call it; one of a kind."""
        return f"{self.service}-priority" if self.priority else self.service


class HelpTable(Settings, frozen=True, kw_only=True):
    """[help]: the button that calls a person to this kiosk."""

    pin: Annotated[Pin, Meta(description="its input, by BCM number; the button closes it to ground")]
    lamp: Annotated[Pin | None, Meta(description="output of its lamp, by BCM number; left out: none")] = None


class GuideTable(Settings, frozen=True, kw_only=True):
    """[[guide]]: a push button that prints what a procedure needs."""

    procedure: Annotated[ProcedureCode, Meta(description="the code of a [[procedure]] of site.toml")]
    pin: Annotated[Pin, Meta(description="its input, by BCM number; the button closes it to ground")]
    lamp: Annotated[Pin | None, Meta(description="output of its lamp, by BCM number; left out: none")] = None

    @property
    def name(self) -> str:
        """What logs and health call it; no service has such a name."""
        return f"guide:{self.procedure}"


class Panel(Settings, frozen=True, kw_only=True):
    """[buttons]: how the buttons are wired to the Pi."""

    driver: Annotated[Name, Meta(description="the name of a driver, such as gpiozero")] = "gpiozero"


class TicketTable(PaperTable, frozen=True, kw_only=True):
    """[ticket]: what every paper says."""


class TimingTable(Settings, frozen=True, kw_only=True):
    """[timing]: seconds."""

    lock_out: Annotated[float, Meta(ge=0.2, le=10, description="how long a button rests after a press")] = 1.5
    hub_wait: Annotated[
        float, Meta(ge=0.2, le=30, description="how long a press waits for the hub before it gets a reserve number")
    ] = 1.5
    printer_poll: Annotated[float, Meta(ge=0.5, le=60, description="how often the printer is asked how it is")] = 2.0
    refused: Annotated[float, Meta(ge=1, le=30, description="how long a lamp says that there is no ticket")] = 4.0


class CardTable(Settings, frozen=True, kw_only=True):
    """[card]: ID cards at this kiosk, for services of one ticket per person."""

    key_file: Annotated[
        File,
        Meta(description="file with the centre's key for hashes on its first line, the same at every kiosk; mode 600"),
    ]
    wait: Annotated[
        float, Meta(ge=3, le=60, description="seconds between card and press, in either order; then both are forgotten")
    ] = 20.0


class BookingTable(Settings, frozen=True, kw_only=True):
    """[booking]: appointments that are checked in at this kiosk by the code on paper or telephone."""

    prefix: Annotated[
        str,
        Meta(
            pattern=r"^[A-Za-z][A-Za-z0-9-]{1,15}$",
            extra={"allowed": "prefix"},
            description="what every code of an appointment begins with; a scan that does not is never sent on",
        ),
    ]


class KioskFile(DeviceFile, frozen=True, kw_only=True):
    """The whole file."""

    file_kind: ClassVar[str] = "kiosk"

    ticket: Annotated[TicketTable, Meta(description="what every paper says")]
    printer: Annotated[PrinterSettings, Meta(description="the ticket printer")]
    spare: Annotated[
        PrinterSettings | None, Meta(description="a second printer, for what the first can't take; left out: none")
    ] = None
    button: Annotated[tuple[ButtonTable, ...], Meta(min_length=1, description="one table for each push button")]
    help: Annotated[HelpTable | None, Meta(description="the button that calls a person; left out: none")] = None
    guide: Annotated[
        tuple[GuideTable, ...], Meta(max_length=8, description="buttons that print what a procedure needs")
    ] = ()
    buttons: Annotated[Panel, Meta(description="how the buttons are wired")] = Panel()
    scanner: Annotated[
        ScannerTable | None,
        Meta(description="what reads ID cards ([card]) and codes of appointments ([booking]); left out: none"),
    ] = None
    booking: Annotated[BookingTable | None, Meta(description="how appointments are read; left out: not at all")] = None
    card: Annotated[CardTable | None, Meta(description="how cards are read; left out: not at all")] = None
    timing: Annotated[TimingTable, Meta(description="how long things take")] = TimingTable()


def problems(value: KioskFile, locate: Locate) -> Iterable[Problem]:
    """What only shows when two keys are seen together, or when the machine is asked."""
    yield from device_problems(value)
    yield from paper_problems(value.ticket, ("ticket",))
    yield from printer_problems(value.printer)
    yield from width_problems(value.ticket, ("ticket",), value.printer, ("printer",))
    if value.spare is not None:
        yield from printer_problems(value.spare, ("spare",))
        yield from width_problems(value.ticket, ("ticket",), value.spare, ("spare",))
    yield from driver_problems("buttons", value.buttons.driver, ("buttons", "driver"))
    yield from _card_problems(value)
    codes = [each.procedure for each in value.guide]
    for index, code in enumerate(codes):
        if codes.index(code) < index:
            before: Path = ("guide", codes.index(code), "procedure")
            values = {"value": code, "line": locate(before)}
            yield Problem(("guide", index, "procedure"), "kiosk.button_taken", values, also=(before,))
    pins: dict[int, Path] = {}
    names: dict[str, Path] = {HELP: ("help",)} if value.help is not None else {}
    for path, pin in _pins(value):
        if pin in pins:
            yield Problem(path, "kiosk.pin_taken", {"pin": pin, "line": locate(pins[pin])}, also=(pins[pin],))
        pins.setdefault(pin, path)
    for index, button in enumerate(value.button):
        here: Path = ("button", index, "service")
        if button.name in names:
            first = names[button.name]
            yield Problem(here, "kiosk.button_taken", {"value": button.service, "line": locate(first)}, also=(first,))
        names.setdefault(button.name, here)


def _pins(value: KioskFile) -> Iterable[tuple[Path, int]]:
    """Every pin that something is wired to, and where that is said."""
    wired: list[tuple[Path, ButtonTable | HelpTable | GuideTable]] = [
        (("button", n), each) for n, each in enumerate(value.button)
    ]
    wired += [(("help",), value.help)] if value.help is not None else []
    wired += [(("guide", n), each) for n, each in enumerate(value.guide)]
    for path, table in wired:
        yield (*path, "pin"), table.pin
        if table.lamp is not None:
            yield (*path, "lamp"), table.lamp


def _card_problems(value: KioskFile) -> Iterable[Problem]:
    """A scanner that is for nothing, or something to read and no scanner."""
    if value.scanner is not None:
        yield from scanner_problems(value.scanner)
    reads = next((name for name in ("card", "booking") if getattr(value, name) is not None), "")
    if (value.scanner is None) != (not reads):
        yield Problem((reads or "scanner",), "kiosk.card_pair")
