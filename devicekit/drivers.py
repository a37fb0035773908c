"""Finds a driver by its entry-point name, so that others can add theirs without a fork.

    [options.entry_points]
    motcua.drivers =
        display.qsystem = counter_display.driver_qsystem:QSystemDisplay

A settings file says `driver = "qsystem"`; what it is a driver of comes first in the name.
"""

import difflib
from collections.abc import Iterator
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from devicekit.errors import DriverError
from devicekit.settings import Problem
from devicekit.settings_words import nearest
from devicekit.toml_lines import Path

GROUP = "motcua.drivers"


def find(part: str, name: str) -> Any:
    """What the entry point `part`.`name` names, imported now. Raises DriverError listing the names there are."""
    found = _installed(part)
    if name in found:
        try:
            return found[name].load()
        except ImportError as error:
            raise DriverError(
                f"driver {name!r} of a {part} can't be loaded ({error}); install what it needs"
            ) from error
    near = difflib.get_close_matches(name, found, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    known = ", ".join(sorted(found)) or f"none: install motcua so that its entry points {GROUP} exist"
    raise DriverError(f"no driver {name!r} for a {part}; known: {known}{hint}")


def driver_problems(part: str, name: str, path: Path) -> Iterator[Problem]:
    """A driver name that nobody has; `path` is its key. Only the entry points are read, no driver is imported."""
    known = sorted(_installed(part))
    # Without any entry point motcua is not installed: that is no fault of the file, and find() says it.
    if known and name not in known:
        near = nearest(name, known)
        values = {"value": name, "known": ", ".join(known), "near": near}
        yield Problem(path, "settings.no_driver_near" if near else "settings.no_driver", values)


def _installed(part: str) -> dict[str, EntryPoint]:
    names = (each for each in entry_points(group=GROUP) if each.name.startswith(f"{part}."))
    return {each.name.removeprefix(f"{part}."): each for each in names}
