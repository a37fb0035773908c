"""What only shows when the files of several counters are seen together: the line that they share, plugs and ids."""

import os
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from counter_display.protocol import END, START
from counter_display.settings import CounterFile, Line
from devicekit.settings_words import Language, sayer
from devicekit.toml_lines import Path as KeyPath
from devicekit.toml_read import read


class Key(NamedTuple):
    """A key of one of the files."""

    file: Path
    path: KeyPath


class Hung(NamedTuple):
    """A device on a line, by the key of its address."""

    key: Key
    driver: str
    address: int
    unaddressed: bool
    """Its frames are for every device of its kind."""

    @property
    def is_keypad(self) -> bool:
        return self.key.path[0] == "keypad"


class Clash(NamedTuple):
    """Two keys that don't go together, and the name of the sentence that says so."""

    key: Key
    other: Key
    text: str
    value: object


def between(files: Mapping[Path, CounterFile], language: Language) -> list[str]:
    """Every error between these files, each with the places of both keys."""
    return _said(_clashes(files), language)


def warnings(files: Mapping[Path, CounterFile], language: Language) -> list[str]:
    """What works between these files, but not well."""
    return _said((each for sharing in _lines(files) for each in _talked_over(sharing, files)), language)


def _said(clashes: Iterable[Clash], language: Language) -> list[str]:
    say, lines = sayer(language), dict[Path, Mapping[KeyPath, int]]()

    def place(key: Key) -> str:
        known = lines.setdefault(key.file, read(key.file.read_text(encoding="utf-8-sig")).lines)
        path = key.path
        while path not in known:
            path = path[:-1]
        return f"{key.file}:{known[path]}"

    found = [(each, say(f"counter.{each.text}", value=each.value, other=place(each.other))) for each in clashes]
    return [f"{place(clash.key)}: {sentence}" for clash, sentence in found]


def _clashes(files: Mapping[Path, CounterFile]) -> Iterator[Clash]:
    yield from _twice(((value.device.id, Key(file, ("device", "id"))) for file, value in files.items()), "id_twice")
    yield from _plugged_twice(files)
    for sharing in _lines(files):
        yield from _unlike(sharing)
        for first, second in combinations(_all_hung(sharing, files), 2):
            yield from _both(first, second)


def _lines(files: Mapping[Path, CounterFile]) -> Iterable[Mapping[Path, Line]]:
    """The files of each line, by the device that its port is."""
    lines: dict[Path, dict[Path, Line]] = {}
    for file, value in files.items():
        if value.line is not None:
            lines.setdefault(Path(value.line.port).resolve(), {})[file] = value.line
    return lines.values()


def _talked_over(sharing: Iterable[Path], files: Mapping[Path, CounterFile]) -> Iterator[Clash]:
    """Boxes that speak unasked on a line where questions are under way for a great part of the time."""
    keypads = [each for each in _all_hung(sharing, files) if each.is_keypad]
    asked = next((each for each in keypads if each.driver == "modbus"), None)
    for box in keypads:
        if asked is not None and box.driver == "qsystem":
            yield Clash(box.key, asked.key, "line_talked_over", box.address)


def _twice(values: Iterable[tuple[object, Key]], text: str) -> Iterator[Clash]:
    first: dict[object, Key] = {}
    for value, key in values:
        if value in first:
            yield Clash(key, first[value], text, value)
        first.setdefault(value, key)


def _plugged_twice(files: Mapping[Path, CounterFile]) -> Iterator[Clash]:
    """One device under one name, or under two: a name by its plug, and the one that the kernel gave."""
    first: dict[str, tuple[str, Key]] = {}
    for name, key in _plugs(files):
        known, other = first.setdefault(_real(name), (name, key))
        if other != key:
            yield Clash(key, other, "plug_twice" if name == known else "plug_two_names", name)


def _real(name: str) -> str:
    """The device that a name stands for; the name itself while nothing is there."""
    try:
        return os.path.realpath(name, strict=True)
    except (OSError, ValueError):
        return name


def _plugs(files: Mapping[Path, CounterFile]) -> Iterator[tuple[str, Key]]:
    """What one program alone can open: a line once, for all that share it; keypads and pins."""
    ports = ((value.line.port, Key(file, ("line", "port"))) for file, value in files.items() if value.line)
    yield from {_real(port): (port, key) for port, key in ports}.values()
    for file, value in files.items():
        if value.keypad is None:
            continue
        if value.keypad.device is not None:
            yield value.keypad.device, Key(file, ("keypad", "device"))
        for n, button in enumerate(value.keypad.button):
            for name in ("pin", "lamp"):
                pin = getattr(button, name)
                if pin is not None:
                    yield f"GPIO {pin}", Key(file, ("keypad", "button", n, name))


def _unlike(sharing: Mapping[Path, Line]) -> Iterator[Clash]:
    """Files that name one port and speak of it in different ways."""
    (first, known), *others = sharing.items()
    for file, line in others:
        for name in Line.__struct_fields__:
            if getattr(line, name) != getattr(known, name):
                text = "line_two_names" if name == "port" else "line_unlike"
                yield Clash(Key(file, ("line", name)), Key(first, ("line", name)), text, name)


def _all_hung(sharing: Iterable[Path], files: Mapping[Path, CounterFile]) -> list[Hung]:
    return [device for file in sharing for device in _hung(file, files[file])]


def _hung(file: Path, value: CounterFile) -> Iterator[Hung]:
    display, keypad = value.display, value.keypad
    if display is not None:
        to_all = display.driver == "template" and display.template is not None and display.template.address_as == "none"
        to_all = to_all or (display.driver == "alpha" and display.address == 0)
        yield Hung(Key(file, ("display", "address")), display.driver, display.address, to_all)
    if keypad is not None and keypad.on_line and keypad.address is not None:
        yield Hung(Key(file, ("keypad", "address")), keypad.driver, keypad.address, False)


def _both(first: Hung, second: Hung) -> Iterator[Clash]:
    """What two devices on one line can't have together; one address within a file is said where the file is read."""
    if first.address == second.address and first.key.file != second.key.file:
        yield Clash(second.key, first.key, "line_address", second.address)
    elif first.driver == second.driver and (first.unaddressed or second.unaddressed):
        yield Clash(second.key, first.key, "line_unaddressed", second.driver)
    for one, other in ((first, second), (second, first)):
        if one.driver == "modbus" and other.driver == "qsystem" and one.address in (START, END):
            yield Clash(one.key, other.key, "line_mix", one.address)
    asked = "modbus" in (first.driver, second.driver)
    if first.is_keypad and second.is_keypad and first.driver != second.driver and not asked:
        yield Clash(second.key, first.key, "line_ears", second.driver)
