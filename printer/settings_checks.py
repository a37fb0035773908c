"""What is wrong although each key is right by itself: driver, profile, address, logo, layouts, letters, width."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec.structs import replace

from devicekit.drivers import driver_problems
from devicekit.errors import SettingsError
from devicekit.hosts import is_host
from devicekit.settings import Problem
from devicekit.text_files import load_texts
from devicekit.toml_lines import Path
from printer.document import Element
from printer.layout import Content, LogoRow, numbered
from printer.layout_files import PAPERS, Placed, folder_problems, letter_problems, load_rows, own_files
from printer.logo import logo_problems, site_of
from printer.papers import TEST_CODE, Paper, specimens
from printer.profiles import head_of, profile_problems
from printer.settings import PaperTable, PrinterSettings

# What a layout's values are about as wide as; all others are a letter, so that the layout's own words are judged.
SAMPLES = {"number": "A012", "dossier": "000.00.01.H40-261123-0012", "qr": TEST_CODE}
# What these can not use: a network printer has a connection a job, a queue of CUPS answers nothing.
UNUSABLE = {"tcp": ("automatic",), "cups": ("automatic", "process_id", "presenter")}


def printer_problems(settings: PrinterSettings, path: Path = ("printer",)) -> Iterator[Problem]:
    """What the program would stumble over later; `path` is the printer's table."""
    yield from driver_problems("printer", settings.driver, (*path, "driver"))
    yield from profile_problems(settings, path)
    right = {"tcp": _is_tcp, "serial": _is_serial, "usb": _is_serial, "cups": _is_queue}.get(settings.driver)
    if right is not None and not right(settings.address):
        values = {"value": settings.address}
        yield Problem((*path, "address"), f"printer.address_{settings.driver}", values, also=((*path, "driver"),))
    for key in UNUSABLE.get(settings.driver, ()):
        if getattr(settings, key):
            values = {"key": key, "value": settings.driver}
            yield Problem((*path, key), "printer.unusable", values, also=((*path, "driver"),), warns=True)


def paper_problems(paper: PaperTable, path: Path) -> Iterator[Problem]:
    """A time zone that nobody has, a logo or own layouts that are not right; `path` is the paper's table."""
    for key in ("site", "slogan", "hotline"):
        yield from letter_problems(getattr(paper, key), (*path, key))
    yield from logo_problems(paper.logo, (*path, "logo"))
    yield from folder_problems(paper.layouts, (*path, "layouts"))
    try:
        ZoneInfo(paper.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        yield Problem((*path, "timezone"), "site.timezone", {"value": paper.timezone})


def width_problems(paper: PaperTable, path: Path, printer: PrinterSettings, wired: Path) -> Iterator[Problem]:
    """Rows of layouts that are wider than the paper of a printer, whose table is `wired`; silent without Pillow.

    A row of the centre's own layout is an error. A logo too wide for a layout of ours is made smaller, with a warning.
    """
    if paper.logo is None and not own_files(paper.layouts):
        return  # what draws takes half a second to import
    try:
        from printer.fit import too_wide
        from printer.typeface import ShippedFonts

        head = head_of(printer)
    except (ModuleNotFoundError, ValueError):
        return
    fonts, also = ShippedFonts(), tuple((*wired, key) for key in ("profile", "dots", "dpi"))
    found: dict[tuple[str, int], Problem] = {}
    for name in PAPERS:
        rows = _sample_rows(name, paper)
        for row, kind, width, dots, key, limit in too_wide(_sample_elements(name, paper, rows), head, fonts):
            _, file, number, is_own = rows[row - 1]
            values = {"file": file, "row": number, "type": kind, "width": width, "dots": dots}
            text, place = ("layout.too_wide", "layouts") if is_own else ("layout.logo_too_wide", "logo")
            values |= {"key": key, "limit": f"{limit:g}"}
            found[file, number] = Problem((*path, place), text, values, also=also, warns=not is_own)
    yield from found.values()


def _sample_rows(name: Paper, paper: PaperTable) -> tuple[Placed, ...]:
    """The rows that are judged: the centre's own, and those of ours with its logo; none when a file is wrong."""
    try:
        rows = load_rows(name, paper.layouts)
    except SettingsError:
        return ()
    return tuple(each for each in rows if each.is_own or isinstance(each.row, LogoRow))


def _sample_elements(name: Paper, paper: PaperTable, rows: tuple[Placed, ...]) -> Iterator[tuple[int, Element]]:
    """All of them laid out, whatever their conditions."""
    texts = load_texts(paper.language)
    content = specimens(texts)[name]
    values = {each: SAMPLES.get(each, value or "x") for each, value in content.values.items()}
    layout = tuple(replace(each.row, when=(), unless=()) for each in rows)
    return numbered(layout, Content(values, content.lists, site_of(paper).logo), texts)


def _is_tcp(address: str) -> bool:
    """host, host:port or [v6]:port."""
    host, colon, port = address.rpartition(":")
    if not colon:
        return is_host(address)
    if not (port.isascii() and port.isdigit() and 0 < int(port) <= 65535):
        return False
    bare = host.removeprefix("[").removesuffix("]")
    return is_host(bare) and (host != bare) == (":" in bare)


def _is_queue(address: str) -> bool:
    """What CUPS takes for the name of a queue."""
    return address.isprintable() and not any(letter in " /#" for letter in address) and not address.startswith("-")


def _is_serial(address: str) -> bool:
    return address.startswith("/dev/") and " " not in address
