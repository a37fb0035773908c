"""The decisions of a rating screen: whom to ask, when a vote counts, what is shown. Pure.

Rules. Nobody is asked before the visit is finished, and each visit once. Who touches nothing has not rated: silence is
never "satisfied". A vote is on the disk before anybody is thanked. Which agency was rated by whom is not known here.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from devicekit.message_fields import Level
from devicekit.messages import AgencyAnswer, AgencyRated, Part, Rated, RatingSet
from devicekit.orders import AskRating, Identify
from devicekit.scanner.device import ScanDropped, Scanned, ScannerSeen
from devicekit.steps import (
    Answered,
    Emit,
    Health,
    HubHeard,
    Keep,
    Note,
    Ordered,
    Reply,
    SetTimer,
    Started,
    StateSet,
    StepRefused,
    StopTimer,
    TimerDue,
)
from kiosk_rating.circular import QuestionList
from kiosk_rating.device import FetchPhoto, OpenScreen, PhotoCame, Pressed, ScreenFailed, ScreenOpen, Show
from kiosk_rating.pages import AGENCIES_ON_PAGE, Pages
from kiosk_rating.scanning import scanned, scanner_seen
from kiosk_rating.state import REMEMBERED, Asking, Photo, State, Survey

KEPT_SET, KEPT_RATED, KEPT_HALF = "set", "rated", "half"
EXPIRE, CLOSE, IDLE, SCREEN, PHOTO, IDENTIFY = "expire", "close", "idle", "screen", "photo", "identify"
# Reasons are read slowly; after that the vote stands as it is.
WHY_S = 30.0
THANKS_S, NOT_YET_S = 4.0, 7.0
# Who walks away in the middle of the questions leaves no vote.
IDLE_S = 40.0
AGAIN_S, SCREEN_S, PHOTO_S = 1.0, 5.0, 60.0

Step = tuple[State, list[Any]]


class RatingLogic:
    """One rating screen."""

    def __init__(self, pages: Pages, lists: Mapping[str, QuestionList]) -> None:
        self._pages, self._lists = pages, lists
        self._handlers: dict[type, Callable[[State, Any, float], Step]] = {
            Started: self._started,
            HubHeard: self._hub_heard,
            StateSet: self._set,
            Ordered: self._ordered,
            Answered: self._answered,
            Pressed: self._pressed,
            PhotoCame: self._photo_came,
            ScreenOpen: self._screen_open,
            ScreenFailed: self._screen_failed,
            Scanned: self._scanned,
            ScanDropped: self._scanned,
            ScannerSeen: self._scanner_seen,
            TimerDue: self._timer,
            StepRefused: self._step_refused,
        }

    def start(self) -> State:
        return State()

    def step(self, state: State, event: object, now: float) -> tuple[State, Sequence[Any]]:
        handler = self._handlers.get(type(event))
        if handler is None:
            return state, ()
        state, effects = handler(state, event, now)
        page = self._pages.of(state)
        if page != state.page:
            state, effects = state._replace(page=page), [*effects, Show(page)]
        return state, effects

    # The run and the hub

    def _started(self, state: State, event: Started, now: float) -> Step:
        state = state._replace(device=event.device, session=event.session)
        effects: list[Any] = []
        if KEPT_RATED in event.kept:
            state = state._replace(rated=msgspec.json.decode(event.kept[KEPT_RATED], type=tuple[str, ...]))
        if KEPT_HALF in event.kept:
            # The last run ended while somebody looked at the reasons: the level was given.
            vote = msgspec.json.decode(event.kept[KEPT_HALF], type=Rated)
            state = state._replace(rated=(*state.rated, vote.visit))
            effects += [Emit(vote, key=vote.visit, answers=vote.command or ""), Keep(KEPT_HALF, None)]
            effects.append(Keep(KEPT_RATED, msgspec.json.encode(state.rated)))
        if KEPT_SET in event.kept:
            state, more = self._take_set(state, msgspec.json.decode(event.kept[KEPT_SET], type=RatingSet))
            effects += more
        return state, effects

    def _hub_heard(self, state: State, event: HubHeard, now: float) -> Step:
        return state, self._want_photo(state)

    def _set(self, state: State, event: StateSet, now: float) -> Step:
        body = event.body
        if not isinstance(body, RatingSet):
            return state, [Note("warning", f"a {type(body).__name__} is not for a rating screen; ignored")]
        if body == state.shown:
            return state, []
        state, effects = self._take_set(state, body)
        return state, [Keep(KEPT_SET, msgspec.json.encode(body)), *effects]

    def _take_set(self, state: State, body: RatingSet) -> Step:
        photo = state.photo if body.photo == state.photo.url else Photo(body.photo)
        state = _at_start(state)._replace(shown=body, photo=photo)
        effects = self._want_photo(state)
        if not photo.url:
            effects += [Health("photo", Part(state="ok")), StopTimer(PHOTO)]
        known = body.mode == "counter" or body.questions in self._lists
        part = Part(state="ok")
        if not known:
            detail = f"no list {body.questions!r} here; known: {', '.join(self._lists)}. Update this device"
            part = Part(state="failed", code="unknown_list", detail=detail)
        return state, [*effects, Health("questions", part)]

    def _ordered(self, state: State, event: Ordered, now: float) -> Step:
        body = event.body
        if isinstance(body, Identify):
            return state._replace(identify=True), [SetTimer(IDENTIFY, body.seconds), Reply(event.command, "done")]
        if not isinstance(body, AskRating):
            return state, [Reply(event.command, "refused", f"a rating screen can't do {type(body).__name__}")]
        if state.shown is None or state.shown.mode != "counter":
            return state, [Reply(event.command, "refused", "this screen is at no counter")]
        if body.visit in state.rated or (state.asking is not None and state.asking.visit == body.visit):
            return state, [Reply(event.command, "refused", "this visit is or was being rated")]
        before: list[Any] = []
        if state.asking is not None:
            # The officer has finished the next one already: who has not answered by now does not.
            state, before = self._close(state, state.asking)
        asking = Asking(body.visit, body.number, body.levels, event.command, now + body.seconds)
        state = state._replace(asking=asking, closing="", trouble=False)
        return state, [*before, StopTimer(CLOSE), SetTimer(EXPIRE, body.seconds)]

    def _answered(self, state: State, event: Answered, now: float) -> Step:
        if event.answer.outcome == "accepted":
            return state, []
        text = f"the hub refused a {type(event.body).__name__}: {event.answer.reason} {event.answer.detail}".rstrip()
        return state, [Note("warning", text)]

    # The screen

    def _pressed(self, state: State, event: Pressed, now: float) -> Step:
        if state.page is None or event.page != state.page.name:
            return state, []
        state = state._replace(trouble=False)
        verb, _, what = event.target.partition(":")
        if state.asking is not None and not state.closing:
            return self._voted(state, state.asking, verb, what, now)
        if state.shown is not None and state.shown.mode == "agency":
            state, effects = self._surveyed(state, state.shown, verb, what)
            return state, [*effects, _idle(state)]
        return state, []

    def _voted(self, state: State, asking: Asking, verb: str, what: str, now: float) -> Step:
        match verb:
            case "level" if int(what) > 1 or state.shown is None or not state.shown.tags:
                return self._take(state, asking, int(what))
            case "level":
                why = asking._replace(stage="why", until=now + WHY_S)
                half = msgspec.json.encode(_vote(why, 1))
                return state._replace(asking=why), [Keep(KEPT_HALF, half), SetTimer(EXPIRE, WHY_S)]
            case "tag":
                tags = tuple(t for t in asking.tags if t != what) if what in asking.tags else (*asking.tags, what)
                why = asking._replace(tags=tags, until=now + WHY_S)
                return state._replace(asking=why), [SetTimer(EXPIRE, WHY_S)]
            case "send":
                return self._take(state, asking, 1)
            case "skip":
                return self._take(state, asking._replace(tags=()), 1)
        return state, []

    def _take(self, state: State, asking: Asking, level: Level | None) -> Step:
        """The vote is given: on the disk, then thanks."""
        state, effects = self._end(state, asking, level)
        return state._replace(closing="thanks"), [*effects, SetTimer(CLOSE, THANKS_S)]

    def _close(self, state: State, asking: Asking) -> Step:
        """Time is over: whoever came to the reasons has rated, whoever touched nothing has not."""
        return self._end(state, asking, 1 if asking.stage == "why" else None)

    def _end(self, state: State, asking: Asking, level: Level | None) -> Step:
        rated = (*state.rated, asking.visit)[-REMEMBERED:]
        effects: list[Any] = [
            Emit(_vote(asking, level), key=asking.visit, answers=asking.command),
            Keep(KEPT_RATED, msgspec.json.encode(rated)),
            StopTimer(EXPIRE),
        ]
        if asking.stage == "why":
            effects.append(Keep(KEPT_HALF, None))
        return state._replace(asking=None, rated=rated), effects

    def _surveyed(self, state: State, shown: RatingSet, verb: str, what: str) -> Step:
        survey = state.survey
        if survey is None:
            if verb == "agency":
                return state._replace(survey=Survey(what)), []
            if verb == "more":
                first = state.first + AGENCIES_ON_PAGE
                return state._replace(first=first if first < len(shown.agencies) else 0), []
            return state, []
        match verb:
            case "no":
                return _at_start(state)._replace(closing="not_yet"), [SetTimer(CLOSE, NOT_YET_S)]
            case "yes":
                return state._replace(survey=survey._replace(step=0)), []
            case "back" if survey.step < 0:
                return state._replace(survey=None), []
            case "back":
                return state._replace(survey=survey._replace(step=survey.step - 1, answers=survey.answers[:-1])), []
            case "points":
                return self._answer(state, survey, self._lists[shown.questions], int(what))
        return state, []

    def _answer(self, state: State, survey: Survey, questions: QuestionList, points: int) -> Step:
        answers = (*survey.answers, (questions.questions[survey.step].id, points))
        if len(answers) < len(questions.questions):
            return state._replace(survey=survey._replace(step=survey.step + 1, answers=answers)), []
        votes = state.votes + 1
        vote = AgencyRated(
            vote=f"{state.session}:{votes}",
            agency=survey.agency,
            questions=questions.version,
            answers=tuple(AgencyAnswer(question=question, points=given) for question, given in answers),
            dossier=state.dossier,
        )
        state = _at_start(state)._replace(votes=votes, closing="thanks")
        return state, [Emit(vote, key=vote.vote), SetTimer(CLOSE, THANKS_S)]

    def _screen_open(self, state: State, event: ScreenOpen, now: float) -> Step:
        part = Part(state="ok", detail=f"{event.width} x {event.height}")
        # A screen that came back is dark until it is told.
        return state._replace(page=None, dark=""), [Health("screen", part)]

    def _screen_failed(self, state: State, event: ScreenFailed, now: float) -> Step:
        part = Part(state="failed", code="no_screen", detail=event.reason)
        # Each failed attempt tells it again: once in the log is enough.
        note = [] if event.reason == state.dark else [Note("error", event.reason)]
        return state._replace(dark=event.reason), [*note, Health("screen", part), SetTimer(SCREEN, SCREEN_S)]

    # The scanner

    def _scanned(self, state: State, event: Scanned | ScanDropped, now: float) -> Step:
        state, effects = scanned(state, event)
        return state, [*effects, _idle(state)]

    def _scanner_seen(self, state: State, event: ScannerSeen, now: float) -> Step:
        return scanner_seen(state, event)

    # The photo

    def _want_photo(self, state: State) -> list[Any]:
        return [FetchPhoto(state.photo.url)] if state.photo.url and not state.photo.shown else []

    def _photo_came(self, state: State, event: PhotoCame, now: float) -> Step:
        if event.url != state.photo.url:
            return state, []
        if event.outcome == "ok":
            return state._replace(photo=Photo(event.url, shown=True)), [Health("photo", Part(state="ok"))]
        part = Part(state="degraded", code=event.outcome, detail=f"a silhouette is shown: {event.reason}")
        note = [] if event.reason == state.photo.trouble else [Note("warning", f"no photo: {event.reason}")]
        state = state._replace(photo=state.photo._replace(trouble=event.reason))
        return state, [*note, Health("photo", part), SetTimer(PHOTO, PHOTO_S)]

    # Time and a full disk

    def _timer(self, state: State, event: TimerDue, now: float) -> Step:
        match event.name:
            case "expire" if state.asking is not None:
                given = state.asking.stage == "why"
                return self._take(state, state.asking, 1) if given else self._close(state, state.asking)
            case "close":
                return state._replace(closing=""), []
            case "idle":
                return _at_start(state), []
            case "scan":
                return state._replace(misread=""), []
            case "screen":
                return state, [OpenScreen()]
            case "photo":
                return state, self._want_photo(state)
            case "identify":
                return state._replace(identify=False), []
        return state, []

    def _step_refused(self, state: State, event: StepRefused, now: float) -> Step:
        """Nothing of that step happened; who pressed is asked to press again, what ran out runs out a little later."""
        if isinstance(event.event, Pressed):
            return state._replace(trouble=True), []
        if isinstance(event.event, TimerDue) and event.event.name == EXPIRE:
            return state, [SetTimer(EXPIRE, AGAIN_S)]
        if isinstance(event.event, ScannerSeen):
            return scanner_seen(state, event.event)
        return state, []


def _at_start(state: State) -> State:
    """Nobody stands here any more, or somebody new: nothing of who was here before is left."""
    return state._replace(survey=None, first=0, dossier="", misread="")


def _idle(state: State) -> SetTimer | StopTimer:
    """Who has begun and walks away is waited for that long."""
    return SetTimer(IDLE, IDLE_S) if state.survey or state.first or state.dossier else StopTimer(IDLE)


def _vote(asking: Asking, level: Level | None) -> Rated:
    return Rated(
        visit=asking.visit, level=level, levels=asking.levels, tags=asking.tags, command=asking.command or None
    )
