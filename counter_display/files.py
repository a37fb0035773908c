"""The settings files of a program that is one counter or several: all errors of all files at once."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from counter_display.line_checks import between
from counter_display.settings import CounterFile
from devicekit.errors import SettingsError
from devicekit.file_kinds import kind_of_text
from devicekit.settings import load
from devicekit.settings_words import Language, sayer
from devicekit.toml_read import read


def load_counters(paths: Iterable[Path], language: Language = "vi") -> dict[Path, CounterFile]:
    """The counters of these files; a folder stands for all counters' files in it. Raises SettingsError."""
    found: dict[Path, CounterFile] = {}
    wrong: list[str] = []
    for path in paths:
        try:
            files = counters_in(path, language) if path.is_dir() else [path]
        except SettingsError as error:
            wrong += error.problems
            continue
        for file in files:
            try:
                found[file] = load(file, CounterFile, language)
            except SettingsError as error:
                wrong += error.problems
    wrong += clashes(found, language)
    if wrong:
        raise SettingsError(tuple(wrong))
    return found


def clashes(found: Mapping[Path, CounterFile], language: Language) -> list[str]:
    """Why these files, each right by itself, can't be one program; each with its place."""
    return [*between(found, language), *_screens_among_others(found, language)]


def _screens_among_others(found: Mapping[Path, CounterFile], language: Language) -> Iterable[str]:
    """A screen is drawn by its program's first thread, which several counters leave to nobody."""
    if len(found) > 1:
        for file, value in found.items():
            if value.hdmi is not None:
                line = read(file.read_text(encoding="utf-8-sig")).lines["hdmi",]
                yield f"{file}:{line}: {sayer(language)('counter.screen_alone')}"


def counters_in(folder: Path, language: Language) -> list[Path]:
    """The counters' files in a folder. Raises SettingsError when there is none."""
    try:
        files = [file for file in sorted(folder.glob("*.toml")) if _is_counter(file)]
    except OSError as error:
        reason = sayer(language)("settings.not_readable", reason=error.strerror)
        raise SettingsError((f"{folder}:1: {reason}",)) from error
    if not files:
        raise SettingsError((f"{folder}:1: {sayer(language)('counter.no_files')}",))
    return files


def _is_counter(file: Path) -> bool:
    # A file that is no TOML yet still has its table headers: what is wrong with it is said when it is loaded.
    return kind_of_text(file.read_text(encoding="utf-8", errors="replace")) == CounterFile.file_kind
