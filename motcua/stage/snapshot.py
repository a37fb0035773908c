"""The whole floor as one value: what the virtual hardware got, what the wire and the hub say, put side by side."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from msgspec import Struct

from devicekit import messages
from hub.plan import CounterPlan, DevicePlan, Plan
from hub.view import View

# The worst first: a device of several parts shows one.
SEVERITY = ("failed", "degraded", "unknown", "ok")


class Part(Struct, frozen=True, kw_only=True):
    state: str
    code: str


class Button(Struct, frozen=True, kw_only=True):
    """`lamp` is lit while it blinks, so that the snapshot does not change with every blink."""

    service: str
    name: str
    name_en: str
    lamp: bool
    blinking: bool


class Printer(Struct, frozen=True, kw_only=True):
    paper: Literal["full", "low", "out"]
    cover_open: bool
    part: Part


class Kiosk(Struct, frozen=True, kw_only=True):
    id: str
    online: bool
    buttons: tuple[Button, ...]
    printer: Printer
    papers: int


class Box(Struct, frozen=True, kw_only=True):
    """The officer's key box; `lamp` is "" or a colour, with "fast" or "slow" for how it blinks."""

    text: str
    blinking: bool
    lamp: str


class Counter(Struct, frozen=True, kw_only=True):
    """`id` is the device's, `counter` the desk's; `kind` is how its display is spoken to."""

    id: str
    kind: str
    counter: str
    number: str
    officer: str
    services: tuple[str, ...]
    online: bool
    plugged: bool
    text: str
    blinking: bool
    box: Box
    part: Part


class SlipPrinter(Struct, frozen=True, kw_only=True):
    id: str
    counter: str
    online: bool
    printer: Printer
    papers: int


class Call(Struct, frozen=True, kw_only=True):
    number: str
    counter: str
    at_ms: int


class Waiting(Struct, frozen=True, kw_only=True):
    service: str
    name: str
    name_en: str
    waiting: int


class Board(Struct, frozen=True, kw_only=True):
    """The hall board; not `live`: the hub did not answer, and this is what it said last."""

    calls: tuple[Call, ...]
    waiting: tuple[Waiting, ...]
    live: bool


class Sound(Struct, frozen=True, kw_only=True):
    """Sound `n` of a loudspeaker, the first is 1; `peaks` are from 0 to 100, at equal distances in time."""

    n: int
    seconds: float
    peaks: tuple[int, ...]


class Announcer(Struct, frozen=True, kw_only=True):
    id: str
    online: bool
    sounds: tuple[Sound, ...]
    began: int


class Rater(Struct, frozen=True, kw_only=True):
    """`counter` is "" for a screen that stands by itself; `version` counts its pictures."""

    id: str
    counter: str
    online: bool
    width: int
    height: int
    version: int


class Dossier(Struct, frozen=True, kw_only=True):
    code: str
    state: int
    procedure: str
    ticket: str


class Procedure(Struct, frozen=True, kw_only=True):
    code: str
    name: str


class Onestop(Struct, frozen=True, kw_only=True):
    """The demo's own one-stop system; without procedures there is none whose desk could be used."""

    away: bool = False
    dossiers: tuple[Dossier, ...] = ()
    records: int = 0
    procedures: tuple[Procedure, ...] = ()


class Frame(Struct, frozen=True, kw_only=True):
    """Bytes on a line, `ours` or a device's; `text` is the key of the sentence that `values` fill.

    `counter` is the id of the device whose display or keypad it is about, "" for nobody's.
    """

    at_ms: int
    ours: bool
    counter: str
    data: str
    text: str
    values: dict[str, str]


class LineBytes(Struct, frozen=True, kw_only=True):
    """A line that several counters share, by the ids of their devices; the newest frame is the last."""

    id: str
    counters: tuple[str, ...]
    frames: tuple[Frame, ...]


class Running(Struct, frozen=True, kw_only=True):
    """`devices`: whom it speaks for."""

    name: str
    devices: tuple[str, ...]
    alive: bool
    starts: int


class Broker(Struct, frozen=True, kw_only=True):
    name: str
    alive: bool


class Site(Struct, frozen=True, kw_only=True):
    """`day` is the hub's working day, "" before it said one."""

    name: str
    name_en: str
    day: str


class Snapshot(Struct, frozen=True, kw_only=True):
    at_ms: int
    site: Site
    hub_url: str
    onestop_url: str
    kiosks: tuple[Kiosk, ...]
    counters: tuple[Counter, ...]
    line: LineBytes | None
    printers: tuple[SlipPrinter, ...]
    board: Board
    announcers: tuple[Announcer, ...]
    raters: tuple[Rater, ...]
    onestop: Onestop
    programs: tuple[Running, ...]
    broker: Broker
    alarms: tuple[str, ...]


# What was seen, by device


class LampSeen(NamedTuple):
    lit: bool
    blinking: bool


class PrinterSeen(NamedTuple):
    paper: Literal["full", "low", "out"]
    cover_open: bool
    papers: int


class LineSeen(NamedTuple):
    kind: str
    plugged: bool
    text: str
    blinking: bool
    box: Box


class SpeakerSeen(NamedTuple):
    sounds: tuple[Sound, ...]
    began: int


