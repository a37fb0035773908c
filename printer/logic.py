"""The decisions of a slip printer: what is printed next, what never twice, and how each order is answered.

    PrintSlip (or another paper) -> queued -> "sending" on the disk -> printer -> SlipPrinted or SlipFailed on the disk

A printer that takes nothing (no paper, cover open, away) keeps its orders waiting while their time lasts. On the disk
are the last words, what is to be said of a job if the program dies now: unknown while it is sending, for it may be on
paper; failed when the printer refused it and it waits. Which slips are or may be on paper is there too, so that one
comes out again only when the hub asks for a copy, which says that it is one.
"""

from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple

import msgspec

from devicekit.messages import Part, SlipFailed, SlipPrinted
from devicekit.orders import Identify, Slip
from devicekit.steps import (
    Emit,
    Health,
    Keep,
    Note,
    Ordered,
    Reply,
    SetTimer,
    Started,
    StepRefused,
    TimerDue,
)
from printer.device import Pressed
from printer.state import Job, Out, Printed, PrinterSeen, State, is_known, ready, seen

# How often the printer is asked how it is: who put in paper gets the slip within this time, and what waited too long is
# answered within it.
LOOK_S = 2.0
DISK_AGAIN_S = 1.0
LOOK, DISK = "look", "disk"
WORDS = "words"
OUT = "out."
# An officer's desk has one citizen; but at the end of a day everybody who still waits gets a slip from one printer.
QUEUE_LIMIT = 400
# Some days of one counter.
OUT_LIMIT = 512

Step = tuple[State, list[Any]]


class Look(NamedTuple):
    """Ask the printer how it is; PrinterSeen follows."""


class Unfinished(NamedTuple):
    """The last run ended before it was done with a job; this is what it left to be said."""

    words: SlipFailed


class PrinterLogic:
    """One slip printer. Pure."""

    def __init__(self) -> None:
        self._handlers: dict[type, Callable[[State, Any, float], Step]] = {
            Started: self._started,
            Unfinished: self._last_words,
            Ordered: self._ordered,
            Printed: self._printed,
            PrinterSeen: self._seen,
            TimerDue: self._timer,
            StepRefused: self._refused,
        }

    def start(self) -> State:
        return State()

    def step(self, state: State, event: object, now: float) -> tuple[State, Sequence[Any]]:
        handler = self._handlers.get(type(event))
        return handler(state, event, now) if handler is not None else (state, ())

    # The run and the disk

    def _started(self, state: State, event: Started, now: float) -> Step:
        state, effects = _taken_up(event)
        for each in _unfinished(event):
            state, more = self._last_words(state, each, now)
            effects += more
        return state, [*effects, Look()]

    def _last_words(self, state: State, event: Unfinished, now: float) -> Step:
        return state, [Emit(event.words, answers=event.words.command or ""), Keep(WORDS, None)]

    def _refused(self, state: State, event: StepRefused, now: float) -> Step:
        """Nothing of that step happened; an order comes again by itself, the rest is for us to take again."""
        refused = event.event
        if isinstance(refused, Started):
            state, effects = _taken_up(refused)
            return state._replace(retry=_unfinished(refused)), [*effects, Look(), SetTimer(DISK, DISK_AGAIN_S)]
        if isinstance(refused, Printed):
            return state._replace(retry=(*state.retry, refused)), [SetTimer(DISK, DISK_AGAIN_S)]
        if isinstance(refused, PrinterSeen):
            return seen(state, refused.part), [Health("printer", refused.part), SetTimer(LOOK, LOOK_S)]
        if isinstance(refused, TimerDue):
            return state, [SetTimer(refused.name, DISK_AGAIN_S)]
        return state, []

    # Orders

    def _ordered(self, state: State, event: Ordered, now: float) -> Step:
        body = event.body
        if not isinstance(body, Slip | Identify):
            return state, [Reply(event.command, "refused", f"a slip printer can't do {type(body).__name__}")]
        order = body if isinstance(body, Slip) else None
        if order is not None and _is_repeat(state, event.command, order):
            note = Note("warning", "refused to print: that slip is or may be on paper already", _ids(event.command))
            return state, [Reply(event.command, "refused", "already_printed"), note]
        if len(state.queue) >= QUEUE_LIMIT:
            return state, [Reply(event.command, "failed", "queue_full")]
        if order is None and state.printing is None and not ready(state):
            # Who stands there looks at the printer anyway.
            return state, [Reply(event.command, "failed", _why(state))]
        job = Job(event.command, order, now + event.left_ms / 1000, event.sent_hub_ms)
        return _serve(state._replace(queue=(*state.queue, job)), now)

    # The printer

    def _printed(self, state: State, event: Printed, now: float) -> Step:
        job, pressed = state.printing, event.pressed
        if job is None or job.command != event.command:
            return state, [Note("warning", "the printer reported on another job", _ids(event.command))]
        state, effects = _look_at(state._replace(printing=None), pressed.part)
        if job.order is None:
            outcome: Literal["done", "failed"] = "done" if pressed.outcome in ("confirmed", "sent") else "failed"
            effects.append(Reply(job.command, outcome, pressed.reason))
        else:
            state, more = _settled(state, job, job.order, pressed)
            effects += more
        state, served = _serve(state, now)
        return state, [*effects, *served]

    def _seen(self, state: State, event: PrinterSeen, now: float) -> Step:
        state, effects = _look_at(state, event.part)
        state, served = _serve(state, now)
        return state, [*effects, SetTimer(LOOK, LOOK_S), *served]

    # Time

    def _timer(self, state: State, event: TimerDue, now: float) -> Step:
        if event.name == LOOK:
            return state, [Look()]
        effects: list[Any] = []
        again, state = state.retry, state._replace(retry=())
        for each in again:
            state, more = self._handlers[type(each)](state, each, now)
            effects += more
        state, served = _serve(state, now)
        return state, [*effects, *served]


