"""The queue ticket: from the hub's order and the site's texts to a document."""

import zlib
from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import NamedTuple

from devicekit.orders import PrintTicket
from devicekit.texts import Texts
from printer.document import Badge, BigText, Cut, Document, Element, Fact, Qr, Rule, Space, Text
from printer.words import NO_BREAK

# A name that is broken inside this reads like another one.
BOUND = "hành chính công"


class Site(NamedTuple):
    """What the ticket says of the centre."""

    name: str
    hotline: str = ""


class Times(NamedTuple):
    """The order's times as people read them, in the site's time zone; "" where nobody knows the time."""

    time: str
    date: str
    expected: tuple[str, str] | None = None
    reprinted: str = ""


def local_times(order: PrintTicket, zone: tzinfo, reprinted_hub_ms: int | None = None) -> Times:
    """Times in `zone`; `reprinted_hub_ms` is the legal time of this copy when it is one."""
    issued = _local(order.issued_hub_ms, zone)
    expected = order.expected_ms
    return Times(
        time=_clock(issued),
        date=f"{issued:%d/%m/%Y}",
        expected=None if expected is None else (_clock(_local(expected[0], zone)), _clock(_local(expected[1], zone))),
        reprinted="" if reprinted_hub_ms is None else _clock(_local(reprinted_hub_ms, zone)),
    )


def _local(hub_ms: int, zone: tzinfo) -> datetime:
    return datetime.fromtimestamp(hub_ms / 1000, zone)


def _clock(moment: datetime) -> str:
    return f"{moment:%H:%M}"


def job_code(press: str) -> str:
    """Eight digits and letters at the very end of the paper: a ticket without them was not printed whole."""
    code = f"{zlib.crc32(press.encode()):08X}"
    return f"{code[:4]}-{code[4:]}"


def ticket(order: PrintTicket, site: Site, times: Times, texts: Texts, *, reserve: bool = False) -> Document:
    """Lay the ticket out. `reserve` says that the kiosk gave the number itself, so nobody knows who waits before."""
    return (
        Text(_bound(site.name).upper(), 9.5, "bold"),
        Space(2.5),
        Rule(),
        Space(2),
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
        Space(3),
        Cut(),
    )


def _bound(name: str) -> str:
    return name.replace(BOUND, BOUND.replace(" ", NO_BREAK))


def _badges(order: PrintTicket, times: Times, texts: Texts) -> list[Element]:
    words = []
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
        facts.append(_fact(texts.get("ticket.ahead", n=order.ahead)))
    if times.expected is not None and not reserve:
        facts.append(_fact(texts.get("ticket.eta", **{"from": times.expected[0], "to": times.expected[1]})))
    if times.date:
        facts.append(_fact(texts.get("ticket.taken", time=times.time, date=times.date)))
    return facts


def _fact(sentence: str) -> Element:
    """A sentence of the shape "label: value" with a bold value; any other as it is."""
    label, colon, value = sentence.partition(": ")
    return Fact(label + ":", value) if colon else Text(sentence)


def _code(order: PrintTicket, texts: Texts) -> list[Element]:
    if not order.qr:
        return []
    # A phone can follow only an address; any other code is for the officer's reader.
    caption = "ticket.qr" if order.qr.startswith(("https://", "http://")) else "ticket.hand"
    return [Qr(order.qr), Text(texts.get(caption), 8)]


def _foot(order: PrintTicket, site: Site, times: Times, texts: Texts) -> list[Element]:
    foot: list[Element] = [Space(1.5)]
    if times.date:
        foot.append(Text(texts.get("ticket.valid", date=times.date), 8))
    if site.hotline:
        foot.append(Text(texts.get("ticket.hotline", phone=site.hotline), 8))
    foot.append(Text(texts.get("ticket.code", code=job_code(order.press)), 8))
    return foot
