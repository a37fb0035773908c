"""The reference page of papers and printers: what a layout may name, and what each profile of ours means."""

from collections.abc import Iterable

from devicekit.text_files import load_texts
from printer.layout import PartName
from printer.layout_files import PAPERS, PARTS, values_of
from printer.papers import specimens
from printer.profiles import ability_of, own_profiles
from printer.settings import PrinterSettings

PATH = "reference/papers.md"
LAYOUTS, PRINTING = "how-to/change-the-layout.md", "how-to/print-papers.md"
HEAD = f"""# Papers and printers

What a [layout](../{LAYOUTS}) may put on each paper, and the printer profiles of ours;
[which printer prints what](../{PRINTING}). This page is generated: `make docs`.

## Values

In `words`, `right` and `mark` a value is written in braces: `{{number}}`. In `when`, `unless` and the right side of
`fill` it is written without. A list is named by `each`, and gives a row for every entry; its values are only there.
"""
PARTS_HEAD = """
## Parts

What several papers have in common is in a file of its own, `<part>.toml`, and a layout includes it:
`type = "include"`, `part = "head"`. A centre's own file takes the place of ours on all papers.

| part | may be included by | values |
|---|---|---|
"""
PROFILES = """
## Profiles

The names of [python-escpos](https://python-escpos.readthedocs.io) are taken as well; on those letters are drawn unless
the settings declare `tcvn3` or `composes`.

| profile | dots | dots an inch | cutter | letters | QR code | columns |
|---|---|---|---|---|---|---|
"""


def page() -> str:
    """The page, in Markdown."""
    parts = [HEAD]
    for paper, content in specimens(load_texts("en")).items():
        parts.append(f"\n### {paper}\n\n{_names(content.values)}\n")
        parts += [f"\nList `{name}`: {_names(entries[0])}\n" for name, entries in content.lists.items()]
    parts += [PARTS_HEAD, *(_part(name, papers) for name, papers in PARTS.items())]
    return "".join(parts) + PROFILES + "".join(_row(name) for name in own_profiles())


def _part(name: PartName, papers: tuple[str, ...]) -> str:
    whom = "every paper" if set(papers) == set(PAPERS) else ", ".join(papers)
    return f"| `{name}` | {whom} | {_names(values_of(name))} |\n"


def _names(values: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(values))


def _row(profile: str) -> str:
    able = ability_of(PrinterSettings(driver="tcp", address="docs", profile=profile))
    code = "its own" if able.qr else "drawn"
    cells = (f"`{profile}`", able.head.dots, able.head.dpi, able.head.cut, able.letters, code, able.columns)
    return f"| {' | '.join(map(str, cells))} |\n"
