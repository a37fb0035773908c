"""Looks at the whole floor, at the far end of every wire."""

import threading
import time

from counter_display.virtual_qsystem import QSystemBox
from hub.settings import plan_of
from motcua.demo.floor import Floor
from motcua.demo.neighbour import Neighbour
from motcua.demo.places import CounterPlace, Kiosk
from motcua.onestop.catalogue import PROCEDURES
from motcua.stage import snapshot as s
from motcua.stage.board import HubBoard
from motcua.stage.line_ear import LineEar
from motcua.stage.papers import Tray
from motcua.stage.screens import Screen
from motcua.stage.sounds import Ear

DOSSIERS_SHOWN = 8


class Looker:
    """look() is for any thread."""

    def __init__(self, floor: Floor, neighbour: Neighbour, board: HubBoard) -> None:
        self._floor, self._neighbour, self._board = floor, neighbour, board
        self._place = s.Place(plan_of(floor.site), floor.site.site.name_en, floor.url, neighbour.url)
        self._lock = threading.Lock()
        self._trays = {place.id: Tray(place.printer) for place in floor.papers}
        self._ears = {place.id: Ear(place.speaker) for place in floor.announcers}
        self._line = None if floor.line is None else LineEar(floor.line)
        self._screens = {place.id: Screen(place.wire, place.size) for place in floor.raters}

    def look(self) -> s.Snapshot:
        """Everything, now."""
        with self._lock:
            return s.snapshot_of(self._place, self._seen())

    def paper(self, device: str, n: int) -> bytes | None:
        """A paper of a printer; None when there is no such printer or paper."""
        with self._lock:
            tray = self._trays.get(device)
            return None if tray is None else tray.picture(n)

    def glass(self, device: str) -> bytes | None:
        """What a screen shows."""
        screen = self._screens.get(device)
        return None if screen is None else screen.picture()

    def sound(self, device: str, n: int) -> bytes | None:
        """A sound of a loudspeaker."""
        with self._lock:
            file = self._ears[device].file(n) if device in self._ears else None
            return None if file is None else file.read_bytes()

    def _seen(self) -> s.Seen:
        floor, board = self._floor, self._board
        said = dict(floor.probe.said) if floor.probe is not None else {}
        up = floor.probe is not None and floor.probe.up
        return s.Seen(
            at_ms=int(1000 * time.time()),
            lamps={kiosk.id: _lamps(kiosk) for kiosk in floor.kiosks},
            printers={place.id: self._printer(place.id) for place in floor.papers},
            lines={counter.id: _line(counter) for counter in floor.counters},
            bytes=None if self._line is None else self._line.listen(),
            speakers={id_: ear.listen() for id_, ear in self._ears.items()},
            screens={id_: screen.seen() for id_, screen in self._screens.items()},
            online=frozenset(id_ for id_, status in said.items() if up and status.state == "online"),
            parts={id_: status.parts for id_, status in said.items() if status.state == "online"},
            hub=board.view,
            live=board.live,
            onestop=_onestop(self._neighbour),
            programs=tuple(
                s.Running(name=p.name, devices=p.devices, alive=p.alive(), starts=p.starts) for p in floor.programs
            ),
            broker=_broker(floor),
        )

    def _printer(self, device: str) -> s.PrinterSeen:
        tray = self._trays[device]
        tray.collect()
        return s.PrinterSeen(*tray.roll, tray.count)


def _lamps(kiosk: Kiosk) -> dict[str, s.LampSeen]:
    return {service: s.LampSeen(kiosk.lamp(service), kiosk.lamp_blinks(service)) for service in kiosk.services}


def _line(counter: CounterPlace) -> s.LineSeen:
    box = counter.box
    window = box if isinstance(box, QSystemBox) else None
    return s.LineSeen(
        counter.kind,
        counter.wire.plugged,
        counter.shows(),
        counter.blinks(),
        s.Box(
            text="" if window is None else window.text,
            blinking=window is not None and window.blinking,
            # A coil has one colour.
            lamp=box.lamp.replace("on", "green"),
        ),
    )


def _broker(floor: Floor) -> s.Broker:
    broker = floor.broker
    return s.Broker(name="" if broker is None else broker.name, alive=broker is not None and broker.alive())


def _onestop(neighbour: Neighbour) -> s.Onestop:
    onestop = neighbour.own
    if onestop is None:
        return s.Onestop()
    with onestop.system.lock:
        known = onestop.system.look()
        filed, records = list(known.filed.values())[-DOSSIERS_SHOWN:], len(known.kept)
    return s.Onestop(
        away=bool(onestop.faults.now.away),
        dossiers=tuple(
            s.Dossier(
                code=each.dossier.code, state=each.dossier.state, procedure=each.dossier.procedure, ticket=each.ticket
            )
            for each in filed
        ),
        records=records,
        procedures=tuple(s.Procedure(code=each.code, name=each.name) for each in PROCEDURES),
    )
