"""Dossier slips to print: one of each kind, with all that the hub may say on it."""

from msgspec.structs import replace
from ticket_samples import FONTS, HEAD, ISSUED_MS, SITE, ZONE

from devicekit.orders import PrintSlip, SlipKind
from devicekit.text_files import load_texts
from printer.document import Document
from printer.escpos import encode
from printer.head import Head
from printer.layout import lay_out
from printer.layout_files import shipped_layout
from printer.papers import SLIP_PAPERS
from printer.raster import rasterize
from printer.slip import slip_content, slip_times

CODE = "000.00.53.H48-220921-0099"
URL = f"https://dichvucong.kontum.gov.vn/tra-cuu?ma={CODE}"
DAY_MS = 24 * 3600 * 1000
ACCEPTED = PrintSlip(
    slip="hub-1.e5.17",
    kind="accepted",
    dossier=CODE,
    number="A012",
    counter="3",
    procedure="Đăng ký biến động quyền sử dụng đất",
    accepted_hub_ms=ISSUED_MS,
    due_hub_ms=ISSUED_MS + 10 * DAY_MS,
    place="Quầy số 5, Trung tâm Phục vụ hành chính công tỉnh Kon Tum",
    fee=150_000,
    qr=URL,
    url="dichvucong.kontum.gov.vn",
)
SUPPLEMENT = replace(
    ACCEPTED,
    slip="hub-1.e5.18",
    kind="supplement",
    items=(
        "Bản sao thẻ căn cước của người sử dụng đất",
        "Trích lục bản đồ địa chính thửa đất, có xác nhận của Văn phòng đăng ký đất đai",
        "Giấy ủy quyền (nếu nộp thay)",
    ),
)
REFUSED = replace(
    ACCEPTED,
    slip="hub-1.e5.19",
    kind="refused",
    reason="Thửa đất thuộc địa bàn tỉnh khác. Theo quy định, hồ sơ phải nộp tại nơi có đất.",
    agency="Văn phòng đăng ký đất đai tỉnh Gia Lai",
    phone="0260 3 797 999",
)
FEE = replace(ACCEPTED, slip="hub-1.e5.20", kind="fee", fee_counter="4", fee_back=True, qr="", url="")
CARRY = PrintSlip(
    slip="carry-2026-11-22-A042",
    kind="carry",
    number="A042",
    service_name="Đất đai",
    due_hub_ms=ISSUED_MS + DAY_MS,
)
SLIPS: dict[SlipKind, PrintSlip] = {each.kind: each for each in (ACCEPTED, SUPPLEMENT, REFUSED, FEE, CARRY)}


def laid_out(order: PrintSlip, language: str = "vi") -> Document:
    layout = shipped_layout(SLIP_PAPERS[order.kind])
    texts, times = load_texts(language), slip_times(order, ZONE, ISSUED_MS + 60_000)
    return lay_out(layout, slip_content(order, SITE, times, texts), texts)


def slip_job(order: PrintSlip, head: Head = HEAD, language: str = "vi") -> bytes:
    return encode(rasterize(laid_out(order, language), head, FONTS), head)
