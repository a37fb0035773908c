"""`make docs`: writes the generated pages again, each from the code that it describes."""

import argparse
from pathlib import Path

import msgspec

from devicekit.settings import json_schema
from hub.openapi import document
from motcua.commands.check import KINDS
from motcua.pages import (
    asyncapi,
    commands_page,
    contract_page,
    frames_page,
    keypad_page,
    papers_page,
    settings_page,
    states_page,
)

# For editors: a settings file's first line `#:schema …/site.schema.json` tells them which keys there are.
NAMES = {
    "site": "site.toml, on the hub",
    "calendar": "a calendar, beside site.toml",
    "kiosk": "a ticket kiosk's file",
    "counter": "a counter's file",
    "announcer": "an announcer's file",
    "rating": "a rating screen's file",
    "printer": "a slip printer's file",
    "layout": "the layout of a paper, such as layouts/ticket.toml",
}


def pages() -> dict[str, str]:
    """Each generated page by its path under docs/."""
    schemas = {f"reference/{name}.schema.json": _json(json_schema(kind)) for name, kind in KINDS.items()}
    settings = settings_page.page({NAMES[name]: kind for name, kind in KINDS.items()})
    contract = {
        "asyncapi.yaml": asyncapi.page(),
        contract_page.TOPICS_PATH: contract_page.topics_page(),
        contract_page.MESSAGES_PATH: contract_page.messages_page(),
    }
    drawn = {each.PATH: each.page() for each in (states_page, papers_page, keypad_page, frames_page)}
    api = {"reference/openapi.json": _json(document()), **drawn}
    return {**contract, **api, commands_page.PATH: commands_page.page(), "reference/settings.md": settings, **schemas}


def _json(value: object) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n"


def main() -> None:
    """Write every page into the folder that is named."""
    parser = argparse.ArgumentParser(prog="python -m motcua.pages")
    parser.add_argument("docs", type=Path, help="the docs folder")
    folder = parser.parse_args().docs
    for path, text in pages().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
