"""The facts of a counter: whom it called, how that went, where they went next. Rules as in events."""

from typing import Literal

from hub.engine.fact import Fact, LateFact
from hub.engine.lifecycle import TicketState

Leg = Literal["", "fee", "back", "visit"]
"""Which part of a visit somebody waits for: the first counter, the fee counter, the first again, one named counter."""


class Called(LateFact, frozen=True, kw_only=True):
    """`rule` is what decided (hub.engine.policy), "" in facts older than rules."""

    counter: str
    leg: Leg = ""
    rule: str = ""


class Recalled(Fact, frozen=True, kw_only=True):
    """Called once more: for the `n`-th time with the first call (0: not counted); `last`: and no more."""

    counter: str
    leg: Leg = ""
    n: int = 0
    last: bool = False


class Started(LateFact, frozen=True, kw_only=True):
    """`seat`: the officer goes to the citizen."""

    counter: str
    seat: bool = False


class Finished(LateFact, frozen=True, kw_only=True):
    """The visit at this counter is over; `by` says who ended it: the officer, by calling the next, or the one-stop.

    `inferred`: nobody said the result; it follows from the dossier, or is the counter's usual one.
    """

    counter: str
    result: int | None = None
    by: Literal["finish", "next", "onestop"] = "finish"
    inferred: bool = False


AloneWhy = Literal[
    "unknown", "elsewhere", "over", "parked", "service", "closed", "busy", "waiting", "past_day"
]  # fmt: skip
"""What a counter did alone does not fit. unknown: nobody, or two, have that number; elsewhere: it is at a counter, also
by the call of another one that was alone; over: it has gone; service: it waits for another service or counter; closed:
the counter is; busy: it has somebody who came later; waiting: who was finished still waits."""

AT_END = frozenset[AloneWhy](("unknown", "past_day", "over"))
"""Those about a number that takes no step any more, by which the others are over."""


class AloneConflict(LateFact, frozen=True, kw_only=True):
    """A counter did that while the hub was silent, and it does not fit: nothing has changed, people sort it out.

    `number` is "" where nobody has it; `typed`: as the officer did, or the display showed it. `other`: the counter, the
    number or the state that is in the way.
    """

    counter: str
    verb: Literal["call", "finish"]
    typed: str
    why: AloneWhy
    other: str = ""


class NoShow(Fact, frozen=True, kw_only=True):
    """Nobody came: the officer says so, or as many recalls have been as the settings allow."""

    counter: str
    by: Literal["officer", "recalls"] = "officer"


class Parked(Fact, frozen=True, kw_only=True):
    """Set aside at a counter until `until_ms` (0: until it is taken back); `mine`: for that counter alone."""

    counter: str
    until_ms: int = 0
    reason: str = ""
    mine: bool = False


class Unparked(Fact, frozen=True, kw_only=True):
    """Waits again, in the old place, or (`to_counter`) for that counter alone."""

    by: Literal["timer", "officer"] = "timer"
    to_counter: str = ""


class Requeued(Fact, frozen=True, kw_only=True):
    """From a counter back into the line, the time kept."""

    counter: str


class Transferred(Fact, frozen=True, kw_only=True):
    """To another service, counter or officer, the time kept; `back`: and then here again."""

    counter: str
    service: str = ""
    to_counter: str = ""
    back: bool = False
    to_officer: str = ""


class SentBack(Fact, frozen=True, kw_only=True):
    """Done at `counter`, where it had been sent: waits for the counter that sent it."""

    counter: str
    back_to: str


class Moved(Fact, frozen=True, kw_only=True):
    """The visit goes on at another counter, as it is."""

    counter: str
    to_counter: str


class Held(Fact, frozen=True, kw_only=True):
    """Aside at a counter that serves several at a time, for somebody else."""

    counter: str


class Switched(Fact, frozen=True, kw_only=True):
    """No longer aside: the counter goes on with it."""

    counter: str


Unsaid = Literal["voice", "asked"]
"""What undo does not take back: the speakers called that number, the rating screen asked about it."""


class Undone(Fact, frozen=True, kw_only=True):
    """The last verb of a counter has not been, for this ticket: it is `state` again."""

    counter: str
    verb: str
    state: TicketState
    unsaid: tuple[Unsaid, ...] = ()


class CounterOpened(Fact, frozen=True, kw_only=True):
    counter: str


class CounterClosed(Fact, frozen=True, kw_only=True):
    """`officer`: who is at no open counter now, so that nobody waits for them any more."""

    counter: str
    officer: str = ""


class CounterPaused(Fact, frozen=True, kw_only=True):
    """`reason`: keypad.pause.reason 1 to 6; at `release_ms` (0: never) nobody waits for it alone any more."""

    counter: str
    reason: int
    release_ms: int = 0


class CounterResumed(Fact, frozen=True, kw_only=True):
    counter: str


class CounterReleased(Fact, frozen=True, kw_only=True):
    """Its pause is long: who waited or was parked for it alone is anybody's; `officer` as in CounterClosed."""

    counter: str
    officer: str = ""
