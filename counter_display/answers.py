"""What a display that answers says of its frames. Pure.

The line is kept free for an answer anyway, so to wait for it slows nothing. A frame without one is sent again twice,
behind everything else; then the display counts as failed until it answers, and is spoken to as before.
"""

from typing import NamedTuple

from counter_display.device import Display
from devicekit.messages import Part

RETRIES = 2


class Answers(NamedTuple):
    """The frame whose answer is due until then, and what came since; no frame: nothing is due."""

    frame: bytes = b""
    until: float = 0.0
    came: bytes = b""
    missed: int = 0
    """How many frames in a row were not taken."""
    told: bool = False
    """It has answered, or is known to have failed."""


def asked(answers: Answers, frame: bytes, until: float) -> Answers:
    """A frame goes to the display."""
    return answers._replace(frame=frame, until=until, came=b"")


def heard(answers: Answers, display: Display, data: bytes) -> tuple[Answers, Part | None]:
    """Bytes that came while an answer is due; gives what is news of the display."""
    answers = answers._replace(came=answers.came + data)
    if display.reply(answers.frame, answers.came) != "taken":
        return answers, None
    news = None if answers.told and answers.missed <= RETRIES else Part(state="ok")
    return Answers(told=True), news


def over(answers: Answers, display: Display) -> tuple[Answers, Part | None]:
    """The time for an answer is over; gives what is news of the display."""
    refused = display.reply(answers.frame, answers.came) == "refused"
    missed = answers.missed + 1
    answers = Answers(missed=missed, told=answers.told or missed > RETRIES)
    if missed != RETRIES + 1:
        return answers, None
    detail = "it refuses what is sent to it" if refused else f"{missed} frames in a row got no answer"
    return answers, Part(state="failed", code="refused" if refused else "no_answer", detail=detail)
