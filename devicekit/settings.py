"""Settings files: TOML in, one typed value out, or every error of the file at once, each with file:line.

A program's settings.py says what may stand in its file:

    class Line(Settings, frozen=True, kw_only=True):
        port: Annotated[File, Meta(description="the serial port, such as /dev/ttyUSB0")]
        baud: Annotated[Literal[9600, 19200], Meta(description="speed of the line")] = 9600

    class CounterFile(DeviceFile, frozen=True, kw_only=True):
        line: Annotated[Line, Meta(description="the wire to display and keypad")]

    def problems(value: CounterFile, locate: Locate) -> Iterable[Problem]:
        ...what only shows when two keys are seen together...

    settings = load("config/counter-1.toml", CounterFile, "vi")

Rules: every field has a description (the reference page is made from them); a field with a default may be left out; a
union of structs with `tag_field="driver"` lets one key decide which others there are; names in `File` and `Folder` are
taken from the folder of the settings file and come out absolute; `Secret` is never shown.
"""

import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from itertools import takewhile
from pathlib import Path as FilePath
from typing import Annotated, Any, ClassVar, Generic, NamedTuple, TypeVar

from msgspec import Meta, Struct, inspect

from devicekit.errors import SettingsError
from devicekit.file_kinds import kind_by_tables
from devicekit.settings_walk import Walk
from devicekit.settings_words import Language, Say, sayer
from devicekit.toml_lines import Path
from devicekit.toml_read import Document, Fault, read

Locate = Callable[[Path], int]
"""The line of a key, or of the nearest table around it."""

Id = Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,32}$(?!\n)", extra={"allowed": "id"})]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
ProcedureCode = Annotated[str, Meta(pattern=r"^[A-Za-z0-9._-]{1,48}$(?!\n)", extra={"allowed": "procedure"})]
"""As the national list has them: 1.001193."""
File = Annotated[str, Meta(min_length=1, extra={"allowed": "file", "beside": True})]
Folder = Annotated[str, Meta(min_length=1, extra={"allowed": "folder", "beside": True})]
Secret = Annotated[str, Meta(min_length=1, extra={"secret": True})]
TcpPort = Annotated[int, Meta(ge=1, le=65535)]


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of every table of a settings file."""

    file_kind: ClassVar[str] = ""
    """What the whole file is (devicekit.file_kinds); "" for a table, and for a file that is not told from others."""


S = TypeVar("S", bound=Settings)


class Problem(NamedTuple):
    """What is wrong between keys that are each right by themselves.

    `text` is a key of texts/settings_*.toml, `values` fill its braces; `also` are other keys that it is judged by: when
    one of those (or the key itself) is wrong already, nothing is said. A warning does not refuse the file.
    """

    path: Path
    text: str
    values: Mapping[str, object] = {}
    also: tuple[Path, ...] = ()
    warns: bool = False


class Judged(NamedTuple, Generic[S]):
    """A settings file that may be used, and what is odd about it, each with file:line."""

    value: S
    warnings: tuple[str, ...]


def load(file: str | FilePath, kind: type[S], language: Language = "vi") -> S:
    """Read a settings file. Raises SettingsError with all of its errors, in the order of their lines."""
    return judge(file, kind, language).value


def judge(file: str | FilePath, kind: type[S], language: Language = "vi") -> Judged[S]:
    """Like load(), with the warnings. Raises SettingsError."""
    say = sayer(language)
    try:
        raw = FilePath(file).read_bytes()
    except FileNotFoundError as error:
        raise SettingsError((f"{file}:1: {say('settings.not_found')}",)) from error
    except IsADirectoryError as error:
        raise SettingsError((f"{file}:1: {say('settings.is_folder')}",)) from error
    except OSError as error:
        raise SettingsError((f"{file}:1: {say('settings.not_readable', reason=error.strerror)}",)) from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise SettingsError((f"{file}:{line}: {say('settings.not_utf8')}",)) from error
    return judge_text(text, str(file), kind, language)


def loads(text: str, file: str, kind: type[S], language: Language = "vi") -> S:
    """Like load(), of a text that is at hand; `file` is what the errors call it and where relative names start."""
    return judge_text(text, file, kind, language).value


def judge_text(text: str, file: str, kind: type[S], language: Language = "vi") -> Judged[S]:
    """Like judge(), of a text that is at hand."""
    say = sayer(language)
    document = read(text)
    if other := _other_file(document, kind, say):
        raise SettingsError((f"{file}:1: {other}",))
    walk = Walk(say, document.damaged, FilePath(file).absolute().parent)
    value: S = walk.convert(document.data, inspect.type_info(kind), ())
    found = [(fault.line, _syntax(fault, say)) for fault in document.faults]
    found += [(_line(document, said.path), said.text) for said in walk.faults]
    between = list(_between_keys(value, document, walk, say))
    found += [(line, sentence) for line, sentence, warns in between if not warns]
    if found:
        raise SettingsError(_placed(file, found))
    return Judged(value, _placed(file, [(line, sentence) for line, sentence, _ in between]))


def _placed(file: str, found: Iterable[tuple[int, str]]) -> tuple[str, ...]:
    return tuple(f"{file}:{line}: {_plain(sentence)}" for line, sentence in sorted(found))


def _plain(sentence: str) -> str:
    """A sentence that quotes the file does nothing to the terminal that shows it."""
    return "".join(each if unicodedata.category(each)[0] != "C" else f"\\u{ord(each):04x}" for each in sentence)


def _other_file(document: Document, kind: type[Settings], say: Say) -> str:
    """One sentence instead of many when the file is not of the kind that is wanted; "" when it is."""
    tables = {str(path[0]) for path in (*document.lines, *document.damaged) if path}
    found = kind_by_tables(tables) if kind.file_kind else ""
    if found == kind.file_kind:
        return ""
    wanted = say(f"kind.{kind.file_kind}")
    return (
        say("settings.other_file", found=say(f"kind.{found}"), wanted=wanted)
        if found
        else say("settings.no_kind", wanted=wanted)
    )


def _between_keys(value: Settings, document: Document, walk: Walk, say: Say) -> Iterable[tuple[int, str, bool]]:
    """What the `problems` function of the settings' own module says: line, sentence, whether it is only a warning."""
    check = getattr(sys.modules[type(value).__module__], "problems", None)
    if check is None:
        return
    unsure = walk.bad | document.damaged

    def locate(path: Path) -> int:
        return _line(document, path)

    problem: Problem
    for problem in check(value, locate):
        judged_by = (problem.path, *problem.also)
        if not any(_touches(path, wrong) for path in judged_by for wrong in unsure):
            yield locate(problem.path), say(problem.text, **problem.values), problem.warns


def _touches(path: Path, wrong: Path) -> bool:
    """Whether a wrong key is the key itself or a table around it."""
    return path[: len(wrong)] == wrong


def _line(document: Document, path: Path) -> int:
    while path not in document.lines:
        path = path[:-1]
    return document.lines[path]


def _syntax(fault: Fault, say: Say) -> str:
    """tomllib's reason in our words; where it names a key or a character, by the words before that."""
    for reason in (fault.reason, " ".join(takewhile(str.isalpha, fault.reason.split()))):
        try:
            return say(f"syntax.{reason}")
        except KeyError:
            continue
    return say("syntax.other", reason=fault.reason)


def json_schema(kind: type[Settings]) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a settings file, for editors."""
    from msgspec import json

    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **json.schema(kind)}
