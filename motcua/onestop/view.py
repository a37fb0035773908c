"""What the desk's page shows, as one value."""

from msgspec import Struct

from motcua.onestop.catalogue import PROCEDURES
from motcua.onestop.faults import Faults
from motcua.onestop.state import Filed, Received, stamp
from motcua.onestop.system import Refused, System

MOST_DOSSIERS, MOST_VISITS = 60, 40


class CounterView(Struct, frozen=True, kw_only=True):
    id: str
    number: str
    officer: str


class ProcedureView(Struct, frozen=True, kw_only=True):
    code: str
    name: str
    fee: int | None


class DossierView(Struct, frozen=True, kw_only=True):
    """Without whose it is: nobody at the page needs that."""

    code: str
    state: int
    name: str
    counter: str
    ticket: str
    fee: int | None
    updated_at: str


class RecordView(Struct, frozen=True, kw_only=True):
    seq: int
    kind: str
    at: str
    counter: str
    times: int


class VisitView(Struct, frozen=True, kw_only=True):
    """The records of one visit, as they came; `visit` is "" for those of none."""

    visit: str
    records: list[RecordView]


class View(Struct, frozen=True, kw_only=True):
    """All of it."""

    version: str
    site: str
    at: str
    counters: list[CounterView]
    procedures: list[ProcedureView]
    dossiers: list[DossierView]
    visits: list[VisitView]
    refused: list[Refused]
    events: int
    records: int
    repeats: int
    faults: Faults


def view_of(version: str, system: System, faults: Faults) -> View:
    """The newest dossiers, visits and refusals come first."""
    site = system.site
    names = {each.id: each.name for each in site.officer}
    with system.lock:
        known = system.look()
        filed, received = list(known.filed.values()), list(known.kept.values())
        refused, events = list(system.refused), known.length
    return View(
        version=version,
        site=site.site.name,
        at=stamp(system.now()),
        counters=[
            CounterView(id=each.id, number=each.number, officer=names.get(each.officer or "", ""))
            for each in site.counter
        ],
        procedures=[ProcedureView(code=each.code, name=each.name, fee=each.fee) for each in PROCEDURES],
        dossiers=[_dossier(each) for each in reversed(filed[-MOST_DOSSIERS:])],
        visits=_visits(received),
        refused=refused[::-1],
        events=events,
        records=len(received),
        repeats=sum(each.times - 1 for each in received),
        faults=faults,
    )


def _dossier(filed: Filed) -> DossierView:
    dossier = filed.dossier
    return DossierView(
        code=dossier.code,
        state=dossier.state,
        name=dossier.procedure_name,
        counter=filed.counter,
        ticket=filed.ticket,
        fee=dossier.fee,
        updated_at=dossier.updated_at,
    )


def _visits(received: list[Received]) -> list[VisitView]:
    """Each visit once, the one whose record came last first."""
    visits: dict[str, list[RecordView]] = {}
    for each in received:
        record = each.record
        visit = str(record.get("visit") or "")
        rows = visits.pop(visit, [])
        visits[visit] = [*rows, _record(each, record)]
    return [VisitView(visit=visit, records=rows) for visit, rows in reversed(visits.items())][:MOST_VISITS]


def _record(received: Received, record: dict[str, object]) -> RecordView:
    seq = record["seq"]
    return RecordView(
        seq=seq if isinstance(seq, int) else 0,
        kind=str(record["kind"]),
        at=str(record["at"]),
        counter=str(record.get("counter") or ""),
        times=received.times,
    )
