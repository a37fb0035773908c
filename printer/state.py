"""What a slip printer's program knows: the papers that it still has to print, and those that are or may be out."""

from typing import NamedTuple

from devicekit.messages import Part
from devicekit.orders import Slip
from printer.device import Pressed


class Job(NamedTuple):
    """A paper that the hub ordered, and the effect that prints it; without `order` the trial paper of an Identify."""

    command: str
    order: Slip | None
    until: float
    """The monotonic second after which nobody waits for it."""
    asked_hub_ms: int


class Printed(NamedTuple):
    """What became of a job."""

    command: str
    pressed: Pressed


class PrinterSeen(NamedTuple):
    """How the printer is now."""

    part: Part


class Out(NamedTuple):
    """A slip that is or may be on paper: the how-manieth, and by which order."""

    turn: int
    command: str


class State(NamedTuple):
    """Everything that the logic remembers; times are monotonic seconds."""

    queue: tuple[Job, ...] = ()
    printing: Job | None = None
    printer: Part | None = None
    """None until it was looked at."""
    held: str = ""
    """Why the printer took nothing of the last job; until it is seen to be well again, nothing is sent."""
    refused: str = ""
    """The order of that job, as long as it waits at the head of the queue: its last words are on the disk."""
    out: dict[str, Out] = {}
    """By slip, the latest ones, oldest first."""
    retry: tuple[object, ...] = ()
    """Events whose step the disk refused, to be taken again."""


def ready(state: State) -> bool:
    """Whether the printer would take a job now."""
    free = state.printing is None and not state.retry
    return free and not state.held and state.printer is not None and state.printer.state != "failed"


def seen(state: State, part: Part) -> State:
    """The printer was looked at. One that fell silent is trusted again when it answers, or comes back from away."""
    well = part.state in ("ok", "degraded") or (part.state == "unknown" and state.held != "silent")
    return state._replace(printer=part, held="" if well else state.held)


def is_known(state: State, slip: str) -> bool:
    """Whether a slip is or may be on paper, or is about to be."""
    return slip in state.out or any(job.order is not None and job.order.slip == slip for job in state.queue)
