"""The queue ticket: from the hub's order and the site's texts to a document."""

from collections.abc import Sequence
from datetime import tzinfo
from typing import NamedTuple

from devicekit.orders import PrintTicket
from devicekit.texts import Texts
from printer.document import Badge, BigText, Document, Element, Qr, Rule, Space, Text
from printer.letterhead import Site, clock, day, end, fact, follows, heading, local


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


def ticket(order: PrintTicket, site: Site, times: Times, texts: Texts, *, reserve: bool = False) -> Document:
    """Lay the ticket out. `reserve` says that the kiosk gave the number itself, so nobody knows who waits before."""
    return (
        *heading(site),
        Text(texts.get("ticket.title"), 10),
        Space(1.5),
        BigText(order.number),
        Space(2.5),
        *_badges(order, times, texts),
        Text(_service(order, texts), 11, "bold"),
        *_where(order, texts),
        Space(2),
        Rule(),
        Space(1),
        *_facts(order, times, texts, reserve),
        Space(1),
        Rule(),
        Space(2),
        Text(texts.get("ticket.wait"), weight="bold"),
        *_code(order, texts),
        *_foot(order, site, times, texts),
    )


def _badges(order: PrintTicket, times: Times, texts: Texts) -> list[Element]:
    words = [texts.get("ticket.test")] if order.test else []
    if times.booked:
        words.append(texts.get("ticket.booked", time=times.booked))
    if order.priority:
        words.append(texts.get("ticket.priority"))
    if order.reprint:
        words.append(texts.get("ticket.reprint", n=order.reprint, time=times.reprinted or times.time))
    return [element for word in words for element in (Badge(word), Space(2))]


def _service(order: PrintTicket, texts: Texts) -> str:
    english = texts.language == "en" and order.service_name_en
    return order.service_name_en if english else order.service_name


def _where(order: PrintTicket, texts: Texts) -> list[Element]:
    if not order.counters:
        return []
    place = where_served(order.counters, texts)
    return [Space(0.5), Text(f"{place}, {order.zone}" if order.zone else place)]


def where_served(counters: Sequence[str], texts: Texts) -> str:
    """One counter, a range when the numbers follow each other, otherwise all of them."""
    if len(counters) == 1:
        return texts.get("ticket.where_one", n=counters[0])
    numbers = [int(counter) if counter.isdecimal() else -1 for counter in counters]
    if numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] >= 0:
        return texts.get("ticket.where_range", **{"from": counters[0], "to": counters[-1]})
    return texts.get("ticket.where_list", list=", ".join(counters))


def _facts(order: PrintTicket, times: Times, texts: Texts, reserve: bool) -> list[Element]:
    facts: list[Element] = []
    if reserve:
        facts.append(Text(texts.get("ticket.lease"), 11, "bold"))
    elif order.ahead is not None:
        facts.append(fact(texts.get("ticket.ahead", n=order.ahead)))
    if times.expected is not None and not reserve:
        facts.append(fact(texts.get("ticket.eta", **{"from": times.expected[0], "to": times.expected[1]})))
    if times.date:
        facts.append(fact(texts.get("ticket.taken", time=times.time, date=times.date)))
    return facts


def _code(order: PrintTicket, texts: Texts) -> list[Element]:
    if not order.qr:
        return []
    # Any other code is for the officer's reader.
    caption = "ticket.qr" if follows(order.qr) else "ticket.hand"
    return [Qr(order.qr), Text(texts.get(caption), 8)]


def _foot(order: PrintTicket, site: Site, times: Times, texts: Texts) -> list[Element]:
    foot: list[Element] = [Space(1.5)]
    if times.date:
        foot.append(Text(texts.get("ticket.valid", date=times.date), 8))
    return [*foot, *end(site, order.press, texts)]
