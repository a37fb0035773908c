"""Layouts from their files: ours in printer/layouts, or the centre's own of the same name in a folder of its choice."""

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path as FilePath
from typing import Annotated, ClassVar, get_args

from msgspec import Meta

from devicekit.errors import SettingsError
from devicekit.font_letters import lacking
from devicekit.settings import Locate, Problem, Settings, judge, load, loads
from devicekit.settings_words import Language, nearest
from devicekit.text_files import load_texts
from devicekit.toml_lines import Path
from printer.layout import WORDINGS, AnyRow, Content, Layout, Worded, names_in
from printer.papers import Paper, specimens

PAPERS: tuple[Paper, ...] = get_args(Paper)


class LayoutTable(Settings, frozen=True, kw_only=True):
    """[layout]: which paper it is for."""

    paper: Annotated[Paper, Meta(description="the paper that is laid out; it decides which values there are")]


class LayoutFile(Settings, frozen=True, kw_only=True):
    """The whole file."""

    file_kind: ClassVar[str] = "layout"

    layout: Annotated[LayoutTable, Meta(description="which paper it is for")]
    row: Annotated[tuple[AnyRow, ...], Meta(min_length=1, description="what is on the paper, from its top to its end")]


def problems(value: LayoutFile, locate: Locate) -> Iterable[Problem]:
    """Texts, values and lists that are not there."""
    content = specimens(load_texts("vi"))[value.layout.paper]
    for index, row in enumerate(value.row):
        yield from _row_problems(row, content, ("row", index))


def load_layout(paper: Paper, folder: str | None = None, language: Language = "vi") -> Layout:
    """The layout of a paper: that in `folder`, if there is one, otherwise ours.

    Raises SettingsError with every error of the centre's own file, each with its line.
    """
    own = own_file(paper, folder)
    return load(own, LayoutFile, language).row if own is not None else shipped_layout(paper)


@cache
def layout_for_print(paper: Paper, folder: str | None = None) -> Layout:
    """Like load_layout(), once; a file that was spoilt since the start is passed over, the paper matters more."""
    try:
        return load_layout(paper, folder)
    except SettingsError:
        return shipped_layout(paper)


def own_file(paper: Paper, folder: str | None) -> FilePath | None:
    """The centre's own layout of a paper; None when ours is taken."""
    file = None if folder is None else FilePath(folder) / f"{paper}.toml"
    return file if file is not None and file.is_file() else None


@cache
def shipped_layout(name: str) -> Layout:
    """One of ours, by the name of its file."""
    text = files("printer").joinpath("layouts", f"{name}.toml").read_text(encoding="utf-8")
    return loads(text, f"{name}.toml", LayoutFile).row


def folder_problems(folder: str | None, path: Path) -> Iterator[Problem]:
    """A folder of own layouts that is not there, or in which no file is named like a paper; `path` is its key."""
    if folder is None:
        return
    if not FilePath(folder).is_dir():
        yield Problem(path, "layout.no_folder", {"value": folder})
    elif not any((FilePath(folder) / f"{paper}.toml").is_file() for paper in PAPERS):
        known = ", ".join(f"{paper}.toml" for paper in PAPERS)
        yield Problem(path, "layout.empty_folder", {"value": folder, "known": known})
    for paper in PAPERS:
        own = own_file(paper, folder)
        try:
            warnings = judge(own, LayoutFile).warnings if own is not None else ()
        except SettingsError as error:
            yield Problem(path, "layout.wrong", {"value": error.problems[0]})
        else:
            yield from (Problem(path, "layout.odd", {"value": each}, warns=True) for each in warnings)


def _row_problems(row: AnyRow, content: Content, path: Path) -> Iterator[Problem]:
    if row.each and row.each not in content.lists:
        yield _unknown("list", row.each, sorted(content.lists), (*path, "each"))
        return
    entry = content.lists[row.each][0] if row.each else {}
    values = {**content.values, **entry}
    for key, name in names_in(row):
        if name not in values:
            yield _unknown("value", name, sorted(values), (*path, key))
    if isinstance(row, Worded):
        yield from _key_problems(row, values.keys(), path)
        for key in WORDINGS:
            yield from letter_problems(getattr(row, key, ""), (*path, key))


def letter_problems(text: str, path: Path) -> Iterator[Problem]:
    """Letters that the typeface lacks; they are printed as a mark that everybody sees, so it is a warning."""
    if letters := lacking(text):
        yield Problem(path, "layout.no_letter", {"letters": " ".join(letters)}, warns=True)


def _key_problems(row: Worded, values: Iterable[str], path: Path) -> Iterator[Problem]:
    texts = load_texts("vi")
    if bool(row.key) == bool(row.words):
        yield Problem(path, "layout.key_or_words")
    elif row.key and row.key not in texts.keys():  # noqa: SIM118 - it is no dictionary
        near = nearest(row.key, texts.keys())
        yield Problem(
            (*path, "key"), "layout.no_text_near" if near else "layout.no_text", {"value": row.key, "near": near}
        )
    elif row.key:
        missing = texts.placeholders(row.key) - {*values, *row.fill}
        for name in sorted(missing):
            yield Problem((*path, "key"), "layout.not_filled", {"value": row.key, "name": name})


def _unknown(what: str, name: str, known: list[str], path: Path) -> Problem:
    near = nearest(name, known)
    text = f"layout.no_{what}_near" if near else f"layout.no_{what}"
    return Problem(path, text, {"value": name, "near": near, "known": ", ".join(known)})
