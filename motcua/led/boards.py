"""Which numbers of a centre a counter's display can't show: site.toml and the counters' files seen together."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from counter_display.device import Display
from counter_display.drivers import open_display
from counter_display.settings import CounterFile
from devicekit.settings_words import Language, sayer
from devicekit.toml_lines import Path as KeyPath
from devicekit.toml_read import read
from hub.device_tables import CounterDevice, TicketDevice
from hub.plan import SeriesPlan, ServicePlan, number_of, reserve_of
from hub.settings import SiteFile
from hub.site_tables import CounterTable, ServiceTable


class Range(NamedTuple):
    """Numbers that a service gives out, and the key of site.toml that says so."""

    series: ServicePlan | SeriesPlan
    first: int
    last: int
    key: KeyPath


def unshown_numbers(
    site_name: Path, site: SiteFile, files: Mapping[Path, CounterFile], language: Language
) -> Iterator[str]:
    """A line for every service and display that don't go together, each with the line of site.toml."""
    say, lines = sayer(language), read(site_name.read_text(encoding="utf-8-sig")).lines
    for file, counter_file in files.items():
        counter = _counter_of(site, counter_file.device.id)
        if counter is None or counter_file.display is None:
            continue
        display = open_display(counter_file.display, counter_file.baud)
        for at, service in enumerate(site.service):
            if service.id not in counter.services:
                continue
            found = _first_unshown(display, _ranges(at, service, site))
            if found is not None:
                number, key = found
                values = {"service": service.id, "file": file.name, "counter": counter.number, "number": number}
                yield f"{site_name}:{_line(lines, key)}: {say('counter.cannot_show', **values)}"


def _counter_of(site: SiteFile, device: str) -> CounterTable | None:
    """The counter that a device stands at."""
    stands = next((each.counter for each in site.device if isinstance(each, CounterDevice) and each.id == device), None)
    return next((each for each in site.counter if each.id == stands), None)


def _ranges(at: int, service: ServiceTable, site: SiteFile) -> Iterator[Range]:
    plan = service.plan()
    yield Range(plan, service.first, service.last, ("service", at, "last" if not service.prefix else "prefix"))
    for key, more in (("priority", service.priority), ("booked", service.booked)):
        if more is not None:
            yield Range(more.plan(), more.first, more.last, ("service", at, key))
    for device in site.device:
        if isinstance(device, TicketDevice) and service.id in device.services and device.reserve_first:
            yield Range(plan, *reserve_of(device.plan(), plan), ("service", at, "id"))


def _first_unshown(display: Display, ranges: Iterator[Range]) -> tuple[str, KeyPath] | None:
    for each in ranges:
        for n in range(each.first, each.last + 1):
            number = number_of(each.series, n)
            try:
                display.show(number)
            except ValueError:
                return number, each.key
    return None


def _line(lines: Mapping[KeyPath, int], key: KeyPath) -> int:
    while key not in lines:
        key = key[:-1]
    return lines[key]
