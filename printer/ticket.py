"""The queue ticket: from the hub's order and the site's texts to a document."""

from collections.abc import Sequence
from datetime import tzinfo
from typing import NamedTuple

from devicekit.orders import PrintTicket
from devicekit.texts import Texts
from printer.document import Document
from printer.layout import Content, Layout, lay_out
from printer.letterhead import Site, clock, day, flag, follows, letterhead, local


class Times(NamedTuple):
    """The order's times as people read them, in the site's time zone; "" where nobody knows the time."""

    time: str
    date: str
    expected: tuple[str, str] | None = None
    reprinted: str = ""
    booked: str = ""


def local_times(order: PrintTicket, zone: tzinfo, reprinted_hub_ms: int | None = None) -> Times:
    """Times in `zone`; `reprinted_hub_ms` is the legal time of this copy when it is one."""
    issued = local(order.issued_hub_ms, zone)
    expected = order.expected_ms
    return Times(
        time=clock(issued),
        date=day(issued),
        expected=None if expected is None else (clock(local(expected[0], zone)), clock(local(expected[1], zone))),
        reprinted="" if reprinted_hub_ms is None else clock(local(reprinted_hub_ms, zone)),
        booked="" if order.booked_hub_ms is None else clock(local(order.booked_hub_ms, zone)),
    )


def ticket(
    order: PrintTicket, site: Site, times: Times, texts: Texts, layout: Layout, *, reserve: bool = False
) -> Document:
    """Lay the ticket out. `reserve` says that the kiosk gave the number itself, so nobody knows who waits before."""
    return lay_out(layout, ticket_content(order, site, times, texts, reserve=reserve), texts)


def ticket_content(order: PrintTicket, site: Site, times: Times, texts: Texts, *, reserve: bool = False) -> Content:
    """What the layout may put on the paper."""
    english = texts.language == "en" and order.service_name_en
    begin, finish = times.expected or ("", "")
    values = {
        **letterhead(site, order.press),
        "number": order.number,
        "service": order.service_name_en if english else order.service_name,
        "where": _where(order, texts),
        "zone": order.zone,
        "ahead": "" if order.ahead is None else str(order.ahead),
        "from": begin,
        "to": finish,
        "time": times.time,
        "date": times.date,
        "booked": times.booked,
        "priority": flag(order.priority),
        "test": flag(order.test),
        "reserve": flag(reserve),
        "reprint": str(order.reprint or ""),
        "copy_time": times.reprinted or times.time,
        "qr": order.qr,
        "link": flag(follows(order.qr)),
    }
    return Content(values, logo=site.logo)


def _where(order: PrintTicket, texts: Texts) -> str:
    if not order.counters:
        return ""
    place = where_served(order.counters, texts)
    return f"{place}, {order.zone}" if order.zone else place


def where_served(counters: Sequence[str], texts: Texts) -> str:
    """One counter, a range when the numbers follow each other, otherwise all of them."""
    if len(counters) == 1:
        return texts.get("ticket.where_one", n=counters[0])
    numbers = [int(counter) if counter.isdecimal() else -1 for counter in counters]
    if numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] >= 0:
        return texts.get("ticket.where_range", **{"from": counters[0], "to": counters[-1]})
    return texts.get("ticket.where_list", list=", ".join(counters))
