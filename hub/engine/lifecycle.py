"""The life of a ticket, as one table; docs/reference/states.md is drawn from it."""

from typing import Literal

TicketState = Literal["waiting", "called", "serving", "parked", "finished", "noshow", "voided", "carried", "held"]
Verb = Literal[
    "call", "recall", "start", "finish", "noshow", "park", "unpark", "requeue", "transfer", "move",
    "fee", "back", "leave", "return", "change", "void", "carry", "due", "hold", "switch",
]  # fmt: skip

# (state, verb) -> state; what is not here is refused as wrong_state.
# finish on a called ticket: officers often serve without pressing start, and finish or next must not be lost on them.
LIFECYCLE: dict[tuple[TicketState, Verb], TicketState] = {
    ("waiting", "call"): "called",
    ("called", "recall"): "called",
    ("called", "start"): "serving",
    ("called", "finish"): "finished",
    ("called", "noshow"): "noshow",
    ("serving", "finish"): "finished",
    # set aside at a counter; the timer or the officer brings it back into its old place
    ("called", "park"): "parked",
    ("serving", "park"): "parked",
    ("parked", "unpark"): "waiting",
    # into a line again, the time kept: the old line, another service's, another counter's
    ("called", "requeue"): "waiting",
    ("serving", "requeue"): "waiting",
    ("called", "transfer"): "waiting",
    ("serving", "transfer"): "waiting",
    ("waiting", "change"): "waiting",
    # as it is, to another counter
    ("called", "move"): "called",
    ("serving", "move"): "serving",
    # a counter that serves several at a time: aside for somebody else, and again the one at hand; what the one-stop
    # system says is about who is aside too
    ("called", "hold"): "held",
    ("serving", "hold"): "held",
    ("held", "switch"): "serving",
    ("held", "finish"): "finished",
    ("held", "fee"): "waiting",
    # to the fee counter's line, and from there (paid, or paid elsewhere while waiting) back to the first counter or out
    ("called", "fee"): "waiting",
    ("serving", "fee"): "waiting",
    ("waiting", "back"): "waiting",
    ("finished", "back"): "waiting",
    ("waiting", "leave"): "finished",
    ("finished", "leave"): "finished",
    # not served today: an appointment for a later day, on which it waits when its time has come
    ("waiting", "carry"): "carried",
    ("carried", "due"): "waiting",
    # who missed the call and is here after all
    ("noshow", "return"): "waiting",
    # a number is voided by the help desk, or when its press got a reserve number instead: at any point of its life
    ("waiting", "void"): "voided",
    ("called", "void"): "voided",
    ("serving", "void"): "voided",
    ("parked", "void"): "voided",
    ("finished", "void"): "voided",
    ("noshow", "void"): "voided",
    ("carried", "void"): "voided",
    ("held", "void"): "voided",
}

AT_COUNTER: frozenset[TicketState] = frozenset({"called", "serving"})
AT_DESK = AT_COUNTER | {"held"}
"""At a counter, at hand or aside."""
# What an officer does with the ticket at the counter: what may be pressed is told when something else was.
KEYS: tuple[Verb, ...] = (
    "recall", "start", "finish", "noshow", "park", "requeue", "transfer", "move", "fee"
)  # fmt: skip
