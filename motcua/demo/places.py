"""The devices of a floor: for each its program, and the virtual hardware at the far end of its wires."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from counter_display.virtual_device import Board, KeyBox
from counter_display.virtual_keypad import VirtualKeypad
from counter_display.virtual_pty import PtyLine
from counter_display.virtual_qsystem import QSystemBoard, QSystemBox
from devicekit.buttons.virtual import VirtualButtonBox
from devicekit.clock import SystemClock
from devicekit.device_settings import DeviceFile
from devicekit.sound.virtual import Loudspeaker
from hub.device_tables import AnnouncerDevice, CounterDevice, PrinterDevice, TicketDevice
from kiosk_ticket.settings import KioskFile
from motcua.demo import layout
from motcua.demo.layout import FIRST_BUTTON, FIRST_LAMP, Ground
from motcua.demo.processes import Program
from printer.virtual import VirtualPrinter, VirtualTcpPrinter


class Place(Protocol):
    """One device: start() brings up the far end of its wires, writes its settings and starts its program."""

    id: str
    program: Program | None

    def start(self, ground: Ground) -> None: ...

    def stop(self) -> None:
        """End the far end; the program has ended. Idempotent."""


class Kiosk:
    """One ticket dispenser: its program, its button box, its printer."""

    def __init__(
        self,
        device: TicketDevice,
        folder: Path,
        rows_per_s: float | None,
        settings: Callable[[KioskFile], KioskFile],
    ) -> None:
        self.id, self.services = device.id, device.services
        self._settings = settings
        self.device = device
        self.buttons = VirtualButtonBox(folder / f"{device.id}.pins", SystemClock())
        self.printer = VirtualPrinter(rows_per_s=rows_per_s)
        self.wire = VirtualTcpPrinter(self.printer)
        self.program: Program | None = None

    def start(self, ground: Ground) -> None:
        self.buttons.start()
        self.wire.start()
        settings = self._settings(layout.kiosk_file(ground, self.device, self.wire.address))
        pins = {"GPIOZERO_PIN_FACTORY": "motcua", "MOTCUA_PINS": str(self.buttons.path)}
        self.program = run(self.id, "kiosk_ticket", settings, ground.folder, pins)

    def stop(self) -> None:
        self.buttons.stop()
        self.wire.stop()

    def press(self, service: str) -> float:
        """A citizen's finger; the monotonic second at which the contact closed."""
        pin = FIRST_BUTTON + self.services.index(service)
        at = time.monotonic()
        self.buttons.box.tap(pin)
        return at

    def lamp(self, service: str) -> bool:
        return self.buttons.box.lamp(FIRST_LAMP + self.services.index(service))

    def lamp_blinks(self, service: str) -> bool:
        return self.buttons.box.blinking(FIRST_LAMP + self.services.index(service), time.monotonic())


class CounterPlace:
    """One counter: its program, and its line with display and key box; or a numeric keypad in place of the box.

    On a line that it shares, line and program are somebody else's.
    """

    def __init__(
        self,
        device: CounterDevice,
        folder: Path,
        numeric: bool = False,
        wire: PtyLine | None = None,
        board: Board | None = None,
        box: KeyBox | None = None,
        kind: str = "qsystem",
    ) -> None:
        """`kind`: how its display is spoken to."""
        self.id = device.id
        self.device, self.kind = device, kind
        self.log = folder / f"{device.id}.led.bin"
        self.keypad = VirtualKeypad(folder / f"{device.id}.keypad") if numeric else None
        self.board, self.box = board or QSystemBoard(layout.PANEL), box or QSystemBox(layout.BOX)
        self.shares = wire is not None
        self.wire = wire or PtyLine((self.board, self.box), log=self.log, link=folder / f"{device.id}.line")
        self.program: Program | None = None

    def start(self, ground: Ground) -> None:
        if self.shares:
            return
        self.wire.start()
        if self.keypad is not None:
            self.keypad.plug()
        keypad = None if self.keypad is None else self.keypad.path
        settings = layout.counter_file(ground, self.device, self.wire.path, keypad)
        self.program = run(self.id, "counter_display", settings, ground.folder)

    def stop(self) -> None:
        if self.keypad is not None:
            self.keypad.unplug()
        if not self.shares:
            self.wire.stop()

    def press(self, key: str) -> float:
        """An officer's finger; the monotonic second at which the key went down."""
        at = time.monotonic()
        self.wire.press(self.box, key)
        return at

    def type(self, keys: str) -> None:
        """What an officer types on the numeric keypad; E is Enter, B is Backspace."""
        if self.keypad is not None:
            self.keypad.type(keys)

    def shows(self) -> str:
        """What a person reads on the display now."""
        return self.board.number(time.monotonic())

    def blinks(self) -> bool:
        return self.board.blinking(time.monotonic())


class AnnouncerPlace:
    """One announcer: its program, and its loudspeaker."""

    def __init__(self, device: AnnouncerDevice, folder: Path, speed: float, buffer_s: float) -> None:
        self.id = device.id
        self.device = device
        self.speaker = Loudspeaker(folder / f"{device.id}.sound", speed, buffer_s)
        self.program: Program | None = None

    def start(self, ground: Ground) -> None:
        settings = layout.announcer_file(ground, self.device, self.speaker.command)
        self.program = run(self.id, "announcer", settings, ground.folder)

    def stop(self) -> None:
        """The loudspeaker ends with the program that plays to it."""


class SlipPlace:
    """The printer at a counter: its program, and the printer."""

    def __init__(self, device: PrinterDevice, folder: Path, rows_per_s: float | None) -> None:
        self.id = device.id
        self.device = device
        self.printer = VirtualPrinter(rows_per_s=rows_per_s)
        self.wire = VirtualTcpPrinter(self.printer)
        self.program: Program | None = None

    def start(self, ground: Ground) -> None:
        self.wire.start()
        settings = layout.printer_file(ground, self.device, self.wire.address)
        self.program = run(self.id, "printer", settings, ground.folder)

    def stop(self) -> None:
        self.wire.stop()


def run(name: str, module: str, settings: DeviceFile, folder: Path, env: dict[str, str] | None = None) -> Program:
    """Start a program of ours with these settings; its log is `<name>.log`."""
    program = Program(name, module, layout.write(settings, folder / f"{name}.toml"), folder / f"{name}.log", env)
    program.start()
    return program
