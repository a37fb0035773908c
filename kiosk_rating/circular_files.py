"""The circular's questions from their data files, kiosk_rating/questions/<name>.toml, one for each list ever asked."""

import tomllib
from datetime import date
from importlib.resources import files

from msgspec import Struct, convert

from devicekit.text_files import load_texts
from devicekit.touch.page import Words
from kiosk_rating.circular import Choice, Question, QuestionList


class _Entry(Struct, forbid_unknown_fields=True):
    id: str
    points: tuple[int, ...]


class _File(Struct, forbid_unknown_fields=True):
    source: str
    effective: date
    question: list[_Entry]


def load_questions() -> dict[str, QuestionList]:
    """Every list that is shipped, by its name. Raises msgspec.ValidationError or KeyError for a file that is wrong."""
    folder = files("kiosk_rating").joinpath("questions")
    names = sorted(each.name for each in folder.iterdir() if each.name.endswith(".toml"))
    return {
        name.removesuffix(".toml"): _read(name.removesuffix(".toml"), folder.joinpath(name).read_text(encoding="utf-8"))
        for name in names
    }


def _read(version: str, text: str) -> QuestionList:
    file = convert(tomllib.loads(text), _File)
    return QuestionList(version, file.source, file.effective, tuple(map(_question, file.question)))


def _question(entry: _Entry) -> Question:
    choices = (Choice(points, _words(f"agency.{entry.id}.{points}")) for points in entry.points)
    return Question(entry.id, _words(f"agency.{entry.id}"), tuple(choices))


def _words(key: str) -> Words:
    return Words(load_texts("vi").get(key), load_texts("en").get(key))
