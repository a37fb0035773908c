"""What a ticket costs on the wire and on the processor, and the same ticket by python-escpos alone, in the same run.

The ticket is 70 mm long, with a logo and a QR code: the layout ticket-short. `raster_bytes` is drawn whole, the code
too; `tcvn3_bytes` is in the letters of a printer that is declared to have them. Letters are judged by a virtual printer
whose code pages are glibc's.
"""

import difflib
import math
import time
from zoneinfo import ZoneInfo

from PIL import Image, ImageDraw

from devicekit.errors import MotcuaError
from devicekit.orders import PrintTicket
from devicekit.text_files import load_texts
from motcua.bench.figures import Figures, p50_p99
from printer.ability import TCVN3_LOWER, TCVN3_UPPER, Ability
from printer.compose import render
from printer.document import Badge, BigText, Document, Fact, Picture, Qr, Text
from printer.layout_files import shipped_layout
from printer.letterhead import Site
from printer.paper import Job, Paper
from printer.profiles import ability_of
from printer.settings import PrinterSettings
from printer.ticket import local_times, ticket
from printer.typeface import ShippedFonts
from printer.virtual_pages import letters_of, page, tcvn3_page
from printer.virtual_type import NO_LETTERS, Letters

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
AT_MS = 1_795_395_900_000
PROFILE = "TM-T20II"
# With TCVN-3 and other pages, with TCVN-3 alone, with CP1258 alone, with no page of Vietnamese.
PROFILES = (PROFILE, "TM-T88IV-SA", "RP326", "P822D")
LOGO_DOTS = 160
WARM_UP = 3


def paper(count: int) -> Figures:
    """All figures; the time of `count` tickets, each with a number, a code and a minute of its own."""
    fonts = ShippedFonts()
    drawing = _ability()._replace(qr=False, barcode=False)
    document = _ticket(0)
    drawn = render(document, drawing, fonts)
    job = _printed(drawn)
    figures: Figures = {
        "raster_bytes": len(drawn),
        "raster_mm": round(len(job.rows) * 25.4 / drawing.head.dpi),
        "raster_native_qr_bytes": len(render(document, _ability(), fonts)),
        "tcvn3_bytes": len(render(document, _ability(tcvn3=True), fonts)),
        "encode_ms": p50_p99(_times(drawing, fonts, count)),
    }
    return {**figures, **_by_escpos(document, job.image())}


def _times(ability: Ability, fonts: ShippedFonts, count: int) -> list[float]:
    """Seconds from the order to the bytes; the first tickets of a morning measure what all others find."""
    seconds = []
    for number in range(count + WARM_UP):
        started = time.perf_counter()
        render(_ticket(number), ability, fonts)
        seconds.append(time.perf_counter() - started)
    return seconds[WARM_UP:]


def _ability(tcvn3: bool = False) -> Ability:
    return ability_of(PrinterSettings(driver="tcp", address="bench", profile=PROFILE, tcvn3=tcvn3))


def _ticket(number: int) -> Document:
    order = PrintTicket(
        press=f"kiosk-1:b1:{number}",
        number=f"A{number % 899 + 1:03}",
        service="land",
        service_name="Đất đai, Tài nguyên và Môi trường",
        counters=("3", "4", "5"),
        zone="Khu A",
        ahead=number % 40,
        issued_hub_ms=AT_MS + number * 60_000,
        qr=f"https://q.kontum.gov.vn/t/{number:010}",
    )
    site = Site("Trung tâm Phục vụ hành chính công tỉnh Kon Tum", "0260 3 000 000", logo=_logo())
    return ticket(order, site, local_times(order, ZONE), load_texts("vi"), shipped_layout("ticket-short"))


def _logo() -> Picture:
    """A star in a ring: as much ink as a state office's mark has."""
    image = Image.new("1", (LOGO_DOTS, LOGO_DOTS))
    draw, middle = ImageDraw.Draw(image), LOGO_DOTS // 2
    draw.ellipse((2, 2, LOGO_DOTS - 3, LOGO_DOTS - 3), outline=1, width=10)
    angles = [math.radians(36 * corner - 90) for corner in range(10)]
    reach = [middle * (0.7, 0.28)[corner % 2] for corner in range(10)]
    points = zip(reach, angles, strict=True)
    draw.polygon([(middle + far * math.cos(angle), middle + far * math.sin(angle)) for far, angle in points], 1)
    return Picture(image.width, image.height, image.tobytes())


def _printed(job: bytes, letters: Letters = NO_LETTERS) -> Job:
    """What a printer makes of it. Raises MotcuaError when that is no paper."""
    far = Paper(_ability().head.dots, letters)
    far.receive(job, 0.0)
    while far.work() >= 0:
        pass
    if len(far.jobs) != 1:
        raise MotcuaError(f"the virtual printer cut {len(far.jobs)} papers instead of one")
    return far.jobs[0]


def _by_escpos(document: Document, picture: Image.Image) -> Figures:
    """The same ticket by python-escpos alone: as one picture, and as text with its own choice of code pages."""
    # It sets logging up and leaves a folder when it is imported.
    from escpos.printer import Dummy

    image = Dummy(profile=PROFILE)
    image.image(picture, impl="bitImageRaster")
    image.cut()
    lines, text = _lines(document), Dummy(profile=PROFILE)
    wrong = {profile: _letters_wrong(lines, profile) for profile in PROFILES}
    for line in lines:
        text.text(f"{line}\n")
    for element in document:
        if isinstance(element, Qr):
            text.qr(element.text, native=True, size=5)
    text.cut()
    return {
        "escpos_image_bytes": len(image.output),
        "escpos_text_bytes": len(text.output),
        "escpos_text_letters_wrong": sum(wrong.values()),
        "escpos_text_letters_wrong_on": {**wrong},
    }


def _letters_wrong(lines: list[str], profile: str) -> int:
    """How many letters of the text come out wrong, or not, on a printer that has what its profile says."""
    from escpos.printer import Dummy

    text = Dummy(profile=profile)
    for line in lines:
        text.text(f"{line}\n")
    pages = {int(number): _page(name) for number, name in text.profile.profile_data["codePages"].items()}
    letters = _printed(text.output + b"\x1dV\x00", letters_of(pages)).text
    return sum(map(_wrong, lines, letters))


def _page(name: str) -> str:
    tcvn3 = {TCVN3_LOWER: False, TCVN3_UPPER: True}
    return tcvn3_page(tcvn3[name]) if name in tcvn3 else page(name)


def _lines(document: Document) -> list[str]:
    lines = []
    for element in document:
        if isinstance(element, Fact):
            lines.append(f"{element.label} {element.value}")
        elif isinstance(element, Text | BigText | Badge):
            lines.append(element.text)
    return [line.replace("\xa0", " ") for line in lines]


def _wrong(wanted: str, got: str) -> int:
    """How many letters of the wanted line did not come."""
    blocks = difflib.SequenceMatcher(None, wanted, got, autojunk=False).get_matching_blocks()
    return len(wanted) - sum(block.size for block in blocks)
