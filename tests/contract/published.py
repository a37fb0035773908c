"""Every shape of message ever published, as values: beside each stands its JSON in golden/<name>.json.

A line here and its file are never changed. Who adds a field (with a default) adds a shape, as "evt.TicketWanted.2".
"""

from msgspec.structs import replace

from devicekit.messages import (
    Ack,
    Agency,
    AgencyAnswer,
    AgencyRated,
    Answer,
    AppointmentShown,
    Command,
    CommandResult,
    CounterSet,
    Echo,
    Event,
    EventBody,
    FaultChanged,
    GuidanceWanted,
    HelpAsked,
    KeyPressed,
    KioskService,
    KioskSet,
    LoginTyped,
    Part,
    PrintFailed,
    Rated,
    RatingSet,
    SetBody,
    SetState,
    SlipFailed,
    SlipPrinted,
    Status,
    TicketIssued,
    TicketPrinted,
    TicketWanted,
    VerbTyped,
    Wire,
)
from devicekit.orders import (
    Announce,
    AskRating,
    CommandBody,
    DayLeft,
    DayService,
    Identify,
    PrintDay,
    PrintGuidance,
    PrintSlip,
    PrintTicket,
    PrintWhy,
    Proclaim,
)

BOOT = "0a5f7a4e-1f44-4b9c-9a9e-0d1f7c7b2d11"
VISIT = "20261118.A012.counter-1"
PRESS = "a1b2c3d4e5f6.17"
PIN_KEY = "Ui3gF6d0Fv1kD4Hk3V7zqBv0mQpJpT8cG5Xh2yYbS1o"
SEALED = "mX0t" * 24
PERSON = "5f2b8c0d1e9a47b6a3c4d5e6f7081920"
HUB_MS = 1_795_000_000_000


def event(body: EventBody) -> Event:
    return Event(id="a1b2c3d4e5f6.18", boot=BOOT, happened_ms=123_456, sent_ms=123_999, body=body)


def command(body: CommandBody) -> Command:
    return Command(id="hub-7.41", epoch=7, seq=41, sent_hub_ms=HUB_MS, ttl_ms=120_000, body=body)


def state(seq: int, body: SetBody) -> SetState:
    return SetState(epoch=7, seq=seq, hub_ms=HUB_MS, body=body)


# The first shape of each message; a later one is said by what it adds.

