"""What is wrong with an answer although it is right by itself: services nobody knows, more printers than counters."""

import ipaddress
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import inspect

from devicekit.hosts import is_host
from devicekit.settings import Problem
from devicekit.settings_walk import Walk
from devicekit.settings_words import nearest
from hub.site_tables import ServiceTable
from motcua.init.pins import MOST_BUTTONS
from motcua.init.presets import preset
from printer.settings import PrinterSettings
from printer.settings_checks import printer_problems

_SERVICE = inspect.type_info(ServiceTable)


def problems(values: Mapping[str, Any], field: str, walk: Walk) -> Iterator[Problem]:
    """What is wrong with `field`, given the fields before it; what a key alone may not be is noted by `walk`."""
    path = (field,)
    match field:
        case "host" if not is_host(values["host"]):
            yield Problem(path, "settings.host", {"value": values["host"]})
        case "services":
            yield from _services(values, walk)
        case "printer_address":
            yield from _printers(values["printer_address"], values["kiosks"])
        case "fee" if values["fee"] and values["counters"] < 2:
            yield Problem(path, "init.fee_counter")
        case "fee" if values["fee"]:
            post = preset(values["preset"]).post.id
            if post in _ids(values["services"]):
                yield Problem(path, "init.twice", {"value": post})
        case "slip_printers" if values["slip_printers"] > values["counters"]:
            yield Problem(path, "init.slip_printers", {"value": values["slip_printers"], "most": values["counters"]})


def _services(values: Mapping[str, Any], walk: Walk) -> Iterator[Problem]:
    path, words = ("services",), values["services"]
    known = [offer.id for offer in preset(values["preset"]).service]
    for word in words:
        own, colon, name = word.partition(":")
        if colon:
            walk.convert({"id": own.strip(), "name": name.strip()}, _SERVICE, path)
        elif word not in known:
            near = nearest(word, known)
            said = {"value": word, "known": ", ".join(known), "near": near}
            yield Problem(path, "site.unknown_service_near" if near else "site.unknown_service", said)
    ids = _ids(words)
    for each in dict.fromkeys(each for each in ids if ids.count(each) > 1):
        yield Problem(path, "init.twice", {"value": each})
    if len(ids) > MOST_BUTTONS:
        yield Problem(path, "init.services", {"value": len(ids), "most": MOST_BUTTONS})


def _ids(words: tuple[str, ...]) -> list[str]:
    return [word.partition(":")[0].strip() for word in words]


def _printers(addresses: tuple[str, ...], kiosks: int) -> Iterator[Problem]:
    # One address serves several kiosks where it can be counted on from, or is a port that every Pi has.
    alone = len(addresses) == 1 and (_counts(addresses[0]) or driver_of(addresses[0]) == "serial")
    if not alone and len(addresses) != kiosks:
        yield Problem(("printer_address",), "init.addresses", {"value": len(addresses), "kiosks": kiosks})
    for address in addresses:
        settings = PrinterSettings(driver=driver_of(address), address=address)
        yield from printer_problems(settings, ("printer_address",))


def _counts(address: str) -> bool:
    try:
        ipaddress.IPv4Address(address.partition(":")[0])
    except ValueError:
        return False
    return True


def driver_of(address: str) -> str:
    """How a printer at that address is reached."""
    return "serial" if address.startswith("/dev/") else "tcp"
