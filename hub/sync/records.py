"""From the hub's facts to the records of the one-stop interface (docs/reference/onestop.md).

A record is made of its fact alone, never of settings that may have changed since: sent again a week later by a newer
hub, it must be the same bytes. Never change what an existing kind holds; add a key only where old facts lack it.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Any, NamedTuple

import msgspec

from hub.engine import events as e
from hub.store_rows import LogRow

_ENCODER = msgspec.json.Encoder()


class Record(NamedTuple):
    """A fact as it is sent."""

    seq: int
    at_ms: int
    key: str
    body: bytes


def record_of(site: str, zone: tzinfo, row: LogRow) -> Record | None:
    """The record of a fact, None for one that is the hub's own business."""
    event = row.event
    say = _KINDS.get(type(event))
    if say is None or not (event.number or isinstance(event, e.AgencyRated)):
        # Also the one-stop system's own word about a dossier of nobody here: it knows that already.
        return None
    kind, values = say(event)
    fields: dict[str, object] = {
        "site": site,
        "seq": row.seq,
        "kind": kind,
        "day": row.day,
        "at": datetime.fromtimestamp(_moment_ms(event) // 1000, zone).isoformat(),
        "visit": f"{row.day.replace('-', '')}.{event.number}" if event.number else "",
        "number": event.number,
        **values,
    }
    body = _ENCODER.encode({name: value for name, value in fields.items() if value not in ("", None, ())})
    return Record(row.seq, event.at_ms, key_of(site, row.seq, body), body)


def key_of(site: str, seq: int, body: bytes) -> str:
    """The Idempotency-Key: the hash tells apart two facts of one place, before and after a backup was put back."""
    return f"{site}-{seq}-{hashlib.blake2b(body, digest_size=8).hexdigest()}"


def _moment_ms(event: e.EngineEvent) -> int:
    return event.moment_ms if isinstance(event, e.LateFact) else event.at_ms


Values = tuple[str, dict[str, object]]


def _ticket(event: e.TicketTaken) -> Values:
    return "ticket", {"service": event.service, "priority": event.priority or None, "origin": event.origin}


def _reserve(event: e.ReserveTaken | e.ReserveOfPastDay) -> Values:
    return "ticket", {"service": event.service, "priority": event.priority or None, "origin": "reserve"}


def _voided(event: e.NumberVoided) -> Values:
    return "voided", {"reason": event.reason, "replaced_by": event.replaced_by}


def _called(event: e.Called | e.Recalled) -> Values:
    return ("called" if isinstance(event, e.Called) else "recalled"), {"counter": event.counter, "leg": event.leg}


def _started(event: e.Started) -> Values:
    return "started", {"counter": event.counter}


def _finished(event: e.Finished) -> Values:
    return "finished", {"counter": event.counter, "result": event.result}


def _no_show(event: e.NoShow) -> Values:
    return "no_show", {"counter": event.counter}


def _undone(event: e.Undone) -> Values:
    return "undone", {"counter": event.counter, "verb": event.verb, "state": event.state}


def _transferred(event: e.Transferred) -> Values:
    return "transferred", {
        "counter": event.counter,
        "service": event.service,
        "to_counter": event.to_counter,
        "to_officer": event.to_officer,
        "back": event.back or None,
    }


def _to_fee(event: e.SentToFee) -> Values:
    return "to_fee", {"counter": event.counter, "service": event.service, "back": event.back}


def _fee_paid(event: e.FeePaid) -> Values:
    return "fee_paid", {"dossier": event.code, "back_to": event.back_to}


def _dossier(event: e.DossierReported) -> Values:
    return "dossier", {
        "dossier": event.code,
        "state": event.state,
        "counter": event.counter,
        "procedure": event.procedure,
    }


def _rated(event: e.Rated) -> Values:
    return "rated", {
        "counter": event.counter,
        "officer": event.officer,
        "level": event.level,
        "levels": event.levels,
        "tags": event.tags,
    }


def _agency_rated(event: e.AgencyRated) -> Values:
    return "agency_rated", {
        "agency": event.agency,
        "questions": event.questions,
        "answers": event.answers,
        "dossier": event.dossier,
    }


_KINDS: dict[type[e.Fact], Callable[[Any], Values]] = {
    e.TicketTaken: _ticket,
    e.ReserveTaken: _reserve,
    e.ReserveOfPastDay: _reserve,
    e.NumberVoided: _voided,
    e.Called: _called,
    e.Recalled: _called,
    e.Started: _started,
    e.Finished: _finished,
    e.NoShow: _no_show,
    e.Transferred: _transferred,
    e.Undone: _undone,
    e.SentToFee: _to_fee,
    e.FeePaid: _fee_paid,
    e.DossierReported: _dossier,
    e.Rated: _rated,
    e.RatedOfPastDay: _rated,
    e.AgencyRated: _agency_rated,
}
