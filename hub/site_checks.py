"""What is wrong with a centre although each key is right by itself: names twice, names nobody has, numbers given twice.

The functions only find; hub.settings puts them together. Each problem names the other keys that it is judged by
(`also`), so that nothing is said about a key that is wrong already.
"""

import ipaddress
import re
import zoneinfo
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple
from urllib.parse import urlsplit

from devicekit.font_letters import lacking
from devicekit.settings import Locate, Problem
from devicekit.settings_words import nearest
from devicekit.toml_lines import Path
from hub.acl import READER
from hub.device_tables import CounterDevice, DeviceTable, PrinterDevice, RatingDevice, TicketDevice
from hub.plan import number_of, reserve_of
from hub.site_tables import Centre, CounterTable, FeeTable, HubTable, OnestopTable, ServiceTable

# Safe by ear and on seven segments; others only where every display of the service can show them.
SAFE_PREFIXES = "ACHLU"
# Names that the API and the technician's mosquitto_sub have (hub.acl), so no device may have them.
WEB = "web"
# What a camera opens: printable ASCII without spaces, a host first.
_LOOKUP_URL = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?([/?#][!-~]*)?")
# Who caused a fact that the one-stop system told.
ONESTOP = "onestop"


class Series(NamedTuple):
    """Numbers that somebody gives out: the running series of a service, or a kiosk's reserve for it."""

    prefix: str
    first: int
    last: int
    shown: str
    path: Path
    also: tuple[Path, ...]


def hub_problems(site: Centre, hub: HubTable) -> Iterator[Problem]:
    """The time zone, and what listens beyond this machine."""
    try:
        zoneinfo.ZoneInfo(site.timezone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        yield Problem(("site", "timezone"), "site.timezone", {"value": site.timezone})
    host, port = split_address(hub.listen)
    if not 0 <= port <= 65535:
        yield Problem(("hub", "listen"), "site.port", {"value": port})
    if not is_loopback(host) and hub.token_file is None:
        yield Problem(("hub", "listen"), "site.token", {"value": hub.listen}, also=(("hub", "token_file"),))


def missing_letters(site: Centre, services: Sequence[ServiceTable]) -> Iterator[Problem]:
    """Names with letters that no paper and no screen of ours can show."""
    named: list[tuple[Path, object, tuple[str, ...]]] = [(("site",), site, ("name", "name_en", "hotline"))]
    named += [(("service", place), each, ("name", "name_en", "zone")) for place, each in enumerate(services)]
    for path, table, keys in named:
        for key in keys:
            if letters := lacking(getattr(table, key)):
                yield Problem((*path, key), "layout.no_letter", {"letters": " ".join(letters)}, warns=True)


def split_address(listen: str) -> tuple[str, int]:
    """Host (without brackets) and port of `host:port`; port -1 when it is none."""
    host, _, port = listen.rpartition(":")
    return host.strip("[]"), int(port) if port.isdecimal() else -1


def is_loopback(host: str) -> bool:
    """True for a host that only this machine reaches."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def repeated_names(
    hub: HubTable,
    services: Sequence[ServiceTable],
    counters: Sequence[CounterTable],
    devices: Sequence[DeviceTable],
    locate: Locate,
) -> Iterator[Problem]:
    """Ids and counter numbers that are used twice."""
    ids: Path = ("hub", "id")
    device_ids = [(hub.id, ids), *((each.id, ("device", i, "id")) for i, each in enumerate(devices))]
    named: list[list[tuple[str, Path]]] = [
        [(each.id, ("service", i, "id")) for i, each in enumerate(services)],
        [(each.id, ("counter", i, "id")) for i, each in enumerate(counters)],
        [(each.number, ("counter", i, "number")) for i, each in enumerate(counters)],
        device_ids,
    ]
    for used in named:
        seen: dict[str, Path] = {}
        for value, path in used:
            if value in seen:
                values = {"key": path[-1], "value": value, "line": locate(seen[value])}
                yield Problem(path, "site.duplicate", values, also=(seen[value],))
            seen.setdefault(value, path)
    for value, path in device_ids:
        if value in (WEB, READER, ONESTOP):
            yield Problem(path, "site.reserved_id", {"value": value})


def repeated_ids(table: str, ids: Sequence[str], locate: Locate) -> Iterator[Problem]:
    """Ids of one kind of table that are used twice."""
    for i, value in enumerate(ids):
        first = ids.index(value)
        if first < i:
            before: Path = (table, first, "id")
            values = {"key": "id", "value": value, "line": locate(before)}
            yield Problem((table, i, "id"), "site.duplicate", values, also=(before,))


def officer_references(
    counters: Sequence[CounterTable], officers: Sequence[str], onestop: OnestopTable
) -> Iterator[Problem]:
    """Officers that a counter names but nobody has described, nor will."""
    if onestop.url is not None and onestop.officers:
        return
    judged: tuple[Path, ...] = (("officer",), *(("officer", i, "id") for i in range(len(officers))))
    for i, counter in enumerate(counters):
        if counter.officer is not None and counter.officer not in officers:
            yield _unknown("site.unknown_officer", counter.officer, officers, ("counter", i, "officer"), judged)


def onestop_problems(onestop: OnestopTable) -> Iterator[Problem]:
    """A look-up page without its place for the code; a password that anybody on the way can read (a warning)."""
    page, places = onestop.lookup_url, onestop.lookup_url.count("{code}")
    if page and (places != 1 or _LOOKUP_URL.fullmatch(page.replace("{code}", "0")) is None):
        yield Problem(("onestop", "lookup_url"), "site.lookup_url", {"value": page, "code": "{code}"})
    url = urlsplit(onestop.url or "")
    if url.scheme == "http" and onestop.token_file is not None and not is_loopback(url.hostname or ""):
        also = (("onestop", "token_file"),)
        yield Problem(("onestop", "url"), "site.clear_token", {"value": onestop.url}, also, warns=True)


def counter_references(services: Sequence[ServiceTable], counters: Sequence[CounterTable]) -> Iterator[Problem]:
    """Services that a counter names but nobody has."""
    for i, counter in enumerate(counters):
        yield from _unknown_services(counter.services, services, ("counter", i, "services"))


def counter_numbers(counters: Sequence[CounterTable]) -> Iterator[Problem]:
    """Numbers that paper and voice say otherwise than they are written."""
    for i, counter in enumerate(counters):
        number = counter.number.lstrip("0") or "0"
        if number != counter.number:
            yield Problem(("counter", i, "number"), "site.leading_zero", {"value": counter.number, "number": number})


def service_use(
    services: Sequence[ServiceTable],
    counters: Sequence[CounterTable],
    devices: Sequence[DeviceTable],
    fee: FeeTable,
) -> Iterator[Problem]:
    """Warnings: services that no counter calls, services that no kiosk offers (nobody need press for fees)."""
    kiosks = [device for device in devices if isinstance(device, TicketDevice)]
    offered = {name for kiosk in kiosks for name in kiosk.services}
    for text, named in (
        ("site.idle_service", _named(services, counters)),
        ("site.hidden_service", _named(services, kiosks)),
    ):
        for i, service in enumerate(services):
            # A service that is offered and not called is an error already (device_references).
            is_error = service.id in offered if text == "site.idle_service" else service.id == fee.service
            if named is not None and service.id not in named and not is_error:
                yield Problem(("service", i, "id"), text, {"value": service.id}, warns=True)


def _named(services: Sequence[ServiceTable], users: Sequence[CounterTable] | Sequence[TicketDevice]) -> set[str] | None:
    """The services that counters or kiosks name; None when one of them is misspelt and may mean any service."""
    named = {name for user in users for name in user.services}
    return named if named <= {service.id for service in services} else None


def fee_service(fee: FeeTable, services: Sequence[ServiceTable], counters: Sequence[CounterTable]) -> Iterator[Problem]:
    """A fee counter's service that nobody has, or that no counter calls."""
    known = [service.id for service in services]
    if fee.service is None:
        return
    path: Path = ("fee", "service")
    if fee.service not in known:
        yield _unknown("site.unknown_service", fee.service, known, path, (("service",),))
    elif (served := _named(services, counters)) is not None and fee.service not in served:
        yield Problem(path, "site.no_counter", {"value": fee.service}, also=(("counter",),))


def device_references(
    services: Sequence[ServiceTable],
    counters: Sequence[CounterTable],
    devices: Sequence[DeviceTable],
    locate: Locate,
) -> Iterator[Problem]:
    """Services and counters that a device names but nobody has, services that no counter calls, counters taken."""
    known = [counter.id for counter in counters]
    judged = (("counter",), *(("counter", i, key) for i in range(len(counters)) for key in ("id", "services")))
    served = _named(services, counters)
    taken: dict[tuple[type, str], Path] = {}
    for i, device in enumerate(devices):
        path: Path = ("device", i, "counter")
        if isinstance(device, TicketDevice):
            yield from _unknown_services(device.services, services, ("device", i, "services"))
            yield from _unserved(device, ("device", i, "services"), served, services, judged)
            continue
        counter = getattr(device, "counter", None)
        if counter is not None and counter not in known:
            yield _unknown("site.unknown_counter", counter, known, path, judged)
        if counter is not None and isinstance(device, CounterDevice | RatingDevice | PrinterDevice):
            before = taken.setdefault((type(device), counter), path)
            if before != path:
                values = {"value": counter, "line": locate(before)}
                yield Problem(path, "site.counter_taken", values, also=(before,))


def _unknown_services(names: Sequence[str], services: Sequence[ServiceTable], path: Path) -> Iterator[Problem]:
    known = [service.id for service in services]
    judged: tuple[Path, ...] = (("service",), *(("service", i, "id") for i in range(len(services))))
    for j, name in enumerate(names):
        if name not in known:
            yield _unknown("site.unknown_service", name, known, (*path, j), judged)


def _unserved(
    device: TicketDevice,
    path: Path,
    served: set[str] | None,
    services: Sequence[ServiceTable],
    judged: tuple[Path, ...],
) -> Iterator[Problem]:
    known = {service.id for service in services}
    for j, name in enumerate(device.services):
        if served is not None and name in known and name not in served:
            yield Problem((*path, j), "site.no_counter", {"value": name}, also=judged)


def _unknown(text: str, name: str, known: Sequence[str], path: Path, also: tuple[Path, ...]) -> Problem:
    near = nearest(name, known)
    values = {"value": name, "known": ", ".join(known) or "-", "near": near}
    return Problem(path, f"{text}_near" if near else text, values, also)


def prefix_letters(services: Sequence[ServiceTable], counters: Sequence[CounterTable]) -> Iterator[Problem]:
    """Letters that a seven-segment display of the service shows wrongly or that the ear mistakes."""
    for i, service in enumerate(services):
        at: Path = ("service", i)
        prefixes: list[tuple[str, Path]] = [(service.prefix, (*at, "prefix"))]
        for key, more in (("priority", service.priority), ("booked", service.booked)):
            prefixes += [(more.prefix, (*at, key, "prefix"))] if more is not None else []
        counter = next(((k, c) for k, c in enumerate(counters) if service.id in c.services and c.glyphs != "all"), None)
        for prefix, path in prefixes:
            if prefix not in SAFE_PREFIXES and counter is not None:
                values = {"c": prefix, "q": counter[1].number, "allowed": ", ".join(SAFE_PREFIXES)}
                yield Problem(path, "site.glyph", values, also=(("counter", counter[0], "glyphs"),))


def number_ranges(
    services: Sequence[ServiceTable], devices: Sequence[DeviceTable], locate: Locate
) -> Iterator[Problem]:
    """Ranges that run backwards, need more digits than they have, or share a number with another range."""
    for i, service in enumerate(services):
        yield from _own_range(("service", i), service.first, service.last, ("first", "last"))
        yield from _digits(service, service.last, ("service", i, "last"), ("service", i, "digits"))
        for key, more in (("priority", service.priority), ("booked", service.booked)):
            if more is not None:
                yield from _own_range(("service", i, key), more.first, more.last, ("first", "last"))
    for i, device in enumerate(devices):
        if isinstance(device, TicketDevice):
            yield from _own_range(
                ("device", i), device.reserve_first, device.reserve_last, ("reserve_first", "reserve_last")
            )
            for k, service in enumerate(services):
                if service.id in device.services:
                    path: Path = ("device", i, "reserve_last")
                    yield from _digits(service, device.reserve_last, path, ("service", k, "digits"))
    told: set[Path] = set()
    for one, other in combinations([*_running(services), *_reserves(services, devices)], 2):
        if one.prefix == other.prefix and one.first <= other.last and other.first <= one.last:
            first, second = sorted((one, other), key=lambda series: locate(series.path))
            if second.path not in told:
                told.add(second.path)
                values = {"mine": second.shown, "other": first.shown, "line": locate(first.path)}
                yield Problem(second.path, "site.overlap", values, also=(*one.also, *other.also))


def _own_range(path: Path, first: int, last: int, keys: tuple[str, str]) -> Iterator[Problem]:
    if last < first:
        values = {"key": keys[1], "value": last, "first": first}
        yield Problem((*path, keys[1]), "site.order", values, also=((*path, keys[0]),))
    elif first == 0 < last:
        yield Problem((*path, keys[1]), "site.reserve_missing", {}, also=((*path, keys[0]),))


def _digits(service: ServiceTable, last: int, path: Path, digits_key: Path) -> Iterator[Problem]:
    digits = service.plan().digits
    if last >= 10**digits:
        yield Problem(
            path, "site.digits", {"value": last, "digits": digits, "most": 10**digits - 1}, also=(digits_key,)
        )


def _running(services: Sequence[ServiceTable]) -> Iterable[Series]:
    for i, service in enumerate(services):
        for key, more in (("priority", service.priority), ("booked", service.booked)):
            if more is not None and more.first <= more.last:
                plan = more.plan()
                shown = f"{number_of(plan, more.first)}–{number_of(plan, more.last)}"
                own: Path = ("service", i, key, "first")
                yield Series(more.prefix, more.first, more.last, shown, own, (("service", i, key),))
        also: list[Path] = [("service", i, key) for key in ("prefix", "first", "last", "digits")]
        if service.first <= service.last:
            yield _series(service, service.first, service.last, ("service", i, "first"), also)


def _reserves(services: Sequence[ServiceTable], devices: Sequence[DeviceTable]) -> Iterable[Series]:
    for i, device in enumerate(devices):
        if not isinstance(device, TicketDevice) or not 0 < device.reserve_first <= device.reserve_last:
            continue
        for k, service in enumerate(services):
            if service.id in device.services:
                first, last = reserve_of(device.plan(), service.plan())
                also: list[Path] = [("service", k, key) for key in ("prefix", "first", "last", "digits")]
                also += [("device", i, key) for key in ("services", "reserve_first", "reserve_last")]
                yield _series(service, first, last, ("device", i, "reserve_first"), also)


def _series(service: ServiceTable, first: int, last: int, path: Path, also: list[Path]) -> Series:
    shown = f"{number_of(service.plan(), first)}–{number_of(service.plan(), last)}"
    return Series(service.prefix, first, last, shown, path, tuple(also))
