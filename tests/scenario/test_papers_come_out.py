"""Every paper comes out of the right printer, once: real hub, real programs, the words read from what was printed."""

from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from sim_floor import PLAN, SimFloor
from sim_printer import CENTRE

from devicekit.messages import Answer
from devicekit.orders import PrintSlip, SlipKind
from devicekit.text_files import load_texts
from hub.calendar.model import Calendar, Part, Rule
from hub.engine import commands as c
from hub.engine import events as e
from hub.history import day_log
from hub.ledger import Request
from hub.plan import CounterPlan, DevicePlan, FeePlan, HoursPlan, ProcedurePlan, ServicePlan
from hub.why import why
from hub.why_paper import paper_of

VI = load_texts("vi")
DAY = "2026-11-23"
CODE = "000.00.01.H34-261123-0001"
BIRTH = ProcedurePlan(
    code="1.001193",
    name="Đăng ký khai sinh",
    service="justice",
    papers=("Tờ khai đăng ký khai sinh theo mẫu", "Giấy chứng sinh"),
    time_limit="Ngay trong ngày làm việc",
    fees="Miễn phí khi đăng ký đúng hạn",
    place="Ủy ban nhân dân cấp xã",
    url="https://dichvucong.example.vn/thu-tuc/1.001193",
)


def rule(part: Part, opens: str, closes: str) -> Rule:
    a, b = time.fromisoformat(opens), time.fromisoformat(closes)
    return Rule(part=part, weekdays=frozenset(range(5)), opens=a, closes=b, gives=a, stops=b)


HOURS = HoursPlan(
    calendar=Calendar((rule("morning", "07:30", "11:30"), rule("afternoon", "13:00", "17:00")), (), date(2026, 12, 31)),
    zone=ZoneInfo("Asia/Ho_Chi_Minh"),
    printer="printer-2",
    report=True,
)
HOUSE = replace(
    PLAN,
    services=(*PLAN.services, ServicePlan(id="post", name="Nộp phí, lệ phí", first=9001, last=9899, digits=4)),
    counters=(*PLAN.counters, CounterPlan(id="counter-4", number="4", services=("post",))),
    devices=(
        *PLAN.devices,
        DevicePlan(id="printer-1", kind="printer", counter="counter-1"),
        DevicePlan(id="printer-2", kind="printer"),
    ),
    fee=FeePlan(service="post", back=True),
    hours=HOURS,
    procedures=(BIRTH,),
)


