import pytest
from msgspec.structs import replace
from ticket_samples import ISSUED_MS, LAYOUT, ORDER, SITE, ZONE

from devicekit.text_files import load_texts
from printer.document import Badge, Cut, Document, Fact, Qr, Text
from printer.letterhead import job_code
from printer.ticket import Times, local_times, ticket, where_served

VI = load_texts("vi")


def made(**changes: object) -> Document:
    order = replace(ORDER, **changes)
    return ticket(order, SITE, local_times(order, ZONE), VI, LAYOUT)


def said(document: Document) -> list[str]:
    return [element.text for element in document if isinstance(element, Text | Badge)]


@pytest.mark.parametrize(
    ("counters", "line"),
    [
        (("3",), "Phục vụ tại: Quầy số 3"),
        (("3", "4"), "Phục vụ tại: Quầy số 3 – 4"),
        (("9", "10", "11"), "Phục vụ tại: Quầy số 9 – 11"),
        (("3", "5", "7"), "Phục vụ tại: Quầy số 3, 5, 7"),
        (("4", "3"), "Phục vụ tại: Quầy số 4, 3"),
        (("A1", "A2"), "Phục vụ tại: Quầy số A1, A2"),
    ],
)
def test_where_served_is_one_counter_a_range_or_a_list(counters: tuple[str, ...], line: str) -> None:
    assert where_served(counters, VI) == line


def test_without_counters_nothing_is_said_about_them() -> None:
    assert not [text for text in said(made(counters=())) if "Quầy" in text]


@pytest.mark.parametrize(
    ("code", "key"), [("https://x.vn/a", "ticket.qr"), ("MC1.kontum.20261122.A012", "ticket.hand")]
)
def test_only_an_address_is_said_to_be_for_the_phone(code: str, key: str) -> None:
    captions = {VI.get("ticket.qr"), VI.get("ticket.hand")}
    assert captions & set(said(made(qr=code))) == {VI.get(key)}


def test_times_are_those_of_the_site() -> None:
    times = local_times(ORDER, ZONE, ISSUED_MS + 3_600_000)
    assert times == ("08:05", "22/11/2026", ("08:21", "08:38"), "09:05", "")


def test_nobody_ahead_is_said_and_an_unknown_number_is_not() -> None:
    assert Fact("Số lượt đang chờ trước:", "0") in made(ahead=0)
    assert not [fact for fact in made(ahead=None) if isinstance(fact, Fact) and "chờ trước" in fact.label]


def test_the_reason_for_priority_is_not_on_the_ticket() -> None:
    assert [element for element in made() if isinstance(element, Badge)] == [Badge("ƯU TIÊN")]


def test_the_order_is_cut_off_at_the_end_and_the_code_is_only_printed_when_there_is_one() -> None:
    assert made()[-1] == Cut()
    assert not [element for element in made(qr="") if isinstance(element, Qr)]


def test_a_job_code_belongs_to_the_press() -> None:
    assert job_code("kiosk-1:b1:17") == job_code("kiosk-1:b1:17") != job_code("kiosk-1:b1:18")
    assert len(job_code("x")) == 9


def test_an_english_ticket_speaks_english() -> None:
    english = ticket(ORDER, SITE, local_times(ORDER, ZONE), load_texts("en"), LAYOUT)
    assert {"QUEUE NUMBER", "Land and environment", "Served at counters 3–5, Khu A"} <= set(said(english))
    assert Fact("Waiting before you:", "4") in english


def test_a_ticket_whose_time_nobody_knows_says_none() -> None:
    document = ticket(ORDER, SITE, Times("", ""), VI, LAYOUT)
    assert not [fact for fact in document if isinstance(fact, Fact) and "Giờ" in fact.label]
    assert not [text for text in said(document) if "trong ngày" in text]
