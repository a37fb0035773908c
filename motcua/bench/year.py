"""A store with years in it: as many facts as a centre writes, made without the waiting."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hub.engine import events as e
from hub.store import Store
from hub.store_rows import Batch, LogRow

A_YEAR = 1_000_000
TICKETS_A_DAY = 1000
_FACTS_A_TICKET = 4
_SERVICE, _COUNTER = "land", "counter-1"


def write_year(store: Path, site: str, newest: datetime, facts: int = A_YEAR) -> list[str]:
    """Fill a new store with whole days that end the day before `newest`; the days. Raises StoreError."""
    each = TICKETS_A_DAY * _FACTS_A_TICKET + 1
    count = -(-facts // each)
    made = Store(store, site)
    made.open()
    try:
        days = [newest - timedelta(days=count - n) for n in range(count)]
        for day in days:
            name = day.date().isoformat()
            first = made.last_seq + 1
            rows = [LogRow(seq, name, "", fact) for seq, fact in enumerate(_day(name, day), first)]
            made.commit(Batch(log=rows, days=[(name, first)]))
            made.checkpoint(idle=False)
        return [day.date().isoformat() for day in days]
    finally:
        made.close()


def _day(name: str, day: datetime) -> Iterator[e.EngineEvent]:
    at_ms = int(day.astimezone(UTC).timestamp() * 1000)
    yield e.DayStarted(at_ms=at_ms, day=name)
    for n in range(1, TICKETS_A_DAY + 1):
        at_ms += 25_000
        number = f"A{n:04d}"
        yield e.TicketTaken(
            at_ms=at_ms, number=number, press=f"{name}.{n}", service=_SERVICE, n=n, ahead=0, kiosk="kiosk-1"
        )
        yield e.Called(at_ms=at_ms + 5_000, number=number, counter=_COUNTER)
        yield e.Started(at_ms=at_ms + 9_000, number=number, counter=_COUNTER)
        yield e.Finished(at_ms=at_ms + 20_000, number=number, counter=_COUNTER)