class House(SimFloor):
    """The floor with papers: what is asked of the hub, and what stands on the paper of each printer."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, HOUSE)
        self.kiosk.profile, self.kiosk.guides = "tcvn3-80", ("1.001193",)
        self.store = folder / "hub.db"

    def ask(self, command: c.Asking, device: str = "web") -> Answer:
        answers: list[Answer | None] = []
        assert self.hub is not None
        self.hub.service.submit(Request(device, "", command, b""), answers.append)
        self.turn(3.0)
        (answer,) = answers
        assert answer is not None
        assert answer.outcome == "accepted", answer
        return answer

    def take(self, service: str = "land") -> str:
        self.kiosk.press(service)
        self.turn(3.0)
        assert self.hub is not None
        return next(reversed(self.hub.service.ledger.state.tickets))

    def report(self, state: int, kind: SlipKind, **more: object) -> None:
        slip = PrintSlip(slip=f"os:{kind}", kind=kind, dossier=CODE, procedure="Đăng ký biến động", **more)
        self.ask(c.ReportDossier(code=CODE, state=state, counter="counter-1", slip=slip), "onestop")

    def explain(self, number: str) -> None:
        _, rows = day_log(self.store, DAY)
        found = why(HOUSE, DAY, rows, number)
        assert found is not None
        self.ask(c.AskWhy(slip=paper_of(found, HOUSE, DAY, VI), counter="counter-1"))

    def come_out(self) -> dict[str, list[str]]:
        """The papers since the last look, by printer."""
        said = {name: printer.papers() for name, printer in self.printers.items()}
        jobs = self.kiosk.printer.take_jobs()
        return {**said, "kiosk-1": [" ".join(" ".join(job.text).split()) for job in jobs]}

    def one(self, printer: str) -> str:
        """The only paper that came out anywhere, of that printer."""
        out = self.come_out()
        assert {name: len(papers) for name, papers in out.items()} == dict.fromkeys(out, 0) | {printer: 1}
        return out[printer][0]

    def outcomes(self) -> list[str]:
        assert self.hub is not None
        facts = self.hub.service.ledger._store.facts_of(DAY)
        return [type(fact).__name__ for fact in facts if isinstance(fact, e.SlipPrinted | e.SlipMissed)]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    house.start()
    yield house
    house.stop()


def test_a_press_prints_the_ticket_with_the_centres_theme(house: House) -> None:
    number = house.take()
    assert f"SỐ THỨ TỰ {number} Đất đai" in house.one("kiosk-1")


@pytest.mark.parametrize(
    ("state", "kind", "more", "words"),
    [
        (2, "accepted", {"place": "Quầy số 5"}, "Nơi trả kết quả: Quầy số 5"),
        (5, "supplement", {"items": ("Bản sao thẻ căn cước",)}, "1. Bản sao thẻ căn cước"),
        (3, "refused", {"reason": "Không thuộc thẩm quyền"}, "Lý do: Không thuộc thẩm quyền"),
        (6, "fee", {"fee": 150_000}, "Phí, lệ phí: 150.000 đồng"),
    ],
)
def test_what_the_one_stop_system_says_comes_out_at_the_counter(
    house: House, state: int, kind: SlipKind, more: dict[str, object], words: str
) -> None:
    number = house.take()
    house.ask(c.CallNext(counter="counter-1"))
    house.come_out()
    house.report(state, kind, **more)
    said = house.one("printer-1")
    assert said.startswith(CENTRE.upper() + " Vì Nhân dân phục vụ")
    assert words in said
    assert f"Số thứ tự: {number}" in said
    for form in ("accept", "supplement", "refuse"):
        name = VI.get(f"form.{form}")
        assert said.count(name) == said.count(f"Phiếu này không thay thế {name}")
    assert house.outcomes() == ["SlipPrinted"]


def test_who_is_sent_to_pay_gets_a_slip_that_says_where_and_to_come_back(house: House) -> None:
    number = house.take()
    house.ask(c.CallNext(counter="counter-1"))
    house.come_out()
    house.ask(c.SendToFee(counter="counter-1"))
    said = house.one("printer-1")
    assert f"PHIẾU HƯỚNG DẪN NỘP PHÍ, LỆ PHÍ SỐ THỨ TỰ {number} Nộp tại" in said
    assert "Nộp tại quầy Bưu điện (Quầy số 4) Nộp xong, mời quay lại Quầy số 1, không phải lấy số mới" in said


GUIDE = "Thành phần hồ sơ 1. Tờ khai đăng ký khai sinh theo mẫu 2. Giấy chứng sinh Thời hạn giải quyết Ngay trong ngày"


@pytest.mark.parametrize(
    ("command", "printer"),
    [
        (c.AskGuidance(procedure="1.001193", name="r-1", counter="counter-1"), "printer-1"),
        (c.AskGuidance(procedure="1.001193", name="r-1", counter="counter-2"), "printer-2"),
        (c.AskGuidance(procedure="1.001193", name="r-1"), "printer-2"),
        (c.AskGuidance(procedure="1.001193", name="r-1", printer="kiosk-1"), "kiosk-1"),
    ],
    ids=["own printer of the counter", "counter without a printer", "help desk", "chosen"],
)
def test_guidance_is_the_catalogues(house: House, command: c.AskGuidance, printer: str) -> None:
    assert house.ask(command).detail == printer
    said = house.one(printer)
    assert "PHIẾU HƯỚNG DẪN THỦ TỤC Đăng ký khai sinh 1.001193" in said
    assert GUIDE in said
    assert "dichvucong.example.vn" in said
    assert house.outcomes() == ["SlipPrinted"]


def test_a_button_of_the_kiosk_prints_guidance(house: House) -> None:
    house.kiosk.ask("1.001193")
    house.turn(3.0)
    assert GUIDE in house.one("kiosk-1")
    assert house.outcomes() == ["SlipPrinted"]


def test_guidance_for_the_next_citizen_is_no_copy(house: House) -> None:
    for name in ("r-1", "r-2"):
        house.ask(c.AskGuidance(procedure="1.001193", name=name))
    assert ["IN LẠI" in said for said in house.come_out()["printer-2"]] == [False, False]


def test_the_explanation_comes_out_once_and_then_as_a_copy(house: House) -> None:
    number = house.take()
    house.ask(c.CallNext(counter="counter-1"))
    house.come_out()
    house.explain(number)
    first = house.one("printer-1")
    assert f"PHIẾU GIẢI TRÌNH THỨ TỰ GỌI SỐ {number}" in first
    assert f"- Số {number} được Quầy số 1 gọi lúc" in first
    assert f"+ {number}: lĩnh vực Đất đai, lượt thường" in first
    assert "IN LẠI" not in first
    house.explain(number)
    assert "IN LẠI lần 1, lúc" in house.one("printer-1")
    assert house.outcomes() == ["SlipPrinted"] * 2


def test_a_paper_that_did_not_come_out_is_no_copy_when_it_is_asked_for_again(house: House) -> None:
    number = house.take()
    house.ask(c.CallNext(counter="counter-1"))
    house.come_out()
    house.printers["printer-1"].paper.run_out()
    house.turn(3.0)
    house.explain(number)
    house.turn(16 * 60.0, step=2.0)
    assert house.outcomes() == ["SlipMissed"]
    house.printers["printer-1"].paper.load_paper()
    house.turn(5.0)
    house.come_out()
    house.explain(number)
    assert "IN LẠI" not in house.one("printer-1")


def test_an_order_waits_for_the_printers_program_and_is_printed_once(house: House) -> None:
    house.printers["printer-2"].kill()
    house.ask(c.AskGuidance(procedure="1.001193", name="r-1"))
    house.kill_hub()
    house.start_hub()
    house.printers["printer-2"].start()
    house.turn(15.0)
    assert GUIDE in house.one("printer-2")


def test_the_end_of_the_day_prints_each_appointment_and_then_the_report(house: House) -> None:
    served, paying, parked, *left = (house.take() for _ in range(5))
    for verb in (c.CallNext, c.Finish, c.CallNext, c.SendToFee, c.CallNext):
        house.ask(verb(counter="counter-1"))
    house.ask(c.Park(counter="counter-1", minutes=0))
    house.come_out()
    house.ask(c.CloseDay(early=True))
    house.turn(20.0)
    out = house.come_out()
    assert [len(out[name]) for name in ("printer-1", "printer-2", "kiosk-1")] == [0, 3, 0]
    *slips, report = out["printer-2"]
    for number, said in zip(left, slips, strict=True):
        assert f"PHIẾU HẸN PHỤC VỤ SỐ THỨ TỰ {number} Đất đai" in said
        assert "ngày 24/11/2026, được gọi trước" in said
    assert "BÁO CÁO CUỐI NGÀY Ngày 23/11/2026 Số đã cấp 5" in report
    assert "Đã phục vụ xong 1" in report
    assert f"Để chờ 1 {parked} Chưa nộp phí, lệ phí 1 {paying} Hẹn phục vụ ngày sau 2 {', '.join(left)}" in report
    assert served not in report
    assert "Chưa in được" not in report
    house.turn(60.0)
    assert house.come_out()["printer-2"] == []
    house.ask(c.AskDayReport())
    assert "IN LẠI lần 1" in house.one("printer-2")


def test_a_full_hall_at_the_end_of_the_day_gets_all_its_slips(house: House) -> None:
    for n in range(3):
        house.ask(c.TakeSeveral(press=f"group-{n}", service="land", count=20))
    house.ask(c.CloseDay(early=True))
    house.turn(300.0, step=1.0)
    *slips, report = house.come_out()["printer-2"]
    assert len(set(slips)) == len(slips) == 60
    assert house.outcomes().count("SlipPrinted") == 61
    assert "Hẹn phục vụ ngày sau 60" in report
    assert "Chưa in được" not in report


def test_the_report_names_whose_appointment_slip_did_not_come_out(house: House) -> None:
    number = house.take()
    house.come_out()
    house.printers["printer-2"].paper.run_out()
    house.turn(3.0)
    house.ask(c.CloseDay(early=True))
    house.turn(62 * 60.0, step=2.0)
    house.printers["printer-2"].paper.load_paper()
    house.turn(10.0)
    said = " ".join(house.come_out()["printer-2"])
    assert f"Chưa in được phiếu hẹn (1), đề nghị báo cho người có số: {number}" in said
    assert "PHIẾU HẸN PHỤC VỤ" not in said


def test_before_the_end_of_the_day_the_report_says_so(house: House) -> None:
    house.take()
    house.come_out()
    house.ask(c.AskDayReport(printer="printer-1"))
    said = house.one("printer-1")
    assert "Số liệu tạm tính, ngày chưa kết thúc" in said
    assert "Đang chờ 1" in said
