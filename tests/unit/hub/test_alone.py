"""What counters did while the hub was silent, when it is back: taken in where it fits, a conflict where it does not."""

from pathlib import Path
from typing import Literal, get_args

import pytest
from fee_house import FeeDay, reason, told
from hub_house import DAY, PLAN
from hypothesis import given, settings
from hypothesis import strategies as st
from queue_house import ONE, QUEUE, TWO
from test_trace import House

from devicekit.messages import KeyPressed, VerbTyped
from devicekit.orders import Announce, AskRating
from devicekit.text_files import load_texts
from hub.alone_words import conflicts_now
from hub.engine import commands as c
from hub.engine import events as e
from hub.engine.counter_events import AloneWhy
from hub.engine.decide import STALE_KEY_MS, Decision
from hub.engine.lifecycle import AT_DESK
from hub.engine.state import State, apply
from hub.floor import Floor
from hub.in_time import in_time
from hub.store_rows import LogRow
from hub.trace import trace
from hub.translate import command_for
from hub.why import sentences, why

AWAY_MS = 10 * 60_000


@pytest.fixture
def day() -> FeeDay:
    made = FeeDay(QUEUE)
    for _ in range(4):
        made.take("land")
    made.take("civil")
    return made


def call(day: FeeDay, digits: str, counter: str = ONE, ago_ms: int = AWAY_MS, on: str = DAY) -> Decision:
    return day.ask(c.CallAlone(counter=counter, digits=digits, day=on, pressed_ms=day.now - ago_ms))


def finish(day: FeeDay, number: str, counter: str = ONE, ago_ms: int = AWAY_MS, result: int | None = None) -> Decision:
    return day.ask(c.FinishAlone(counter=counter, number=number, day=DAY, result=result, pressed_ms=day.now - ago_ms))


def odd(decision: Decision) -> tuple[str, str]:
    """Why it does not fit, and what is in the way."""
    assert isinstance(decision, tuple)
    (fact,) = decision
    assert isinstance(fact, e.AloneConflict)
    return fact.why, fact.other


def test_who_waited_is_called_and_served_there_since_then(day: FeeDay) -> None:
    then_ms = day.now - AWAY_MS
    facts = call(day, "2")
    assert isinstance(facts, tuple)
    assert told(facts) == ["Called A002", "Started A002"]
    assert {fact.then_ms for fact in facts if isinstance(fact, e.LateFact)} == {then_ms}
    ticket = day.state.tickets["A002"]
    assert (ticket.state, ticket.counter, ticket.busy_ms) == ("serving", ONE, then_ms)
    assert day.state.open_conflicts() == ()


def test_a_deed_is_never_too_old(day: FeeDay) -> None:
    assert AWAY_MS > STALE_KEY_MS
    assert reason(call(day, "2")) == "accepted"