def _taken_up(event: Started) -> Step:
    """What the last run knew of its papers."""
    out, effects = dict[str, Out](), list[Any]()
    for key, value in event.kept.items():
        if key.startswith(OUT):
            try:
                out[key.removeprefix(OUT)] = msgspec.json.decode(value, type=Out)
            except msgspec.DecodeError as error:
                effects.append(Note("error", f"{key}: what was kept on the disk can't be read: {error}"))
    return State(out=dict(sorted(out.items(), key=lambda pair: pair[1].turn))), effects


def _unfinished(event: Started) -> tuple[Unfinished, ...]:
    words = event.kept.get(WORDS)
    return () if words is None else (Unfinished(msgspec.json.decode(words, type=SlipFailed)),)


def _is_repeat(state: State, command: str, order: Slip) -> bool:
    """Whether this paper would be a second one that nobody asked for: no copy, or the copy that was printed before."""
    known = state.out.get(order.slip)
    return (not order.reprint and is_known(state, order.slip)) or (known is not None and known.command == command)


def _look_at(state: State, part: Part | None) -> Step:
    if part is None:
        return state, []
    news = [] if part == state.printer else [Health("printer", part)]
    return seen(state, part), [*news]


def _serve(state: State, now: float) -> Step:
    """Answer what waited too long, then print the next job if the printer takes one."""
    effects: list[Any] = []
    for late in (job for job in state.queue if job.until <= now):
        effects.append(Reply(late.command, "expired", _why(state)))
        effects.append(Note("warning", f"slip dropped, too late: {_why(state)}", _ids(late.command)))
        if late.command == state.refused:
            effects.append(Keep(WORDS, None))
    state = state._replace(queue=tuple(job for job in state.queue if job.until > now))
    if state.queue and ready(state):
        job, *rest = state.queue
        state, sent = _send(state._replace(queue=tuple(rest)), job)
        effects += sent
    return state, effects


def _send(state: State, job: Job) -> Step:
    """Hand a job to the printer (the Job itself is the effect).

    What to say if we never come back is on the disk before its first byte.
    """
    state = state._replace(printing=job, refused="")
    if job.order is None:
        return state, [job]
    slip = job.order.slip
    words = SlipFailed(slip=slip, command=job.command, outcome="unknown", reason="restarted while printing")
    turn = next(reversed(state.out.values())).turn + 1 if state.out else 1
    kept = [each for each in state.out if each != slip]
    forgotten = kept[: max(0, len(kept) + 1 - OUT_LIMIT)]
    mine = Out(turn, job.command)
    state = state._replace(out={**{each: state.out[each] for each in kept if each not in forgotten}, slip: mine})
    keeps = [Keep(OUT + slip, msgspec.json.encode(mine)), *(Keep(OUT + each, None) for each in forgotten)]
    return state, [Keep(WORDS, msgspec.json.encode(words)), *keeps, job]


def _settled(state: State, job: Job, order: Slip, pressed: Pressed) -> Step:
    """The printer is done with a slip, one way or the other."""
    slip, command, over = order.slip, job.command, Keep(WORDS, None)
    if pressed.outcome == "confirmed" or pressed.outcome == "sent":
        printed = SlipPrinted(slip=slip, command=command, confirmed=pressed.outcome == "confirmed")
        return state, [Emit(printed, answers=command), over]
    note = Note("warning", f"slip not printed ({pressed.outcome}): {pressed.reason}", {**_ids(command), "slip": slip})
    failed = SlipFailed(slip=slip, command=command, outcome=pressed.outcome, reason=pressed.reason)
    if pressed.outcome == "unknown":
        return state, [Emit(failed, answers=command), over, note]
    state, forgotten = _not_out(state, order)
    if pressed.part is None:
        return state, [Emit(failed, answers=command), over, forgotten, note]
    # Not a byte was taken: it waits for the printer.
    state = state._replace(queue=(job, *state.queue), held=pressed.reason, refused=command)
    return state, [Keep(WORDS, msgspec.json.encode(failed)), forgotten, note]


def _not_out(state: State, order: Slip) -> tuple[State, Keep]:
    """The paper did not come out. That of an earlier order is still there when this was to be a copy."""
    others = {slip: out for slip, out in state.out.items() if slip != order.slip}
    if not order.reprint:
        return state._replace(out=others), Keep(OUT + order.slip, None)
    earlier = state.out[order.slip]._replace(command="")
    return state._replace(out={**others, order.slip: earlier}), Keep(OUT + order.slip, msgspec.json.encode(earlier))


def _why(state: State) -> str:
    """Why nothing is printed now; a stable code."""
    if state.held:
        return state.held
    return "busy" if state.printer is None or not state.printer.code else state.printer.code


def _ids(command: str) -> dict[str, str | int]:
    return {"command": command}
