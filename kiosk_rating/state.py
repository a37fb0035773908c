"""What a rating screen knows: whom it is about, who is being asked, how far an answer has come. Pure values."""

from typing import Literal, NamedTuple

from devicekit.message_fields import Levels
from devicekit.messages import RatingSet
from devicekit.touch.page import Page

# Votes of so many visits are remembered: a day of a busy counter.
REMEMBERED = 200

Misread = Literal["", "id_card", "health_card", "unknown"]


class Asking(NamedTuple):
    """The citizen of one visit is being asked. `until` is the monotonic second at which the question goes away."""

    visit: str
    number: str
    levels: Levels
    command: str
    until: float
    stage: Literal["ask", "why"] = "ask"
    tags: tuple[str, ...] = ()


class Survey(NamedTuple):
    """Somebody rates an agency: `step` -1 asks whether the result is there, 0 is the first question."""

    agency: str
    step: int = -1
    answers: tuple[tuple[str, int], ...] = ()


class Photo(NamedTuple):
    """The officer's photo: `shown` once it can be."""

    url: str = ""
    shown: bool = False
    trouble: str = ""
    """Why it can't be, as last told."""


class State(NamedTuple):
    """One rating screen."""

    device: str = ""
    session: str = ""
    shown: RatingSet | None = None
    photo: Photo = Photo()
    asking: Asking | None = None
    rated: tuple[str, ...] = ()
    """The visits that have their vote, or can have none any more; the newest last."""
    survey: Survey | None = None
    first: int = 0
    """Which agency is the first on the page."""
    scanner: bool = False
    """There is a scanner, and it works."""
    dossier: str = ""
    """The code that was scanned by who stands here, for the vote."""
    misread: Misread = ""
    """What was scanned in its place, while that is said."""
    votes: int = 0
    closing: Literal["", "thanks", "not_yet"] = ""
    """A last word is shown for a moment."""
    trouble: bool = False
    """What was pressed could not be written down."""
    identify: bool = False
    dark: str = ""
    """Why there is no screen, as last told."""
    page: Page | None = None
