"""The hub's backups: one file a day on a second disk, brought up to date every minute, in a thread of its own.

It also reads the whole store once a day, when the day changes: what it finds broken ends the writer, and the next start
says what to do.
"""

import logging
import threading
from datetime import datetime
from pathlib import Path

from devicekit.messages import Part
from devicekit.text_files import in_both
from hub.backup import bring_up_to_date, write_backup
from hub.backup_check import backups_in, check_backup
from hub.errors import StoreBroken, StoreError, StoreFull
from hub.service import Service
from hub.site_tables import BackupTable

log = logging.getLogger(__name__)

PART = "backup"
OLD = "backup_old"
# Where no backups are wanted, the day is looked at so often.
LOOK_S = 60.0


class Backups:
    """Backs up `store` while the service runs; start() after the service is open."""

    def __init__(self, service: Service, store: Path, settings: BackupTable) -> None:
        self._service, self._store, self._settings = service, store, settings
        self._folder = Path(settings.folder) if settings.folder is not None else None
        self._over = threading.Event()
        self._thread: threading.Thread | None = None
        self._day = ""
        self._copied: tuple[str, int] | None = None
        self._failed = ""
        self._good_s = service.clock.monotonic()
        self._good_ms: int | None = None

    def start(self) -> None:
        """Begin with a backup at once. Idempotent."""
        if self._thread is None:
            self._over.clear()
            self._day = self._service.view.day
            self._thread = threading.Thread(target=self._run, name="backups")
            self._thread.start()

    def stop(self) -> None:
        """End after the copy at hand. Idempotent."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._over.set()
            thread.join()

    def once(self) -> None:
        """What it is time for: the day's check, and a backup when something is new."""
        view, clock = self._service.view, self._service.clock
        started_s = clock.monotonic()
        if view.day != self._day:
            self._day = view.day
            self._check()
        if self._folder is None:
            return
        if self._copied == (view.day, view.seq):
            # Nothing is new: the last one is as good as one of now.
            self._good_s = started_s
            return
        try:
            self._copy(self._folder, view.day)
        except (StoreError, OSError) as error:
            self._tell(error)
            return
        self._copied, self._failed = (view.day, view.seq), ""
        self._good_s, self._good_ms = started_s, self._service.now_ms()
        self._service.show_part(PART, Part(state="ok", detail=self._last()))

    def look(self) -> None:
        """Whether the last good one is old: a dead disk may hold the copying for ever. Called every second."""
        is_old = self._service.clock.monotonic() - self._good_s > self._settings.old_min * 60
        if self._folder is not None and is_old and self._failed != OLD:
            self._failed = OLD
            log.error("no good backup for %d minutes (%s); look at the disk", self._settings.old_min, self._folder)
            self._service.show_part(PART, Part(state="failed", code=OLD, detail=self._last()))

    def _last(self) -> str:
        if self._good_ms is None:
            return ""
        at = datetime.fromtimestamp(self._good_ms / 1000, self._service.plan.hours.zone)
        return in_both("tech.ops.backup.last", time=f"{at:%Y-%m-%d %H:%M}")

    def _run(self) -> None:
        wait_s = self._settings.every_s if self._folder is not None else LOOK_S
        while True:
            self.once()
            if self._over.wait(wait_s):
                return

    def _copy(self, folder: Path, day: str) -> None:
        site = self._service.plan.site
        if not folder.is_dir():
            # Never made here: where the second disk is not mounted, it would lie on the first.
            raise FileNotFoundError(f"{folder}: there is no such folder ([backup] folder); mount the disk, or make it")
        file = folder / f"{site}-{day}.db"
        if self._brought(file, site):
            return
        write_backup(self._store, file, site)
        for old in backups_in(folder, site)[: -self._settings.keep]:
            old.unlink()
            log.info("backup %s is gone: %d days are kept", old, self._settings.keep)

    def _brought(self, file: Path, site: str) -> bool:
        """Whether the day's file is up to date now; a damaged one is written anew."""
        try:
            return bring_up_to_date(self._store, file, site) is not None
        except StoreBroken as error:
            log.warning("%s; a whole copy follows", error)
            return False

    def _check(self) -> None:
        try:
            check_backup(self._store, self._service.plan.site)
        except StoreBroken as error:
            self._service.fail(error)
        except StoreError as error:
            log.warning("the store was not checked today: %s", error)

    def _tell(self, error: OSError) -> None:
        code = "no_folder" if isinstance(error, FileNotFoundError) else "failed"
        code = "full" if isinstance(error, StoreFull) else code
        if self._failed != code:
            log.error("no backup: %s", error)
        self._failed = code
        self._service.show_part(PART, Part(state="failed", code=code, detail=str(error)[:200]))
