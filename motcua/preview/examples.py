"""One paper of each kind, filled as on a usual day; the day and the codes are always the same."""

from zoneinfo import ZoneInfo

from msgspec.structs import replace

from devicekit.orders import DayLeft, DayService, PrintDay, PrintSlip, PrintTicket, PrintWhy, SlipKind
from devicekit.texts import Texts
from motcua.preview.centre import Centre
from printer.layout import Content
from printer.papers import (
    SLIP_PAPERS,
    Paper,
    day_content,
    guidance_content,
    self_test_content,
    why_content,
)
from printer.self_test import facts_of
from printer.slip import Moment, slip_content, slip_times
from printer.ticket import local_times, ticket_content

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
# 8:05 on 23 November 2026, a Monday.
AT_MS = 1_795_395_900_000
DAY_MS = 86_400_000
PRINTED = Moment("17:05", "23/11/2026")
CODE = "000.00.01.H40-261123-0012"
PORTAL = "dichvucong.gov.vn"
SLIP = PrintSlip(
    slip="preview",
    kind="accepted",
    dossier=CODE,
    number="A012",
    counter="3",
    procedure="Đăng ký biến động quyền sử dụng đất",
    accepted_hub_ms=AT_MS,
    due_hub_ms=AT_MS + 10 * DAY_MS,
    place="Quầy số 5",
    fee=150_000,
    qr=f"https://{PORTAL}/tra-cuu?ma={CODE}",
    url=PORTAL,
)
CHANGES: dict[SlipKind, dict[str, object]] = {
    "accepted": {},
    "supplement": {
        "items": (
            "Bản sao thẻ căn cước của người sử dụng đất",
            "Trích lục bản đồ địa chính thửa đất, có xác nhận của Văn phòng đăng ký đất đai",
            "Giấy ủy quyền (nếu nộp thay)",
        )
    },
    "refused": {
        "reason": "Thửa đất thuộc địa bàn tỉnh khác. Theo quy định, hồ sơ phải nộp tại nơi có đất.",
        "agency": "Văn phòng đăng ký đất đai tỉnh Gia Lai",
    },
    "fee": {"fee_counter": "4", "fee_back": True, "qr": "", "url": ""},
    "carry": {"dossier": "", "procedure": "", "due_hub_ms": AT_MS + DAY_MS, "fee": None, "qr": "", "url": ""},
}
SERVICES = (("Đất đai", 61), ("Tư pháp, hộ tịch", 48), ("Đăng ký kinh doanh", 17), ("Lao động, bảo trợ xã hội", 22))


def _left(*numbers: str) -> DayLeft:
    return DayLeft(count=len(numbers), numbers=numbers)


DAY = PrintDay(
    slip="preview",
    day="2026-11-23",
    closed=True,
    issued=148,
    returned=2,
    finished=133,
    noshow=6,
    voided=3,
    priority=21,
    wait_min=14,
    longest_min=41,
    at_counters=_left("A060"),
    parked=_left("C041"),
    open_fees=_left("A058", "L019"),
    carried=_left("A059", "A061", "C047", "C048"),
    services=tuple(DayService(name=name, issued=issued) for name, issued in SERVICES),
)


def example(paper: Paper, centre: Centre, texts: Texts) -> Content:
    """The paper's content. Raises ValueError for a self-test of a profile that can't be used."""
    kinds = {paper: kind for kind, paper in SLIP_PAPERS.items()}
    if paper in kinds:
        return _slip(kinds[paper], centre, texts)
    match paper:
        case "ticket":
            ticket = _ticket(centre)
            return ticket_content(ticket, centre.site, local_times(ticket, ZONE), texts)
        case "guidance":
            return guidance_content(centre.guidance, centre.site)
        case "why":
            order = PrintWhy(slip="preview", number="A012", sentences=_why(texts))
            return why_content(order, PRINTED, centre.site)
        case "day":
            return day_content(DAY, PRINTED, centre.site, texts)
        case _:
            return self_test_content("printer-1", facts_of(centre.printer, texts), centre.site, "preview")


def _ticket(centre: Centre) -> PrintTicket:
    return PrintTicket(
        press="preview",
        number="A012",
        service="preview",
        service_name=centre.service,
        service_name_en=centre.service_en,
        counters=centre.counters,
        zone=centre.zone,
        ahead=4,
        expected_ms=(AT_MS + 16 * 60_000, AT_MS + 33 * 60_000),
        issued_hub_ms=AT_MS,
        qr="https://q.example.gov.vn/t/7Gk2mQ9xA1",
        priority=True,
    )


def _slip(kind: SlipKind, centre: Centre, texts: Texts) -> Content:
    order = replace(SLIP, kind=kind, service_name=centre.service, phone=centre.site.hotline, **CHANGES[kind])
    return slip_content(order, centre.site, slip_times(order, ZONE, AT_MS), texts)


def _why(texts: Texts) -> tuple[str, ...]:
    def row(number: str, kind: str, minutes: int, score: int) -> str:
        values = {"number": number, "service": "Đất đai", "minutes": minutes, "weight": 1, "score": score, "passed": 1}
        return "  " + texts.get("why.row", kind=texts.get(f"why.kind.{kind}"), **values)

    return (
        texts.get("why.called", number="A012", counter="3", time="08:31", date=PRINTED.date, minutes=26),
        texts.get("why.considered"),
        f"{row('A012', 'normal', 26, 1560)} {texts.get('why.chosen')}",
        row("A013", "normal", 21, 1260),
        texts.get("why.rule", rule=texts.get("why.rule.only")),
        texts.get("why.score"),
    )
