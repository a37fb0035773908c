"""The settings files of a program that is one counter or several: all errors of all files at once."""

from collections.abc import Iterable
from pathlib import Path

from counter_display.line_checks import between
from counter_display.settings import CounterFile
from devicekit.errors import SettingsError
from devicekit.file_kinds import kind_of_text
from devicekit.settings import load
from devicekit.settings_words import Language, sayer


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
    wrong += between(found, language)
    if wrong:
        raise SettingsError(tuple(wrong))
    return found


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
