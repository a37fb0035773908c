"""Layouts from their files: ours in printer/layouts, or the centre's own of the same name in a folder of its choice.

Parts are files too, head.toml and others: what several papers have in common is in one of them, and each layout
includes it. A centre's own part takes the place of ours on every paper, on those whose layout is ours as well.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path as FilePath
from typing import Annotated, ClassVar, NamedTuple, get_args

from msgspec import Meta

from devicekit.errors import SettingsError
from devicekit.font_letters import lacking
from devicekit.settings import Locate, Problem, Settings, judge, load, loads
from devicekit.settings_words import Language, nearest, sayer
from devicekit.text_files import load_texts
from devicekit.toml_lines import Path
from printer.layout import WORDINGS, AnyRow, Content, IncludeRow, Layout, PartName, Worded, names_in
from printer.papers import SLIP_PAPERS, Paper, specimens

PAPERS: tuple[Paper, ...] = get_args(Paper)
_SLIPS = tuple(SLIP_PAPERS.values())
# Which papers have all that a part names.
PARTS: dict[PartName, tuple[Paper, ...]] = {
    "head": PAPERS,
    "copy": tuple(paper for paper in PAPERS if paper not in ("guidance", "selftest")),
    "dossier": _SLIPS,
    "pay": _SLIPS,
    "lookup": _SLIPS,
    "foot": PAPERS,
}


class Placed(NamedTuple):
    """A row, and where it stands: in which file, which row of it, the first is 1; whether the file is the centre's."""

    row: AnyRow
    file: str
    number: int
    is_own: bool


class LayoutTable(Settings, frozen=True, kw_only=True):
    """[layout]: which paper it is for, or which part of papers it is."""

    paper: Annotated[
        Paper | None, Meta(description="the paper that is laid out; it decides which values there are")
    ] = None
    part: Annotated[PartName | None, Meta(description="the part that it is, for layouts to include")] = None


class LayoutFile(Settings, frozen=True, kw_only=True):
    """The whole file."""

    file_kind: ClassVar[str] = "layout"

    layout: Annotated[LayoutTable, Meta(description="which paper it is for, or which part of papers it is")]
    row: Annotated[
        tuple[AnyRow | IncludeRow, ...], Meta(min_length=1, description="what is on the paper, from its top to its end")
    ]


def problems(value: LayoutFile, locate: Locate) -> Iterable[Problem]:
    """Texts, values and lists that are not there; a part within a part, or where its values are not."""
    paper, part = value.layout.paper, value.layout.part
    if (paper is None) == (part is None):
        yield Problem(("layout",), "layout.paper_or_part")
        return
    content = _content_of(paper, part)
    for index, row in enumerate(value.row):
        path: Path = ("row", index)
        if not isinstance(row, IncludeRow):
            yield from _row_problems(row, content, path)
        elif paper is None:
            yield Problem((*path, "part"), "layout.part_in_part", {"value": row.part})
        elif paper not in PARTS[row.part]:
            known = ", ".join(name for name, papers in PARTS.items() if paper in papers)
            yield Problem((*path, "part"), "layout.part_elsewhere", {"value": row.part, "paper": paper, "known": known})


def _content_of(paper: Paper | None, part: PartName | None) -> Content:
    """What a layout may name: all that its paper has, or what all papers have that include the part."""
    if paper is not None:
        return specimens(load_texts("vi"))[paper]
    return Content(dict.fromkeys(values_of(part) if part is not None else (), ""))


def values_of(part: PartName) -> list[str]:
    """The values that all papers have which may include that part."""
    known = specimens(load_texts("vi"))
    return sorted(set.intersection(*(set(known[paper].values) for paper in PARTS[part])))


def load_layout(paper: Paper, folder: str | None = None, language: Language = "vi") -> Layout:
    """The layout of a paper with its parts: those in `folder`, as far as they are there, otherwise ours.

    Raises SettingsError with every error of the centre's own files, each with its line.
    """
    return tuple(each.row for each in load_rows(paper, folder, language))


def load_rows(paper: Paper, folder: str | None = None, language: Language = "vi") -> tuple[Placed, ...]:
    """Like load_layout(), each row with its place. Raises SettingsError."""
    return tuple(_placed(paper, folder, language))


@cache
def layout_for_print(paper: Paper, folder: str | None = None) -> Layout:
    """Like load_layout(), once; a file that was spoilt since the start is passed over, the paper matters more."""
    try:
        return load_layout(paper, folder)
    except SettingsError:
        return shipped_layout(paper)


@cache
def shipped_layout(name: str) -> Layout:
    """One of ours with its parts, by the name of its file."""
    return tuple(each.row for each in _placed(name, None, "vi"))


def own_file(name: str, folder: str | None) -> FilePath | None:
    """The centre's own file of a paper or part; None when ours is taken."""
    file = None if folder is None else FilePath(folder) / f"{name}.toml"
    return file if file is not None and file.is_file() else None


def own_files(folder: str | None) -> tuple[FilePath, ...]:
    """All files of the centre's own that papers are made from."""
    found = (own_file(name, folder) for name in (*PAPERS, *PARTS))
    return tuple(file for file in found if file is not None)


def _placed(name: str, folder: str | None, language: Language) -> Iterator[Placed]:
    own = own_file(name, folder)
    for number, row in enumerate(_file(name, folder, language).row, 1):
        if not isinstance(row, IncludeRow):
            yield Placed(row, str(own or f"{name}.toml"), number, own is not None)
        elif name in PAPERS or own is None:
            yield from _placed(row.part, folder, language)


def _file(name: str, folder: str | None, language: Language) -> LayoutFile:
    """The centre's own file, otherwise ours. Raises SettingsError, also for one that is of another paper than named."""
    own = own_file(name, folder)
    if own is None:
        return _shipped(name)
    file = load(own, LayoutFile, language)
    if name not in (file.layout.paper, file.layout.part):
        is_of = file.layout.paper or file.layout.part
        raise SettingsError((f"{own}:1: {sayer(language)('layout.misnamed', value=is_of, name=name)}",))
    return file


@cache
def _shipped(name: str) -> LayoutFile:
    text = files("printer").joinpath("layouts", f"{name}.toml").read_text(encoding="utf-8")
    return loads(text, f"{name}.toml", LayoutFile)


def folder_problems(folder: str | None, path: Path) -> Iterator[Problem]:
    """A folder of own layouts that is not there, or in which no file is named like a paper; `path` is its key."""
    if folder is None:
        return
    if not FilePath(folder).is_dir():
        yield Problem(path, "layout.no_folder", {"value": folder})
    elif not own_files(folder):
        known = ", ".join(f"{name}.toml" for name in (*PAPERS, *PARTS))
        yield Problem(path, "layout.empty_folder", {"value": folder, "known": known})
    yield from (Problem(path, "layout.wrong", {"value": wrong}) for wrong in _wrong(folder))
    yield from (Problem(path, "layout.odd", {"value": odd}, warns=True) for odd in _odd(folder))


def _wrong(folder: str) -> list[str]:
    """The first error of each of the centre's own files; a part that several papers include is said once."""
    found: dict[str, None] = {}
    for paper in PAPERS:
        try:
            load_layout(paper, folder)
        except SettingsError as error:
            found[error.problems[0]] = None
    return list(found)


def _odd(folder: str) -> Iterator[str]:
    """The warnings of the centre's own files."""
    for file in own_files(folder):
        try:
            yield from judge(file, LayoutFile).warnings
        except SettingsError:
            continue  # that is said already


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
    elif row.key and row.key not in texts:
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
