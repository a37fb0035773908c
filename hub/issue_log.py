"""The issue log: every number of a day with its time, press and paper, and the proof that none is missing.

What a restore of the store left out is no gap: it is told as that.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct

from devicekit.texts import Texts
from hub.engine import events as e
from hub.engine.numbering import series_of
from hub.history import day_said
from hub.plan import Plan, number_of
from hub.store_rows import LogRow


class Issued(Struct, kw_only=True):
    """One number and what became of its paper; `n` and `series` for those of a running series."""

    number: str
    at_ms: int
    service: str
    press: str
    device: str = ""
    n: int = 0
    series: e.Series = ""
    paper: str = ""
    notes: tuple[str, ...] = ()
    """Keys of texts issue_log.*"""
    reason: str = ""
    copies: int = 0


class Jump(NamedTuple):
    """Numbers that a restore at `at_ms` left out, of a backup whose newest fact was of `until_ms`: they may be out."""

    first: int
    last: int
    at_ms: int
    until_ms: int


def issued(rows: Sequence[LogRow]) -> list[Issued]:
    """Every number of a day, in the order of the log."""
    found: dict[str, Issued] = {}
    for row in rows:
        event = row.event
        if isinstance(event, e.TicketTaken | e.ReserveTaken):
            found[event.number] = _issued(event, row.device)
        elif isinstance(event, e.AppointmentHeld):
            found[event.number] = Issued(
                number=event.number, at_ms=event.at_ms, service=event.service, press=event.press, notes=("kept",)
            )
        elif event.number in found:
            _note(found[event.number], event)
    return list(found.values())


def _issued(event: e.TicketTaken | e.ReserveTaken, device: str) -> Issued:
    one = Issued(
        number=event.number, at_ms=event.at_ms, service=event.service, press=event.press, device=event.kiosk or device
    )
    one.paper = "waiting" if event.kiosk else ""
    if isinstance(event, e.ReserveTaken):
        one.at_ms, one.notes = event.arrived_ms, ("by_hand" if event.by_hand else "reserve",)
    else:
        one.n, one.series, one.notes = event.n, event.series, ("test",) if event.test else ()
        one.notes += ("override",) if event.override else ()
    return one


def _note(one: Issued, event: e.EngineEvent) -> None:
    match event:
        case e.Printed():
            one.paper = "printed"
        case e.PrintMissed():
            one.paper = event.outcome
        case e.ReprintAsked():
            one.copies = event.n
        case e.NumberVoided() if event.reason != "test":
            one.notes, one.reason = (*one.notes, "void"), event.reason


def lines(plan: Plan, day: str, rows: Sequence[LogRow], texts: Texts) -> list[str]:
    """The log to be printed: a heading, a line a number, a line a series."""
    found = issued(rows)
    said, zone = texts.get, ZoneInfo(plan.timezone)
    if not found:
        return [said("issue_log.nothing", day=day_said(day))]
    services = {service.id: service for service in plan.services}
    told = [f"{said('issue_log.title')} · {plan.name} · {day_said(day)}", said("issue_log.columns")]
    for one in found:
        time = datetime.fromtimestamp(one.at_ms / 1000, UTC).astimezone(zone).isoformat()[11:19]
        service = services[one.service].name if one.service in services else one.service
        paper = said(f"issue_log.paper.{one.paper or 'none'}")
        notes = [said(f"issue_log.{note}", **({"reason": one.reason} if note == "void" else {})) for note in one.notes]
        notes += [said("issue_log.copies", n=one.copies)] if one.copies else []
        told.append(" | ".join((time, one.number, service, one.press, one.device, paper, ", ".join(notes))))
    return [*told, *_series(plan, found, rows, texts)]


def _series(plan: Plan, found: Sequence[Issued], rows: Sequence[LogRow], texts: Texts) -> Iterator[str]:
    numbers, zone = {one.number for one in found}, ZoneInfo(plan.timezone)
    services = {service.id: service for service in plan.services}
    for key in dict.fromkeys((one.service, one.series) for one in found if one.n):
        service = services.get(key[0])
        if service is None:
            continue
        series = series_of(service, key[1])
        given = [one.n for one in found if one.n and (one.service, one.series) == key]
        first, last = min(series.first, *given), max(given)
        jumps = [jump for jump in _jumps(rows, key, first) if jump.first <= last]
        over = {n for jump in jumps for n in range(jump.first, jump.last + 1)}
        missing = [n for n in range(first, last) if number_of(series, n) not in numbers]
        gaps = [number_of(series, n) for n in missing if n not in over]
        values = {"service": service.name, "first": number_of(series, first), "last": number_of(series, last)}
        if gaps:
            yield texts.get("issue_log.gaps", **values, missing=", ".join(gaps))
        else:
            yield texts.get("issue_log.series", **values, n=last - first + 1 - len(missing))
        for jump in jumps:
            values |= {"first": number_of(series, jump.first), "last": number_of(series, jump.last)}
            times = {"at": _minute(jump.at_ms, zone), "until": _minute(jump.until_ms, zone)}
            yield texts.get("issue_log.jumped", **values, **times)


def _jumps(rows: Sequence[LogRow], key: tuple[str, e.Series], first: int) -> Iterator[Jump]:
    """What the restores of the day left out of one series, as the engine did (hub.engine.fold_tickets)."""
    upcoming = first
    for row in rows:
        event = row.event
        if isinstance(event, e.TicketTaken) and (event.service, event.series) == key:
            upcoming = max(upcoming, event.n + 1)
        elif isinstance(event, e.StoreRestored):
            yield Jump(upcoming, upcoming + event.skip - 1, event.at_ms, event.until_ms)
            upcoming += event.skip


def _minute(at_ms: int, zone: ZoneInfo) -> str:
    return f"{datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(zone):%Y-%m-%d %H:%M}"
