"""What is wrong although each key is right by itself: driver, profile, address of the other wire, time zone."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from devicekit.drivers import driver_problems
from devicekit.hosts import is_host
from devicekit.settings import Problem
from devicekit.toml_lines import Path
from printer.layout_files import folder_problems
from printer.logo import logo_problems
from printer.profiles import profile_problems
from printer.settings import PaperTable, PrinterSettings


def printer_problems(settings: PrinterSettings, path: Path = ("printer",)) -> Iterator[Problem]:
    """What the program would stumble over later; `path` is the printer's table."""
    yield from driver_problems("printer", settings.driver, (*path, "driver"))
    yield from profile_problems(settings, path)
    right = {"tcp": _is_tcp, "serial": _is_serial}.get(settings.driver)
    if right is not None and not right(settings.address):
        values = {"value": settings.address}
        yield Problem((*path, "address"), f"printer.address_{settings.driver}", values, also=((*path, "driver"),))


def paper_problems(paper: PaperTable, path: Path) -> Iterator[Problem]:
    """A time zone that nobody has, a logo or own layouts that are not right; `path` is the paper's table."""
    yield from logo_problems(paper.logo, (*path, "logo"))
    yield from folder_problems(paper.layouts, (*path, "layouts"))
    try:
        ZoneInfo(paper.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        yield Problem((*path, "timezone"), "site.timezone", {"value": paper.timezone})


def _is_tcp(address: str) -> bool:
    """host, host:port or [v6]:port."""
    host, colon, port = address.rpartition(":")
    if not colon:
        return is_host(address)
    if not (port.isascii() and port.isdigit() and 0 < int(port) <= 65535):
        return False
    bare = host.removeprefix("[").removesuffix("]")
    return is_host(bare) and (host != bare) == (":" in bare)


def _is_serial(address: str) -> bool:
    return address.startswith("/dev/") and " " not in address