def test_a_second_call_ends_the_first_as_the_key_next_does(day: FeeDay) -> None:
    call(day, "2")
    facts = call(day, "3", ago_ms=AWAY_MS // 2)
    assert isinstance(facts, tuple)
    assert told(facts) == ["Finished A002", "Called A003", "Started A003"]
    assert day.state.finished["A002", ONE] == day.now - AWAY_MS // 2


def test_the_end_of_a_visit_happened_then(day: FeeDay) -> None:
    day.serve(ONE)
    day.now += 2 * AWAY_MS
    facts = finish(day, "A001", result=3)
    assert isinstance(facts, tuple)
    assert told(facts) == ["Finished A001"]
    assert (day.state.finished["A001", ONE], day.state.tickets["A001"].result) == (day.now - AWAY_MS, 3)


@pytest.mark.parametrize("number", ["2", "02", "002"])
def test_who_was_called_alone_is_finished_by_the_digits(day: FeeDay, number: str) -> None:
    call(day, "2")
    facts = finish(day, number, ago_ms=AWAY_MS // 2)
    assert isinstance(facts, tuple)
    assert told(facts) == ["Finished A002"]


def test_the_same_end_once_more_is_no_second_one(day: FeeDay) -> None:
    day.serve(ONE)
    day.now += 2 * AWAY_MS
    finish(day, "A001")
    assert finish(day, "A001") == ()


def test_what_is_at_this_counter_already_is_not_called_again(day: FeeDay) -> None:
    day.call(ONE)
    day.now += 2 * AWAY_MS
    facts = call(day, "1")
    assert isinstance(facts, tuple)
    assert told(facts) == ["Started A001"]
    assert call(day, "1") == ()


# What does not fit


def test_a_number_that_another_counter_has_is_a_conflict_and_stays_there(day: FeeDay) -> None:
    day.serve(TWO)
    here = day.state.desks[TWO].ticket
    assert odd(call(day, here[1:])) == ("elsewhere", TWO)
    assert (day.state.desks[TWO].ticket, day.state.desks[ONE].ticket) == (here, "")


def test_two_counters_that_called_one_number_are_both_told(day: FeeDay) -> None:
    call(day, "2", ONE)
    assert odd(call(day, "2", TWO, ago_ms=AWAY_MS // 2)) == ("elsewhere", ONE)
    (view,) = conflicts_now(QUEUE, day.state.open_conflicts())
    assert view.counters == (TWO, ONE)
    assert "A002" in view.vi
    assert "Quầy số 1" in view.vi
    assert "counter 1" in view.en


@pytest.mark.parametrize("digits", ["99", "0", "9999"])
def test_a_number_that_nobody_has_is_a_conflict(day: FeeDay, digits: str) -> None:
    assert odd(call(day, digits)) == ("unknown", "")
    assert odd(finish(day, digits)) == ("unknown", "")


def test_digits_that_may_be_two_numbers_are_a_conflict(day: FeeDay) -> None:
    assert odd(call(day, "1", TWO)) == ("unknown", "")


def test_a_number_that_has_gone_is_a_conflict_that_names_how(day: FeeDay) -> None:
    day.call(ONE)
    day.do(c.MissedCall(counter=ONE))
    day.call(ONE)
    day.do(c.MissedCall(counter=ONE))
    assert odd(call(day, "2")) == ("over", "noshow")
    assert odd(finish(day, "A002")) == ("over", "noshow")


def test_a_number_of_another_service_still_waits(day: FeeDay) -> None:
    assert odd(call(day, "2", "counter-4")) == ("service", "")
    assert day.state.tickets["A002"].state == "waiting"


def test_a_number_that_is_set_aside_is_taken_back_by_people(day: FeeDay) -> None:
    day.serve(ONE)
    day.do(c.Park(counter=ONE))
    assert odd(call(day, "1")) == ("parked", "")


@pytest.mark.parametrize("verb", [c.CloseCounter(counter=ONE), c.Pause(counter=ONE, reason=1)])
def test_a_counter_that_is_closed_or_pauses_gets_nobody(day: FeeDay, verb: c.Asking) -> None:
    day.do(verb)
    assert odd(call(day, "2")) == ("closed", "")


def test_who_came_to_the_counter_later_is_not_sent_away(day: FeeDay) -> None:
    day.serve(ONE)
    assert odd(call(day, "2")) == ("busy", "A001")
    assert day.state.desks[ONE].ticket == "A001"


def test_a_visit_that_began_after_that_end_goes_on(day: FeeDay) -> None:
    day.serve(ONE)
    assert odd(finish(day, "A001")) == ("elsewhere", ONE)
    assert day.state.tickets["A001"].state == "serving"


def test_who_was_finished_and_still_waits_is_a_conflict(day: FeeDay) -> None:
    assert odd(finish(day, "A002")) == ("waiting", "")


def test_a_deed_of_an_earlier_day_changes_nothing_of_this_one(day: FeeDay) -> None:
    assert odd(call(day, "2", on="2020-01-01")) == ("past_day", "")
    day.call(TWO)
    then = c.FinishAlone(counter=TWO, number="A001", day="2020-01-01", pressed_ms=day.now)
    assert odd(day.ask(then)) == ("past_day", "")


def test_a_deed_is_never_of_later_than_now(day: FeeDay) -> None:
    for decision in (call(day, "1", ago_ms=-1000), finish(day, "A001", ago_ms=-1000)):
        assert isinstance(decision, tuple)
        assert {fact.then_ms for fact in decision if isinstance(fact, e.LateFact)} == {day.now}
    assert day.state.tickets["A002"].state == "waiting"


def test_a_conflict_is_over_once_the_ticket_goes_on(day: FeeDay) -> None:
    day.do(c.CloseCounter(counter=ONE))
    call(day, "2")
    assert len(day.state.open_conflicts()) == 1
    day.do(c.CallNumber(counter=TWO, number="A002"))
    assert day.state.open_conflicts() == ()


def test_a_counter_that_nobody_knows_is_refused(day: FeeDay) -> None:
    assert reason(call(day, "2", "counter-9")) == "unknown_counter"
    assert reason(finish(day, "A001", "counter-9")) == "unknown_counter"


DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["call", "finish", "next", "close", "open", "take"]),
        st.sampled_from([ONE, TWO, "counter-3", "counter-4"]),
        st.integers(0, 6),
        st.integers(0, AWAY_MS),
    ),
    max_size=25,
)


@settings(max_examples=150)
@given(DEEDS)
def test_nobody_is_lost_or_at_two_counters_whatever_was_done_alone(deeds: list[tuple[str, str, int, int]]) -> None:
    day = FeeDay(QUEUE)
    for _ in range(4):
        day.take("land")
    for what, counter, n, ago_ms in deeds:
        day.now += 60_000
        if what == "call":
            assert reason(call(day, str(n), counter, ago_ms)) == "accepted"
        elif what == "finish":
            assert reason(finish(day, str(n), counter, ago_ms)) == "accepted"
        elif what == "take":
            day.take("civil")
        else:
            verbs = {"next": c.CallNext, "close": c.CloseCounter, "open": c.OpenCounter}
            day.ask(verbs[what](counter=counter))
        there = [number for desk in day.state.desks.values() for number in desk.people]
        assert sorted(there) == sorted(n for n, each in day.state.tickets.items() if each.state in AT_DESK)
        waiting = sum(line.count for line in day.state.waiting.values())
        assert waiting == len([1 for each in day.state.tickets.values() if each.state == "waiting"])
    again = State(DAY)
    for fact in day.log:
        apply(again, fact)
    assert again.tickets == day.state.tickets
    assert again.conflicts == day.state.conflicts


# The floor, and the words


def test_no_voice_calls_and_no_screen_asks_about_what_is_over() -> None:
    day = FeeDay(QUEUE)
    day.take("land")
    facts = (*day.do(c.CallAlone(counter=ONE, digits="1", day=DAY, pressed_ms=day.now)),)
    facts += day.do(c.FinishAlone(counter=ONE, number="A001", day=DAY, pressed_ms=day.now))
    bodies = [order.body for order in Floor(QUEUE).orders(DAY, facts)]
    assert not [body for body in bodies if isinstance(body, Announce | AskRating)]
    assert Floor(QUEUE).urgent(day.state, facts) >= {"counter-1"}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_story_of_a_number_tells_what_was_done_alone(language: str, tmp_path: Path) -> None:
    house = House(tmp_path)
    today, now_ms = house.service.view.day, house.service.now_ms()
    for i in (1, 2):
        house.ask("kiosk-1", c.Take(press=f"p{i}", service="land", kiosk="kiosk-1"))
    for device, command in (
        ("counter-1", c.CallAlone(counter="counter-1", digits="1", day=today, pressed_ms=now_ms)),
        ("counter-2", c.CallAlone(counter="counter-2", digits="1", day=today, pressed_ms=now_ms + 1)),
        ("counter-1", c.FinishAlone(counter="counter-1", number="1", day=today, result=1, pressed_ms=now_ms + 2)),
    ):
        house.ask(device, command)
    told = trace("A001", house.path, PLAN, language)
    house.service.close()
    story = " ".join(told)
    names = ("Called", "Started", "Finished", "AloneConflict")
    assert not any(name in story for name in names)
    words = ("tự gọi số A001", "Hai quầy hỏi nhau", "kết thúc số A001")
    assert language == "en" or all(word in story for word in words)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_why_says_that_the_officer_called_it_while_not_connected(day: FeeDay, language: Literal["vi", "en"]) -> None:
    call(day, "2")
    rows = [LogRow(i, DAY, "", fact) for i, fact in enumerate(day.log, 1)]
    found = why(QUEUE, DAY, rows, "A002")
    assert found is not None
    assert (found.rule, found.differs) == ("alone", False)
    text = " ".join(sentences(found, QUEUE, load_texts(language)))
    assert load_texts(language).get("why.rule.alone") in text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_reason_has_its_words_in_both_languages(language: str) -> None:
    texts = load_texts(language)
    assert all(f"alone.why.{reason}" in texts for reason in get_args(AloneWhy))


# The wire


def test_a_key_of_a_counter_that_was_alone_is_a_deed_of_then() -> None:
    body = VerbTyped(counter=ONE, verb="call", digits="12", alone=True)
    deed = command_for("counter-1", body, 5, lambda ms: DAY, {})
    assert deed == c.CallAlone(counter=ONE, digits="12", day=DAY, pressed_ms=5)
    key = KeyPressed(counter=ONE, key="finish", result=2, alone="A012")
    ended = command_for("counter-1", key, 5, lambda ms: DAY, {})
    assert ended == c.FinishAlone(counter=ONE, number="A012", day=DAY, result=2, pressed_ms=5)


@pytest.mark.parametrize(
    ("body", "old"),
    [
        (VerbTyped(counter=ONE, verb="call", digits="2", alone=True), VerbTyped(counter=ONE, verb="call", digits="2")),
        (KeyPressed(counter=ONE, key="finish", alone="2"), KeyPressed(counter=ONE, key="finish")),
    ],
    ids=["call", "finish"],
)
def test_a_hub_that_does_not_know_the_field_refuses_an_old_key_and_changes_nothing(
    day: FeeDay, body: VerbTyped | KeyPressed, old: VerbTyped | KeyPressed
) -> None:
    assert command_for("counter-1", body, 0, lambda ms: DAY, {}) != command_for("counter-1", old, 0, lambda ms: DAY, {})
    day.call(TWO)
    asked = command_for("counter-1", old, day.now - AWAY_MS, lambda ms: DAY, {})
    before = len(day.log)
    assert reason(day.ask(asked)) == "too_old"
    assert len(day.log) == before


# The order


def deed(device: str, at: int) -> tuple[str, c.Asking]:
    return device, c.CallAlone(counter=device, digits="1", day=DAY, pressed_ms=at)


def key(device: str) -> tuple[str, c.Asking]:
    return device, c.CallNext(counter=device, pressed_ms=10)


REQUESTS = st.lists(
    st.one_of(
        st.builds(deed, st.sampled_from(["a", "b", "c"]), st.integers(0, 9)),
        st.just(("web", c.NoteAnswered())),
        st.builds(key, st.sampled_from(["a", "b", "c"])),
    ),
    max_size=12,
)


@given(REQUESTS)
def test_deeds_are_decided_by_their_time_and_all_else_as_it_came(requests: list[tuple[str, c.Asking]]) -> None:
    order = in_time(requests)
    assert sorted(order) == list(range(len(requests)))
    for device in ("a", "b", "c"):
        own = [i for i in order if requests[i][0] == device]
        assert own == sorted(own), "what one device says stays in its order"
    assert [i for i in order if requests[i][0] == "web"] == [i for i, each in enumerate(requests) if each[0] == "web"]


def test_who_called_a_number_first_has_it_whoever_tells_first() -> None:
    assert in_time([deed("a", 7), deed("b", 3), deed("a", 9), deed("b", 8)]) == [1, 0, 3, 2]


def test_what_a_counter_asks_when_the_hub_is_back_stays_behind_what_it_did_alone() -> None:
    # The next one would end the visit that the officer has ended with a result.
    assert in_time([deed("a", 7), key("a"), deed("b", 3)]) == [2, 0, 1]
