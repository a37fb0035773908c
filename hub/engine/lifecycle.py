"""The life of a ticket, as one table; the picture in the docs is drawn from it."""

from typing import Literal

TicketState = Literal["waiting", "called", "serving", "finished", "noshow", "voided", "carried"]
Verb = Literal["call", "recall", "start", "finish", "noshow", "fee", "back", "leave", "void", "carry", "due"]

# (state, verb) -> state; what is not here is refused as wrong_state.
# finish on a called ticket: officers often serve without pressing start, and finish or next must not be lost on them.
LIFECYCLE: dict[tuple[TicketState, Verb], TicketState] = {
    ("waiting", "call"): "called",
    ("called", "recall"): "called",
    ("called", "start"): "serving",
    ("called", "finish"): "finished",
    ("called", "noshow"): "noshow",
    ("serving", "finish"): "finished",
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
    # a number is voided when its press got a reserve number instead; that may be noticed at any point of its life
    ("waiting", "void"): "voided",
    ("called", "void"): "voided",
    ("serving", "void"): "voided",
    ("finished", "void"): "voided",
    ("noshow", "void"): "voided",
    ("carried", "void"): "voided",
}

AT_COUNTER: frozenset[TicketState] = frozenset({"called", "serving"})
