"""A folder for one run, gone afterwards."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

# Held open and locked while the run lasts; the kernel lets it go however that ends.
LOCK = "run.lock"


class RunFolder:
    """A temporary folder, short enough in name for Unix sockets; given back as a Path and removed at the end.

    A run that was killed can't remove its own: the next one does.
    """

    def __init__(self, prefix: str, parent: Path | None = None) -> None:
        self._prefix, self._parent = prefix, parent
        self._lock = -1
        self.path = Path()

    def __enter__(self) -> Path:
        for left in self._left_behind():
            shutil.rmtree(left, ignore_errors=True)
        self.path = Path(tempfile.mkdtemp(prefix=self._prefix, dir=self._parent))
        self._lock = os.open(self.path / LOCK, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        return self.path

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._lock)

    def _left_behind(self) -> Iterator[Path]:
        """Folders of our kind whose run is over."""
        parent = self._parent or Path(tempfile.gettempdir())
        for lock in parent.glob(f"{self._prefix}*/{LOCK}"):
            try:
                held = os.open(lock, os.O_WRONLY | os.O_CLOEXEC)
            except OSError:
                continue  # another user's, or just removed
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                continue  # it runs
            finally:
                os.close(held)
            yield lock.parent
