"""The generated pages say what the code does today."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from devicekit.settings import Settings, json_schema
from motcua.commands.check import KINDS
from motcua.pages.__main__ import pages
from motcua.pages.settings_page import page, tables

DOCS = Path(__file__).resolve().parents[3] / "docs"


def keys(schema: dict[str, Any]) -> Iterator[str]:
    """Every key of every table, from the JSON Schema: another way to the same structs."""
    for struct in schema["$defs"].values():
        yield from struct.get("properties", {})


def test_the_pages_on_disk_are_up_to_date() -> None:
    stale = [path for path, text in pages().items() if (DOCS / path).read_text(encoding="utf-8") != text]
    assert not stale, "run: make docs"


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.__name__)
def test_every_key_is_on_the_settings_page(kind: type[Settings]) -> None:
    text = page({"file": kind})
    assert not [key for key in keys(json_schema(kind)) if f"`{key}`" not in text and f"[{key}]" not in text]


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.__name__)
def test_every_key_says_what_it_means_and_what_it_may_be(kind: type[Settings]) -> None:
    rows = [row for table in tables(kind) for row in table.rows]
    assert rows
    assert not [row for row in rows if not (row.meaning and row.allowed and row.default)]
    assert all(table.meaning for table in tables(kind))
