"""From the one-stop system's events to the engine's commands, and which of them somebody gets on paper."""

import hashlib
import re
from collections.abc import Mapping
from typing import Literal, NamedTuple

from devicekit.orders import PrintSlip, SlipKind
from hub.dossier import ACCEPTED, PAPERS_NEEDED, REFUSED, TO_PAY, Dossier
from hub.engine import commands as c
from hub.plan import CounterPlan
from hub.sync.catalogue import Procedure
from hub.sync.wire import Event, Said
from hub.sync.words import fit, fit_items, has_identity, page_of, qr_of

SLIPS: dict[int, SlipKind] = {ACCEPTED: "accepted", REFUSED: "refused", PAPERS_NEEDED: "supplement", TO_PAY: "fee"}
REASON_MOST = 600
ITEMS_MOST = 12
# Longer ago than this, another citizen stands at that counter, and must not get a stranger's slip.
AT_COUNTER_MS = 10 * 60_000
_ID = re.compile(r"[a-z0-9-]{1,32}")

Age = Literal["now", "earlier", "past_day"]


class Known(NamedTuple):
    """What news are read with: the centre's counters, the look-up page of its slips, the catalogue by code."""

    counters: tuple[CounterPlan, ...] = ()
    lookup_url: str = ""
    procedures: Mapping[str, Procedure] = {}


def age_of(event: Event, now_ms: int, day: str, day_of_event: str) -> Age:
    """How old an event is: whom it is about depends on it; one without a time is of now."""
    if event.at_ms is None:
        return "now"
    if day_of_event < day:
        return "past_day"
    return "earlier" if now_ms - event.at_ms > AT_COUNTER_MS else "now"


def own_id(event: str) -> str:
    """The hub's id for an event and its slip: readable where it may be, never `<session>.<n>`, never over 64 letters.

    The hub forgets a session's requests by their n (store.purge); other people's ids have no such order.
    """
    plain = f"os:{event}"
    fits = len(plain) <= 64 and "." not in plain
    return plain if fits else f"os:{hashlib.blake2b(event.encode(), digest_size=16).hexdigest()}"


def command_of(event: Event, known: Known, age: Age) -> c.ReportDossier | c.PayFee:
    """What an event asks of the engine."""
    said = event.dossier
    if event.kind == "fee_paid":
        return c.PayFee(code=said.code)
    procedure = known.procedures.get(said.procedure)
    fee_back = said.fee_back if said.fee_back is not None or procedure is None else procedure.fee_back
    # Yesterday's number is somebody else's today.
    return c.ReportDossier(
        code=said.code,
        state=said.state,
        counter=_counter(event, known.counters) if age == "now" else "",
        ticket=event.ticket if age != "past_day" else "",
        procedure=said.procedure,
        accepted_ms=said.accepted_ms,
        due_ms=said.due_ms,
        fee_back=fee_back,
        slip=slip_of(event, known, procedure) if age != "past_day" else None,
    )


def counter_of(text: str, counters: tuple[CounterPlan, ...]) -> str:
    """The id of the counter that is meant by its id or number; for the engine to refuse when nobody knows it."""
    for counter in counters:
        if counter.id == text:
            return counter.id
    number = text.lstrip("0")
    return next((counter.id for counter in counters if number and counter.number == number), _unknown(text))


def _unknown(text: str) -> str:
    """Only what may be an id is repeated, in answers and logs."""
    return text if _ID.fullmatch(text) and not has_identity(text) else text and "?"


def _counter(event: Event, counters: tuple[CounterPlan, ...]) -> str:
    """A counter that nobody knows is no loss where the ticket says whose it is."""
    counter = counter_of(event.counter, counters)
    known = any(each.id == counter for each in counters)
    return counter if known or not event.ticket else ""


def slip_of(event: Event, known: Known, procedure: Procedure | None) -> PrintSlip | None:
    """The paper about a dossier, None for a state that has none. Number and counters are the floor's to add."""
    said, kind = event.dossier, SLIPS.get(event.dossier.state)
    if kind is None:
        return None
    fee = said.fee if said.fee is not None or procedure is None else procedure.fee
    return PrintSlip(
        slip=own_id(event.id),
        kind=kind,
        dossier=said.code,
        procedure=fit(said.procedure_name) or (procedure.name if procedure else ""),
        accepted_hub_ms=said.accepted_ms,
        due_hub_ms=said.due_ms,
        place=fit(said.place),
        fee=fee,
        items=fit_items(said.items, ITEMS_MOST),
        reason=fit(said.reason, REASON_MOST),
        agency=fit(said.agency) or (procedure.agency if procedure else ""),
        phone=fit(said.phone),
        qr=qr_of(said.qr, said.code, known.lookup_url),
        url=page_of(known.lookup_url),
    )


def dossier_of(said: Said) -> Dossier:
    """What anybody with the code may be told."""
    return Dossier(
        code=said.code,
        state=said.state,
        agency=fit(said.agency),
        accepted_ms=said.accepted_ms,
        due_ms=said.due_ms,
        updated_ms=said.updated_ms,
    )
