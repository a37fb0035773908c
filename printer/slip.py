"""The slips: from the hub's order and the site's texts to a document. None ever bears a legal form's title."""

from collections.abc import Sequence
from datetime import tzinfo
from typing import NamedTuple

from devicekit.orders import PrintSlip
from devicekit.texts import Texts
from printer.document import Badge, Boxed, Document, Element, Fact, Item, Qr, Rule, Space, Text
from printer.letterhead import Site, bound, clock, day, end, fact, follows, heading, local

# The legal form that the citizen gets besides; a fee slip says itself that it is no receipt.
FORMS = {"accepted": "form.accept", "supplement": "form.supplement", "refused": "form.refuse"}
TITLES = {"fee": "slip.fee.title", "carry": "slip.carry.title"}
TITLE = 10.0
# What people look for; only the code is larger.
LARGE, LARGER = 11.0, 12.0
# Between two parts.
LINE: tuple[Element, ...] = (Space(2), Rule(), Space(1.5))


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

    def moment(hub_ms: int) -> Moment:
        return Moment(clock(local(hub_ms, zone)), day(local(hub_ms, zone)))

    accepted, due = order.accepted_hub_ms, order.due_hub_ms
    return SlipTimes(
        moment(asked_hub_ms), None if accepted is None else moment(accepted), None if due is None else moment(due)
    )


def slip(order: PrintSlip, site: Site, times: SlipTimes, texts: Texts) -> Document:
    """Lay the slip out; what the order leaves empty is left out."""
    title = TITLES.get(order.kind, "slip.accept.title")
    return (
        *heading(site),
        Text(texts.get(title), TITLE, "bold"),
        Space(1.5),
        *_copy(order, times, texts),
        *_code(order, texts),
        *_about(order, texts),
        *_body(order, times, texts),
        *_pay(order, texts),
        *_look_up(order, texts),
        *_foot(order, texts),
        *end(site, order.slip, texts),
    )


def trial_paper(device: str, job: str, site: Site, texts: Texts) -> Document:
    """What a technician sees of the printer that is asked to show itself."""
    return (
        *heading(site),
        Text(texts.get("slip.test"), TITLE, "bold"),
        Space(1),
        fact(texts.get("slip.test.device", device=device), LARGE),
        Space(1.5),
        *end(site, job, texts),
    )


def amount(dong: int, texts: Texts) -> str:
    """Money with its thousands apart, as each language writes it."""
    return f"{dong:,}" if texts.language == "en" else f"{dong:,}".replace(",", ".")


def _copy(order: PrintSlip, times: SlipTimes, texts: Texts) -> list[Element]:
    if not order.reprint:
        return []
    return [Badge(texts.get("ticket.reprint", n=order.reprint, time=times.asked.time)), Space(2)]


def _code(order: PrintSlip, texts: Texts) -> list[Element]:
    return [Text(texts.get("slip.code")), Space(0.5), Boxed(order.dossier), Space(2)] if order.dossier else []


def _about(order: PrintSlip, texts: Texts) -> list[Element]:
    large = LARGE if order.kind in TITLES else 8.5
    facts = [fact(texts.get("slip.number", number=order.number), large, "left")] if order.number else []
    if order.kind == "fee":
        facts += _fee(order, texts, large)
    if order.service_name:
        facts.append(fact(texts.get("ticket.service", service=order.service_name), align="left"))
    if order.procedure:
        facts.append(fact(texts.get("slip.procedure", procedure=order.procedure), align="left"))
    return _apart(facts)


def _body(order: PrintSlip, times: SlipTimes, texts: Texts) -> list[Element]:
    match order.kind:
        case "accepted":
            return _accepted(order, times, texts)
        case "supplement":
            return _supplement(order, texts)
        case "refused":
            return _refused(order, texts)
        case "carry":
            return _carry(times, texts)
        case "fee":
            return []


def _carry(times: SlipTimes, texts: Texts) -> list[Element]:
    """Why there is no more today, then, large, when to come again."""
    if times.due is None:
        return []
    why, _, when = texts.get("slip.carry.text", **times.due._asdict()).partition(". ")
    return [
        *LINE,
        Text(f"{why}.", align="left", whole=True),
        Space(1),
        Text(bound(when), LARGE, "bold", "left"),
        Space(1),
        Text(texts.get("slip.carry.sorry"), align="left"),
    ]


