"""The new centre's folder: all of its files or none of them, and never over what is there."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from devicekit.errors import MotcuaError
from devicekit.text_files import in_both


def check(folder: Path) -> None:
    """Look before anything is asked. Raises MotcuaError saying why nothing can be written there, and what to do."""
    try:
        if not os.path.lexists(folder):
            _must(folder.absolute().parent.is_dir(), in_both("init.no_parent", folder=folder.parent))
            return
        _must(folder.is_dir(), in_both("init.no_folder", folder=folder))
        found = sorted(each.name for each in folder.iterdir())
    except OSError as error:
        raise MotcuaError(in_both("init.not_written", folder=folder, reason=error.strerror)) from error
    _must(not found, in_both("init.not_empty", folder=folder, found=", ".join(found[:3])))


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files into a folder that is new or empty. Raises MotcuaError; then, and on Ctrl-C, nothing is left."""
    check(folder)
    there = folder.is_dir()
    try:
        # Beside the folder, so that the last step is a rename; inside it when it is there: it keeps owner and mode.
        staging = Path(tempfile.mkdtemp(prefix=".motcua-init-", dir=folder if there else folder.absolute().parent))
        try:
            made = staging / "site"
            _fill(made, files)
            _take(made, folder, there)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    except OSError as error:
        raise MotcuaError(in_both("init.not_written", folder=folder, reason=error.strerror)) from error


def _must(right: bool, sentence: str) -> None:
    if not right:
        raise MotcuaError(sentence)


def _fill(folder: Path, files: Mapping[str, str]) -> None:
    folder.mkdir()
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        with file.open("x", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            # A full disk says so here at the latest, before anything has its name.
            os.fsync(out.fileno())


def _take(made: Path, folder: Path, there: bool) -> None:
    if not there:
        made.rename(folder)
        return
    moved: list[Path] = []
    try:
        for each in sorted(made.iterdir()):
            moved.append(each.rename(folder / each.name))
    except BaseException:
        for each in moved:
            shutil.rmtree(each) if each.is_dir() else each.unlink(missing_ok=True)
        raise
