"""The line scanner against tomllib: every key has a line, and that line is where the key is changed."""

import tomllib
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from devicekit.toml_lines import Path, key_lines

# Spellings of the keys k0, k1, ...: a generator that never repeats one writes no invalid file.
KEY_STYLES = ("k{}", '"k{}"', "'k{}'", '"k {} = [x] # \\" é"', "'k.{}'", '"\\u006b{}x"')


class Writer:
    """Writes a random TOML file in which every leaf is a number of its own, on the line of its key or item."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self._count = 0
        self.out: list[str] = []

    def _one_in(self, n: int) -> bool:
        return self._draw(st.integers(1, n)) == 1

    def _next(self) -> int:
        self._count += 1
        return self._count

    def key(self) -> str:
        parts = [self._draw(st.sampled_from(KEY_STYLES)).format(self._next()) for _ in range(1 + self._one_in(4))]
        return self._draw(st.sampled_from((".", " . "))).join(parts)

    def value(self, depth: int, inline: bool = False) -> str:
        marker = str(100_000 + self._next())
        kinds = ["number", "string", "literal", "date"] + ["array", "table"] * (depth < 3) + ["long"] * (not inline)
        match self._draw(st.sampled_from(kinds)):
            case "string":
                return f'"{marker} \\" # ] = \\\\"'
            case "literal":
                return f"'{marker} \\'"
            case "long":
                quotes = self._draw(st.sampled_from(('"""', "'''")))
                return f"{quotes}{marker}\n[not.a.table]\nkey = 1 # no comment \\\n\n{quotes[0]}{quotes[0]}{quotes}"
            case "array":
                gap = "" if inline else self._draw(st.sampled_from(("", "\n", " # note ]\n\n  ")))
                items = "".join(
                    f"{gap}{self.value(depth + 1, inline)} ,{gap}" for _ in range(self._draw(st.integers(0, 3)))
                )
                return f"[{gap}{items}]"
            case "table":
                pairs = (f"{self.key()} = {self.value(depth + 1, True)}" for _ in range(self._draw(st.integers(0, 3))))
                return "{ " + ", ".join(pairs) + " }"
            case "date":
                return f"{1000 + self._count}-05-27 07:32:00"
            case _:
                return marker

    def pairs(self) -> None:
        for _ in range(self._draw(st.integers(0, 3))):
            if self._one_in(3):
                self.out.append(self._draw(st.sampled_from(("", "# note = [", "   ", "\t# [[x]]"))))
            self.out.append(f"  {self.key()}={self.value(0)}" + " # end" * self._one_in(3))

    def file(self) -> str:
        self.pairs()
        arrays: list[str] = []
        for _ in range(self._draw(st.integers(0, 5))):
            if arrays and self._one_in(2):
                self.out.append(f"[[{self._draw(st.sampled_from(arrays))}]]")
            elif arrays and self._one_in(2):
                self.out.append(f"[{arrays[-1]}.{self.key()}]")
            elif self._one_in(2):
                arrays.append(self.key())
                self.out.append(f"[[ {arrays[-1]} ]]")
            else:
                self.out.append(f"[ {self.key()} ]")
            self.pairs()
        return self._draw(st.sampled_from(("\n", "\r\n"))).join(self.out)


@st.composite
def toml_files(draw: st.DrawFn) -> str:
    return Writer(draw).file()


def walk(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    yield path, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from walk(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from walk(inner, (*path, index))


@given(toml_files())
def test_every_key_that_tomllib_sees_has_a_line_and_no_other_key_has(text: str) -> None:
    assert set(key_lines(text)) == {path for path, _ in walk(tomllib.loads(text))}


@given(toml_files())
def test_changing_the_line_of_a_leaf_changes_that_leaf(text: str) -> None:
    lines = key_lines(text)
    leaves = {path: value for path, value in walk(tomllib.loads(text)) if isinstance(value, str | int)}
    for path, value in leaves.items():
        marker = str(value)[:6]
        rows = text.split("\n")
        assert marker in rows[lines[path] - 1]
        rows[lines[path] - 1] = rows[lines[path] - 1].replace(marker, "999999")
        changed = {p: v for p, v in walk(tomllib.loads("\n".join(rows))) if isinstance(v, str | int)}
        assert [p for p in leaves if changed[p] != leaves[p]] == [path]


def test_a_table_has_the_line_of_its_own_header_even_when_named_before() -> None:
    assert key_lines("[a.b]\nx = 1\n\n[a]\ny = 2\n")[("a",)] == 4


def test_each_table_of_an_array_has_its_own_line() -> None:
    lines = key_lines('[[service]]\nid = "land"\n\n[[service]]\nid = "civil"\n[service.more]\nz = 1\n')
    assert lines[("service", 0)] == 1
    assert lines[("service", 1)] == 4
    assert lines[("service", 1, "id")] == 5
    assert lines[("service", 1, "more", "z")] == 7
