"""The other papers of a centre, and by name all that a layout may fill a paper with."""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from devicekit.orders import PrintSlip, PrintTicket, SlipKind
from devicekit.texts import Texts
from printer.layout import Content, Values
from printer.letterhead import Site, flag, letterhead
from printer.slip import Moment, SlipTimes, slip_content
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


class Guidance(NamedTuple):
    """What the catalogue says of one procedure."""

    procedure: str
    code: str = ""
    papers: Sequence[str] = ()
    time_limit: str = ""
    fees: str = ""
    place: str = ""
    qr: str = ""
    url: str = ""


class Line(NamedTuple):
    """A line of a table: what, and how many."""

    label: str
    value: str


def guidance_content(guidance: Guidance, site: Site, job: str) -> Content:
    """What to bring, how long it takes, what it costs, where to file."""
    values = {
        **letterhead(site, job),
        "procedure": guidance.procedure,
        "procedure_code": guidance.code,
        "papers": flag(bool(guidance.papers)),
        "time_limit": guidance.time_limit,
        "fees": guidance.fees,
        "place": guidance.place,
        "qr": guidance.qr,
        "url": guidance.url,
    }
    papers = [{"n": str(number), "text": text} for number, text in enumerate(guidance.papers, 1)]
    return Content(values, {"papers_list": papers}, site.logo)


def why_content(number: str, sentences: Sequence[str], printed: Moment, site: Site, job: str) -> Content:
    """Why a number was called when it was, sentence by sentence; one that is indented belongs to that before it."""
    entries = [{"mark": "–" if each.startswith(" ") else "•", "text": each.strip()} for each in sentences]
    values = {**letterhead(site, job), "number": number, **_printed(printed)}
    return Content(values, {"sentences": entries}, site.logo)


def day_content(
    date: str, totals: Sequence[Line], services: Sequence[Line], printed: Moment, site: Site, job: str
) -> Content:
    """How many came, by what became of them and by service."""
    values = {**letterhead(site, job), "date": date, "services": flag(bool(services)), **_printed(printed)}
    lists = {"totals": [line._asdict() for line in totals], "services_list": [line._asdict() for line in services]}
    return Content(values, lists, site.logo)


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
        "guidance": guidance_content(Guidance("x", papers=("x",)), site, "x"),
        "why": why_content("x", ("x",), moment, site, "x"),
        "day": day_content("x", line, line, moment, site, "x"),
        "selftest": self_test_content("x", line, site, "x"),
    }


def _printed(moment: Moment) -> Values:
    return {"printed_time": moment.time, "printed_date": moment.date}
