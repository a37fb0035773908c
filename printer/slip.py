"""The slips: from the hub's order and the site's texts to what is on them. None ever bears a legal form's title."""

from datetime import tzinfo
from typing import NamedTuple

from devicekit.orders import PrintSlip
from devicekit.texts import Texts
from printer.layout import Content
from printer.letterhead import Site, clock, day, flag, follows, letterhead, local


class Moment(NamedTuple):
    """A time as people read it, in the site's time zone."""

    time: str
    date: str


class SlipTimes(NamedTuple):
    """The order's times, None where it names none; `asked` is when it was given."""

    asked: Moment
    accepted: Moment | None = None
    due: Moment | None = None


def slip_times(order: PrintSlip, zone: tzinfo, asked_hub_ms: int) -> SlipTimes:
    """Times in `zone`; `asked_hub_ms` is the legal time at which this very paper was ordered."""
    accepted, due = order.accepted_hub_ms, order.due_hub_ms
    return SlipTimes(
        moment_of(asked_hub_ms, zone),
        None if accepted is None else moment_of(accepted, zone),
        None if due is None else moment_of(due, zone),
    )


def moment_of(hub_ms: int, zone: tzinfo) -> Moment:
    return Moment(clock(local(hub_ms, zone)), day(local(hub_ms, zone)))


def slip_content(order: PrintSlip, site: Site, times: SlipTimes, texts: Texts) -> Content:
    """What the layout may put on the paper."""
    accepted, due = times.accepted or Moment("", ""), times.due or Moment("", "")
    values = {
        **letterhead(site, order.slip),
        **_pay(order, texts),
        "nothing": "",
        "dossier": order.dossier,
        "number": order.number or "",
        "counter": order.counter,
        "service": order.service_name,
        "procedure": order.procedure,
        "accepted_time": accepted.time,
        "accepted_date": accepted.date,
        "due_time": due.time,
        "due_date": due.date,
        "place": order.place,
        "reason": order.reason,
        "agency": order.agency,
        "phone": order.phone,
        "qr": order.qr,
        "link": flag(follows(order.qr)),
        "url": order.url,
        "reprint": str(order.reprint or ""),
        "copy_time": times.asked.time,
    }
    items = [{"n": str(number), "text": text} for number, text in enumerate(order.items, 1)]
    return Content(values, {"items": items}, site.logo)


def _pay(order: PrintSlip, texts: Texts) -> dict[str, str]:
    """How much, where, and whether to come back."""
    return {
        "fee": "" if order.fee is None else amount(order.fee, texts),
        "pay": flag(order.kind == "fee" or order.fee_back is not None),
        "fee_counter": order.fee_counter,
        "fee_back": flag(order.fee_back is True),
        "fee_leave": flag(order.fee_back is False),
    }


def amount(dong: int, texts: Texts) -> str:
    """Money with its thousands apart, as each language writes it."""
    return f"{dong:,}" if texts.language == "en" else f"{dong:,}".replace(",", ".")
