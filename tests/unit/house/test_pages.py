"""The generated pages say what the code does today."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from devicekit import messages, topics
from devicekit.settings import Settings, json_schema
from motcua.__main__ import COMMANDS
from motcua.commands.check import KINDS
from motcua.pages import commands_page
from motcua.pages.__main__ import pages
from motcua.pages.asyncapi import document, schemas
from motcua.pages.contract_page import messages_page, topics_page
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


def references(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from [inner] if key == "$ref" else references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def test_asyncapi_holds_every_channel_as_it_is_carried() -> None:
    written = document()
    assert set(written["channels"]) == set(topics.CHANNELS)
    for name, channel in topics.CHANNELS.items():
        address = written["channels"][name]["address"].format(site="kontum", kind="ticket", device="kiosk-1")
        assert address == str(topics.Address("kontum", "ticket", "kiosk-1").topic(name))
        assert list(written["channels"][name]["messages"]) == [channel.message.__name__]
        binding = written["operations"][name]["bindings"]["mqtt"]
        assert (binding["qos"], binding["retain"]) == (channel.qos, channel.retain)
        assert written["operations"][name]["action"] == ("send" if channel.from_device else "receive")


def test_asyncapi_holds_every_message_and_body_with_its_description() -> None:
    schemas = document()["components"]["schemas"]
    bodies = (messages.EventBody, messages.CommandBody, messages.SetBody, messages.Wire)
    for kind in [each for union in bodies for each in get_args(union)]:
        assert schemas[kind.__name__]["description"]


def test_every_reference_in_asyncapi_leads_somewhere() -> None:
    written = yaml.safe_load((DOCS / "asyncapi.yaml").read_text(encoding="utf-8"))
    found = set(references(written))
    assert found
    for reference in found:
        here = written
        for step in reference.removeprefix("#/").split("/"):
            here = here[step]


def test_asyncapi_keeps_to_its_own_dialect_of_json_schema() -> None:
    written = (DOCS / "asyncapi.yaml").read_text(encoding="utf-8")
    assert "prefixItems" not in written
    assert "(?!" not in written
    body = document()["components"]["schemas"]["Event"]["properties"]["body"]
    assert body["discriminator"] == "type"
    times = document()["components"]["schemas"]["PrintTicket"]["properties"]["expected_ms"]["anyOf"][0]
    assert (len(times["items"]), times["additionalItems"]) == (2, False)


def test_every_channel_is_on_the_page_of_topics() -> None:
    rows = [line for line in topics_page().splitlines() if line.startswith("| `")]
    assert [row.split("`")[1] for row in rows] == list(topics.CHANNELS)
    for row, channel in zip(rows, topics.CHANNELS.values(), strict=True):
        assert f"| {'yes' if channel.retain else 'no'} | {channel.qos} |" in row
        assert f"(messages.md#{channel.message.__name__.lower()})" in row


def test_every_message_and_every_field_is_on_the_page_of_messages() -> None:
    chapters = {text.partition("\n")[0]: text for text in messages_page().split("\n### ")[1:]}
    assert set(chapters) == set(schemas())
    for name, schema in schemas().items():
        fields = [line.split("`")[1] for line in chapters[name].splitlines() if line.startswith("| `")]
        assert fields == list(schema["properties"])
        assert schema["description"] in chapters[name]


def test_every_command_and_every_flag_is_on_the_commands_page_and_says_what_it_is() -> None:
    text = commands_page.page()
    for name in COMMANDS:
        assert f"## motcua {name}" in text
        for action in commands_page.parser_of(name)._actions:
            assert all(f"`{option}" in text for option in action.option_strings)
            assert action.help, f"motcua {name}: {action.dest} says nothing of itself"
