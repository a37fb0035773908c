"""A hall whose counters all hang on one line: real hub, broker and program, and the far end of the line."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from msgspec.structs import replace

from counter_display.buttons import Deed
from counter_display.display_settings import DisplayTable
from counter_display.keypad_settings import KeypadTable
from counter_display.modbus_keypad_settings import ModbusButtonTable, ModbusKeypadTable
from counter_display.settings import CounterFile, Line
from counter_display.virtual_device import Board, KeyBox
from counter_display.virtual_modbus import ModbusBoard, ModbusBox
from counter_display.virtual_pty import PtyLine
from counter_display.virtual_qsystem import QSystemBoard, QSystemBox
from devicekit.errors import MotcuaError
from devicekit.messages import CounterSet, Event, KeyPressed, SetState
from devicekit.sample_files import sample
from devicekit.settings import load
from devicekit.settings_show import effective
from hub.device_tables import CounterDevice
from hub.settings import SiteFile
from hub.site_tables import CounterTable
from motcua.bench.load import Caller
from motcua.demo import layout
from motcua.demo.broker import find_mosquitto
from motcua.demo.floor import Floor
from motcua.demo.layout import Ground
from motcua.demo.probe import Heard
from motcua.demo.processes import Program
from motcua.demo.wait import wait_for

Kind = Literal["modbus", "qsystem"]
SERVICE = "land"
KEYS: tuple[Deed, ...] = ("next", "start")
# 01 begins a QSystem frame; displays and keypads have addresses of their own.
FIRST_BOARD, FIRST_BOX = 11, 61
# Displays, characters and lamps of thirty are 30 s of a line of the QSystem kind, and one that was lost comes again
# after two minutes.
UP_S = 240.0


class Place(NamedTuple):
    """One counter: its device, and what hangs on the line for it."""

    id: str
    board: Board
    box: KeyBox


class SharedLine:
    """start(), then press(), then stop(); everything of it lives in `folder`."""

    def __init__(self, kind: Kind, counters: int, folder: Path) -> None:
        self.kind, self._folder = kind, folder
        self.places = [self._place(n) for n in range(counters)]
        self.far = PtyLine(
            [device for each in self.places for device in (each.board, each.box)], link=folder / "counters.line"
        )
        self._floor = Floor(_site([each.id for each in self.places], folder / "hall.toml"), folder, "mosquitto")
        self._program: Program | None = None
        self._called: dict[str, CounterSet] = {}
        self._keys: dict[str, int] = {}

    def start(self, tickets: int) -> None:
        """Bring everything up, with that many people waiting. Raises MotcuaError saying what did not come."""
        self._floor.start_hub_only()
        if self._floor.probe is not None:
            self._floor.probe.follow(self._hear)
        self._take_tickets(tickets)
        self.far.start()
        files = self._write_files()
        (self._folder / "state").mkdir()
        program = self._program = Program("counters", "counter_display", files, self._folder / "counters.log")
        program.start()
        wait_for(lambda: self._is_up() or not program.alive(), "every counter to be online, and its lamp", UP_S)
        if not program.alive():
            raise MotcuaError(f"the counters' program ended at once:\n{program.last_words()}")

    def stop(self) -> None:
        """Idempotent."""
        program, self._program = self._program, None
        if program is not None:
            program.stop()
        self._floor.stop()
        self.far.stop()

    def press(self, place: Place, key: str) -> float:
        """A finger; the monotonic second of it."""
        at = self.far.line.clock.monotonic()
        self.far.press(place.box, key)
        return at

    def number(self, place: Place) -> str:
        """What the hub has called there last."""
        called = self._called.get(place.id)
        return "" if called is None else called.number or ""

    def calls(self, place: Place) -> bool:
        """Whether somebody is called there who has not come."""
        called = self._called.get(place.id)
        return called is not None and called.state == "called"

    def keys(self, place: Place) -> int:
        """How many keys of that counter have come to the hub."""
        return self._keys.get(place.id, 0)

    def shows(self, place: Place) -> str:
        """The number that it showed last; thirty that blink are dark for long."""
        return next((each.text for each in reversed(list(place.board.history)) if each.text), "")

    def right_at(self, place: Place, after: float) -> float | None:
        """When its display began to show what the hub has called; None: it does not."""
        number = self.number(place)
        return next((each.at for each in list(place.board.history) if each.at > after and each.text == number), None)

    def _place(self, n: int) -> Place:
        board, box = FIRST_BOARD + n, FIRST_BOX + n
        if self.kind == "modbus":
            return Place(f"seat-{n + 1}", ModbusBoard(board), ModbusBox(box, KEYS))
        return Place(f"seat-{n + 1}", QSystemBoard(board), QSystemBox(box))

    def _write_files(self) -> Path:
        folder = self._folder / "counters"
        folder.mkdir()
        ground = Ground(self._floor.site, self._folder, self._floor.ports, self._folder / "passwords")
        for place in self.places:
            settings = CounterFile(
                device=ground.device(place.id),
                broker=ground.broker(place.id),
                line=Line(port=self.far.path),
                display=DisplayTable(driver=self.kind, address=place.board.address),
                keypad=_keypad(self.kind, place.box.address),
            )
            layout.write(settings, folder / f"{place.id}.toml")
        return folder

    def _take_tickets(self, count: int) -> None:
        floor = self._floor
        kiosk = floor.kiosks[0].id
        caller = Caller(floor.site.site.id, "ticket", kiosk, floor.ports.broker, floor.password(kiosk))
        caller.connect()
        try:
            caller.take((SERVICE,), count)
        finally:
            caller.close()

    def _is_up(self) -> bool:
        probe = self._floor.probe
        online = probe is not None and all(probe.is_online(each.id) for each in self.places)
        return online and all(each.box.lamp in ("on", "green") for each in self.places)

    def _hear(self, heard: Heard) -> None:
        message, device = heard.message, heard.topic.device
        if isinstance(message, SetState) and isinstance(message.body, CounterSet):
            self._called[device] = message.body
        if isinstance(message, Event) and isinstance(message.body, KeyPressed):
            self._keys[device] = self._keys.get(device, 0) + 1


def _keypad(kind: Kind, address: int) -> KeypadTable:
    if kind == "qsystem":
        return KeypadTable(address=address)
    buttons = tuple(ModbusButtonTable(does=does, at=at) for at, does in enumerate(KEYS))
    table = ModbusKeypadTable(function=4, lamp=0, button=buttons)
    return KeypadTable(driver="modbus", address=address, modbus=table)


def _site(ids: Sequence[str], file: Path) -> Path:
    """Write the sample's centre with these counters more."""
    site = load(sample("site.toml"), SiteFile)
    counters = tuple(CounterTable(id=id_, number=str(11 + n), services=(SERVICE,)) for n, id_ in enumerate(ids))
    devices = tuple(CounterDevice(id=id_, counter=id_) for id_ in ids)
    whole = replace(site, counter=(*site.counter, *counters), device=(*site.device, *devices))
    file.write_text(effective(whole), encoding="utf-8")
    return file


def can_run() -> bool:
    """Whether there is a Mosquitto on this machine."""
    return find_mosquitto() is not None
