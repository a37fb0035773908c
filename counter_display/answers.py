"""What a device that answers says of its frames. Pure.

A frame without an answer is sent again twice, as urgent as it was; then a display counts as failed until it answers,
and is spoken to as before. A device that says nothing at all is dead: it is spoken to less often (bus_shares.py).
"""

from typing import NamedTuple, Protocol

from counter_display.device import Reply
from devicekit.messages import Part

RETRIES = 2
# A keypad is asked twenty times a second: noise that spoils a few questions in a row is no fault of it, and where
# anything comes back it lives.
POLL_RETRIES = 7


class Answerer(Protocol):
    """A device that answers."""

    def reply(self, frame: bytes, data: bytes) -> Reply:
        """What the bytes say that came after that frame of ours."""


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
    """A frame goes to the device."""
    return answers._replace(frame=frame, until=until, came=b"")


def heard(answers: Answers, device: Answerer, data: bytes, polled: bool = False) -> tuple[Answers, Part | None]:
    """Bytes that came while an answer is due; no frame is due any more when they are one. Gives news of the device."""
    answers = answers._replace(came=answers.came + data)
    if device.reply(answers.frame, answers.came) != "taken":
        return answers, None
    retries = POLL_RETRIES if polled else RETRIES
    news = None if answers.told and answers.missed <= retries else Part(state="ok")
    return Answers(told=True), news


def over(answers: Answers, device: Answerer, polled: bool = False) -> tuple[Answers, Part | None]:
    """The time for an answer is over; gives what is news of the device. `polled`: it is asked again soon anyway."""
    refused = device.reply(answers.frame, answers.came) == "refused"
    retries = POLL_RETRIES if polled else RETRIES
    spoilt = polled and answers.came != b"" and not refused
    missed = answers.missed if spoilt else answers.missed + 1
    found = Answers(missed=missed, told=answers.told or missed > retries)
    if spoilt or missed != retries + 1:
        return found, None
    detail = "it refuses what is sent to it" if refused else f"{missed} frames in a row got no answer"
    return found, Part(state="failed", code="refused" if refused else "no_answer", detail=detail)
