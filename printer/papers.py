"""The other papers of a centre, and by name all that a layout may fill a paper with."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Literal, NamedTuple

from devicekit.orders import (
    DayLeft,
    DayService,
    PrintDay,
    PrintGuidance,
    PrintSlip,
    PrintTicket,
    PrintWhy,
    Slip,
    SlipKind,
)
from devicekit.texts import Texts
from printer.layout import Content, Values
from printer.letterhead import Site, flag, letterhead
from printer.slip import Moment, SlipTimes, moment_of, slip_content, slip_times
from printer.ticket import Times, ticket_content

Paper = Literal[
    "ticket", "accepted", "supplement", "refused", "fee", "appointment", "guidance", "why", "day", "selftest"
]
SLIP_PAPERS: dict[SlipKind, Paper] = {
    "accepted": "accepted",
    "supplement": "supplement",
    "refused": "refused",
    "fee": "fee",
    "carry": "appointment",
}
# Every letter of the Vietnamese alphabet with every tone, as the printer's own test shows them.
ALPHABET = "aàảãáạ ăằẳẵắặ âầẩẫấậ đ eèẻẽéẹ êềểễếệ iìỉĩíị oòỏõóọ ôồổỗốộ ơờởỡớợ uùủũúụ ưừửữứự yỳỷỹýỵ"  # codespell:ignore
TEST_CODE = "https://motcua.example/test"
TEST_BARCODE = "MOTCUA-01"


class Line(NamedTuple):
    """A line of a table: what, and how many."""

    label: str
    value: str


def guidance_content(order: PrintGuidance, site: Site) -> Content:
    """What to bring, how long it takes, what it costs, where to file."""
    values = {
        **letterhead(site, order.slip),
        "procedure": order.procedure,
        "procedure_code": order.code,
        "papers": flag(bool(order.papers)),
        "time_limit": order.time_limit,
        "fees": order.fees,
        "place": order.place,
        "qr": order.qr,
        "url": order.url,
    }
    papers = [{"n": str(number), "text": text} for number, text in enumerate(order.papers, 1)]
    return Content(values, {"papers_list": papers}, site.logo)


def why_content(order: PrintWhy, printed: Moment, site: Site) -> Content:
    """Why a number was called when it was, sentence by sentence; the marks are those of official documents."""
    entries = [{"mark": "+" if each.startswith(" ") else "–", "text": each.strip()} for each in order.sentences]
    values = {**letterhead(site, order.slip), "number": order.number, **_printed(printed, order.reprint)}
    return Content(values, {"sentences": entries}, site.logo)


# What a day may leave undone, in the order of the paper.
_LEFT = ("at_counters", "parked", "open_fees", "carried", "unslipped")


def day_content(order: PrintDay, printed: Moment, site: Site, texts: Texts) -> Content:
    """How many came, what became of them, who is left and with which number; by service."""
    left: dict[str, DayLeft] = {name: getattr(order, name) for name in _LEFT}
    values = {
        **letterhead(site, order.slip),
        "date": "/".join(reversed(order.day.split("-"))),
        "closed": flag(order.closed),
        "services": flag(bool(order.services)),
        "left": flag(order.waiting > 0 or any(each.count for each in left.values())),
        "waiting": str(order.waiting or ""),
        **{name: str(each.count or "") for name, each in left.items()},
        **{f"{name}_numbers": _numbers(each) for name, each in left.items()},
        **_printed(printed, order.reprint),
    }
    totals = [("issued", order.issued), ("returned", order.returned), ("finished", order.finished)]
    totals += [("noshow", order.noshow), ("voided", order.voided), ("priority", order.priority)]
    lines = [Line(texts.get(f"day.{name}"), str(n)) for name, n in totals if n or name != "returned"]
    times = (("wait", order.wait_min), ("longest", order.longest_min))
    lines += [Line(texts.get(f"day.{name}"), texts.get("day.minutes", n=n)) for name, n in times]
    services = [Line(each.name, str(each.issued)) for each in order.services]
    lists = {"totals": [line._asdict() for line in lines], "services_list": [line._asdict() for line in services]}
    return Content(values, lists, site.logo)


def _numbers(left: DayLeft) -> str:
    return ", ".join((*left.numbers, *(("…",) if left.count > len(left.numbers) else ())))


def self_test_content(device: str, facts: Sequence[Line], site: Site, job: str) -> Content:
    """What a technician sees of a printer: every letter, large type, both kinds of codes, the edges of the paper."""
    values = {
        **letterhead(site, job),
        "device": device,
        "alphabet": ALPHABET,
        "qr": TEST_CODE,
        "barcode": TEST_BARCODE,
    }
    return Content(values, {"facts": [line._asdict() for line in facts]}, site.logo)


def ordered(order: Slip, site: Site, zone: tzinfo, asked_hub_ms: int, texts: Texts) -> tuple[Paper, Content]:
    """Which paper an order of the hub asks for, and what is on it; `asked_hub_ms` is when it was given."""
    asked = moment_of(asked_hub_ms, zone)
    match order:
        case PrintSlip():
            return SLIP_PAPERS[order.kind], slip_content(order, site, slip_times(order, zone, asked_hub_ms), texts)
        case PrintGuidance():
            return "guidance", guidance_content(order, site)
        case PrintWhy():
            return "why", why_content(order, asked, site)
        case PrintDay():
            return "day", day_content(order, asked, site, texts)


def specimens(texts: Texts) -> Mapping[Paper, Content]:
    """Each paper with everything that its layout may name; the values themselves mean nothing."""
    site, moment, line = Site("x"), Moment("x", "x"), (Line("x", "x"),)
    ticket = PrintTicket(press="x", number="A001", service="x", service_name="x", issued_hub_ms=0)
    slips = {
        paper: slip_content(PrintSlip(slip="x", kind=kind, items=("x",)), site, SlipTimes(moment), texts)
        for kind, paper in SLIP_PAPERS.items()
    }
    return {
        "ticket": ticket_content(ticket, site, Times("x", "x"), texts),
        **slips,
        "guidance": guidance_content(PrintGuidance(slip="x", procedure="x", papers=("x",)), site),
        "why": why_content(PrintWhy(slip="x", number="A001", sentences=("x",)), moment, site),
        "day": day_content(
            PrintDay(slip="x", day="2026-01-01", services=(DayService(name="x", issued=1),)), moment, site, texts
        ),
        "selftest": self_test_content("x", line, site, "x"),
    }


def _printed(moment: Moment, reprint: int) -> Values:
    return {
        "printed_time": moment.time,
        "printed_date": moment.date,
        "reprint": str(reprint or ""),
        "copy_time": moment.time,
    }
