"""Every text is one that people can see: its key stands in a program, or a program can make it of words in it."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import filterfalse
from pathlib import Path

from devicekit.text_files import load_texts

ROOT = Path(__file__).parents[3]
HOUSE = ("devicekit", "printer", "kiosk_ticket", "kiosk_rating", "counter_display", "announcer", "hub", "motcua")
HOLE = "\0"
"""Where something is filled in."""
ENDS = re.compile(r"(_one|\.text|(?<=_web)_priority)$")
"""What programs put behind a whole key."""


def python_strings(file: Path) -> Iterator[str]:
    """Its strings; "trace.{verb}" with a HOLE for the brace, and the words Said(of="undo", …) as "undo." with one."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(str(each.value) if isinstance(each, ast.Constant) else HOLE for each in node.values)
        elif isinstance(node, ast.keyword) and node.arg == "of" and isinstance(node.value, ast.Constant):
            yield f"{node.value.value}.{HOLE}"


def page_strings(file: Path) -> Iterator[str]:
    """Every word of a page or script that may be a key; "alarm.${code}", and "alarm." + code, with a HOLE."""
    text = file.read_text(encoding="utf-8")
    yield from re.findall(r"[\w.]+", text)
    text = re.sub(r"\$\{[^{}]*\}", HOLE, text)
    text = re.sub(r"\.[\"'] *\+", "." + HOLE, text)
    yield from re.findall(rf"[\w.{HOLE}]*{HOLE}[\w.{HOLE}]*", text)


def table_strings(value: object) -> Iterator[str]:
    """Keys and strings of a data file."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from table_strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from table_strings(each)
    elif isinstance(value, str):
        yield value


def all_strings() -> Iterator[str]:
    for name in HOUSE:
        for file in (ROOT / name).rglob("*"):
            if file.suffix == ".py":
                yield from python_strings(file)
            elif file.suffix in (".js", ".html"):
                yield from page_strings(file)
            elif file.suffix == ".toml" and file.parent.name != "texts":
                yield from table_strings(tomllib.loads(file.read_text(encoding="utf-8")))


def test_every_text_is_used() -> None:
    strings = set(all_strings())
    # "used_up:land" is a code and what it is about.
    strings |= {word for each in strings if " " not in each for word in each.split(":")}
    patterns = (each for each in strings if HOLE in each and not each.startswith(HOLE))
    made = [re.compile(re.escape(each).replace(HOLE, r"([\w.-]+)")) for each in patterns]

    @cache
    def is_known(name: str) -> bool:
        """Whether it stands in a program, or is put together there of what does; a digit or letter is counted up."""
        if name in strings or len(name) == 1 or ENDS.sub("", name) in strings:
            return True
        found = (pattern.fullmatch(name) for pattern in made)
        return any(all(map(is_known, match.groups())) for match in found if match is not None)

    unused = sorted(filterfalse(is_known, load_texts("vi").keys()))
    assert not unused, f"nobody ever sees {unused}: delete them, or show them"