WANTED = TicketWanted(press=PRESS, service="land", priority=True)
ISSUED = TicketIssued(press=PRESS, service="land", number="A901", priority=True)
ISSUED_2 = replace(ISSUED, person=PERSON)
PAPER = PrintTicket(
    press=PRESS,
    number="A012",
    service="land",
    service_name="Đất đai",
    service_name_en="Land",
    counters=("1", "2"),
    zone="Khu A",
    ahead=4,
    expected_ms=(600_000, 900_000),
    issued_hub_ms=HUB_MS,
    qr="https://mc.example.vn/t/A012-5QX7",
    priority=True,
    reprint=1,
)
SLIP = PrintSlip(
    slip="e1.17",
    kind="supplement",
    dossier="000.00.01.H34-261118-0001",
    number="A012",
    counter="1",
    procedure="Đăng ký biến động quyền sử dụng đất",
    accepted_hub_ms=HUB_MS,
    due_hub_ms=HUB_MS + 864_000_000,
    place="Quầy số 5",
    fee=150_000,
    fee_counter="4",
    fee_back=True,
    items=("Bản sao thẻ căn cước", "Trích lục bản đồ địa chính"),
    reason="Thiếu chữ ký của chủ hồ sơ",
    agency="Sở Nông nghiệp và Môi trường",
    phone="0260 3 000 000",
    qr="https://dichvucong.example.vn/tra-cuu?ma=000.00.01.H34-261118-0001",
    url="dichvucong.example.vn",
    reprint=1,
)
CARRIED = replace(
    SLIP,
    slip="carry-2026-11-18-A012",
    kind="carry",
    due_hub_ms=HUB_MS + 64_800_000,
    items=("Bản sao thẻ căn cước",),
    reason="Hết giờ làm việc",
    qr="https://dichvucong.example.vn/",
    service_name="Đất đai",
)
GUIDANCE = PrintGuidance(
    slip="guide-a1b2c3d4",
    procedure="Đăng ký khai sinh",
    code="1.001193",
    papers=("Tờ khai đăng ký khai sinh theo mẫu", "Giấy chứng sinh"),
    time_limit="Ngay trong ngày làm việc",
    fees="Miễn phí khi đăng ký đúng hạn",
    place="Ủy ban nhân dân cấp xã",
    qr="https://dichvucong.example.vn/thu-tuc/1.001193",
    url="dichvucong.example.vn",
    reprint=1,
)
WHY = PrintWhy(
    slip="why-2026-11-18-A012-0123456789ab",
    number="A012",
    sentences=("Các số đứng đầu mỗi hàng chờ của quầy lúc đó:", "  A012: lĩnh vực Đất đai (được gọi)"),
    reprint=1,
)
REPORT = PrintDay(
    slip="day-2026-11-18-0123456789ab",
    day="2026-11-18",
    closed=True,
    issued=20,
    returned=1,
    finished=10,
    noshow=2,
    voided=1,
    priority=3,
    waiting=1,
    wait_min=14,
    longest_min=41,
    at_counters=DayLeft(count=1, numbers=("A012",)),
    parked=DayLeft(count=1, numbers=("A009",)),
    open_fees=DayLeft(count=1, numbers=("A007",)),
    carried=DayLeft(count=4, numbers=("A013", "C004", "C005", "C006")),
    unslipped=DayLeft(count=1, numbers=("C006",)),
    services=(DayService(name="Đất đai", issued=13), DayService(name="Hộ tịch", issued=7)),
    reprint=1,
)
COUNTER = CounterSet(
    counter="counter-1", state="called", number="A012", blinking=True, waiting=3, officer="Nguyễn Thị Ánh"
)
COUNTER_2 = replace(COUNTER, evacuate=True, place="1", service="Đất đai", service_en="Land", fee="here")
LAND = KioskService(
    service="land",
    name="Đất đai",
    name_en="Land",
    open=False,
    waiting=3,
    counters=("1", "2"),
    zone="Khu A",
    reserve_prefix="A",
    reserve_first=901,
    reserve_last=949,
    digits=4,
)
LAND_2 = replace(LAND, closed="after", part="morning", again_hub_ms=HUB_MS + 7_200_000, late=True)
KIOSK = KioskSet(day="2026-11-18", services=(LAND,))
KIOSK_2 = replace(KIOSK, services=(LAND_2,), full=True)
KIOSK_3 = replace(KIOSK_2, services=(replace(LAND_2, card="needed"),))
RATING = RatingSet(
    mode="counter",
    centre="Trung tâm Phục vụ hành chính công tỉnh Kon Tum",
    counter="1",
    officer="Nguyễn Thị Ánh",
    position="Chuyên viên",
    kind="post",
    photo="/api/v1/officers/anh/photo?v=0123456789abcdef",
    levels=5,
    tags=("wait", "other"),
    agencies=(Agency(id="natural-resources", name="Sở Nông nghiệp và Môi trường"),),
    questions="tt01-2018",
)


