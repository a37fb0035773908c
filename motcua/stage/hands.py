"""Does what a visitor wants at the far ends: a finger on a button, a hand at the plug. For any thread."""

import threading
from collections.abc import Iterable
from typing import Protocol, TypeVar

from msgspec.structs import replace

from motcua.demo.floor import Floor
from motcua.demo.neighbour import Neighbour
from motcua.onestop.desk import Desk
from motcua.onestop.errors import OnestopError
from motcua.onestop.server import OnestopServer
from motcua.stage import acts
from motcua.stage.errors import StageError
from motcua.stage.keeper import Keeper
from printer.virtual import VirtualPrinter


class _Named(Protocol):
    id: str


T = TypeVar("T", bound=_Named)
_DeskAct = acts.Cut | acts.Accept | acts.Supplement | acts.Refuse | acts.ToPay | acts.Paid


class Hands:
    """do() one act after the other."""

    def __init__(self, floor: Floor, neighbour: Neighbour, keeper: Keeper) -> None:
        self._floor, self._neighbour, self._keeper = floor, neighbour, keeper
        self._lock = threading.Lock()

    def do(self, act: acts.Any) -> None:
        """Raises StageError, naming what there is; MotcuaError for what failed."""
        with self._lock:
            match act:
                case acts.Kill(program=program):
                    self._keeper.kill(program)
                case acts.Broker(up=up):
                    self._keeper.set_broker(up)
                case acts.Cut() | acts.Accept() | acts.Supplement() | acts.Refuse() | acts.ToPay() | acts.Paid():
                    self._at_the_desk(act)
                case _:
                    self._at_a_device(act)

    def _at_a_device(self, act: acts.Press | acts.Key | acts.Touch | acts.Paper | acts.Cover | acts.Plug) -> None:
        floor = self._floor
        match act:
            case acts.Press():
                kiosk = _find(act.device, floor.kiosks)
                if act.service not in kiosk.services:
                    known = ", ".join(kiosk.services)
                    raise StageError(404, "stage.err.service", device=act.device, value=act.service, known=known)
                kiosk.press(act.service)
            case acts.Key():
                _find(act.device, floor.counters).press(act.key)
            case acts.Touch():
                self._touch(act)
            case acts.Paper():
                _set_roll(self._printer(act.device), act.state)
            case acts.Cover():
                self._printer(act.device).open_cover(act.open)
            case acts.Plug():
                line = _find(act.device, floor.counters).wire
                line.start() if act.plugged else line.stop()

    def _touch(self, act: acts.Touch) -> None:
        screen = _find(act.device, self._floor.raters)
        width, height = screen.size
        if act.x >= width or act.y >= height:
            raise StageError(400, "stage.err.outside", x=act.x, y=act.y, width=width, height=height)
        screen.wire.glass.tap(act.x, act.y)

    def _printer(self, device: str) -> VirtualPrinter:
        return _find(device, self._floor.papers).printer

    def _at_the_desk(self, act: _DeskAct) -> None:
        onestop = self._neighbour.own
        if onestop is None:
            raise StageError(409, "stage.err.desk", url=self._neighbour.url or "–")
        try:
            _at(onestop, act)
        except OnestopError as error:
            raise StageError(404, f"onestop.err.{error.reason}", **error.values) from error


def _find(device: str, among: Iterable[T]) -> T:
    places = {place.id: place for place in among}
    if device not in places:
        raise StageError(404, "stage.err.device", value=device, known=", ".join(places) or "–")
    return places[device]


def _set_roll(printer: VirtualPrinter, state: str) -> None:
    if state == "out":
        printer.run_out()
        return
    printer.load_paper()
    if state == "low":
        printer.near_end()


def _at(onestop: OnestopServer, act: _DeskAct) -> None:
    desk = onestop.desk
    match act:
        case acts.Cut():
            onestop.faults.set(replace(onestop.faults.now, away="close" if act.away else ""))
        case acts.Accept():
            desk.accept(act.counter, act.procedure, act.ticket)
        case acts.Supplement():
            desk.supplement(_code(desk, act), act.items, act.counter, act.ticket)
        case acts.Refuse():
            desk.refuse(_code(desk, act), act.reason, act.counter, act.ticket)
        case acts.ToPay():
            desk.to_pay(act.code)
        case acts.Paid():
            desk.paid(act.code)


def _code(desk: Desk, act: acts.Supplement | acts.Refuse) -> str:
    return act.code or desk.register(act.counter, act.procedure, act.ticket)