class ScreenSeen(NamedTuple):
    width: int
    height: int
    version: int


class Seen(NamedTuple):
    """One look at everything; `lamps` are by kiosk and service, `online` and `parts` are what the wire says."""

    at_ms: int
    lamps: Mapping[str, Mapping[str, LampSeen]]
    printers: Mapping[str, PrinterSeen]
    lines: Mapping[str, LineSeen]
    bytes: LineBytes | None
    speakers: Mapping[str, SpeakerSeen]
    screens: Mapping[str, ScreenSeen]
    online: frozenset[str]
    parts: Mapping[str, Mapping[str, messages.Part]]
    hub: View | None
    live: bool
    onestop: Onestop
    programs: tuple[Running, ...]
    broker: Broker


class Place(NamedTuple):
    """Where all this is; it stays the same."""

    plan: Plan
    name_en: str
    hub_url: str
    onestop_url: str


def snapshot_of(place: Place, seen: Seen) -> Snapshot:
    """The devices in the order of the settings."""
    plan, hub = place.plan, seen.hub
    return Snapshot(
        at_ms=seen.at_ms,
        site=Site(name=plan.name, name_en=place.name_en, day="" if hub is None else hub.day),
        hub_url=place.hub_url,
        onestop_url=place.onestop_url,
        kiosks=tuple(_kiosk(device, plan, seen) for device in _of(plan, "ticket")),
        counters=tuple(_counter(device, plan, seen) for device in _of(plan, "counter")),
        line=seen.bytes,
        printers=tuple(_slip_printer(device, seen) for device in _of(plan, "printer")),
        board=_board(hub, seen.live),
        announcers=tuple(_announcer(device, seen) for device in _of(plan, "announcer")),
        raters=tuple(_rater(device, seen) for device in _of(plan, "rating")),
        onestop=seen.onestop,
        programs=seen.programs,
        broker=seen.broker,
        alarms=() if hub is None else hub.alarms,
    )


def _of(plan: Plan, kind: str) -> tuple[DevicePlan, ...]:
    return tuple(device for device in plan.devices if device.kind == kind)


def _kiosk(device: DevicePlan, plan: Plan, seen: Seen) -> Kiosk:
    names = {service.id: service for service in plan.services}
    lamps = seen.lamps[device.id]
    return Kiosk(
        id=device.id,
        online=device.id in seen.online,
        buttons=tuple(
            Button(
                service=id_,
                name=names[id_].name,
                name_en=names[id_].name_en,
                lamp=lamps[id_].lit or lamps[id_].blinking,
                blinking=lamps[id_].blinking,
            )
            for id_ in device.services
        ),
        printer=_printer(device.id, seen),
        papers=seen.printers[device.id].papers,
    )


def _counter(device: DevicePlan, plan: Plan, seen: Seen) -> Counter:
    desk = next(
        (each for each in plan.counters if each.id == device.counter), CounterPlan(id="", number="", services=())
    )
    names = {service.id: service.name for service in plan.services}
    line = seen.lines[device.id]
    return Counter(
        id=device.id,
        counter=desk.id,
        number=desk.number,
        officer=next((officer.name for officer in plan.officers if officer.id == desk.officer), ""),
        services=tuple(names[id_] for id_ in desk.services),
        online=device.id in seen.online,
        kind=line.kind,
        plugged=line.plugged,
        text=line.text,
        blinking=line.blinking,
        box=line.box,
        part=worst(seen.parts.get(device.id, {})),
    )


def _slip_printer(device: DevicePlan, seen: Seen) -> SlipPrinter:
    return SlipPrinter(
        id=device.id,
        counter=device.counter,
        online=device.id in seen.online,
        printer=_printer(device.id, seen),
        papers=seen.printers[device.id].papers,
    )


def _printer(device: str, seen: Seen) -> Printer:
    paper, cover_open, _ = seen.printers[device]
    told = {name: part for name, part in seen.parts.get(device, {}).items() if name == "printer"}
    return Printer(paper=paper, cover_open=cover_open, part=worst(told))


def _board(hub: View | None, live: bool) -> Board:
    if hub is None:
        return Board(calls=(), waiting=(), live=False)
    return Board(
        calls=tuple(Call(number=call.number, counter=call.counter, at_ms=call.at_ms) for call in hub.recent),
        waiting=tuple(
            Waiting(service=each.id, name=each.name, name_en=each.name_en, waiting=each.waiting)
            for each in hub.services
        ),
        live=live,
    )


def _announcer(device: DevicePlan, seen: Seen) -> Announcer:
    speaker = seen.speakers[device.id]
    return Announcer(id=device.id, online=device.id in seen.online, sounds=speaker.sounds, began=speaker.began)


def _rater(device: DevicePlan, seen: Seen) -> Rater:
    width, height, version = seen.screens[device.id]
    return Rater(
        id=device.id,
        counter=device.counter,
        online=device.id in seen.online,
        width=width,
        height=height,
        version=version,
    )


def worst(parts: Mapping[str, messages.Part]) -> Part:
    """The part of a device that is worst off; unknown where it told of none."""
    found = min(parts.values(), key=lambda part: SEVERITY.index(part.state), default=None)
    return Part(state="unknown", code="") if found is None else Part(state=found.state, code=found.code)
