"""Counters that share one serial line: displays of three kinds, keypads that are asked, one adapter, one program."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from msgspec.structs import replace

from counter_display.buttons import Deed
from counter_display.display_settings import DisplayTable
from counter_display.keypad_settings import KeypadTable
from counter_display.modbus_keypad_settings import ModbusButtonTable, ModbusKeypadTable
from counter_display.virtual_boards import ArmflyBoard
from counter_display.virtual_device import Board, KeyBox
from counter_display.virtual_modbus import ModbusBoard, ModbusBox
from counter_display.virtual_pty import PtyLine
from counter_display.virtual_qsystem import QSystemBoard
from hub.device_tables import CounterDevice
from motcua.demo import layout
from motcua.demo.layout import Ground
from motcua.demo.places import CounterPlace
from motcua.demo.processes import Program

# What the four keys of the demo's boxes ask for, by what stands on them.
DEEDS: dict[str, Deed] = {"next": "next_or_recall", "start": "start", "fee": "fee", "finish": "finish_or_noshow"}


class Kit(NamedTuple):
    """A display and a keypad of one kind: how they are set up, and themselves."""

    display: DisplayTable
    keypad: KeypadTable
    board: Board
    box: KeyBox


def qsystem(n: int) -> Kit:
    """With another keypad: boxes of its kind speak when a key is pressed, into what others are asked just then."""
    return _kit(DisplayTable(address=10 + n), QSystemBoard(10 + n), 60 + n, 3)


def modbus(n: int) -> Kit:
    return _kit(DisplayTable(driver="modbus", address=10 + n), ModbusBoard(10 + n), 60 + n, 4)


def armfly(n: int) -> Kit:
    return _kit(DisplayTable(driver="armfly", address=10 + n), ArmflyBoard(10 + n), 60 + n, 2)


KITS: tuple[Callable[[int], Kit], ...] = (qsystem, modbus, armfly)


class HallLine:
    """A line with a counter of each kind. `devices`: as many counters as there are kinds."""

    def __init__(self, devices: Sequence[CounterDevice], folder: Path) -> None:
        self.id = "line-1"
        self.kits = [kit(n) for n, (kit, _) in enumerate(zip(KITS, devices, strict=True), 1)]
        self.log = folder / f"{self.id}.led.bin"
        self.wire = PtyLine(
            [device for kit in self.kits for device in (kit.board, kit.box)], log=self.log, link=folder / "hall.line"
        )
        self.counters = [
            CounterPlace(device, folder, wire=self.wire, board=kit.board, box=kit.box, kind=kit.display.driver)
            for device, kit in zip(devices, self.kits, strict=True)
        ]
        self.program: Program | None = None

    def start(self, ground: Ground) -> None:
        self.wire.start()
        folder = ground.folder / self.id
        folder.mkdir(exist_ok=True)
        for counter, kit in zip(self.counters, self.kits, strict=True):
            settings = layout.counter_file(ground, counter.device, self.wire.path)
            settings = replace(settings, display=kit.display, keypad=kit.keypad)
            layout.write(settings, folder / f"{counter.id}.toml")
        ids = tuple(counter.id for counter in self.counters)
        log = ground.folder / f"{self.id}.log"
        self.program = Program(self.id, "counter_display", folder, log, devices=ids)
        self.program.start()

    def stop(self) -> None:
        self.wire.stop()


def _kit(display: DisplayTable, board: Board, address: int, function: Literal[2, 3, 4]) -> Kit:
    """With a keypad that tells which buttons are down (function 2), or how often each was pressed (3, 4)."""
    buttons = tuple(ModbusButtonTable(does=does, at=at) for at, does in enumerate(DEEDS.values()))
    table = ModbusKeypadTable(function=function, lamp=0, button=buttons)
    keypad = KeypadTable(driver="modbus", address=address, modbus=table)
    return Kit(display, keypad, board, ModbusBox(address, tuple(DEEDS)))
