"""The circular's questions about agencies, as values: which list, since when, what is asked, what an answer counts."""

from datetime import date
from typing import NamedTuple

from devicekit.touch.page import Words


class Choice(NamedTuple):
    """One answer and its points."""

    points: int
    words: Words


class Question(NamedTuple):
    """One question; `id` is what the vote names it by."""

    id: str
    words: Words
    choices: tuple[Choice, ...]


class QuestionList(NamedTuple):
    """One circular's questions and the day from which they are asked."""

    version: str
    source: str
    effective: date
    questions: tuple[Question, ...]
