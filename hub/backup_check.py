"""Whether a copy of the store can take its place: its pages, its sums, its site, and that its last day replays."""

from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import apsw
import msgspec

from hub.engine.state import State, apply
from hub.errors import StoreBroken, StoreRefused
from hub.store_open import SCHEMA, store_errors
from hub.store_rows import fact_of
from hub.store_sums import Chain, checked

# Facts have a chain; the rows of these have sums of their own.
_SUMMED = ("days", "answers", "commands", "boots", "cursors", "dossiers")
_FIRST_WITH_SUMS = 3


class Backup(NamedTuple):
    """What a checked copy holds: legal time of its newest fact, that fact's place in the log, its epoch."""

    file: Path
    site: str
    until_ms: int
    last_seq: int
    epoch: int


def check_backup(file: Path, site: str = "", whole: bool = True) -> Backup:
    """Check a copy; `whole`: every page, fact and row, else its last day. `site` "" is any.

    Raises StoreRefused or StoreBroken, each with why.
    """
    if not file.is_file():
        raise StoreRefused(f"{file}: there is no such file; give a backup or a store")
    with store_errors(file), closing(apsw.Connection(str(file), flags=apsw.SQLITE_OPEN_READONLY)) as db:
        db.set_busy_timeout(2000)
        version = db.pragma("user_version")
        if version > SCHEMA:
            raise StoreRefused(f"{file} was written by a newer program (schema {version}, ours {SCHEMA})")
        # Facts and epoch of one moment.
        db.execute("BEGIN")
        return _checked(db, file, site, whole)


def last_good(folder: Path, site: str) -> Backup | None:
    """The newest backup of a site in a folder that is whole."""
    for file in reversed(backups_in(folder, site)):
        try:
            return check_backup(file, site)
        except (StoreRefused, StoreBroken):
            continue
    return None


def backups_in(folder: Path, site: str) -> list[Path]:
    """The backups of a site that the hub made there, oldest first."""
    return sorted(folder.glob(f"{site}-[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9].db"))


def _checked(db: apsw.Connection, file: Path, site: str, whole: bool) -> Backup:
    if whole and (found := db.execute("PRAGMA integrity_check(1)").get) != "ok":
        raise StoreBroken(f"{file} is damaged ({found}); take another backup")
    meta = dict(db.execute("SELECT key, value FROM meta"))
    if site and meta.get("site") != site:
        raise StoreRefused(f"{file} is of site {meta.get('site')!r}, not {site!r}; take a backup of this centre")
    _replay(db, file, whole)
    row = db.execute("SELECT seq, at_ms FROM events ORDER BY seq DESC LIMIT 1").fetchone()
    last_seq, until_ms = row if row is not None else (0, 0)
    return Backup(file, str(meta["site"]), until_ms, last_seq, int(meta["epoch"]))


def _replay(db: apsw.Connection, file: Path, whole: bool) -> None:
    """Fold the last day; with `whole` every fact and every row must be as it was written."""
    summed = db.pragma("user_version") >= _FIRST_WITH_SUMS
    row = "*" if summed else "*, NULL"
    day, first = db.execute("SELECT day, first_seq FROM days ORDER BY day DESC LIMIT 1").fetchone() or ("", 0)
    first = 0 if whole else first
    before = f"SELECT {'sum' if summed else 'NULL'} FROM events WHERE seq < ? ORDER BY seq DESC LIMIT 1"  # noqa: S608
    chain, state = Chain(file, db.execute(before, (first,)).get), State(day)
    for fact in db.execute(f"SELECT {row} FROM events WHERE seq >= ? ORDER BY seq", (first,)):  # noqa: S608
        seq, of, _, _, _, kind, body = chain.check(fact)
        if of == day:
            try:
                apply(state, fact_of(kind, body))
            except (LookupError, msgspec.DecodeError) as error:
                raise StoreBroken(f"{file}: fact {seq} ({kind}) can't be read: {error}; take another backup") from error
    for table in _SUMMED if whole and summed else ():
        for each in db.execute(f"SELECT * FROM {table}"):  # noqa: S608
            checked(file, table, each)
