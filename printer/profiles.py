"""Printer profiles of python-escpos: how wide, how fine, which cutter.

The library is imported late and carefully: its import configures logging, parses 200 kB of YAML and leaves a folder in
the temporary directory behind (3.1). `cache` keeps the parsed profiles, which makes every start after the first faster.
"""

import difflib
import logging
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from types import ModuleType
from typing import Any

from printer.head import CutKind, Head
from printer.settings import PrinterSettings

PICKLE_DIR = "ESCPOS_CAPABILITIES_PICKLE_DIR"
# Parsing takes half a second on a PC and some on a Pi; a child that hangs must not keep the first ticket.
CHILD_S = 30.0


def head_of(settings: PrinterSettings, cache: Path | None = None) -> Head:
    """The print head: from the settings where they say, otherwise from the profile.

    Raises ValueError when the profile is unknown, or does not know its width and the settings don't say it either.
    """
    capabilities = _capabilities(cache)
    known = sorted(capabilities.CAPABILITIES["profiles"])
    if settings.profile not in known:
        near = difflib.get_close_matches(settings.profile, known, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(known)}"
        raise ValueError(f"no printer profile {settings.profile!r}{hint}")
    profile = capabilities.get_profile(settings.profile)
    dots = settings.dots or _number(profile.media.get("width", {}).get("pixels"))
    dpi = settings.dpi or _number(profile.media.get("dpi")) or 203
    if not dots:
        raise ValueError(f"printer profile {settings.profile!r} does not know its width: set dots, for instance 576")
    return Head(dots // 8 * 8, dpi, settings.cut or _cut(profile))


def _number(value: object) -> int:
    """Profiles say 'Unknown' where they don't know."""
    return value if isinstance(value, int) else 0


def _cut(profile: Any) -> CutKind:
    if profile.supports("paperPartCut"):
        return "part"
    return "full" if profile.supports("paperFullCut") else "none"


def _capabilities(cache: Path | None) -> ModuleType:
    name = "escpos.capabilities"
    if name not in sys.modules:
        if cache is not None:
            _parse_elsewhere(cache)
        with tempfile.TemporaryDirectory() as scratch, _contained(scratch, cache), _logging_untouched():
            try:
                __import__(name)
            except (EOFError, pickle.UnpicklingError):
                # The library writes its file in place, so a kill or a full disk leaves half of one.
                _forget(cache)
                __import__(name)
    return sys.modules[name]


def _parse_elsewhere(cache: Path) -> None:
    """Fill an empty or outdated cache from a child process: the memory that YAML takes would never come back to us."""
    cache.mkdir(parents=True, exist_ok=True)
    source = files("escpos").joinpath("capabilities.json")
    newest = max((file.stat().st_mtime for file in cache.glob("*.pickle")), default=0.0)
    if isinstance(source, Path) and source.stat().st_mtime <= newest:
        return
    with tempfile.TemporaryDirectory(dir=cache) as scratch:
        environment = {**os.environ, PICKLE_DIR: scratch, "TMPDIR": scratch}
        command = [sys.executable, "-I", "-c", "import escpos.capabilities"]
        quiet = subprocess.DEVNULL
        subprocess.run(command, env=environment, stdout=quiet, stderr=quiet, timeout=CHILD_S, check=False)
        for file in Path(scratch).glob("*.pickle"):
            file.replace(cache / file.name)


def _forget(cache: Path | None) -> None:
    for file in () if cache is None else cache.glob("*.pickle"):
        file.unlink()


@contextmanager
def _contained(scratch: str, cache: Path | None) -> Iterator[None]:
    """The folder that the import makes goes into `scratch`, its parsed profiles into `cache`."""
    directory, tempfile.tempdir = tempfile.tempdir, scratch
    given = os.environ.get(PICKLE_DIR)
    if cache is not None and given is None:
        cache.mkdir(parents=True, exist_ok=True)
        os.environ[PICKLE_DIR] = str(cache)
    try:
        yield
    finally:
        tempfile.tempdir = directory
        if given is None:
            os.environ.pop(PICKLE_DIR, None)


@contextmanager
def _logging_untouched() -> Iterator[None]:
    root = logging.getLogger()
    handlers = list(root.handlers)
    try:
        yield
    finally:
        for handler in set(root.handlers) - set(handlers):
            root.removeHandler(handler)
