"""Whom a rating screen asks, when a vote counts, and what is never taken for one."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from rating_values import COUNTER, HALL, LISTS, LOGIC, PHOTO, STARTED, TAGS, VISIT, asked

from devicekit.messages import AgencyRated, Answer, CounterSet, Rated
from devicekit.orders import Identify
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
from kiosk_rating.device import FetchPhoto, OpenScreen, PhotoCame, Pressed, ScreenFailed, ScreenOpen, Show
from kiosk_rating.state import REMEMBERED, State

LIST = LISTS["tt01-2018"]


class Play:
    """One screen, event by event; `effects` are those of the last."""

    def __init__(self, *events: object) -> None:
        self.state, self.effects, self.all = LOGIC.start(), (), []
        for event in events:
            self(event)

    def __call__(self, event: object, now: float = 1.0) -> "Play":
        self.state, self.effects = LOGIC.step(self.state, event, now)
        self.all += self.effects
        return self

    def press(self, *targets: str) -> "Play":
        for target in targets:
            assert self.state.page is not None
            buttons = (*self.state.page.buttons, *self.state.page.actions)
            assert target in [button.id for button in buttons], f"{target} is not on page {self.state.page.name}"
            self(Pressed(self.state.page.name, target))
        return self

    def of(self, kind: type) -> list[Any]:
        return [effect for effect in self.effects if isinstance(effect, kind)]

    def votes(self) -> list[Any]:
        return [effect.body for effect in self.all if isinstance(effect, Emit)]


def at_counter(*events: object) -> Play:
    return Play(STARTED, StateSet(COUNTER), *events)


def in_hall() -> Play:
    return Play(STARTED, StateSet(HALL))


# At the counter


def test_nobody_is_asked_before_the_visit_is_finished() -> None:
    play = at_counter()
    assert play.state.page is not None
    assert (play.state.page.name, play.state.page.buttons) == ("idle", ())


def test_a_touch_is_a_vote_on_the_disk_before_anybody_is_thanked() -> None:
    play = at_counter(asked()).press("level:3")
    assert play.votes() == [Rated(visit=VISIT, level=3, levels=3, command="c1")]
    (emit,) = play.of(Emit)
    assert emit.answers == "c1"
    assert [show.page.name for show in play.of(Show)] == ["thanks"]
    assert play(TimerDue("close")).state.page == at_counter().state.page


def test_who_touches_nothing_has_not_rated() -> None:
    play = at_counter(asked(seconds=20))
    assert SetTimer("expire", 20) in play.effects
    play(TimerDue("expire"))
    assert play.votes() == [Rated(visit=VISIT, level=None, levels=3, command="c1")]
    assert [show.page.name for show in play.of(Show)] == ["idle"]


def test_the_lowest_level_asks_why_and_sends_what_was_chosen() -> None:
    play = at_counter(asked()).press("level:1")
    assert play.votes() == []
    play.press("tag:wait", "tag:guide", "tag:wait", "tag:papers", "send")
    assert play.votes() == [Rated(visit=VISIT, level=1, levels=3, tags=("guide", "papers"), command="c1")]


def test_no_reason_need_be_given() -> None:
    play = at_counter(asked()).press("level:1", "tag:wait", "skip")
    assert play.votes() == [Rated(visit=VISIT, level=1, levels=3, command="c1")]


def test_who_walks_away_from_the_reasons_has_rated_all_the_same() -> None:
    play = at_counter(asked()).press("level:1", "tag:late")(TimerDue("expire"))
    assert play.votes() == [Rated(visit=VISIT, level=1, levels=3, tags=("late",), command="c1")]


def test_a_level_given_just_before_a_power_cut_is_told_after_it() -> None:
    play = at_counter(asked()).press("level:1")
    kept = {keep.key: keep.value for keep in play.all if isinstance(keep, Keep)}
    again = Play(Started("rating-1", "s2", kept, ()))
    assert again.votes() == [Rated(visit=VISIT, level=1, levels=3, command="c1")]
    assert Keep("half", None) in again.effects
    assert VISIT in again.state.rated


def test_without_reasons_to_offer_the_lowest_level_is_a_vote_at_once() -> None:
    play = Play(STARTED, StateSet(msgspec.structs.replace(COUNTER, tags=())), asked()).press("level:1")
    assert [vote.level for vote in play.votes()] == [1]


@pytest.mark.parametrize("levels", [3, 4, 5])
def test_every_scale_goes_from_the_most_to_the_least_satisfied(levels: int) -> None:
    page = at_counter(asked(levels=levels)).state.page
    assert page is not None
    assert [button.id for button in page.buttons] == [f"level:{n}" for n in range(levels, 0, -1)]
    assert page.buttons[0].words.text == "RẤT HÀI\N{NO-BREAK SPACE}LÒNG"
    assert len({button.words for button in page.buttons} | {button.mark for button in page.buttons}) == 2 * levels


def test_the_visit_that_is_rated_is_named_on_the_page() -> None:
    page = at_counter(asked()).state.page
    assert page is not None
    assert page.over.text == "Lượt phục vụ số A012"


@pytest.mark.parametrize(("kind", "word"), [("public_employee", "viên chức"), ("post", "nhân viên Bưu điện")])
def test_the_question_names_the_officer_by_kind(kind: str, word: str) -> None:
    page = Play(STARTED, StateSet(msgspec.structs.replace(COUNTER, kind=kind)), asked()).state.page
    assert page is not None
    assert f"sự phục vụ của {word} tại quầy" in page.title.text


def test_a_visit_is_rated_once_also_when_it_is_asked_again() -> None:
    play = at_counter(asked()).press("level:2")(TimerDue("close"))
    play(asked(command="c2"))
    assert [(reply.command, reply.outcome) for reply in play.of(Reply)] == [("c2", "refused")]
    assert len(play.votes()) == 1


def test_what_was_rated_is_remembered_over_a_restart() -> None:
    play = at_counter(asked()).press("level:2")
    kept = {keep.key: keep.value for keep in play.all if isinstance(keep, Keep) and keep.value is not None}
    again = Play(Started("rating-1", "s2", kept, ()), asked(command="c2"))
    assert [reply.outcome for reply in again.of(Reply)] == ["refused"]
    assert again.state.shown == COUNTER


def test_a_vote_after_the_time_changes_nothing() -> None:
    play = at_counter(asked())
    page = play.state.page
    assert page is not None
    play(TimerDue("expire"))(Pressed(page.name, "level:1"))
    assert [vote.level for vote in play.votes()] == [None]


def test_the_next_visit_takes_the_place_of_one_that_nobody_answered() -> None:
    play = at_counter(asked())(asked("20261123.A013.counter-1", "c2"))
    assert [(vote.visit[9:13], vote.level) for vote in play.votes()] == [("A012", None)]
    assert play.state.page is not None
    assert "A013" in play.state.page.over.text


def test_the_same_question_again_while_it_is_asked_changes_nothing() -> None:
    play = at_counter(asked())(asked(command="c9"))
    assert play.votes() == []
    assert play.state.asking is not None and play.state.asking.command == "c1"


def test_a_full_disk_is_said_to_who_pressed_and_he_may_press_again() -> None:
    play = at_counter(asked())
    before = play.state
    press = Pressed(before.page.name if before.page else "", "level:3")
    play(StepRefused(press, "disk"))
    assert play.state.page is not None and play.state.page.note.text.startswith("Chưa ghi nhận được")
    assert play.press("level:3").votes() == [Rated(visit=VISIT, level=3, levels=3, command="c1")]


def test_a_question_that_could_not_be_closed_for_a_full_disk_is_closed_later() -> None:
    play = at_counter(asked())(StepRefused(TimerDue("expire"), "disk"))
    assert play.of(SetTimer) == [SetTimer("expire", 1.0)]


def test_only_so_many_visits_are_remembered() -> None:
    play = at_counter()
    for n in range(REMEMBERED + 5):
        play(asked(f"20261123.A{n % 1000:03}.counter-1", f"c{n}")).press("level:3")
    assert len(play.state.rated) == REMEMBERED


# In the hall


def through(play: Play, *points: int) -> Play:
    play.press("agency:agency-1", "yes")
    for point in points:
        play.press(f"points:{point}")
    return play


def test_an_agency_is_rated_by_the_circulars_questions() -> None:
    play = through(in_hall(), 2, 1, 0, 2)
    (vote,) = play.votes()
    assert isinstance(vote, AgencyRated)
    assert (vote.agency, vote.questions) == ("agency-1", "tt01-2018")
    assert [(a.question, a.points) for a in vote.answers] == [("q1", 2), ("q3", 1), ("q4", 0), ("q7", 2)]
    assert [show.page.name for show in play.of(Show)] == ["thanks"]


def test_each_vote_has_a_name_of_its_own_and_no_other_trace_of_who_gave_it() -> None:
    play = through(through(in_hall(), 2, 2, 2, 2)(TimerDue("close")), 2, 2, 2, 2)
    one, other = play.votes()
    assert one.vote != other.vote
    assert msgspec.structs.replace(one, vote="v") == msgspec.structs.replace(other, vote="v")
    assert one.dossier == ""


def test_who_has_no_result_yet_is_thanked_and_does_not_rate() -> None:
    play = in_hall().press("agency:agency-1", "no")
    assert play.votes() == []
    assert play.state.page is not None and play.state.page.name == "not_yet"
    assert play(TimerDue("close")).state.page == in_hall().state.page


def test_going_back_takes_the_last_answer_back() -> None:
    play = through(in_hall(), 2, 0).press("back", "back")
    for point in (1, 1, 1, 1):
        play.press(f"points:{point}")
    assert [answer.points for answer in play.votes()[0].answers] == [1, 1, 1, 1]


def test_back_from_the_first_question_leads_to_the_agencies() -> None:
    play = through(in_hall(), 2).press("back", "back", "back")
    assert play.state.page == in_hall().state.page


def test_who_walks_away_in_the_middle_leaves_no_vote() -> None:
    play = through(in_hall(), 2, 2)
    assert SetTimer("idle", 40.0) in play.effects
    assert play(TimerDue("idle")).state.page == in_hall().state.page
    assert play.votes() == []


def test_all_agencies_can_be_reached_page_by_page_and_round_again() -> None:
    play, seen = in_hall(), set()
    for _ in range(2):
        assert play.state.page is not None
        seen |= {button.id for button in play.state.page.buttons}
        play.press("more")
    assert seen == {f"agency:{agency.id}" for agency in HALL.agencies}
    assert play.state.page == in_hall().state.page


def test_a_list_that_this_screen_does_not_have_is_said_and_nobody_is_asked() -> None:
    play = Play(STARTED, StateSet(msgspec.structs.replace(HALL, questions="tt99-2030")))
    (health,) = [h for h in play.of(Health) if h.part == "questions"]
    assert (health.now.state, health.now.code) == ("failed", "unknown_list")
    assert "known: tt01-2018" in health.now.detail
    assert play.state.page is not None and play.state.page.name == "paused"


def test_a_screen_in_the_hall_asks_about_no_visit() -> None:
    play = in_hall()(asked())
    assert [reply.outcome for reply in play.of(Reply)] == ["refused"]


def test_the_shipped_questions_are_dated_and_name_their_source() -> None:
    assert LIST.effective.isoformat() == "2019-01-06"
    assert "01/2018/TT-VPCP" in LIST.source
    assert [question.id for question in LIST.questions] == ["q1", "q3", "q4", "q7"]
    assert all([choice.points for choice in question.choices] == [2, 1, 0] for question in LIST.questions)


# Photo, screen, hub


def test_the_photo_is_fetched_and_shown_when_it_came() -> None:
    play = at_counter()
    assert play.of(FetchPhoto) == [FetchPhoto(PHOTO)]
    assert play.state.page is not None and play.state.page.person is not None
    assert play.state.page.person.photo == ""
    play(PhotoCame(PHOTO, "ok"))
    assert play.state.page.person.photo == PHOTO


@pytest.mark.parametrize("outcome", ["missing", "unreachable", "unreadable"])
def test_a_photo_that_does_not_come_is_said_in_status_and_tried_again(outcome: str) -> None:
    play = at_counter()(PhotoCame(PHOTO, outcome, "why"))  # type: ignore[arg-type]
    (health,) = play.of(Health)
    assert (health.part, health.now.state, health.now.code) == ("photo", "degraded", outcome)
    assert "silhouette" in health.now.detail
    assert SetTimer("photo", 60.0) in play.effects
    assert play(TimerDue("photo")).of(FetchPhoto) == [FetchPhoto(PHOTO)]


def test_the_photo_of_an_officer_who_has_left_is_not_shown() -> None:
    play = at_counter()(StateSet(msgspec.structs.replace(COUNTER, photo="", officer="Trần Văn Bình")))
    play(PhotoCame(PHOTO, "ok"))
    assert play.state.page is not None and play.state.page.person is not None
    assert (play.state.page.person.name, play.state.page.person.photo) == ("Trần Văn Bình", "")


def test_a_hub_that_is_back_is_asked_for_the_photo_again_unless_it_is_there() -> None:
    play = at_counter()(HubHeard(0))
    assert play.of(FetchPhoto) == [FetchPhoto(PHOTO)]
    assert play(PhotoCame(PHOTO, "ok"))(HubHeard(0)).of(FetchPhoto) == []


def test_a_screen_that_fails_is_said_tried_again_and_shown_the_page_when_it_is_back() -> None:
    play = at_counter()(ScreenFailed("no screen"))
    assert [h.now.state for h in play.of(Health)] == ["failed"]
    assert [note.text for note in play.of(Note)] == ["no screen"]
    assert play(ScreenFailed("no screen")).of(Note) == []
    assert play(TimerDue("screen")).of(OpenScreen) == [OpenScreen()]
    play(ScreenOpen(800, 480))
    assert [show.page.name for show in play.of(Show)] == ["idle"]


def test_a_set_that_is_not_for_it_changes_nothing() -> None:
    play = at_counter()
    before = play.state
    play(StateSet(CounterSet(counter="counter-1", state="free")))
    assert play.state == before
    assert [note.level for note in play.of(Note)] == ["warning"]


def test_a_refused_vote_is_in_the_log() -> None:
    vote = Rated(visit=VISIT, level=2)
    play = at_counter()(Answered(VISIT, vote, Answer(id="e", outcome="refused", reason="rated_already")))
    assert "rated_already" in play.of(Note)[0].text


def test_a_technician_finds_it() -> None:
    play = at_counter()(Ordered("c5", Identify(seconds=10), 0))
    assert play.state.page is not None and play.state.page.title.text == "rating-1"
    assert play(TimerDue("identify")).state.page == at_counter().state.page


def test_a_technician_who_finds_it_does_not_hide_that_everybody_is_to_leave() -> None:
    play = at_counter()(Ordered("c5", Identify(seconds=10), 0))(StateSet(replace(COUNTER, evacuate=True)))
    assert play.state.page is not None
    assert play.state.page.name == "evacuate"


moves = st.one_of(
    st.tuples(st.just("ask"), st.integers(1, 4)),
    st.tuples(st.just("press"), st.integers(0, 9)),
    st.tuples(st.just("timer"), st.sampled_from(["expire", "close", "idle", "photo"])),
    st.tuples(st.just("refused"), st.integers(0, 9)),
)


@given(st.lists(moves, max_size=30))
def test_whatever_happens_no_visit_has_two_votes_and_each_level_was_touched(series: list[tuple[str, Any]]) -> None:
    play, touched = at_counter(), set()
    for kind, what in series:
        page = play.state.page
        assert page is not None
        buttons = [button.id for button in (*page.buttons, *page.actions)]
        if kind == "ask":
            play(asked(f"20261123.A{what:03}.counter-1", f"c{len(play.all)}"))
        elif kind == "timer":
            play(TimerDue(what))
        elif kind == "refused" and play.state.page is not None:
            play(StepRefused(Pressed(play.state.page.name, "level:2"), "disk"))
        elif buttons:
            target = buttons[what % len(buttons)]
            if target.startswith("level"):
                touched.add(page.name.removeprefix("ask:"))
            play(Pressed(page.name, target))
    votes = [vote.visit for vote in play.votes()]
    assert len(votes) == len(set(votes))
    assert {vote.visit for vote in play.votes() if vote.level is not None} <= touched
    assert all(set(vote.tags) <= set(TAGS) for vote in play.votes())


def test_a_fresh_screen_without_a_hub_says_that_it_starts() -> None:
    play = Play(STARTED)
    assert play.state.page is not None and play.state.page.name == "waiting"
    assert isinstance(LOGIC.start(), State)
    assert StopTimer("x") not in play.effects