def _accepted(order: PrintSlip, times: SlipTimes, texts: Texts) -> list[Element]:
    parts: list[Element] = []
    if times.accepted:
        parts += _apart([fact(texts.get("slip.accepted", **times.accepted._asdict()), align="left")])
    if times.due:
        label, colon, value = texts.get("slip.due", **times.due._asdict()).partition(": ")
        parts += [Text(label + colon, align="left"), *_apart([Text(value, LARGER, "bold", "left")])]
    place = [fact(texts.get("slip.place", place=bound(order.place)), align="left")] if order.place else []
    return [*parts, *_apart([*place, *_fee(order, texts)])]


def _fee(order: PrintSlip, texts: Texts, size: float = 8.5) -> list[Fact | Text]:
    if order.fee is None:
        return []
    return [fact(texts.get("slip.fee", amount=amount(order.fee, texts)), size, "left")]


def _supplement(order: PrintSlip, texts: Texts) -> list[Element]:
    items = [Item(f"{number}.", text) for number, text in enumerate(order.items, 1)]
    # Without a code there is nothing on it that the machine could read.
    back = [Text(texts.get("slip.supplement.back"), weight="bold")] if order.qr else []
    return [
        *_section("slip.supplement.title", texts),
        Text(texts.get("slip.supplement.list"), align="left", whole=True),
        Space(1),
        *_apart(items),
        Space(1),
        *back,
        Text(texts.get("slip.supplement.today"), weight="bold"),
    ]


def _refused(order: PrintSlip, texts: Texts) -> list[Element]:
    facts: list[Element] = []
    if order.reason:
        facts.append(fact(texts.get("slip.refuse.reason", reason=order.reason), align="left"))
    if order.agency:
        facts.append(fact(texts.get("slip.refuse.agency", agency=bound(order.agency)), align="left"))
    if order.phone:
        facts.append(fact(texts.get("slip.refuse.contact", phone=order.phone), align="left"))
    return [*_section("slip.refuse.title", texts), *_apart(facts)]


def _section(key: str, texts: Texts) -> Document:
    return *LINE, Text(texts.get(key), TITLE, "bold"), Space(1.5)


def _apart(elements: Sequence[Element]) -> list[Element]:
    return [part for element in elements for part in (element, Space(0.7))]


def _pay(order: PrintSlip, texts: Texts) -> list[Element]:
    """Where to pay, and whether to come back."""
    if order.kind != "fee" and order.fee_back is None:
        return []
    where = "slip.fee.where" if order.fee_counter else "slip.fee.where_any"
    # Two sentences: the way in bold, then that this is no receipt.
    place, _, rest = bound(texts.get(where, n=order.fee_counter)).partition(". ")
    after: list[Element] = []
    if order.fee_back is not None:
        back = "slip.fee.back" if order.counter else "slip.fee.back_any"
        key = back if order.fee_back else "slip.fee.leave"
        after = [Space(1), Text(bound(texts.get(key, n=order.counter)), 9.5, "bold")]
    return [*LINE, Text(place, LARGE, "bold"), *after, Space(1), Text(rest)]


def _look_up(order: PrintSlip, texts: Texts) -> list[Element]:
    if not (order.qr or order.url):
        return []
    # A code brings its own white above it.
    parts: list[Element] = [*LINE[:2], Qr(order.qr)] if order.qr else [*LINE]
    if follows(order.qr):
        parts.append(Text(texts.get("slip.qr"), 8))
    if order.url:
        parts.append(Text(texts.get("slip.url", url=order.url), 8, whole=True))
    return parts


def _foot(order: PrintSlip, texts: Texts) -> list[Element]:
    form = FORMS.get(order.kind)
    if form is None:
        return [*LINE]
    # The form's name begins a line of its own.
    return [*LINE, Text(texts.get("slip.footer", form=""), 8), Text(texts.get(form), 8, "bold"), Space(1)]
