"""Tickets to print, a printer to print them on, and eyes that are not ours to read them."""

import os
import re
import subprocess
from pathlib import Path
from zoneinfo import ZoneInfo

import zxingcpp
from PIL import Image, ImageOps

from devicekit.orders import PrintTicket
from devicekit.text_files import load_texts
from printer.escpos import encode
from printer.head import Head
from printer.layout_files import shipped_layout
from printer.letterhead import Site
from printer.paper import Job, Paper
from printer.raster import rasterize
from printer.ticket import Times, local_times, ticket
from printer.typeface import ShippedFonts

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
HEAD = Head()
LAYOUT = shipped_layout("ticket")
FONTS = ShippedFonts()
SITE = Site("Trung tâm Phục vụ hành chính công tỉnh Kon Tum", "0260 3 797 999")
URL = "https://q.kontum.gov.vn/t/7Gk2mQ9xA1"
# 22 November 2026, 08:05 in Viet Nam.
ISSUED_MS = 1_795_309_500_000
ORDER = PrintTicket(
    press="kiosk-1:b1:17",
    number="A012",
    service="land",
    service_name="Đất đai, Tài nguyên và Môi trường",
    service_name_en="Land and environment",
    counters=("3", "4", "5"),
    zone="Khu A",
    ahead=4,
    expected_ms=(ISSUED_MS + 16 * 60_000, ISSUED_MS + 33 * 60_000),
    issued_hub_ms=ISSUED_MS,
    qr=URL,
    priority=True,
)


def job_of(
    order: PrintTicket = ORDER, head: Head = HEAD, *, site: Site = SITE, reserve: bool = False, language: str = "vi"
) -> bytes:
    times: Times = local_times(order, ZONE, ISSUED_MS + 60_000 if order.reprint else None)
    document = ticket(order, site, times, load_texts(language), LAYOUT, reserve=reserve)
    return encode(rasterize(document, head, FONTS), head)


def printed(job: bytes, head: Head = HEAD) -> Job:
    """What a printer makes of the bytes."""
    paper = Paper(head.dots)
    paper.receive(job, 0.0)
    while paper.work() >= 0:
        pass
    assert not paper.busy, "the job ends in the middle of a command"
    assert len(paper.jobs) == 1
    return paper.jobs[0]


def words_on(paper: Image.Image, folder: Path, *settings: str) -> list[str]:
    """What tesseract reads, word by word; a missing tesseract is an error, not a reason to skip."""
    picture = folder / "read.png"
    ImageOps.expand(paper.convert("L"), 32, 255).save(picture)
    command = ["tesseract", str(picture), "-", "-l", "vie", "--dpi", "203", *(settings or ("--psm", "4"))]
    # One thread: on a small machine its threads wait for each other longer than they work.
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    read = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60, env=environment)
    return words_of(read.stdout)


def words_of(text: str) -> list[str]:
    """Words without what tesseract can't tell apart: the length of a dash, a bar beside a badge."""
    return [word for word in re.split(r"\s+", text.replace("–", "-")) if re.search(r"\w", word)]


def codes_on(paper: Image.Image) -> list[str]:
    found = zxingcpp.read_barcodes(ImageOps.expand(paper.convert("L"), 32, 255))
    return [code.text for code in found if code.format == zxingcpp.BarcodeFormat.QRCode]
