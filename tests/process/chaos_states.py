"""Where each press of a kiosk stands, judged from outside: from the files that kiosks and hub have on the disk.

spooled         the kiosk has written the wish down, the hub's store has no ticket for it
committed       the ticket is in the store, the kiosk has not taken the order to print
sending         the kiosk has written down that it prints: the paper may be out or not
unacknowledged  what became of the press is in the kiosk's outbox, and the store has not answered it yet
"""

import json
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

STATES = ("spooled", "committed", "sending", "unacknowledged")
ENDS = ("TicketPrinted", "PrintFailed", "TicketIssued", "CommandResult")


class InFlight(NamedTuple):
    """A press that is on its way."""

    kiosk: str
    press: str
    state: str


class Store(NamedTuple):
    """What the hub's store says of presses on their way."""

    taken: set[str]
    orders: list[tuple[str, str, str]]  # command, kiosk, press
    answered: set[str]


def copied(file: Path, folder: Path) -> Path:
    """A copy of an SQLite file with its write-ahead log; nobody may write meanwhile."""
    for suffix in ("", "-wal"):
        source = file.with_name(file.name + suffix)
        if source.exists():
            shutil.copyfile(source, folder / source.name)
    return folder / file.name


def opened(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{file}?mode=ro", uri=True)


def read_store(file: Path) -> Store:
    with closing(opened(file)) as db:
        taken = db.execute("SELECT json_extract(body, '$.press') FROM events WHERE kind = 'TicketTaken'")
        orders = db.execute("SELECT id, device, json_extract(body, '$.press') FROM commands")
        answered = db.execute("SELECT session || '.' || n FROM answers")
        return Store({p for (p,) in taken}, [(i, d, p) for i, d, p in orders], {i for (i,) in answered})


def outbox(spool: Path) -> list[str]:
    """Ids of what a kiosk has not forgotten yet."""
    with closing(opened(spool)) as db:
        return [id_ for (id_,) in db.execute("SELECT id FROM outbox")]


def in_flight(spools: Iterable[Path], store: Store) -> list[InFlight]:
    """Every press on its way at these kiosks; a spool's name is its kiosk's."""
    return [each for spool in spools for each in _of_kiosk(spool, store)]


def _of_kiosk(spool: Path, store: Store) -> Iterator[InFlight]:
    kiosk = spool.stem
    with closing(opened(spool)) as db:
        if db.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,):
            return  # it died before it had written anything
        events = [(id_, json.loads(body)) for id_, body in db.execute("SELECT id, body FROM outbox")]
        begun = {id_ for (id_,) in db.execute("SELECT id FROM orders")}
        sending = db.execute("SELECT value FROM kept WHERE key = 'sending'").fetchone()
    for id_, body in events:
        if body["type"] == "TicketWanted" and body["press"] not in store.taken and id_ not in store.answered:
            yield InFlight(kiosk, body["press"], "spooled")
        if body["type"] in ENDS and id_ not in store.answered:
            yield InFlight(kiosk, body.get("press", ""), "unacknowledged")
    for command, device, press in store.orders:
        if device == kiosk and command not in begun:
            yield InFlight(kiosk, press, "committed")
    if sending is not None:
        yield InFlight(kiosk, json.loads(sending[0])["press"], "sending")
