"""Opening the store's file: one hub at a time, the right site, the right schema, the settings that make it durable."""

import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

import apsw

from hub.errors import StoreBroken, StoreBusy, StoreError, StoreFull, StoreRefused

SCHEMA = 4
STORE_FILE = "hub.db"
# A ticket touches the last page of four tables and WAL writes whole pages. Measured, one ticket at a time: 16.0 kB a
# ticket with 4 kB pages, 8.6 kB with 1 kB; 512 bytes save little more and make a print order spill to a second page.
PAGE_BYTES = 1024
BUSY_MS = 2000
# A start may take two seconds, with years of facts. What the check does not reach then, the nightly one does.
QUICK_CHECK_S = 0.5


@contextmanager
def store_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into ours: which of them a hub survives is decided here and nowhere else."""
    try:
        yield
    except apsw.FullError as error:
        raise StoreFull(f"the disk under {path} is full; make room there, the hub goes on by itself") from error
    except (apsw.BusyError, apsw.LockedError) as error:
        raise StoreBusy(f"another program holds {path} locked; close the tool that has it open") from error
    except (apsw.NotADBError, apsw.CorruptError) as error:
        raise StoreBroken(f"{path} is damaged ({error}); put the last good backup there: motcua restore") from error
    except (apsw.IOError, apsw.ReadOnlyError, apsw.CantOpenError) as error:
        # No room for the index of the write-ahead log comes as an input/output error.
        if getattr(error, "extendedresult", 0) == apsw.SQLITE_IOERR_SHMSIZE:
            raise StoreFull(f"the disk under {path} is full; make room there, then start again") from error
        raise StoreBroken(
            f"{path} can't be read or written ({error}); check the disk (dmesg), then start again"
        ) from error
    except (apsw.Error, UnicodeDecodeError) as error:
        # What SQLite says of tables and texts that are not as they were made.
        raise StoreBroken(f"{path} is no store of ours any more ({error}); put the last good backup there") from error


@contextmanager
def folder_errors(file: Path) -> Iterator[None]:
    """What the file system says of a file that is made by hand, with the next step."""
    try:
        yield
    except StoreError:
        raise
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise StoreFull(f"the disk under {file.parent} is full; make room there") from error
        raise StoreRefused(f"{file} can't be written ({error.strerror}); check that folder and its owner") from error


def take_lock(path: Path) -> int:
    """Hold the file beside the store that says it is in use; the returned descriptor holds it until it is closed.

    Raises StoreRefused when another hub holds it, or when the folder is not there or can't be written. It is never made
    here: where a disk is not mounted, an empty store would give the numbers of today a second time.
    """
    lock = path.with_name(path.name + ".lock")
    if not path.parent.is_dir():
        raise StoreRefused(
            f"{path.parent}: there is no such folder ([hub] data in site.toml); if it is on a disk of its own, mount "
            f"that; for a new centre: mkdir -p {path.parent} && chown motcua {path.parent}"
        )
    try:
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    except OSError as error:
        raise StoreRefused(f"{lock} can't be written ({error.strerror}); check the folder and its owner") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip() or "unknown"
        os.close(descriptor)
        raise StoreRefused(f"{path} is in use by another hub (process {holder}); stop that one first") from error
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    except OSError:
        # A full disk: the lock itself holds, only the hint for the next one is missing.
        return descriptor
    return descriptor


def connect(path: Path, site: str, busy_ms: int, vfs: str | None) -> apsw.Connection:
    """Open or create the store of `site`. Raises StoreRefused, StoreFull or StoreBroken, each with the next step."""
    if path.exists() and not os.access(path, os.W_OK):
        raise StoreRefused(f"{path} is read-only; give the hub's user the right to write it, or remount the disk")
    with store_errors(path):
        db = apsw.Connection(str(path), vfs=vfs)
        try:
            db.set_busy_timeout(busy_ms)
            leave_log(db, True)
            quick_check(db, path)
            _prepare(db, path, site)
        except (apsw.Error, StoreError):
            db.close(True)
            raise
    return db


def leave_log(db: apsw.Connection, leave: bool) -> None:
    """Whether closing leaves the write-ahead log as it is: a store that is refused must not be changed by that."""
    db.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, int(leave))


def quick_check(db: apsw.Connection, path: Path, seconds: float = QUICK_CHECK_S) -> None:
    """Look whether the file's pages fit together, for so long at most. Raises StoreBroken."""
    end = time.monotonic() + seconds
    db.set_progress_handler(lambda: time.monotonic() > end, 10_000)
    try:
        found = db.execute("PRAGMA quick_check(1)").get
    except apsw.InterruptError:
        return
    finally:
        db.set_progress_handler(None)
    if found != "ok":
        raise StoreBroken(f"{path} is damaged ({found}); put the last good backup there: motcua restore")


def _prepare(db: apsw.Connection, path: Path, site: str) -> None:
    db.execute(f"PRAGMA page_size={PAGE_BYTES}")
    if db.pragma("journal_mode", "wal") != "wal":
        raise StoreRefused(f"{path}: this file system can't do write-ahead logging; put the store on a local disk")
    db.pragma("synchronous", "FULL")
    db.pragma("foreign_keys", True)
    # What a slip said is gone with its order, not only unlinked from it.
    db.pragma("secure_delete", True)
    db.pragma("wal_autocheckpoint", 0)
    # The log of a long day stays as a file of this size and is written over, never given back and asked for again.
    db.pragma("journal_size_limit", 8 * 1024 * 1024)
    version = db.pragma("user_version")
    if version > SCHEMA:
        raise StoreRefused(f"{path} was written by a newer program (schema {version}, ours {SCHEMA}); install that one")
    if version < SCHEMA:
        _migrate(db, int(version), site)
    found = db.execute("SELECT value FROM meta WHERE key = 'site'").get
    if found != site:
        raise StoreRefused(f"{path} is of site {found!r}, not {site!r}; check [site] id and [hub] data in site.toml")


def _migrate(db: apsw.Connection, version: int, site: str) -> None:
    """Bring the schema up to date in one transaction: a start that is killed in it changes nothing."""
    with db:
        for step in range(version + 1, SCHEMA + 1):
            db.execute(resources.files("hub.schema").joinpath(f"{step:04d}.sql").read_text(encoding="utf-8"))
        if version == 0:
            db.execute("INSERT INTO meta VALUES ('site', ?), ('epoch', '0')", (site,))
        db.pragma("user_version", SCHEMA)