PUBLISHED: dict[str, Wire] = {
    "evt.TicketWanted": event(WANTED),
    "evt.TicketWanted.2": event(replace(WANTED, person=PERSON)),
    "evt.TicketIssued": event(ISSUED),
    "evt.TicketIssued.2": event(ISSUED_2),
    "evt.TicketIssued.3": event(replace(ISSUED_2, day="2026-11-23")),
    "evt.HelpAsked": event(HelpAsked(press=PRESS)),
    "evt.GuidanceWanted": event(GuidanceWanted(press=PRESS, procedure="1.001193")),
    "evt.AppointmentShown": event(AppointmentShown(press=PRESS, code="DVC-0001")),
    "evt.TicketPrinted": event(TicketPrinted(press=PRESS, number="A012", command="hub-7.41", confirmed=False)),
    "evt.PrintFailed": event(
        PrintFailed(press=PRESS, number="A012", command="hub-7.41", outcome="unknown", reason="mất kết nối máy in")
    ),
    "evt.KeyPressed": event(KeyPressed(counter="counter-1", key="finish", result=2)),
    "evt.Rated": event(Rated(visit=VISIT, level=1, levels=5, tags=("wait", "guide"), command="hub-7.45")),
    "evt.AgencyRated": event(
        AgencyRated(
            vote="a1b2c3d4e5f6:3",
            agency="natural-resources",
            questions="tt01-2018",
            answers=(AgencyAnswer(question="q1", points=2), AgencyAnswer(question="q3", points=0)),
            dossier="000.00.01.H34-261118-0001",
        )
    ),
    "evt.KeyPressed.2": event(KeyPressed(counter="counter-1", key="fee", result=1)),
    "evt.VerbTyped": event(VerbTyped(counter="counter-1", verb="call", digits="12")),
    "evt.LoginTyped": event(LoginTyped(counter="counter-1", key=PIN_KEY, sealed=SEALED)),
    "evt.KeyPressed.3": event(KeyPressed(counter="counter-1", key="finish", result=1, alone="A012")),
    "evt.VerbTyped.2": event(VerbTyped(counter="counter-1", verb="call", digits="12", alone=True)),
    "evt.SlipPrinted": event(SlipPrinted(slip="e1.17", command="hub-7.47", confirmed=False)),
    "evt.SlipFailed": event(
        SlipFailed(slip="e1.17", command="hub-7.47", outcome="unknown", reason="mất kết nối máy in")
    ),
    "evt.CommandResult": event(CommandResult(command="hub-7.41", outcome="expired", reason="121000 ms old")),
    "evt.FaultChanged": event(FaultChanged(part="printer", state="failed", code="no-paper", detail="hết giấy")),
    "do.PrintTicket": command(PAPER),
    "do.PrintTicket.2": command(replace(PAPER, test=True, booked_hub_ms=HUB_MS)),
    "do.PrintSlip": command(SLIP),
    "do.PrintSlip.2": command(CARRIED),
    "do.PrintGuidance": command(GUIDANCE),
    "do.PrintWhy": command(WHY),
    "do.PrintDay": command(REPORT),
    "do.Proclaim": command(Proclaim(notice="lunch", part="morning", minutes=15, time="13:00", repeat_s=90)),
    "do.AskRating": command(AskRating(visit=VISIT, number="A012", seconds=45, levels=5)),
    "do.Announce": command(Announce(phrase="recall_last", number="A012", counter="3")),
    "do.Identify": command(Identify(seconds=20)),
    "set.CounterSet": state(42, COUNTER),
    "set.KioskSet": state(43, KIOSK),
    "set.RatingSet": state(46, RATING),
    "set.CounterSet.2": state(47, replace(COUNTER, evacuate=True)),
    "set.CounterSet.3": state(55, replace(COUNTER, evacuate=True, login_key=PIN_KEY)),
    "set.CounterSet.4": state(52, COUNTER_2),
    "set.CounterSet.5": state(56, replace(COUNTER_2, evacuate=True, login_key=PIN_KEY)),
    "set.KioskSet.2": state(48, KIOSK_2),
    "set.KioskSet.3": state(49, KIOSK_3),
    "set.KioskSet.4": state(50, replace(KIOSK_3, helping=True)),
    "set.KioskSet.5": state(51, replace(KIOSK_3, services=(replace(LAND_2, open=False, closed="hall"),))),
    "set.RatingSet.2": state(49, replace(RATING, evacuate=True)),
    "ack": Ack(
        epoch=7,
        seq=44,
        hub_ms=HUB_MS,
        echo=Echo(session="a1b2c3d4e5f6", sent_ms=123_999),
        answers=(Answer(id="a1b2c3d4e5f6.18", outcome="refused", reason="unknown-service", detail="known: land"),),
    ),
    "status": Status(
        state="online",
        session="a1b2c3d4e5f6",
        boot=BOOT,
        version="0.1.0",
        sent_ms=123_999,
        epoch=7,
        parts={"printer": Part(state="failed", code="no-paper", detail="hết giấy")},
        reason="stopped",
    ),
}
