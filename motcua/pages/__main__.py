"""`make docs`: writes the generated pages again, each from the code that it describes."""

import argparse
from pathlib import Path

from motcua.commands.check import KINDS
from motcua.pages import settings_page

NAMES = {"service": "site.toml, on the hub", "button": "a ticket kiosk's file", "line": "a counter's file"}


def pages() -> dict[str, str]:
    """Each generated page by its path under docs/."""
    return {"reference/settings.md": settings_page.page({NAMES[table]: kind for table, kind in KINDS.items()})}


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
