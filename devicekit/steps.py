"""The vocabulary between a device's pure logic and the runtime that serves it.

    logic.step(state, event, now) -> state, effects

`now` is the loop's monotonic second. Events come from the runtime (below) or from the device's own drivers; effects
go to the runtime (below) or, everything else, to the device's own Hardware. The runtime commits the durable effects of
one step (Emit, Reply, Keep) in one transaction before it performs any of the others.
"""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, Protocol, TypeVar, runtime_checkable

from devicekit.link import Inbox
from devicekit.messages import Answer, EventBody, Part, SetBody
from devicekit.orders import CommandBody

# Events that the runtime gives to the logic


class Started(NamedTuple):
    """The first event of a run: who we are and what was on the disk."""

    device: str
    session: str
    kept: dict[str, bytes]
    unanswered: tuple[tuple[str, EventBody], ...]
    """(key, body) of each `Emit` that the hub has not answered, oldest first."""
    ages: tuple[float | None, ...] = ()
    """Seconds since each of these happened; None when it was before the machine started."""


class HubHeard(NamedTuple):
    """The hub answers (again); `hub_ms` is its time now."""

    hub_ms: int


class HubSilent(NamedTuple):
    """The hub has not answered for three heartbeats, or the link is down."""

    reason: str


class StateSet(NamedTuple):
    """The hub said what the device must show, at `hub_ms` of its time; newer than anything before it."""

    body: SetBody
    hub_ms: int = 0


class Ordered(NamedTuple):
    """A `do` that is new and not expired. It must be answered by Reply or by Emit(answers=command)."""

    command: str
    body: CommandBody
    sent_hub_ms: int
    left_ms: int = 0
    """How long it is still worth doing, from now; for a device that does one order after the other."""


class Answered(NamedTuple):
    """The hub committed (or refused) an event of ours, and said so at `hub_ms` of its time; it is off the disk."""

    key: str
    body: EventBody
    answer: Answer
    hub_ms: int = 0


class TimerDue(NamedTuple):
    """A timer set by SetTimer ran out."""

    name: str


class StepRefused(NamedTuple):
    """The durable effects of the step for `event` could not be written (disk full): nothing of it has happened.

    The state is as before; the answer to this may hold no durable effect (Health goes to `status` only). A StateSet,
    an Ordered or an Answered comes again by itself; whatever else matters is for the logic to try again.
    """

    event: object
    reason: str


# Effects that the runtime performs


class Emit(NamedTuple):
    """Tell the hub, durably: kept on disk and sent until answered."""

    body: EventBody
    key: str = ""
    """A name of ours for it, to be replaced by; at most one unanswered event bears it."""
    replaces: str = ""
    """The key of an unanswered event that this one takes the place of, in the same transaction."""
    answers: str = ""
    """The id of the `do` that this event is the answer to; a repeat of that `do` gets the same event again."""


class Reply(NamedTuple):
    """Answer a `do` whose own event does not say it."""

    command: str
    outcome: Literal["done", "refused", "expired", "failed"]
    reason: str = ""


class Keep(NamedTuple):
    """Remember a value over a restart, durably; None forgets it."""

    key: str
    value: bytes | None


class SetTimer(NamedTuple):
    """Give TimerDue(name) back after some seconds; a timer of the same name is replaced."""

    name: str
    seconds: float


class StopTimer(NamedTuple):
    name: str


class Health(NamedTuple):
    """How a part is now: goes into `status` at once, and as a FaultChanged event when its state or code changed."""

    part: str
    now: Part


class Note(NamedTuple):
    """A sentence for the log, with the ids it is about."""

    level: Literal["debug", "info", "warning", "error"]
    text: str
    ids: dict[str, str | int] = {}


S = TypeVar("S")


class Logic(Protocol[S]):
    """A device's decisions: pure, so that a test needs neither threads nor time."""

    def start(self) -> S:
        """The state before the first event."""

    def step(self, state: S, event: object, now: float) -> tuple[S, Sequence[Any]]:
        """What follows from one event. Unknown events give no effects."""


@runtime_checkable
class Polled(Protocol):
    """Hardware that must be asked from the loop's own thread, as SDL's screens must."""

    @property
    def poll_s(self) -> float:
        """Seconds until it must be asked again."""

    def poll(self) -> None:
        """Post what has happened since the last time; never waits."""


class Hardware(Protocol):
    """A device's drivers behind one door; owns their threads."""

    def start(self, inbox: Inbox) -> None:
        """Open what can be opened (a missing device is an event, not an exception) and begin to post events."""

    def perform(self, effect: object) -> None:
        """Do one effect of the logic without blocking the loop; what comes of it is posted as an event."""

    def stop(self) -> None:
        """Leave the hardware safe (lamps off, ports closed). Idempotent."""
