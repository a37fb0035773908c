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

from devicekit.text_files import sentence
from hub.errors import StoreBroken, StoreBusy, StoreError, StoreFull, StoreRefused

SCHEMA = 4
STORE_FILE = "hub.db"
# A ticket touches the last page of four tables and WAL writes whole pages. Measured, one ticket at a time: 16.0 kB a
# ticket with 4 kB pages, 8.6 kB with 1 kB; 512 bytes save little more and make a print order spill to a second page.
PAGE_BYTES = 1024
BUSY_MS = 2000
# A start may take two seconds, with years of facts. What the check does not reach then, the nightly one does.
QUICK_CHECK_S = 0.5


class store_errors:  # noqa: N801
    """Turn SQLite's errors into ours: which of them a hub survives is decided here and nowhere else.

    No generator: that would take three times as long, and every batch comes here twice.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        path = self._path
        match error:
            case None:
                return
            case apsw.FullError():
                raise StoreFull(sentence("store.full", path=path)) from error
            case apsw.BusyError() | apsw.LockedError():
                raise StoreBusy(sentence("store.locked", path=path)) from error
            case apsw.NotADBError():
                # What SQLite says of it may be "not an error": who copies asks the file that is written.
                raise StoreBroken(sentence("store.no_database", path=path)) from error
            case apsw.CorruptError():
                raise StoreBroken(sentence("store.damaged", path=path, error=error)) from error
            case apsw.IOError() if getattr(error, "extendedresult", 0) == apsw.SQLITE_IOERR_SHMSIZE:
                # No room for the index of the write-ahead log comes as an input/output error.
                raise StoreFull(sentence("store.full_start", path=path)) from error
            case apsw.IOError() | apsw.ReadOnlyError() | apsw.CantOpenError():
                raise StoreBroken(sentence("store.disk", path=path, error=error)) from error
            case apsw.Error() | UnicodeDecodeError():
                # What SQLite says of tables and texts that are not as they were made.
                raise StoreBroken(sentence("store.foreign", path=path, error=error)) from error


@contextmanager
def folder_errors(file: Path) -> Iterator[None]:
    """What the file system says of a file that is made by hand, with the next step."""
    try:
        yield
    except StoreError:
        raise
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise StoreFull(sentence("store.full_folder", path=file.parent)) from error
        raise StoreRefused(sentence("store.not_written", file=file, error=error.strerror)) from error


def take_lock(path: Path) -> int:
    """Hold the file beside the store that says it is in use; the returned descriptor holds it until it is closed.

    Raises StoreRefused when another hub holds it, or when the folder is not there or can't be written. It is never made
    here: where a disk is not mounted, an empty store would give the numbers of today a second time.
    """
    lock = path.with_name(path.name + ".lock")
    if not path.parent.is_dir():
        raise StoreRefused(sentence("store.no_folder", folder=path.parent))
    try:
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    except OSError as error:
        raise StoreRefused(sentence("store.not_written", file=lock, error=error.strerror)) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip() or "?"
        os.close(descriptor)
        raise StoreRefused(sentence("store.in_use", path=path, process=holder)) from error
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
        raise StoreRefused(sentence("store.read_only", path=path))
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
        raise StoreBroken(sentence("store.damaged", path=path, error=found))


def _prepare(db: apsw.Connection, path: Path, site: str) -> None:
    db.execute(f"PRAGMA page_size={PAGE_BYTES}")
    if db.pragma("journal_mode", "wal") != "wal":
        raise StoreRefused(sentence("store.no_wal", path=path))
    db.pragma("synchronous", "FULL")
    db.pragma("foreign_keys", True)
    # What a slip said is gone with its order, not only unlinked from it.
    db.pragma("secure_delete", True)
    db.pragma("wal_autocheckpoint", 0)
    # The log of a long day stays as a file of this size and is written over, never given back and asked for again.
    db.pragma("journal_size_limit", 8 * 1024 * 1024)
    version = db.pragma("user_version")
    if version > SCHEMA:
        raise StoreRefused(sentence("store.newer", path=path, found=version, ours=SCHEMA))
    if version < SCHEMA:
        _migrate(db, int(version), site)
    found = db.execute("SELECT value FROM meta WHERE key = 'site'").get
    if found != site:
        raise StoreRefused(sentence("store.other_site", path=path, found=found, site=site))


def _migrate(db: apsw.Connection, version: int, site: str) -> None:
    """Bring the schema up to date in one transaction: a start that is killed in it changes nothing."""
    with db:
        for step in range(version + 1, SCHEMA + 1):
            db.execute(resources.files("hub.schema").joinpath(f"{step:04d}.sql").read_text(encoding="utf-8"))
        if version == 0:
            db.execute("INSERT INTO meta VALUES ('site', ?), ('epoch', '0')", (site,))
        db.pragma("user_version", SCHEMA)
