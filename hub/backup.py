"""Backups of the store: a copy made beside a running hub, brought up to date by what is new, believed after a check.

The writer is never held: a backup reads on a connection of its own. The copy has a rollback journal, so that it is one
file on a stick; only what is new is written to it, so that the stick lives.
"""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import apsw

from hub.backup_check import Backup, check_backup
from hub.errors import StoreRefused
from hub.store_open import folder_errors, store_errors

# Their keys: a row that is gone from the store goes from the copy, too.
_KEYS = {
    "meta": "key",
    "days": "day",
    "answers": "device, session, n",
    "marks": "device, session",
    "commands": "id",
    "boots": "device, boot",
    "cursors": "name",
    "dossiers": "code",
}


def write_backup(store: Path, file: Path, site: str = "") -> Backup:
    """Copy a store whole, check the copy, and only then give it its name; what had that name before is gone.

    Raises StoreRefused, StoreBroken or StoreFull; `file` is then as it was.
    """
    if not store.is_file():
        raise StoreRefused(f"{store}: there is no store here; give the file hub.db")
    part = file.with_name(file.name + ".part")
    with folder_errors(part):
        part.write_bytes(b"")
        try:
            copy_store(store, part)
            check_backup(part, site)
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)
        flush_folder(file.parent)
    return check_backup(file, site, whole=False)


def copy_store(store: Path, file: Path) -> None:
    """Copy a store of this moment, flushed."""
    with store_errors(store), closing(_read_only(store)) as source, closing(apsw.Connection(str(file))) as target:
        target.pragma("synchronous", "FULL")
        with target.backup("main", source, "main") as copy:
            copy.step()
        target.pragma("journal_mode", "delete")
        target.pragma("secure_delete", True)
        if target.execute("SELECT 1 FROM sqlite_master WHERE name = 'persons'").get:
            # Who had a number is nobody's business tomorrow, and this file lies there for weeks.
            target.execute("DELETE FROM persons")


def bring_up_to_date(store: Path, file: Path, site: str) -> Backup | None:
    """Write what is new in the store to its copy; None when that needs a whole one. Raises as write_backup()."""
    if not file.exists():
        return None
    with store_errors(file), _both(store, file) as db:
        if not _same_history(db):
            return None
        with db:
            db.execute("INSERT INTO events SELECT * FROM src.events WHERE seq > (SELECT max(seq) FROM main.events)")
            for table, key in _KEYS.items():
                db.execute(f"DELETE FROM main.{table} WHERE ({key}) NOT IN (SELECT {key} FROM src.{table})")  # noqa: S608
                db.execute(
                    f"INSERT OR REPLACE INTO main.{table} SELECT * FROM src.{table} EXCEPT SELECT * FROM main.{table}"  # noqa: S608
                )
    return check_backup(file, site, whole=False)


def flush_folder(folder: Path) -> None:
    """A name that was given is there after a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _both(store: Path, file: Path) -> Iterator[apsw.Connection]:
    flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_URI
    with closing(apsw.Connection(str(file), flags=flags)) as db:
        db.set_busy_timeout(2000)
        db.pragma("synchronous", "FULL")
        db.pragma("secure_delete", True)
        db.execute("ATTACH ? AS src", (f"{store.absolute().as_uri()}?mode=ro",))
        yield db


def _same_history(db: apsw.Connection) -> bool:
    if db.pragma("user_version") != db.pragma("user_version", schema="src"):
        return False
    newest = db.execute("SELECT seq, sum FROM main.events ORDER BY seq DESC LIMIT 1").fetchone()
    site = "SELECT value FROM {}.meta WHERE key = 'site'"
    if newest is None or db.execute(site.format("main")).get != db.execute(site.format("src")).get:
        return False
    return bool(db.execute("SELECT sum FROM src.events WHERE seq = ?", (newest[0],)).get == newest[1] is not None)


def _read_only(store: Path) -> apsw.Connection:
    db = apsw.Connection(str(store), flags=apsw.SQLITE_OPEN_READONLY)
    db.set_busy_timeout(2000)
    return db
