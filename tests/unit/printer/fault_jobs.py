"""The tickets of the fault runs: real names of services, in the printer's own letters or drawn."""

from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from devicekit.orders import PrintTicket
from devicekit.text_files import load_texts
from printer.compose import render
from printer.head import RasterCommand
from printer.layout_files import shipped_layout
from printer.letterhead import Site
from printer.profiles import ability_of
from printer.settings import PrinterSettings
from printer.ticket import local_times, ticket
from printer.typeface import ShippedFonts

NAMES = Path(__file__).with_name("names.txt").read_text("utf-8").splitlines()
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FONTS = ShippedFonts()


@cache
def _job(number: int, profile: str, command: RasterCommand | None = None) -> bytes:
    order = PrintTicket(
        press=f"k1.s.{number}",
        number=f"A{number + 1:03}",
        service="land",
        service_name=NAMES[number * 7 % len(NAMES)],
        counters=("3", "4"),
        ahead=number,
        issued_hub_ms=1_795_395_900_000 + number * 60_000,
        qr=f"https://q.kontum.gov.vn/t/{number:010}",
    )
    site = Site("Trung tâm Phục vụ hành chính công tỉnh Kon Tum", "0260 3 000 000")
    document = ticket(order, site, local_times(order, ZONE), load_texts("vi"), shipped_layout("ticket-short"))
    settings = PrinterSettings(driver="tcp", address="x", profile=profile, raster_command=command)
    return render(document, ability_of(settings), FONTS)


def text_jobs(count: int) -> list[bytes]:
    return [_job(number, "tcvn3-80") for number in range(count)]


def raster_jobs(count: int, command: RasterCommand | None = None) -> list[bytes]:
    return [_job(100 + number, "raster-80", command) for number in range(count)]
