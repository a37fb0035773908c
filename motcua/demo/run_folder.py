"""A folder for one run, gone afterwards."""

import shutil
import tempfile
from pathlib import Path
from types import TracebackType


class RunFolder:
    """A temporary folder, short enough in name for Unix sockets; given back as a Path and removed at the end."""

    def __init__(self, prefix: str, parent: Path | None = None) -> None:
        self._prefix, self._parent = prefix, parent
        self.path = Path()

    def __enter__(self) -> Path:
        self.path = Path(tempfile.mkdtemp(prefix=self._prefix, dir=self._parent))
        return self.path

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
