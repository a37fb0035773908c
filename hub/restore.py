"""Putting a backup in the store's place: the old one is kept aside, and no number of today is given a second time.

Numbers that were given after the backup are on paper and in nobody's books. So the next start takes an epoch above any
that a device can have seen, and every series leaves out as many numbers as may have been given since. Killed anywhere,
the next start finds the old store, the new one, or says that the restore must be run again.
"""

import os
import shutil
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import apsw

from devicekit.text_files import sentence
from hub.backup import copy_store, flush_folder
from hub.backup_check import Backup, check_backup
from hub.errors import StoreRefused
from hub.store_mark import RESTORING, MarkFile
from hub.store_open import folder_errors, store_errors, take_lock
from hub.store_rows import Restored, text_of

# Each start takes one: nobody starts a hub so often between two backups.
EPOCH_LEAP = 1000


class Put(NamedTuple):
    """What a restore did: the backup, and where the store is kept that was there ("" when none was)."""

    backup: Backup
    aside: Path | None


def restore(file: Path, store: Path, site: str, skip: int, stamp: str) -> Put:
    """Put `file` in the place of `store`; `stamp` names what is kept aside, such as 20261125-141500.

    Raises StoreRefused (a hub runs; other site; newer schema), StoreBroken or StoreFull; nothing was changed then.
    """
    if skip < 1:
        raise StoreRefused(sentence("store.skip", skip=skip))
    lock = take_lock(store)
    part = store.with_name(store.name + ".part")
    try:
        backup = check_backup(file, site)
        with folder_errors(part):
            part.write_bytes(b"")
            try:
                copy_store(file, part)
                _prepare(part, Restored(skip, backup.until_ms), backup.epoch + EPOCH_LEAP)
                check_backup(part, site)
                _hand_over(store, part)
                return Put(backup, _exchange(part, store, stamp))
            finally:
                part.unlink(missing_ok=True)
    finally:
        os.close(lock)


def _prepare(part: Path, restored: Restored, epoch: int) -> None:
    with store_errors(part), closing(apsw.Connection(str(part))) as db:
        db.pragma("synchronous", "FULL")
        with db:
            db.execute("UPDATE meta SET value = ? WHERE key = 'epoch'", (str(epoch),))
            db.execute("INSERT OR REPLACE INTO meta VALUES ('restored', ?)", (text_of(restored),))


def _hand_over(store: Path, part: Path) -> None:
    """What root restores is the hub's, whose folder it is in."""
    if os.geteuid() == 0:
        folder = store.parent.stat()
        for file in (part, store.with_name(store.name + ".lock")):
            os.chown(file, folder.st_uid, folder.st_gid)


def _exchange(part: Path, store: Path, stamp: str) -> Path | None:
    """The old store, its log first, goes aside; a start that comes between is refused by the mark."""
    mark = MarkFile(store)
    mark.open()
    mark.write(RESTORING, flush=True)
    mark.close()
    aside = store.with_name(f"{store.name}.before-{stamp}")
    kept = store.exists()
    if kept:
        _link(store, aside)
    log = store.with_name(store.name + "-wal")
    if log.exists():
        log.replace(aside.with_name(aside.name + "-wal"))
    store.with_name(store.name + "-shm").unlink(missing_ok=True)
    part.replace(store)
    flush_folder(store.parent)
    mark.path.unlink()
    flush_folder(store.parent)
    return aside if kept else None


def _link(store: Path, aside: Path) -> None:
    if aside.exists():
        raise StoreRefused(sentence("store.aside", file=aside))
    try:
        os.link(store, aside)
    except OSError:
        # A file system without links.
        shutil.copyfile(store, aside)
