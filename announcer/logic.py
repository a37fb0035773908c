"""The decisions of one announcer: what is said next, what is too old to be said, and how each order is answered.

An order is answered once its sound has ended, and nothing is written to the disk before: that would only make the call
later. So a program that dies while it speaks may say that call again if it is back in time, which does no harm.
"""

from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple

from announcer.away import AWAY, FIRST_S, KEY, sentence
from announcer.device import Played, SpeakerSeen
from announcer.phrases import Phrases
from announcer.playlist import Call, Playlist, add, next_stale, split_stale
from devicekit.orders import Announce, Identify, Proclaim
from devicekit.steps import (
    Health,
    HubHeard,
    HubSilent,
    Note,
    Ordered,
    Reply,
    SetTimer,
    Started,
    StepRefused,
    StopTimer,
    TimerDue,
)

# A loudspeaker that is pulled out is noticed within this time, also while nobody is called.
LOOK_S = 10.0
LOOK, STALE = "look", "stale"
ONCE, AGAIN = ("evacuate",), ("evacuate", "again")
LEAVING = "people are leaving the building"


class Speak(NamedTuple):
    """Play these clips as one sound; Played(job) follows."""

    job: str
    clips: tuple[str, ...]


class Look(NamedTuple):
    """See how the loudspeaker is; SpeakerSeen follows."""


class Cut(NamedTuple):
    """End the sound at hand: what comes next is urgent."""


class State(NamedTuple):
    speaking: Call | None = None
    waiting: Playlist = ()
    evacuating: Call | None = None
    """What is said again and again until its time is over; its key is AGAIN once it was answered."""
    silent: bool = False


Step = tuple[State, list[Any]]


class AnnouncerLogic:
    """One loudspeaker. Pure."""

    def __init__(self, phrases: Phrases, away_s: float = 0.0) -> None:
        """`away_s`: how often it is said that numbers are called at the counters while the hub is silent; 0: never."""
        self._phrases, self._away_s = phrases, away_s
        self._handlers: dict[type, Callable[[State, Any, float], Step]] = {
            Started: self._started,
            HubHeard: self._hub_heard,
            HubSilent: self._hub_silent,
            Ordered: self._ordered,
            Played: self._played,
            SpeakerSeen: self._seen,
            TimerDue: self._timer,
            StepRefused: self._refused,
        }

    def start(self) -> State:
        return State()

    def step(self, state: State, event: object, now: float) -> tuple[State, Sequence[Any]]:
        handler = self._handlers.get(type(event))
        return handler(state, event, now) if handler is not None else (state, ())

    def _started(self, state: State, event: Started, now: float) -> Step:
        state, effects = self._hub_silent(state, event, now)
        return state, [Look(), SetTimer(LOOK, LOOK_S), *effects]

    # The hub's silence

    def _hub_heard(self, state: State, event: HubHeard, now: float) -> Step:
        return state._replace(silent=False), [StopTimer(AWAY)] if state.silent and self._away_s else []

    def _hub_silent(self, state: State, event: HubSilent | Started, now: float) -> Step:
        waits = [] if state.silent or not self._away_s else [SetTimer(AWAY, FIRST_S)]
        return state._replace(silent=True), [*waits]

    def _still_silent(self, state: State, now: float) -> Step:
        again: list[Any] = [SetTimer(AWAY, self._away_s)]
        if not state.silent:
            return state, []
        if state.speaking is not None or state.waiting or state.evacuating is not None:
            return state, again
        call = sentence(self._phrases.manual(), now)
        return state._replace(speaking=call), [Speak(call.commands[0], call.clips), *again]

    # Orders

    def _ordered(self, state: State, event: Ordered, now: float) -> Step:
        body = event.body
        if not isinstance(body, Announce | Identify | Proclaim):
            return state, [Reply(event.command, "refused", f"an announcer can't do {type(body).__name__}")]
        if isinstance(body, Proclaim) and body.notice == "evacuate":
            return self._evacuate(state, event, body, now)
        if isinstance(body, Proclaim) and body.notice == "evacuate_over":
            state = state._replace(evacuating=None)
        elif state.evacuating is not None and now < state.evacuating.until:
            return state, [Reply(event.command, "refused", LEAVING)]
        try:
            key, clips = self._words(body)
        except ValueError as error:
            return state, [Reply(event.command, "refused", str(error)), Note("warning", str(error))]
        call = Call((event.command,), key, clips, event.sent_hub_ms, now + event.left_ms / 1000)
        waiting = add(state.waiting, call)
        if waiting is None:
            why = f"{len(state.waiting)} calls are waiting already"
            return state, [Reply(event.command, "refused", why), Note("warning", f"call refused: {why}", _ids(call))]
        state = state._replace(waiting=waiting)
        if state.speaking is None:
            return self._next(state, [])
        return state, [_stale_timer(state, now)]

    def _evacuate(self, state: State, event: Ordered, body: Proclaim, now: float) -> Step:
        """Nothing else is said any more, not even to its end."""
        until = now + max(body.repeat_s, event.left_ms / 1000)
        if state.evacuating is not None:
            longer = state.evacuating._replace(until=until)
            return state._replace(evacuating=longer), [Reply(event.command, "done")]
        call = Call((event.command,), ONCE, self._phrases.notice(body), event.sent_hub_ms, until)
        effects: list[Any] = [Reply(each, "refused", LEAVING) for other in state.waiting for each in other.commands]
        state = state._replace(waiting=(), evacuating=call)
        if state.speaking is None:
            return self._next(state, effects)
        return state, [*effects, StopTimer(STALE), Cut()]

    def _words(self, body: Announce | Identify | Proclaim) -> tuple[tuple[str, ...], tuple[str, ...]]:
        if isinstance(body, Identify):
            return ("test",), self._phrases.test()
        if isinstance(body, Proclaim):
            return ("notice", body.notice), self._phrases.notice(body)
        # Who has not heard the call yet needs no second one.
        phrase = "call" if body.phrase in ("recall", "recall_last") else body.phrase
        return (phrase, body.number, body.counter), self._phrases.clips(body)

    # The loudspeaker

    def _next(self, state: State, effects: list[Any]) -> Step:
        """Begin the first call that waits, if any does; while people leave the building, say that again."""
        if state.evacuating is not None:
            call = state.evacuating
            return state._replace(speaking=call), [*effects, StopTimer(STALE), Speak(call.commands[0], call.clips)]
        if not state.waiting:
            return state._replace(speaking=None), [*effects, StopTimer(STALE)]
        call, *waiting = state.waiting
        return state._replace(speaking=call, waiting=tuple(waiting)), [*effects, Speak(call.commands[0], call.clips)]

    def _played(self, state: State, event: Played, now: float) -> Step:
        call = state.speaking
        if call is None or call.commands[0] != event.job:
            return state, []
        outcome: Literal["done", "failed"] = "failed" if event.reason else "done"
        asked = () if call.key in (AGAIN, KEY) else call.commands
        answers = [Reply(command, outcome, event.reason) for command in asked]
        effects: list[Any] = [*answers]
        state = self._repeated(state, call, now)
        effects += [Health("clips", event.clips), *([Health("player", event.player)] if event.player else [])]
        if event.reason:
            effects.append(Note("error", f"a call was not spoken: {event.reason}", _ids(call)))
        state, dropped = self._drop_stale(state, now)
        state, effects = self._next(state, effects + dropped)
        return state, [*effects, *([_stale_timer(state, now)] if state.waiting else [])]

    def _repeated(self, state: State, call: Call, now: float) -> State:
        """The evacuation goes on, its first time answered, or it has been said for long enough."""
        evacuating = state.evacuating
        if evacuating is None or (now >= evacuating.until and call.key in (ONCE, AGAIN)):
            return state._replace(evacuating=None)
        return state._replace(evacuating=evacuating._replace(key=AGAIN)) if call.key == ONCE else state

    def _seen(self, state: State, event: SpeakerSeen, now: float) -> Step:
        return state, [Health("player", event.player), Health("clips", event.clips)]

    # Time

    def _timer(self, state: State, event: TimerDue, now: float) -> Step:
        if event.name == AWAY:
            return self._still_silent(state, now)
        if event.name == STALE:
            state, dropped = self._drop_stale(state, now)
            return state, [*dropped, _stale_timer(state, now)]
        # Who speaks will tell by itself how the loudspeaker is.
        look = [Look()] if state.speaking is None else []
        return state, [*look, SetTimer(LOOK, LOOK_S)]

    def _drop_stale(self, state: State, now: float) -> Step:
        fresh, stale = split_stale(state.waiting, now)
        effects: list[Any] = []
        for call in stale:
            effects += [Reply(command, "expired", "its time ran out in the queue") for command in call.commands]
            effects.append(Note("warning", "call dropped: its time ran out before its turn came", _ids(call)))
        return state._replace(waiting=fresh), effects

    # The disk

    def _refused(self, state: State, event: StepRefused, now: float) -> Step:
        """The answers could not be written down. The hall comes first: go on as if they had been, without them.

        An order that could not be refused comes again; the hub takes the silence about others for expiry.
        """
        if isinstance(event.event, Ordered):
            return state, []
        state, effects = self.step(state, event.event, now)
        return state, [each for each in effects if not isinstance(each, Reply)]


def _stale_timer(state: State, now: float) -> SetTimer | StopTimer:
    moment = next_stale(state.waiting)
    return StopTimer(STALE) if moment is None else SetTimer(STALE, max(0.0, moment - now))


def _ids(call: Call) -> dict[str, str | int]:
    return {"command": call.commands[0], "call": " ".join(call.key)}
